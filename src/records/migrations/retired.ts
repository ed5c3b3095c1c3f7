import type { Db } from '../database.ts'
import { milliseconds as millisecondsOf, table } from './table.ts'

/** What is left of histories that were removed when their time was over. */
export async function retired(db: Db): Promise<void> {
  const milliseconds = millisecondsOf(db)
  await table(db, 'retired')
    .addColumn('number', 'integer', (column) => column.primaryKey())
    .addColumn('what', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('first_at', milliseconds, (column) => column.notNull())
    .addColumn('last_at', milliseconds, (column) => column.notNull())
    .addColumn('events', 'integer', (column) => column.notNull())
    .addColumn('last_hash', 'text', (column) => column.notNull())
    .addColumn('outcomes', 'text', (column) => column.notNull())
    .addColumn('removed_at', milliseconds, (column) => column.notNull())
    .addColumn('previous', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('signature', 'text', (column) => column.notNull())
    .execute()
}
