import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'
import { actionIds } from '../../src/offboarding/plan.ts'
import { type Database, openDatabase } from '../../src/records/database.ts'
import { firstAltered, load, readHistory } from '../../src/records/history.ts'
import { needsPostgres } from '../loud-skips.ts'
import { startPostgres } from '../postgres.ts'
import { startDemo } from './demo-process.ts'
import { about, type Known, offboard } from './person.ts'
import { type Scene, startScene } from './scene.ts'

const run = promisify(execFile)
const script = fileURLToPath(new URL('../../src/backup.ts', import.meta.url))
type Place = { readonly dataDir: string; readonly databaseUrl: string | null }

const backUp = (place: Place, ...to: string[]) =>
  run(process.execPath, [script, ...to], {
    env: { DATA_DIR: place.dataDir, ...(place.databaseUrl ? { DATABASE_URL: place.databaseUrl } : {}) },
  })

describe('a backup that is taken while the bot works', function () {
  this.timeout(120_000)
  let scene: Scene
  afterEach(() => scene.stop())

  /** Twelve people are offboarded at once; in the midst of it the records are copied. */
  async function copiedUnderLoad(copy: () => Promise<unknown>): Promise<readonly Known[]> {
    const bot = await scene.bots.start()
    scene.teams.botUrl = bot.url
    const all = Array.from({ length: 12 }, (_, index) => about(scene, index))
    const people = all.map((known, index) => offboard(scene, known, index % 2 === 0 ? 'all' : 'each'))
    await Promise.race(all.map(({ first }) => first.promise))
    const before = all.filter(({ acknowledged }) => acknowledged.size > 0)
    await copy()
    await Promise.all(people)
    await bot.kill()
    return before
  }

  /** Each history in the copy is the beginning of the one that went on, to the last hash. */
  async function compare(original: Database, restored: Database, before: readonly Known[]): Promise<void> {
    const rows = await restored.db.selectFrom('offboarding').select('id').execute()
    assert.ok(before.length > 0 && before.every(({ offboarding }) => rows.some(({ id }) => id === offboarding)))
    for (const { id } of rows) {
      const [kept, wentOn] = [await readHistory(restored, id), await readHistory(original, id)]
      assert.deepEqual(kept, wentOn.slice(0, kept.length))
      assert.equal(await firstAltered(restored, id), null)
    }
  }

  /** A bot that starts on the copy does what was confirmed in it. */
  async function goesOn(place: Place): Promise<void> {
    const demo = await startDemo({ ...scene, ...place })
    scene.teams.botUrl = demo.url
    const database = await openDatabase(place)
    const rows = await database.db.selectFrom('offboarding').select('id').execute()
    const patience = Date.now() + 60_000
    for (const { id } of rows) {
      for (;;) {
        const actions = (await load(database, id))?.actions
        if (actionIds.every((action) => !actions?.[action].confirmation || actions[action].outcome)) break
        assert.ok(Date.now() < patience, 'what was confirmed is not done')
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    }
    await database.close()
    assert.equal((await demo.stop()).code, 0)
  }

  it('comes back in an empty folder with whole histories, and the bot goes on from there', async () => {
    scene = await startScene({ leavers: 12 })
    const file = join(scene.dataDir, 'copy.sqlite')
    const before = await copiedUnderLoad(() => backUp(scene, file))
    assert.equal(statSync(file).mode & 0o777, 0o600, 'nobody else may read it')
    const place = { dataDir: join(scene.dataDir, 'restored'), databaseUrl: null }
    mkdirSync(place.dataDir)
    copyFileSync(file, join(place.dataDir, 'offboard.sqlite'))
    const [original, restored] = [await openDatabase(scene), await openDatabase(place)]
    await compare(original, restored, before)
    await Promise.all([original.close(), restored.close()])
    await goesOn(place)
  })

  it('comes back in an empty PostgreSQL database, by its own program, as the docs have it', async function () {
    const bin = needsPostgres(this)
    const postgres = await startPostgres()
    assert.ok(postgres)
    scene = await startScene({ leavers: 12, databaseUrl: postgres.url })
    const file = join(scene.dataDir, 'copy.dump')
    const told = await backUp(scene, file).then(
      () => assert.fail('it was copied'),
      ({ code, stderr }: { code: number; stderr: string }) => ({ code, stderr }),
    )
    assert.equal(told.code, 2)
    const words = (name: string) => told.stderr.match(new RegExp(`${name} (.*)`))?.[1]?.replaceAll('"', '') ?? ''
    assert.ok(!told.stderr.includes(postgres.url), 'the address may hold a password')
    const empty = postgres.url.replace(/postgres$/, 'empty')
    const given = (line: string) =>
      line.replace('$DATABASE_URL', postgres.url).replace('$EMPTY_DATABASE_URL', empty).split(' ')
    const before = await copiedUnderLoad(() => run(join(bin, 'pg_dump'), given(words('pg_dump'))))
    const client = new pg.Client(postgres.url)
    await client.connect()
    await client.query('create database empty')
    await client.end()
    await run(join(bin, 'pg_restore'), given(words('pg_restore')))
    const place = { dataDir: scene.dataDir, databaseUrl: empty }
    const [original, restored] = [await openDatabase(scene), await openDatabase(place)]
    await compare(original, restored, before)
    await Promise.all([original.close(), restored.close()])
    await goesOn(place)
    await postgres.stop()
  })

  it('overwrites nothing, leaves nothing half done, and says how it is used', async () => {
    scene = await startScene({ leavers: 1 })
    const refused = async (...to: string[]) => {
      const { code, stderr } = await backUp(scene, ...to).then(
        () => assert.fail('it was copied'),
        (error: { code: number; stderr: string }) => error,
      )
      assert.equal(code, 2)
      return stderr
    }
    const file = join(scene.dataDir, 'copy.sqlite')
    assert.match(await refused(), /npm run backup -- <file>/)
    assert.match(await refused(file), /was not copied to .*: unable to open database file\.$/m)
    writeFileSync(join(scene.dataDir, 'offboard.sqlite'), 'precious '.repeat(1000))
    assert.match(await refused(file), /was not copied to .*: file is not a database\.$/m)
    assert.equal(existsSync(file), false)
    assert.match(await refused(join(scene.dataDir, 'nowhere', 'copy')), /ENOENT/)
    writeFileSync(file, 'precious')
    assert.match(await refused(file), /is there already, and a backup overwrites nothing/)
    assert.deepEqual(readdirSync(scene.dataDir).sort(), ['copy.sqlite', 'offboard.sqlite'])
  })
})
