import { sql } from 'kysely'
import type { Db } from '../database.ts'
import { milliseconds, table } from './table.ts'

/** How far each history was sent to the webhook, where people are reached by themselves, and what was sent to them. */
export async function webhookAndPersonalChats(db: Db): Promise<void> {
  await db.schema
    .alterTable('offboarding')
    .addColumn('webhook_seq', 'integer', (column) => column.notNull().defaultTo(-1))
    .execute()
  // What happened before there was a webhook is not news.
  await sql`update offboarding set webhook_seq = seq`.execute(db)
  await table(db, 'personal_chat')
    .addColumn('person', 'text', (column) => column.primaryKey())
    .addColumn('conversation', 'text', (column) => column.notNull())
    .addColumn('language', 'text', (column) => column.notNull())
    .addColumn('zone', 'text', (column) => column.notNull())
    .addColumn('at', milliseconds(db), (column) => column.notNull())
    .execute()
  await table(db, 'notice')
    .addColumn('offboarding', 'text', (column) => column.notNull().references('offboarding.id'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('sent_at', milliseconds(db))
    .addColumn('tries', 'integer', (column) => column.notNull())
    .addColumn('retry_at', milliseconds(db), (column) => column.notNull())
    .addPrimaryKeyConstraint('notice_key', ['offboarding', 'kind'])
    .execute()
}
