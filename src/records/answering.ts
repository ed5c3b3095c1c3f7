import { sql } from 'kysely'
import type { Database } from './database.ts'

/** Does the database answer? Throws whatever the driver throws when it does not. */
export async function isAnswering({ db }: Database): Promise<boolean> {
  await sql`select 1`.execute(db)
  return true
}
