import { sql } from 'kysely'
import type { BatchEvent } from '../offboarding/batch/events.ts'
import type { Brake, Event } from '../offboarding/events.ts'
import { type Db, hasRowLocks } from './database.ts'

/** How many may be started within an hour before a second person is needed: by one person, and in all. */
export type BrakeLimits = { readonly maxPerHour: number; readonly maxPerHourTenant: number }

const hour = 3_600_000
const advisoryLock = 727_275

/**
 * Counts, in the transaction that starts an offboarding, what was started within the last hour. Counted one at a time,
 * so that a hundred starts at once are a hundred and not a hundred times none.
 */
export async function withBrake(tx: Db, events: readonly Event[], at: number, limits: BrakeLimits): Promise<Event[]> {
  const counted: Event[] = []
  for (const event of events) {
    counted.push(event.type === 'started' ? { ...event, brake: await brakeOf(tx, event.by.id, 1, at, limits) } : event)
  }
  return counted
}

/** The same where many are started at once: each of them counts. */
export async function withBatchBrake(
  tx: Db,
  events: readonly BatchEvent[],
  at: number,
  limits: BrakeLimits,
): Promise<BatchEvent[]> {
  const counted: BatchEvent[] = []
  for (const event of events) {
    if (event.type !== 'started') counted.push(event)
    else counted.push({ ...event, brake: await brakeOf(tx, event.by.person.id, event.people, at, limits) })
  }
  return counted
}

async function brakeOf(tx: Db, by: string, more: number, at: number, limits: BrakeLimits): Promise<Brake | null> {
  // SQLite lets one writer in at a time already.
  if (hasRowLocks(tx)) await sql`select pg_advisory_xact_lock(${sql.lit(advisoryLock)})`.execute(tx)
  const since = at - hour
  const alone = await tx
    .selectFrom('offboarding')
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .select(sql<number>`coalesce(sum(case when started_by = ${by} then 1 else 0 end), 0)`.as('own'))
    .where('started_at', '>', since)
    .where('batch', 'is', null)
    .executeTakeFirstOrThrow()
  // Counted from the moment of its start, however many of its members have been begun.
  const together = await tx
    .selectFrom('batch')
    .select(sql<number>`coalesce(sum(people), 0)`.as('total'))
    .select(sql<number>`coalesce(sum(case when started_by = ${by} then people else 0 end), 0)`.as('own'))
    .where('started_at', '>', since)
    .executeTakeFirstOrThrow()
  const byThem = Number(alone.own) + Number(together.own) + more
  const inAll = Number(alone.total) + Number(together.total) + more
  if (byThem > limits.maxPerHour) return { scope: 'person', count: byThem }
  return inAll > limits.maxPerHourTenant ? { scope: 'organisation', count: inAll } : null
}
