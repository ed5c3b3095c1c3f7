import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { openDatabase } from '../../src/records/database.ts'
import { begin, record } from '../../src/records/history.ts'
import { type Line, openLine } from '../line.ts'
import { needsPostgres } from '../loud-skips.ts'
import { rob } from '../offboard.ts'
import { approver, requested, sam } from '../offboarding/fixtures.ts'
import { type Postgres, startPostgres } from '../postgres.ts'
import type { TapReply } from '../teams.ts'
import { type DemoProcess, startDemo } from './demo-process.ts'
import { about, confirmAll, type Known, start } from './person.ts'
import { reckon } from './reckoning.ts'
import { type Scene, startScene } from './scene.ts'

const away = /^The records do not answer/

describe('three instances whose database is away for a minute', function () {
  this.timeout(240_000)
  let scene: Scene
  let postgres: Postgres | null = null
  let line: Line
  let demos: DemoProcess[] = []
  before(async function () {
    needsPostgres(this)
    postgres = await startPostgres({ durable: true })
    line = await openLine(postgres?.url ?? '')
    scene = await startScene({ leavers: 12, databaseUrl: line.url })
    demos = await Promise.all([startDemo(scene), startDemo(scene), startDemo(scene)])
  })
  after(async () => {
    await Promise.all(demos.map((demo) => demo.kill()))
    await scene?.stop()
    await line?.close()
    await postgres?.stop()
  })

  let turn = 0
  const toTheNext = () => {
    scene.teams.botUrl = demos[turn++ % demos.length]?.url ?? ''
  }

  /** Taps "Confirm all" as somebody does who sees only the card. */
  async function tap(known: Known): Promise<TapReply> {
    toTheNext()
    const card = await scene.teams.card(known.chat, '1 of 4', 'Confirm all')
    return scene.teams.tap(rob, card, 'Confirm all')
  }

  /** What is said while the database is away: within ten seconds, and that it is not certain. */
  async function tapsInVain(all: readonly Known[]): Promise<void> {
    for (const { status, ms, body } of await Promise.all(all.map(tap))) {
      assert.deepEqual([status, body.statusCode], [200, 200])
      assert.match(String(body.value), away)
      assert.ok(ms < 10_000, `it took ${Math.round(ms)} ms`)
    }
  }

  it('answer taps honestly meanwhile, and do everything that was confirmed afterwards', async () => {
    const all = Array.from({ length: 12 }, (_, index) => about(scene, index))
    for (const known of all) {
      toTheNext()
      await start(scene, known)
    }
    const [inTime, inVain] = [all.slice(0, 6), all.slice(6)]
    for (const known of inTime) {
      toTheNext()
      await confirmAll(scene, known)
    }
    const fellSilent = performance.now()
    line.silence()
    await tapsInVain(inVain)
    await pause(30_000 - (performance.now() - fellSilent))
    await line.cut()
    await tapsInVain(inVain)
    toTheNext()
    await scene.teams.say(rob, 'a:another chat of rob', 'offboard Jane')
    await scene.teams.text('a:another chat of rob', 'The records do not answer at the moment.')
    await pause(60_000 - (performance.now() - fellSilent))
    await line.mend()
    for (const known of inVain) {
      toTheNext()
      await confirmAll(scene, known)
      assert.equal(known.acknowledged.size, 4)
    }
    await reckon(scene, all, 60_000)
  })
})

describe('three instances whose clocks are ten minutes apart', function () {
  this.timeout(120_000)

  it('do everything once between them, and note one and the same time', async function () {
    needsPostgres(this)
    const postgres = await startPostgres()
    assert.ok(postgres)
    const scene = await startScene({ leavers: 9, databaseUrl: postgres.url })
    const minutes = 60_000
    const demos = await Promise.all([-5, 0, 5].map((off) => startDemo(scene, {}, { clockOff: off * minutes })))
    // Longer than a look for what is due, so that a lease which one of them thinks is over is taken.
    scene.tenantGate.arrives = async ({ method, name }) => {
      const isRead = method === 'GET' || name === 'Get-CASMailbox' || name === 'POST /v1.0/$batch'
      if (!isRead) await pause(1_500)
    }
    const began = Date.now()
    const all = Array.from({ length: 9 }, (_, index) => about(scene, index))
    for (const [index, known] of all.entries()) {
      scene.teams.botUrl = demos[index % 3]?.url ?? ''
      await start(scene, known)
      scene.teams.botUrl = demos[(index + 1) % 3]?.url ?? ''
      await confirmAll(scene, known)
    }
    await reckon(scene, all, 60_000)
    assert.equal(scene.simulated.state().writes.length, 36, 'everything was done, and once')
    const database = await openDatabase(scene)
    const events = await database.db.selectFrom('event').select('at').execute()
    await database.close()
    assert.ok(events.every(({ at }) => at > began - minutes && at < Date.now() + minutes))
    await Promise.all(demos.map((demo) => demo.kill()))
    await scene.stop()
    await postgres.stop()
  })
})

describe('an instance that vanishes in the midst of a transaction', function () {
  this.timeout(60_000)

  it('holds nobody up for longer than a tap may take', async function () {
    needsPostgres(this)
    const postgres = await startPostgres()
    assert.ok(postgres)
    const line = await openLine(postgres.url)
    const [one, other] = [
      await openDatabase({ dataDir: '', databaseUrl: line.url }),
      await openDatabase({ dataDir: '', databaseUrl: postgres.url }),
    ]
    const state = await begin(one, requested())
    assert.ok(state)
    const held = Promise.withResolvers<void>()
    const vanished = one.db.transaction().execute(async (tx) => {
      await tx.selectFrom('offboarding').select('id').where('id', '=', state.id).forUpdate().execute()
      line.silence()
      held.resolve()
      await tx.selectFrom('offboarding').select('id').execute()
    })
    const lost = assert.rejects(vanished)
    await held.promise
    const began = performance.now()
    const cancelled = await record(other, state.id, { type: 'cancel', by: approver(['Global Administrator'], sam) })
    assert.equal(cancelled?.state.phase, 'cancelled')
    assert.ok(performance.now() - began < 9_000)
    await lost
    await Promise.all([one.close(), other.close()])
    await line.close()
    await postgres.stop()
  })
})
