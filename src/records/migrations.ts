import { type Kysely, sql } from 'kysely'
import { Failure } from '../errors.ts'
import { type Db, hasRowLocks } from './database.ts'

/** Any number that is ours alone; one starter at a time brings the schema up to date. */
const advisoryLock = 727_274

/** Append only: a migration that has shipped is never edited. */
const migrations: readonly ((db: Db) => Promise<void>)[] = [first]

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

async function first(db: Db): Promise<void> {
  const milliseconds = hasRowLocks(db) ? sql`bigint` : sql`integer`
  // strict: SQLite checks types as PostgreSQL does.
  const table = (name: string) => {
    const made = db.schema.createTable(name)
    return hasRowLocks(db) ? made : made.modifyEnd(sql`strict`)
  }
  await table('offboarding')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('leaver', 'text', (column) => column.notNull())
    .addColumn('requester', 'text', (column) => column.notNull())
    .addColumn('open', 'integer', (column) => column.notNull())
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('requested_at', milliseconds, (column) => column.notNull())
    .addColumn('started_by', 'text')
    .addColumn('started_at', milliseconds)
    .addColumn('due_at', milliseconds)
    .addColumn('lease', 'text')
    .addColumn('lease_until', milliseconds, (column) => column.notNull())
    .execute()
  await db.schema.createIndex('offboarding_due').on('offboarding').column('due_at').execute()
  await db.schema.createIndex('offboarding_started').on('offboarding').column('started_at').execute()
  await sql`create unique index offboarding_open on offboarding (leaver) where open = 1`.execute(db)
  await table('event')
    .addColumn('offboarding', 'text', (column) => column.notNull().references('offboarding.id'))
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('data', 'text', (column) => column.notNull())
    .addColumn('at', milliseconds, (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('event_key', ['offboarding', 'seq'])
    .execute()
  await messages(table, milliseconds)
}

async function messages(
  table: (name: string) => ReturnType<Kysely<unknown>['schema']['createTable']>,
  milliseconds: ReturnType<typeof sql>,
) {
  await table('setting')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .addColumn('by', 'text', (column) => column.notNull())
    .addColumn('at', milliseconds, (column) => column.notNull())
    .execute()
  await table('heard')
    .addColumn('digest', 'text', (column) => column.primaryKey())
    .addColumn('at', milliseconds, (column) => column.notNull())
    .execute()
  await table('conversation')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('reference', 'text', (column) => column.notNull())
    .addColumn('at', milliseconds, (column) => column.notNull())
    .execute()
  await table('posted_card')
    .addColumn('offboarding', 'text', (column) => column.notNull().references('offboarding.id'))
    .addColumn('showing', 'integer', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('conversation', 'text', (column) => column.notNull())
    .addColumn('activity', 'text')
    .addColumn('shown', 'text')
    .addColumn('replaced', 'integer', (column) => column.notNull())
    .addColumn('tries', 'integer', (column) => column.notNull())
    .addColumn('retry_at', milliseconds, (column) => column.notNull())
    .addPrimaryKeyConstraint('posted_card_key', ['offboarding', 'showing', 'kind'])
    .execute()
  await table('dialog_state')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .addColumn('etag', 'text', (column) => column.notNull())
    .addColumn('at', milliseconds, (column) => column.notNull())
    .execute()
}
