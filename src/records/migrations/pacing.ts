import { sql } from 'kysely'
import type { Db } from '../database.ts'
import { milliseconds as millisecondsOf, table } from './table.ts'

/** What all instances may do together at Microsoft, which work nobody waits for, and when a card was last edited. */
export async function pacing(db: Db): Promise<void> {
  const milliseconds = millisecondsOf(db)
  await table(db, 'pace')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('tat', milliseconds, (column) => column.notNull())
    .execute()
  await db.schema.createIndex('pace_tat').on('pace').column('tat').execute()
  await table(db, 'place')
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('holder', 'text', (column) => column.notNull())
    .addColumn('until', milliseconds, (column) => column.notNull())
    .addPrimaryKeyConstraint('place_key', ['name', 'number'])
    .execute()
  await sql`alter table offboarding add column bulk integer not null default 0`.execute(db)
  await sql`create index offboarding_due_bulk on offboarding (bulk, due_at) where due_at is not null`.execute(db)
  await sql`alter table posted_card add column edited_at ${milliseconds} not null default 0`.execute(db)
  await sql`alter table posted_card add column behind_since ${milliseconds} not null default 0`.execute(db)
}
