import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { databaseClock } from '../../src/records/clock.ts'
import { openDatabase } from '../../src/records/database.ts'
import { needsPostgres } from '../loud-skips.ts'
import { startPostgres } from '../postgres.ts'

it('the clock of the database is not shifted by a look at it that had to wait', async function () {
  needsPostgres(this)
  this.timeout(60_000)
  const postgres = await startPostgres()
  assert.ok(postgres)
  const database = await openDatabase({ dataDir: '', databaseUrl: postgres.url })
  const clock = await databaseClock(database.db, 20)
  const off = () => Math.abs(clock.now() - Date.now())
  assert.ok(off() < 150, 'the server is on this machine')
  // Every connection of the pool is busy, so that looks stand in a row until they are free.
  const busy = () => sql`select pg_sleep(1.5)`.execute(database.db)
  let worst = 0
  const watching = setInterval(() => {
    worst = Math.max(worst, off())
  }, 5)
  await Promise.all(Array.from({ length: 20 }, busy))
  await sql`select 1`.execute(database.db)
  clearInterval(watching)
  clock.stop()
  await database.close()
  await postgres.stop()
  assert.ok(worst < 150, `it was off by ${worst} ms`)
})
