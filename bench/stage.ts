import { setTimeout as pause } from 'node:timers/promises'
import type { Seen } from '../src/demo/tenant/doors.ts'
import { unwatched } from '../src/watch/watch.ts'
import { rob, startWorld } from '../test/offboard.ts'
import { newLeaver } from './leavers.ts'
import { plainClient } from './plain.ts'

/** How long Microsoft takes for an answer here, in milliseconds. */
export const latency = { graphMs: 100, exchangeMs: 400 }

/** The four writes, by the name that a moment has when the tenant has answered them. */
const writes = ['reset-password', 'sign-out', 'block-sign-in', 'block-email']
const proofs = writes.map((action) => `proven ${action}`)

/** Something that happened, and when, in milliseconds of `performance.now()`. */
type Moment = { readonly what: string; readonly at: number }

export type Stage = Awaited<ReturnType<typeof setStage>>

/**
 * The whole product on a simulated tenant that takes its time, with a mark at every moment that counts: when the tenant
 * has answered a call, when a tap is recorded, when an action is proven.
 */
export async function setStage() {
  const moments: Moment[] = []
  const mark = (what: string) => void moments.push({ what, at: performance.now() })
  const world = await startWorld({
    latency,
    brake: { maxPerHour: 1e6, maxPerHourTenant: 1e6 },
    watch: (seen) => mark(nameOf(seen)),
    measuring: {
      ...unwatched,
      tap: ({ result }) => mark(`tap ${result}`),
      outcome: (action, outcome) =>
        mark(outcome.kind === 'done' && outcome.proof ? `proven ${action}` : `ended ${action}`),
    },
  })
  const { teams } = world
  const when = (what: string, since: number) => moments.find((one) => one.what === what && one.at >= since)?.at
  return {
    ...{ world, moments, when },
    plain: plainClient(world.simulated),
    newLeaver: () => newLeaver(world),
    /** Somebody asks for a leaver of their own. `ms` is how long it takes until the review is shown. */
    async review() {
      const leaver = newLeaver(world)
      const chat = `a:${leaver.id}`
      const from = performance.now()
      const [card] = await Promise.all([
        teams.card(chat, leaver.userPrincipalName, 'Start'),
        teams.say(rob, chat, `offboard ${leaver.givenName}`),
      ])
      return { card, chat, ms: performance.now() - from }
    },
    /** Asks, starts, and confirms all once nothing is under way. @returns when the tap was sent, and when what followed happened */
    async confirmAll() {
      const { card, chat } = await this.review()
      await teams.tap(rob, card, 'Start')
      const confirm = await teams.card(chat, 'Confirm all')
      await pause(calm)
      const since = performance.now()
      await teams.tap(rob, confirm, 'Confirm all')
      const answered = performance.now()
      const [locked, proven] = [await lastOf(moments, writes, since), await lastOf(moments, proofs, since)]
      return { since, answered, locked, proven }
    },
  }
}

/** So long after its cards were shown nothing is done about an offboarding that waits for a tap. */
const calm = 300

function nameOf({ method, url, body }: Seen): string {
  const sent = JSON.stringify(body) ?? ''
  if (sent.includes('"Set-CASMailbox"')) return 'block-email'
  if (sent.includes('"Get-CASMailbox"')) return 'read Exchange'
  if (url.endsWith('/revokeSignInSessions')) return 'sign-out'
  if (method !== 'PATCH') return 'read Graph'
  return sent.includes('"passwordProfile"') ? 'reset-password' : 'block-sign-in'
}

const patience = 30_000

/** When the last of these had happened; waits for it. */
async function lastOf(moments: readonly Moment[], wanted: readonly string[], since: number): Promise<number> {
  const started = performance.now()
  for (;;) {
    const found = wanted.map((what) => moments.findLast((moment) => moment.what === what && moment.at >= since)?.at)
    if (found.every((at) => at !== undefined)) return Math.max(...found)
    if (performance.now() - started > patience) throw new Error(`waited in vain for ${wanted.join(', ')}`)
    await pause(2)
  }
}
