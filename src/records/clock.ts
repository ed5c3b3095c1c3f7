import { sql } from 'kysely'
import type { Db } from './database.ts'

const measuredEvery = 30_000
/** An answer that took longer says too little about when it was given, unless the database is always that far. Milliseconds. */
const soonEnough = 200

/**
 * Machines may disagree about the time by minutes; all of them go by the database's clock. Between two looks at it
 * time is counted by what no one can set: the time since the process began.
 * @param everyMs how often it is looked at, in milliseconds
 */
export async function databaseClock(db: Db, everyMs = measuredEvery): Promise<{ now: () => number; stop: () => void }> {
  let offset = 0
  let shortest = Number.POSITIVE_INFINITY
  const measure = async () => {
    const before = performance.now()
    const { rows } = await sql<{
      ms: number
    }>`select (extract(epoch from clock_timestamp()) * 1000)::bigint as ms`.execute(db)
    const ms = rows[0]?.ms
    const took = performance.now() - before
    // What waited for a connection may be off by half of that: whoever has the wrong time lets others' leases end.
    if (ms === undefined || took > Math.max(soonEnough, 2 * shortest)) return
    shortest = Math.min(shortest, took)
    offset = ms - before - took / 2
  }
  await measure()
  // While the database is away the last offset still serves.
  const timer = setInterval(() => void measure().catch(() => undefined), everyMs).unref()
  return { now: () => Math.round(performance.now() + offset), stop: () => clearInterval(timer) }
}
