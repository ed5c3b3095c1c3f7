import type { Db } from '../database.ts'
import { milliseconds as millisecondsOf, table } from './table.ts'

/** Links that open once, with a code, for one person. */
export async function evidenceLinks(db: Db): Promise<void> {
  const milliseconds = millisecondsOf(db)
  await table(db, 'evidence_link')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('offboarding', 'text', (column) => column.notNull().references('offboarding.id').onDelete('cascade'))
    .addColumn('person', 'text', (column) => column.notNull())
    .addColumn('code', 'text', (column) => column.notNull())
    .addColumn('language', 'text', (column) => column.notNull())
    .addColumn('zone', 'text', (column) => column.notNull())
    .addColumn('ends_at', milliseconds, (column) => column.notNull())
    .addColumn('tries', 'integer', (column) => column.notNull())
    .addColumn('used_at', milliseconds)
    .execute()
  await db.schema.createIndex('evidence_link_offboarding').on('evidence_link').column('offboarding').execute()
}
