import { sql } from 'kysely'
import { type Db, hasRowLocks } from '../database.ts'

/** Begins a table. strict: SQLite checks types as PostgreSQL does. */
export function table(db: Db, name: string) {
  const made = db.schema.createTable(name)
  return hasRowLocks(db) ? made : made.modifyEnd(sql`strict`)
}

/** The column type of epoch milliseconds. */
export const milliseconds = (db: Db) => (hasRowLocks(db) ? sql`bigint` : sql`integer`)
