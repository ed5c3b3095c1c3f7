import { sql } from 'kysely'
import type { Db } from './database.ts'

const measuredEvery = 30_000

/**
 * Machines may disagree about the time by minutes; all of them go by the database's clock. Between two looks at it
 * time is counted by what no one can set: the time since the process began.
 */
export async function databaseClock(db: Db): Promise<{ now: () => number; stop: () => void }> {
  let offset = 0
  const measure = async () => {
    const before = performance.now()
    const { rows } = await sql<{
      ms: number
    }>`select (extract(epoch from clock_timestamp()) * 1000)::bigint as ms`.execute(db)
    const ms = rows[0]?.ms
    if (ms !== undefined) offset = ms - (before + performance.now()) / 2
  }
  await measure()
  // While the database is away the last offset still serves.
  const timer = setInterval(() => void measure().catch(() => undefined), measuredEvery).unref()
  return { now: () => Math.round(performance.now() + offset), stop: () => clearInterval(timer) }
}
