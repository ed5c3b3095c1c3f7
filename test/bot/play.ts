import assert from 'node:assert/strict'
import { once } from 'node:events'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { Event } from '../../src/offboarding/events.ts'
import type { ApprovalRules } from '../../src/offboarding/policy.ts'
import { readHistory } from '../../src/records/history.ts'
import { startWorld, type World } from '../offboard.ts'
import { buttonsOf, type Message, type TapReply, type TeamsPerson } from '../teams.ts'
import { cast, type Happening, leavers, type Story } from './happenings.ts'
import { Witness } from './witness.ts'

const groupChat = '19:it-approvals@thread.v2'

/** One story on a bot of its own, from the first word to the last check. @returns how many writes it brought about */
export async function play(story: Story): Promise<number> {
  const { rules } = story
  const world = await startWorld({ rules, brake: { maxPerHour: 100, maxPerHourTenant: 100 } })
  try {
    return await new Play(world, story.leaver, rules).run(story)
  } finally {
    await world.stop()
  }
}

class Play {
  readonly #world: World
  readonly #leaver: TeamsPerson & { userPrincipalName: string }
  readonly #witness: Witness

  constructor(world: World, leaver: number, rules: ApprovalRules) {
    this.#world = world
    this.#leaver = leavers[leaver] ?? cast[0] ?? assert.fail()
    this.#witness = new Witness(world, this.#leaver, cast, rules)
  }

  async run({ requester, happenings }: Story): Promise<number> {
    const by = this.#person(requester === 1 ? 1 : 0)
    await this.#ask(by, groupChat)
    await this.#quiet()
    await this.#tap([by], 0, false, null)
    await this.#quiet()
    for (const happening of happenings) await this.#happen(happening)
    await this.#quiet()
    return this.#witness.check()
  }

  async #happen(happening: Happening): Promise<void> {
    const { teams, clock, company, simulated } = this.#world
    switch (happening.kind) {
      case 'ask': {
        const by = this.#person(happening.who)
        return this.#ask(by, happening.group ? groupChat : `a:${by.id}`)
      }
      case 'tap':
        return this.#tap(
          happening.who.map((who) => this.#person(who)),
          happening.pick,
          happening.old,
          happening.forged,
        )
      case 'approve here':
        await teams.say(this.#person(happening.who), groupChat, 'approve here')
        return
      case 'role': {
        const id = happening.who === 'leaver' ? this.#leaver.id : this.#person(happening.who).id
        const { role } = happening
        const { roleAssignments } = company
        const held = roleAssignments.findIndex((one) => one.principalId === id && one.role === role)
        if (held >= 0) roleAssignments.splice(held, 1)
        else roleAssignments.push({ principalId: id, role, directoryScopeId: '/' })
        return this.#changed()
      }
      case 'enabled': {
        const user = company.users.find(({ id }) => id === this.#person(happening.who).id)
        if (user && user.id !== this.#leaver.id) user.accountEnabled = !user.accountEnabled
        return this.#changed()
      }
      case 'time':
        clock.advance(happening.ms)
        return
      case 'restart':
        return this.#world.restart()
      case 'trouble':
        simulated.faults.order(happening.order)
        return
      case 'quiet':
        return this.#quiet()
    }
  }

  /** What was answered before belongs to the time before. */
  #changed(): void {
    this.#world.clock.advance(5)
    this.#witness.look()
  }

  async #ask(by: TeamsPerson, chat: string): Promise<void> {
    assert.equal(await this.#world.teams.say(by, chat, `offboard ${this.#leaver.userPrincipalName}`), 200)
  }

  /** Everybody at once on one button. What is confirmed is what was tapped; who is told that nothing changed changed nothing. */
  async #tap(by: readonly TeamsPerson[], pick: number, old: boolean, forged: object | null): Promise<void> {
    const buttons = this.#buttons(old)
    const chosen = buttons[pick % Math.max(1, buttons.length)]
    if (!chosen) return
    const data = { ...chosen.data, ...forged }
    const before = await this.#events()
    const tapped = by.map((one) => this.#world.teams.invoke(one, chosen.message, String(chosen.verb), data))
    const replies = await Promise.all(tapped)
    const after = await this.#events()
    const isNew = (event: Event) => event.type === 'confirmed' && !before.some((old) => isDeepStrictEqual(old, event))
    for (const event of after.filter(isNew)) assert.equal('digest' in event && event.digest, chosen.data.digest)
    for (const [index, reply] of replies.entries()) {
      assert.equal(reply.status, 200)
      assert.equal(reply.body.statusCode, 200)
      assert.doesNotMatch(JSON.stringify(reply.body), /Reference [0-9A-F]{8}/, 'a bug, not a refusal')
      const person = by[index]?.id ?? ''
      const alone = by.filter(({ id }) => id === person).length === 1
      if (alone && isRefused(reply))
        assert.equal(deedsOf(after, person), deedsOf(before, person), JSON.stringify(reply.body))
    }
  }

  #buttons(old: boolean) {
    const from = (message: Message) => (old ? message.versions : [message.card])
    return this.#world.teams.messages.flatMap((message) =>
      buttonsOf(from(message)).map(({ verb, data }) => ({ message, verb, data })),
    )
  }

  async #events(): Promise<Event[]> {
    const { database } = this.#world
    const rows = await database.db.selectFrom('offboarding').select('id').execute()
    const histories = await Promise.all(rows.map(({ id }) => readHistory(database, id)))
    return histories.flat().map(({ event }) => event)
  }

  /** Waits until the bot has done what is due, or until half a second has passed. */
  async #quiet(): Promise<void> {
    const until = Date.now() + 500
    while (Date.now() < until) {
      const { database } = this.#world
      const busy = await database.db
        .selectFrom('offboarding')
        .select('id')
        .where((where) => where.or([where('lease', 'is not', null), where('due_at', '<=', database.now())]))
        .executeTakeFirst()
      if (!busy) return
      await Promise.race([once(this.#world.teams, 'shown'), new Promise((resolve) => setTimeout(resolve, 4))])
    }
  }

  #person(who: number): TeamsPerson {
    return cast[who % cast.length] ?? assert.fail()
  }
}

/** How many lines of the histories are somebody's own deed. */
function deedsOf(events: readonly Event[], id: string): number {
  const by = (event: Event) => {
    if (event.type === 'outcome') return event.outcome.kind === 'skipped' ? event.outcome.by : null
    return 'by' in event ? event.by : null
  }
  return events.filter((event) => by(event)?.id === id).length
}

const spoken = z.looseObject({ speak: z.string() })

/** A sentence instead of a card, or above it; what is read aloud begins with it. */
function isRefused({ body }: TapReply): boolean {
  if (typeof body.value === 'string') return true
  return /Nothing was (changed|done)/.test(spoken.parse(body.value).speak)
}
