import assert from 'node:assert/strict'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { openDatabase } from '../../src/records/database.ts'
import { firstAltered } from '../../src/records/history.ts'
import { needsPostgres } from '../loud-skips.ts'
import { startPostgres } from '../postgres.ts'
import { about, confirmAll, start } from './person.ts'
import { reckon } from './reckoning.ts'
import { type Scene, startScene } from './scene.ts'

const read = (name: string) => readFileSync(new URL(`../records/schemas/${name}`, import.meta.url), 'utf8')
const events = 'select offboarding, seq, data, hash from event order by offboarding, seq'

/** Requests enough that bringing them up to date takes a while; of nobody, and not part of any chain. */
const many = `
  insert into offboarding (id, leaver, requester, open, seq, requested_at, lease_until)
    with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000)
    select 'nobody ' || i, 'nobody ' || i, 'nobody', 0, 0, i, 0 from n;
  insert into event (offboarding, seq, type, data, at, hash)
    select id, 0, 'requested', (select data from event where seq = 0 limit 1), requested_at, ''
    from offboarding where id like 'nobody %';`

describe('a bot that is killed as it brings the records of an earlier version up to date', function () {
  this.timeout(180_000)
  let scene: Scene
  afterEach(() => scene.stop())

  /** Another bot does it, does what was due, and takes what is asked of it. */
  async function works(): Promise<void> {
    const bot = await scene.bots.start()
    scene.teams.botUrl = bot.url
    const database = await openDatabase(scene)
    await database.db.deleteFrom('setting').execute()
    await database.db.deleteFrom('event').where('offboarding', 'like', 'nobody %').execute()
    await database.db.deleteFrom('offboarding').where('id', 'like', 'nobody %').execute()
    // Those who were under way in the earlier version are nobody in this tenant; their histories are compared below.
    const earlier = database.db
      .selectFrom('offboarding')
      .select('id')
      .where('requested_at', '<', Date.UTC(2026, 2, 5))
    for (const { id } of await earlier.execute()) assert.equal(await firstAltered(database, id), null)
    await database.db.updateTable('offboarding').set({ due_at: null }).where('id', 'in', earlier).execute()
    await database.close()
    const known = about(scene, 0)
    await start(scene, known)
    await confirmAll(scene, known)
    await reckon(scene, [known])
  }

  it('leaves them as they were or makes them new, and never in between, in a SQLite file', async () => {
    scene = await startScene({ leavers: 1, spare: 3 })
    const path = join(scene.dataDir, 'offboard.sqlite')
    const on = <T>(use: (file: DatabaseSync) => T): T => {
      const file = new DatabaseSync(path, { timeout: 5_000 })
      try {
        return use(file)
      } finally {
        file.close()
      }
    }
    on((file) => file.exec(`pragma journal_mode=wal; ${read('1.sqlite.sql')} ${read('1.rows.sql')} ${many}`))
    const before = on((file) => file.prepare(events).all())
    let cutOff = 0
    for (let time = 0; time < 10; time++) {
      const { child, gone } = await scene.bots.begin()
      await Promise.race([written(`${path}-wal`), gone])
      await pause(Math.random() * 600)
      child.kill('SIGKILL')
      await gone
      const version = on((file) => file.prepare('select version from schema_version').get()?.version)
      const tables = on((file) =>
        file.prepare("select count(*) as found from sqlite_master where name = 'retired'").get(),
      )
      assert.equal(tables?.found, version === 1 ? 0 : 1, `schema ${version}`)
      assert.deepEqual({ ...on((file) => file.prepare('pragma integrity_check').get()) }, { integrity_check: 'ok' })
      if (version === 1) cutOff++
    }
    assert.ok(cutOff > 0, 'it was never killed in the midst of it')
    assert.deepEqual(
      on((file) => file.prepare(events).all()),
      before,
    )
    await works()
  })

  it('leaves them as they were until it is done, on PostgreSQL', async function () {
    needsPostgres(this)
    const postgres = await startPostgres()
    assert.ok(postgres)
    scene = await startScene({ leavers: 1, databaseUrl: postgres.url })
    const client = new pg.Client(postgres.url)
    await client.connect()
    await client.query(`${read('1.postgres.sql')} ${read('1.rows.sql')}`)
    // Held as by somebody who writes: an index cannot be made meanwhile, and by then a table was.
    await client.query('begin; lock table dialog_state in row exclusive mode')
    const { child, gone } = await scene.bots.begin()
    const waits = "select count(*)::int as waiting from pg_locks where not granted and mode = 'ShareLock'"
    while ((await client.query<{ waiting: number }>(waits)).rows[0]?.waiting === 0) await pause(5)
    child.kill('SIGKILL')
    await gone
    await client.query('rollback')
    const found = await client.query("select version, to_regclass('retired') as retired from schema_version")
    assert.deepEqual(found.rows, [{ version: 1, retired: null }])
    await client.end()
    await works()
    await scene.bots.stop()
    await postgres.stop()
  })
})

/** Resolves once something was written to the log beside the file. */
async function written(wal: string): Promise<void> {
  while (!((statSync(wal, { throwIfNoEntry: false })?.size ?? 0) > 0)) await new Promise(setImmediate)
}
