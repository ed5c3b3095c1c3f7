import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import { text } from 'node:stream/consumers'
import { sql } from 'kysely'
import { Failure } from '../../src/errors.ts'
import { openDatabase } from '../../src/records/database.ts'
import { begin, firstAltered, load } from '../../src/records/history.ts'
import { requested } from '../offboarding/fixtures.ts'
import { onBothEngines } from './engines.ts'

const databaseFile = new URL('../../src/records/database.ts', import.meta.url).href
const tables = ['conversation', 'dialog_state', 'event', 'offboarding', 'posted_card', 'schema_version']

/** A process that opens the records once it is told to, says so, and ends. */
function starter(place: object): ChildProcess {
  const program = `
    import { openDatabase } from ${JSON.stringify(databaseFile)}
    process.stdout.write('.')
    process.stdin.once('data', async () => {
      const database = await openDatabase(${JSON.stringify(place)})
      await database.close()
      process.exit(0)
    })`
  return spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['pipe', 'pipe', 'pipe'] })
}

onBothEngines('opening', (engine) => {
  it('makes the schema once when eight processes start at once', async function () {
    this.timeout(60_000)
    const starters = Array.from({ length: 8 }, () => starter(engine.place()))
    await Promise.all(starters.map(({ stdout }) => stdout && once(stdout, 'data')))
    const ends = starters.map(async (child) => {
      const said = child.stderr ? text(child.stderr) : ''
      child.stdin?.end('go')
      const [code] = await once(child, 'exit')
      return { code, said: await said }
    })
    assert.deepEqual(
      await Promise.all(ends),
      starters.map(() => ({ code: 0, said: '' })),
    )
    const { db } = await engine.open()
    const { rows } = await sql<{ version: number }>`select version from schema_version`.execute(db)
    assert.equal(rows.length, 1)
    const found = (await db.introspection.getTables()).map(({ name }) => name)
    for (const table of tables) assert.ok(found.includes(table), `there is no ${table}`)
  })

  it('finds again what was kept', async () => {
    const before = await engine.open()
    const state = await begin(before, requested())
    await before.close()
    assert.deepEqual(await load(await engine.open(), state?.id ?? ''), state)
  })

  it('refuses records of a newer version in plain words, and changes nothing', async () => {
    const { db } = await engine.open()
    await sql`update schema_version set version = 99`.execute(db)
    await sql`drop table dialog_state`.execute(db)
    const failure = await openDatabase(engine.place()).then(
      () => assert.fail('opened'),
      (error: unknown) => error,
    )
    assert.ok(failure instanceof Failure)
    assert.equal(failure.kind, 'misconfigured')
    assert.match(
      failure.message,
      /^The database has schema 99; this version knows up to \d+\. .*Nothing was changed\.$/,
    )
    const { rows } = await sql<{ version: number }>`select version from schema_version`.execute(db)
    assert.deepEqual(
      rows.map(({ version }) => version),
      [99],
    )
    assert.ok(!(await db.introspection.getTables()).some(({ name }) => name === 'dialog_state'))
  })
})

describe('a place that cannot hold the records is refused in plain words, and stays as it is', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'offboard-unusable-'))
  })
  afterEach(() => {
    chmodSync(folder, 0o700)
    rmSync(folder, { recursive: true, force: true })
  })

  async function refusal(dataDir: string, databaseUrl: string | null = null): Promise<string> {
    try {
      const database = await openDatabase({ dataDir, databaseUrl })
      await database.close()
    } catch (error) {
      assert.ok(error instanceof Failure, String(error))
      assert.equal(error.kind, 'misconfigured')
      return error.message
    }
    return assert.fail('it was opened')
  }

  it('a file', async () => {
    const path = join(folder, 'file')
    writeFileSync(path, 'precious')
    assert.match(await refusal(path), /^DATA_DIR \(.+file\) cannot be used: .+\. Nothing in it was changed\.$/)
    assert.match(await refusal(join(path, 'deeper')), /^DATA_DIR \(.+deeper\) cannot be used: .+/)
    assert.equal(readFileSync(path, 'utf8'), 'precious')
  })

  it('a file of another kind under the name of the records', async () => {
    const path = join(folder, 'offboard.sqlite')
    writeFileSync(path, 'precious '.repeat(1000))
    assert.match(await refusal(folder), /cannot be used: file is not a database\. Nothing in it was changed\.$/)
    assert.equal(readFileSync(path, 'utf8'), 'precious '.repeat(1000))
    assert.deepEqual(readdirSync(folder), ['offboard.sqlite'])
  })

  it('records that were damaged', async () => {
    const database = await openDatabase({ dataDir: folder, databaseUrl: null })
    await begin(database, requested())
    await database.close()
    const path = join(folder, 'offboard.sqlite')
    const bytes = readFileSync(path)
    bytes.fill(0xff, 100, 4096)
    writeFileSync(path, bytes)
    assert.match(await refusal(folder), /cannot be used: database disk image is malformed\./)
    assert.deepEqual(readFileSync(path), bytes)
  })

  it('a folder under the name of the records', async () => {
    mkdirSync(join(folder, 'offboard.sqlite'))
    assert.match(await refusal(folder), /cannot be used: unable to open database file\./)
  })

  it('a folder that may only be read', async () => {
    chmodSync(folder, 0o555)
    const message = await asSomebodyElse(() => refusal(folder))
    assert.match(message, /^DATA_DIR \(.+\) cannot be used: .+\. Nothing in it was changed\.$/)
    assert.deepEqual(readdirSync(folder), [])
  })

  it('records that may only be read', async () => {
    const database = await openDatabase({ dataDir: folder, databaseUrl: null })
    await begin(database, requested())
    await database.close()
    const path = join(folder, 'offboard.sqlite')
    const bytes = readFileSync(path)
    chmodSync(path, 0o444)
    chmodSync(folder, 0o555)
    assert.match(await asSomebodyElse(() => refusal(folder)), /cannot be used: .*(readonly|read-only|open)/)
    assert.deepEqual(readFileSync(path), bytes)
  })

  it('a PostgreSQL that is not there, without its password', async () => {
    for (const host of ['127.0.0.1', 'localhost']) {
      const message = await refusal(folder, `postgres://offboard:hidden-word@${host}:1/offboard`)
      assert.match(message, /^DATABASE_URL cannot be used: .*ECONNREFUSED.*\. Nothing in it was changed\.$/)
      assert.doesNotMatch(message, /hidden-word/)
    }
  })
})

describe('a backup taken while the bot writes', () => {
  it('opens elsewhere with whole histories', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'offboard-backup-'))
    const [here, there] = [join(folder, 'here'), join(folder, 'there')]
    const database = await openDatabase({ dataDir: here, databaseUrl: null })
    const first = await begin(database, requested())
    mkdirSync(there)
    const source = new DatabaseSync(join(here, 'offboard.sqlite'), { readOnly: true })
    const copying = backup(source, join(there, 'offboard.sqlite'), { rate: 1 })
    const leaver = { id: crypto.randomUUID(), displayName: 'Later', userPrincipalName: 'later@contoso.com' }
    await begin(database, requested(undefined, { leaver }))
    await copying
    source.close()
    const restored = await openDatabase({ dataDir: there, databaseUrl: null })
    assert.deepEqual(await load(restored, first?.id ?? ''), first)
    assert.equal(await firstAltered(restored, first?.id ?? ''), null)
    await Promise.all([database.close(), restored.close()])
    assert.ok(existsSync(join(here, 'offboard.sqlite')))
    rmSync(folder, { recursive: true, force: true })
  })
})

/** Root may write everywhere, so what only root would be allowed is done as nobody in particular. */
async function asSomebodyElse<T>(run: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return run()
  process.seteuid?.(65_534)
  try {
    return await run()
  } finally {
    process.seteuid?.(0)
  }
}
