import { sql } from 'kysely'
import { z } from 'zod'
import { type Db, hasRowLocks } from '../database.ts'
import { enterWords } from '../search-words.ts'
import { milliseconds } from './table.ts'

const atOnce = 500

/** What is relied on of the first event of a history, whichever version wrote it. */
const askedShape = z.object({
  leaver: z.object({ displayName: z.string(), userPrincipalName: z.string() }),
  requester: z.object({ name: z.string() }),
})

/** Words by which an offboarding is found again, and the orders in which lists are read. */
export async function search(db: Db): Promise<void> {
  await wordTable(db).execute()
  await db.schema.createIndex('search_word_offboarding').on('search_word').column('offboarding').execute()
  await db.schema.createIndex('offboarding_leaver').on('offboarding').column('leaver').execute()
  await db.schema.createIndex('offboarding_requested').on('offboarding').columns(['requested_at', 'id']).execute()
  await sql`create index offboarding_open_requested on offboarding (requested_at, id) where open = 1`.execute(db)
  await db.schema.createIndex('retired_first').on('retired').columns(['first_at', 'id']).execute()
  for (let after = ''; ; ) {
    const rows = await db
      .selectFrom('event')
      .select(['offboarding', 'data', 'at'])
      .where('seq', '=', 0)
      .where('offboarding', '>', after)
      .orderBy('offboarding')
      .limit(atOnce)
      .execute()
    for (const { offboarding, data, at } of rows)
      await enterWords(db, offboarding, askedShape.parse(JSON.parse(data)), at)
    if (rows.length < atOnce) return
    after = rows.at(-1)?.offboarding ?? ''
  }
}

/** Words are compared byte by byte on both engines: a language's own order would tear a prefix apart. */
function wordTable(db: Db) {
  const text = hasRowLocks(db) ? sql`text collate "C"` : sql`text`
  const made = db.schema
    .createTable('search_word')
    .addColumn('about', 'text', (column) => column.notNull())
    .addColumn('word', text, (column) => column.notNull())
    .addColumn('requested_at', milliseconds(db), (column) => column.notNull())
    .addColumn('offboarding', 'text', (column) => column.notNull().references('offboarding.id').onDelete('cascade'))
    .addPrimaryKeyConstraint('search_word_key', ['about', 'word', 'requested_at', 'offboarding'])
  return hasRowLocks(db) ? made : made.modifyEnd(sql`strict, without rowid`)
}
