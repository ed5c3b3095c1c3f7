import { sql } from 'kysely'
import { Failure } from '../errors.ts'
import { type Db, hasRowLocks } from './database.ts'
import { batches } from './migrations/batches.ts'
import { evidenceLinks } from './migrations/evidence-links.ts'
import { first } from './migrations/first.ts'
import { lookups } from './migrations/lookups.ts'
import { pacing } from './migrations/pacing.ts'
import { retired } from './migrations/retired.ts'
import { search } from './migrations/search.ts'
import { webhookAndPersonalChats } from './migrations/webhook-and-personal-chats.ts'

/** Any number that is ours alone; one starter at a time brings the schema up to date. */
const advisoryLock = 727_274

/** Append only: a migration that has shipped is never edited. */
export const migrations: readonly ((db: Db) => Promise<void>)[] = [
  first,
  retired,
  lookups,
  search,
  evidenceLinks,
  pacing,
  batches,
  webhookAndPersonalChats,
]

/**
 * Brings the schema up to date in one transaction; safe when several instances start at once.
 * @throws Failure misconfigured, when the database was made by a newer version
 */
export async function migrate(db: Db): Promise<void> {
  await db.transaction().execute(async (tx) => {
    if (hasRowLocks(tx)) await sql`select pg_advisory_xact_lock(${sql.lit(advisoryLock)})`.execute(tx)
    await sql`create table if not exists schema_version (version integer not null)`.execute(tx)
    const { rows } = await sql<{ version: number }>`select version from schema_version`.execute(tx)
    const done = rows[0]?.version ?? 0
    if (done > migrations.length) throw newer(done)
    for (const up of migrations.slice(done)) await up(tx)
    await sql`delete from schema_version`.execute(tx)
    await sql`insert into schema_version values (${sql.lit(migrations.length)})`.execute(tx)
  })
}

const newer = (found: number) =>
  new Failure(
    'misconfigured',
    `The database has schema ${found}; this version knows up to ${migrations.length}. Start a newer version. Nothing was changed.`,
  )
