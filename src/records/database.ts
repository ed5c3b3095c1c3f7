import { accessSync, constants, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout } from 'node:timers/promises'
import { Kysely, PostgresDialect, SqliteDialect, type SqliteStatement, sql } from 'kysely'
import pg from 'pg'
import { Failure } from '../errors.ts'
import type { BrakeLimits } from './brake.ts'
import { migrate } from './migrations.ts'
import type { Tables } from './tables.ts'

export type Db = Kysely<Tables>

/** Where records are kept. `now` is the clock that leases and due times go by, in epoch milliseconds. */
export type Database = {
  readonly db: Db
  readonly now: () => number
  readonly brake: BrakeLimits
  close(): Promise<void>
}

type Opened = Omit<Database, 'brake'>

/**
 * Opens a SQLite file in `dataDir`, or PostgreSQL when `databaseUrl` is given, and brings its schema up to date.
 * @throws Failure misconfigured, when the place cannot be used; nothing in it is changed then
 */
export async function openDatabase(options: {
  dataDir: string
  databaseUrl: string | null
  now?: () => number
  brake?: BrakeLimits
}): Promise<Database> {
  const { databaseUrl, dataDir, now, brake = { maxPerHour: 10, maxPerHourTenant: 50 } } = options
  const opened = databaseUrl ? await openPostgres(databaseUrl, now) : await openSqlite(dataDir, now)
  try {
    await migrate(opened.db)
  } catch (cause) {
    await opened.close()
    if (cause instanceof Failure) throw cause
    throw unusable(databaseUrl ? 'DATABASE_URL' : `DATA_DIR (${dataDir})`, cause)
  }
  return { ...opened, brake }
}

async function openSqlite(dataDir: string, now = Date.now): Promise<Opened> {
  try {
    mkdirSync(dataDir, { recursive: true })
    accessSync(dataDir, constants.R_OK | constants.W_OK)
    const file = new DatabaseSync(join(dataDir, 'offboard.sqlite'), { timeout: 5000 })
    await makeDurable(file).catch((cause: unknown) => {
      file.close()
      throw cause
    })
    const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: asKyselyExpects(file) }) })
    return { db, now, close: () => db.destroy() }
  } catch (cause) {
    throw unusable(`DATA_DIR (${dataDir})`, cause)
  }
}

const tries = 100

/**
 * Every acknowledged tap is on the disk: NORMAL lost acknowledged rows in five of eight power cuts that were tried.
 * Turning to WAL needs the file alone and fails at once, without the time-out, when another process starts as well.
 */
async function makeDurable(file: DatabaseSync): Promise<void> {
  for (let count = 1; ; count++) {
    try {
      file.exec('pragma journal_mode=wal; pragma synchronous=full; pragma foreign_keys=on')
      return
    } catch (cause) {
      const busy = cause instanceof Error && 'errcode' in cause && Number(cause.errcode) % 256 === 5
      if (!busy || count >= tries) throw cause
      await setTimeout(50)
    }
  }
}

/** Kysely was written for better-sqlite3; node:sqlite needs this much to look like it. */
function asKyselyExpects(file: DatabaseSync) {
  const cache = new Map<string, SqliteStatement>()
  const prepare = (text: string): SqliteStatement => {
    // A deferred transaction that turns from reading to writing fails at once when another process writes.
    const statement = file.prepare(text === 'begin' ? 'begin immediate' : text)
    return {
      reader: statement.columns().length > 0,
      all: (parameters) => statement.all(...(parameters as never[])),
      run: (parameters) => statement.run(...(parameters as never[])),
      iterate: (parameters) => statement.iterate(...(parameters as never[])) as never,
    }
  }
  return {
    close: () => file.close(),
    prepare(text: string): SqliteStatement {
      const statement = cache.get(text) ?? prepare(text)
      if (cache.size < 200) cache.set(text, statement)
      return statement
    },
  }
}

const clockEvery = 30_000

async function openPostgres(connectionString: string, now?: () => number): Promise<Opened> {
  pg.types.setTypeParser(pg.types.builtins.INT8, Number) // epoch milliseconds
  const pool = new pg.Pool({ connectionString, max: 10, connectionTimeoutMillis: 10_000 })
  // A connection that breaks is reported by the query that used it; unheard, these events would end the process.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  if (now) return { db, now, close: () => db.destroy() }
  const clock = await databaseClock(db).catch(async (cause: unknown) => {
    await db.destroy()
    throw unusable('DATABASE_URL', cause)
  })
  const close = async () => {
    clock.stop()
    await db.destroy()
  }
  return { db, now: clock.now, close }
}

/** Machines may disagree about the time by minutes; all of them go by the database's clock. */
async function databaseClock(db: Db): Promise<{ now: () => number; stop: () => void }> {
  let offset = 0
  const measure = async () => {
    const before = Date.now()
    const { rows } = await sql<{
      ms: number
    }>`select (extract(epoch from clock_timestamp()) * 1000)::bigint as ms`.execute(db)
    offset = (rows[0]?.ms ?? before) - (before + Date.now()) / 2
  }
  await measure()
  // While the database is away the last offset still serves.
  const timer = setInterval(() => void measure().catch(() => undefined), clockEvery).unref()
  return { now: () => Math.round(Date.now() + offset), stop: () => clearInterval(timer) }
}

function unusable(place: string, cause: unknown): Failure {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
  // A host with several addresses fails with an error that has a code and no message.
  const reason = cause instanceof Error && cause.message !== '' ? cause.message : code
  return new Failure('misconfigured', `${place} cannot be used: ${reason}. Nothing in it was changed.`, { code })
}

/**
 * Did a write meet a row that is already there? PostgreSQL 23505, SQLite primary key and unique. With `names`, only for
 * the constraint (PostgreSQL) or column (SQLite) of one of these names.
 */
export function isTaken(error: unknown, ...names: string[]): boolean {
  if (!(error instanceof Error)) return false
  const sqlite = 'errcode' in error && (error.errcode === 1555 || error.errcode === 2067)
  const postgres = 'code' in error && error.code === '23505'
  if (!sqlite && !postgres) return false
  const about = `${error.message} ${'constraint' in error ? error.constraint : ''}`
  return names.length === 0 || names.some((name) => about.includes(name))
}

/** Only PostgreSQL has row locks and several connections; SQLite lets one writer in at a time. */
export const hasRowLocks = (db: Db): boolean => db.getExecutor().adapter.supportsMultipleConnections === true
