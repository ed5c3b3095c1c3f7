import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { type Database, openDatabase } from '../../src/records/database.ts'
import { needsPostgres } from '../loud-skips.ts'
import { type Postgres, startPostgres } from '../postgres.ts'

/** One place for records, empty at the start of each test. */
export type Engine = {
  readonly name: 'SQLite' | 'PostgreSQL'
  place(): { dataDir: string; databaseUrl: string | null }
  open(now?: () => number): Promise<Database>
  /**
   * As many writers as are asked for, counted round. On PostgreSQL each has its own connections; in one process SQLite has one
   * connection, because waiting for another's lock stops the process that holds it. Its processes are in test/kill.
   */
  writers(count: number, now?: () => number): Promise<(index: number) => Database>
}

/** Runs the same tests on both engines. Without PostgreSQL's programs its half is skipped, and says so. */
export function onBothEngines(title: string, suite: (engine: Engine) => void): void {
  describe(`${title}, in a SQLite file`, () => suite(sqlite()))
  describe(`${title}, on PostgreSQL`, () => suite(postgres()))
}

function engine(name: Engine['name'], place: Engine['place']): Engine {
  const opened: Database[] = []
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((database) => database.close()))
  })
  const open = async (now?: () => number) => {
    const database = await openDatabase({ ...place(), ...(now ? { now } : {}) })
    opened.push(database)
    return database
  }
  const writers = async (count: number, now?: () => number) => {
    const one = await open(now)
    if (name === 'SQLite') return () => one
    const others = await Promise.all(Array.from({ length: count - 1 }, () => open(now)))
    return (index: number) => [one, ...others][index % count] ?? one
  }
  return { name, place, open, writers }
}

function sqlite(): Engine {
  let dataDir = ''
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'offboard-records-'))
  })
  const made = engine('SQLite', () => ({ dataDir, databaseUrl: null }))
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }))
  return made
}

let server: Promise<Postgres | null> | null = null
let count = 0
after(async () => {
  const started = server
  // The next file of tests that this process runs starts its own.
  server = null
  await (await started)?.stop()
})

function postgres(): Engine {
  let databaseUrl = ''
  before(async function () {
    needsPostgres(this)
    this.timeout(60_000)
    server ??= startPostgres()
    await server
  })
  beforeEach(async () => {
    const url = (await server)?.url ?? ''
    const name = `test_${++count}`
    const client = new pg.Client(url)
    await client.connect()
    await client.query(`create database ${name}`)
    await client.end()
    databaseUrl = url.replace(/postgres$/, name)
  })
  return engine('PostgreSQL', () => ({ dataDir: tmpdir(), databaseUrl }))
}
