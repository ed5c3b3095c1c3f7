import { accessSync, constants, mkdirSync } from 'node:fs'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import { setTimeout } from 'node:timers/promises'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresDialect,
  SqliteDialect,
  type SqliteStatement,
} from 'kysely'
import type pg from 'pg'
import { Failure } from '../errors.ts'
import type { BrakeLimits } from './brake.ts'
import { databaseClock } from './clock.ts'
import { migrate } from './migrations.ts'
import type { Tables } from './tables.ts'
import { NoAnswer } from './trouble.ts'
import { writingOn } from './waiting-for-the-disk.ts'

export type Db = Kysely<Tables>

/** Where records are kept. `now` is the clock that leases and due times go by, in epoch milliseconds. */
export type Database = {
  readonly db: Db
  readonly now: () => number
  readonly brake: BrakeLimits
  close(): Promise<void>
}

type Opened = Omit<Database, 'brake'>

const sqliteFile = 'offboard.sqlite'

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
  try {
    const opened = databaseUrl ? await openPostgres(databaseUrl, now) : await openSqlite(dataDir, now)
    return { ...opened, brake }
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    throw unusable(databaseUrl ? 'DATABASE_URL' : `DATA_DIR (${dataDir})`, cause)
  }
}

async function openSqlite(dataDir: string, now = Date.now): Promise<Opened> {
  mkdirSync(dataDir, { recursive: true })
  accessSync(dataDir, constants.R_OK | constants.W_OK)
  const file = new DatabaseSync(join(dataDir, sqliteFile), { timeout: 5000 })
  try {
    await makeDurable(file)
    const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: asKyselyExpects(file) }) })
    await migrate(db)
    return { db, now, close: () => db.destroy() }
  } catch (cause) {
    if (file.isOpen) file.close()
    throw cause
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

const everyPage = 2 ** 31 - 1

/**
 * Copies the SQLite file in `dataDir` to a new file, as it is at one moment, while others write. All pages in one step:
 * a copy in several begins again whenever another process has written. @throws when the copy is not whole
 */
export async function copySqlite(dataDir: string, to: string): Promise<void> {
  const source = new DatabaseSync(join(dataDir, sqliteFile), { readOnly: true })
  try {
    await backup(source, to, { rate: everyPage })
  } finally {
    source.close()
  }
  const copy = new DatabaseSync(to)
  try {
    // A single file, without a log beside it.
    copy.exec('pragma journal_mode=delete')
    const [result] = Object.values(copy.prepare('pragma integrity_check(1)').get() ?? {})
    if (result !== 'ok') throw new Error(`the copy is not whole: ${result}`)
  } finally {
    copy.close()
  }
}

/** Kysely was written for better-sqlite3; node:sqlite needs this much to look like it. */
function asKyselyExpects(file: DatabaseSync) {
  const cache = new Map<string, SqliteStatement>()
  const written = writingOn(file)
  const prepare = (text: string): SqliteStatement => {
    // A deferred transaction that turns from reading to writing fails at once when another process writes.
    const statement = file.prepare(text === 'begin' ? 'begin immediate' : text)
    return {
      reader: statement.columns().length > 0,
      all: (parameters) => written(text, () => statement.all(...(parameters as never[]))),
      run(parameters) {
        // A full disk ends the transaction by itself; its own error is what counts then.
        const isOver = text === 'rollback' && !file.isTransaction
        if (isOver) return { changes: 0, lastInsertRowid: 0 }
        return written(text, () => statement.run(...(parameters as never[])))
      },
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

/** A server or a network that says nothing for so long is away, in milliseconds: Teams gives up on a tap after ten seconds. */
const silentFor = 7_000
/** A machine that vanished in the midst of a transaction holds others up no longer than this: less than they wait. */
const abandonedAfter = 5_000

async function openPostgres(connectionString: string, now?: () => number): Promise<Opened> {
  await migratePostgres(connectionString)
  const db = await onPostgres({
    ...{ connectionString, max: 10, connectionTimeoutMillis: 5_000, idleTimeoutMillis: 5_000 },
    stream: () => {
      const socket = new Socket()
      return socket.setTimeout(silentFor, () => socket.destroy(new Error('the database fell silent')))
    },
  })
  if (now) return { db, now, close: () => db.destroy() }
  const clock = await databaseClock(db).catch(async (cause: unknown) => {
    await db.destroy()
    throw cause
  })
  const close = async () => {
    clock.stop()
    await db.destroy()
  }
  return { db, now: clock.now, close }
}

/** On a connection of its own, which waits for as long as it takes: a long history takes its time. */
async function migratePostgres(connectionString: string): Promise<void> {
  const db = await onPostgres({ connectionString, max: 1, connectionTimeoutMillis: 10_000, keepAlive: true })
  try {
    await migrate(db)
  } finally {
    await db.destroy()
  }
}

async function onPostgres(options: pg.PoolConfig): Promise<Db> {
  // Where a file is used the driver is never loaded.
  const { default: pg } = await import('pg')
  pg.types.setTypeParser(pg.types.builtins.INT8, Number) // epoch milliseconds
  const pool = new pg.Pool(options)
  // A connection that breaks is reported by the query that used it; unheard, these events would end the process.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  const limit = CompiledQuery.raw(`set idle_in_transaction_session_timeout = ${abandonedAfter}`)
  const onCreateConnection = async (connection: DatabaseConnection) => void (await connection.executeQuery(limit))
  return new Kysely<Tables>({ dialect: new TellingDialect({ pool, onCreateConnection }, pg.DatabaseError) })
}

/** Tells a connection that failed apart from a query that was refused. */
class TellingDialect extends PostgresDialect {
  readonly #refused: typeof pg.DatabaseError

  /** @param refused what the driver throws for a query that was refused */
  constructor(config: ConstructorParameters<typeof PostgresDialect>[0], refused: typeof pg.DatabaseError) {
    super(config)
    this.#refused = refused
  }

  override createDriver(): Driver {
    const driver = super.createDriver()
    const acquire = driver.acquireConnection.bind(driver)
    const telling = new WeakSet<DatabaseConnection>()
    const told = (error: unknown): never => {
      throw error instanceof this.#refused ? error : new NoAnswer(error)
    }
    driver.acquireConnection = async (options) => {
      const connection = await acquire(options).catch(told)
      if (telling.has(connection)) return connection
      telling.add(connection)
      const run = connection.executeQuery.bind(connection)
      connection.executeQuery = (query, how) => run<never>(query, how).catch(told)
      return connection
    }
    return driver
  }
}

function unusable(place: string, error: unknown): Failure {
  const cause = error instanceof NoAnswer ? error.cause : error
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
