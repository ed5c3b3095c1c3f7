import { sql } from 'kysely'
import type { Event } from '../offboarding/events.ts'
import { fold } from '../offboarding/evolve.ts'
import { actionIds } from '../offboarding/plan.ts'
import { firstMisfit, type Line } from './chain.ts'
import { type Database, type Db, hasRowLocks } from './database.ts'
import type { SigningKey } from './signing.ts'
import { leaveStub, type Stub } from './stubs.ts'

/** How long a history is kept after its last event, and who signs for what was removed. */
export type Retention = { readonly days: number; readonly key: SigningKey }

/** The place in the line of what is over: where the next step goes on. */
export type Place = { readonly requestedAt: number; readonly id: string }

/** `after` is `null` when nothing is left; `altered` are histories that are not whole, and stay for somebody to look at. */
export type Step = {
  readonly stubs: readonly Stub[]
  readonly altered: readonly string[]
  readonly after: Place | null
}

const day = 24 * 3_600_000
export const stepSize = 10
/** Any number that is ours alone; one process at a time removes. */
const advisoryLock = 727_276
/** Every table with rows that belong to one offboarding, in the order in which they may go. */
const belongings = ['event', 'posted_card', 'notice'] as const

/**
 * Removes the next few histories whose time is over, with everything that belongs to them, and leaves a signed stub of
 * each, in one transaction. What is open or has anything due is never touched.
 * @returns `null` when another process is at it
 */
export async function retireSome(
  { db, now }: Database,
  retention: Retention,
  from: Place | null,
): Promise<Step | null> {
  return db.transaction().execute(async (tx) => {
    if (!(await isAlone(tx))) return null
    const at = now()
    const found = await over(tx, untilOf(retention, at), from)
    const stubs: Stub[] = []
    const altered: string[] = []
    for (const { id, seq } of found) {
      const lines = await tx.selectFrom('event').selectAll().where('offboarding', '=', id).orderBy('seq').execute()
      if (lines.length !== seq + 1 || firstMisfit(id, lines) !== null) altered.push(id)
      else stubs.push(await remove(tx, id, lines, at, retention.key))
    }
    const last = found.length < stepSize ? undefined : found.at(-1)
    return { stubs, altered, after: last ? { requestedAt: last.requested_at, id: last.id } : null }
  })
}

/** Whatever ended before this is removed; epoch milliseconds. */
export const untilOf = ({ days }: Retention, now: number): number => now - days * day

/** SQLite lets one writer in at a time already. */
export async function isAlone(tx: Db): Promise<boolean> {
  if (!hasRowLocks(tx)) return true
  const lock = sql<{ mine: boolean }>`select pg_try_advisory_xact_lock(${sql.lit(advisoryLock)}) as mine`
  return (await lock.execute(tx)).rows[0]?.mine === true
}

/** What is over, oldest request first. One without its last event counts as over, so that it is looked at. */
async function over(tx: Db, until: number, from: Place | null) {
  const query = tx
    .selectFrom('offboarding')
    .leftJoin('event', (join) =>
      join.onRef('event.offboarding', '=', 'offboarding.id').onRef('event.seq', '=', 'offboarding.seq'),
    )
    .select(['offboarding.id', 'offboarding.seq', 'offboarding.requested_at'])
    // Spelt out, not as parameters, so that the partial index serves.
    .where(sql<boolean>`offboarding.open = 0 and offboarding.due_at is null and offboarding.lease is null`)
    .where('offboarding.requested_at', '<=', until)
    .where(sql<boolean>`coalesce(event.at, 0) <= ${until}`)
    .$if(from !== null, (rest) =>
      rest.where(sql<boolean>`(offboarding.requested_at, offboarding.id) > (${from?.requestedAt}, ${from?.id})`),
    )
    .orderBy('offboarding.requested_at')
    .orderBy('offboarding.id')
    .limit(stepSize)
  return (hasRowLocks(tx) ? query.forUpdate('offboarding').skipLocked() : query).execute()
}

/** From when to when, how long, and how it ended. */
export const spanOf = (lines: readonly Line[]) => ({
  first_at: lines[0]?.at ?? 0,
  last_at: lines.at(-1)?.at ?? 0,
  events: lines.length,
  last_hash: lines.at(-1)?.hash ?? '',
})

async function remove(tx: Db, id: string, lines: readonly Line[], at: number, key: SigningKey): Promise<Stub> {
  const said = {
    ...{ what: 'offboarding' as const, id, ...spanOf(lines) },
    outcomes: JSON.stringify(outcomesOf(id, lines)),
    removed_at: at,
  }
  const stub = await leaveStub(tx, said, key)
  for (const table of belongings) await tx.deleteFrom(table).where('offboarding', '=', id).execute()
  await tx.deleteFrom('offboarding').where('id', '=', id).execute()
  return stub
}

/** How many steps ended in which way; `none` counts those of the four actions that never did. */
function outcomesOf(id: string, lines: readonly Line[]): Record<string, number> {
  const recorded = lines.map(({ seq, at, hash, data }) => ({ seq, at, hash, event: JSON.parse(data) as Event }))
  const steps = Object.entries(fold(id, recorded)?.actions ?? {})
  const ended = steps.filter(([step, { outcome }]) => outcome !== null || actionIds.some((action) => action === step))
  const counts: Record<string, number> = {}
  for (const [, { outcome }] of ended) {
    const kind = outcome?.kind ?? 'none'
    counts[kind] = (counts[kind] ?? 0) + 1
  }
  return counts
}
