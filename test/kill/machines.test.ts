import assert from 'node:assert/strict'
import { cut } from '../gate.ts'
import { needsPostgres } from '../loud-skips.ts'
import { rob } from '../offboard.ts'
import { type Postgres, startPostgres } from '../postgres.ts'
import type { Bot } from './bots.ts'
import { startDemo } from './demo-process.ts'
import { about, confirmAll, confirmOne, type Known, start } from './person.ts'
import { reckon } from './reckoning.ts'
import { type Scene, startScene } from './scene.ts'

/** Messages and taps go to the bots in turn, as behind a load balancer without stickiness. */
async function withBots(scene: Scene, bots: readonly Bot[], count: number): Promise<Known[]> {
  let turn = 0
  const next = () => {
    scene.teams.botUrl = bots[turn++ % bots.length]?.url ?? ''
  }
  const all = Array.from({ length: count }, (_, index) => about(scene, index))
  for (const known of all) {
    next()
    await start(scene, known)
    next()
    await confirmOne(scene, known, 'reset-password')
    next()
    await scene.teams.card(known.chat, '2 of 4', 'Confirm all')
    await confirmOne(scene, known, 'sign-out')
  }
  return all
}

describe('several processes on the same records', function () {
  this.timeout(60_000)
  let scene: Scene
  let postgres: Postgres | null = null
  afterEach(async () => {
    await scene.stop()
    await postgres?.stop()
    postgres = null
  })

  it('do everything once between them, two on one file', async () => {
    scene = await startScene({ leavers: 6, leaseMs: 5_000 })
    const bots = [await scene.bots.start(), await scene.bots.start()]
    const all = await withBots(scene, bots, 6)
    await reckon(scene, all)
    const { writes } = scene.simulated.state()
    assert.equal(writes.length, 12, 'each of two actions on six leavers, once')
    assert.equal(scene.teams.messages.filter(({ card }) => card !== null).length, 24, 'each card once')
  })

  it('do everything once between them, three on PostgreSQL, and finish what a killed one had begun', async function () {
    needsPostgres(this)
    postgres = await startPostgres()
    assert.ok(postgres)
    scene = await startScene({ leavers: 7, leaseMs: 5_000, databaseUrl: postgres.url })
    const [first, ...others] = [await scene.bots.start(), await scene.bots.start(), await scene.bots.start()] as const
    const all = await withBots(scene, [first, ...others], 6)
    await reckon(scene, all)
    assert.equal(scene.simulated.state().writes.length, 12)

    const known = about(scene, 6)
    scene.teams.botUrl = first.url
    await start(scene, known)
    // Held, so that whoever does it is killed in the midst of it; that may be any of the three.
    const begun = Promise.withResolvers<void>()
    const killed = Promise.withResolvers<void>()
    let count = 0
    scene.tenantGate.arrives = async ({ body }) => {
      if (!body.includes('passwordProfile') || count++ > 0) return
      begun.resolve()
      await killed.promise
      throw cut
    }
    await confirmAll(scene, known)
    await begun.promise
    await Promise.all([first.kill(), others[0].kill()])
    killed.resolve()
    await reckon(scene, [known])
  })
})

describe('a process that is asked to stop', function () {
  this.timeout(60_000)
  let scene: Scene
  afterEach(() => scene.stop())

  it('answers the tap that came before, finishes its call, and leaves the rest to the next', async () => {
    scene = await startScene({ leavers: 1 })
    const demo = await startDemo(scene, { STOP_GRACE: '0' })
    scene.teams.botUrl = demo.url
    const known = about(scene, 0)
    await start(scene, known)
    const asked = Promise.withResolvers<void>()
    const stopping = Promise.withResolvers<void>()
    scene.tenantGate.arrives = async ({ name }) => {
      // What a tap reads of the leaver: held until the process has been asked to stop.
      if (!name.startsWith('GET')) return
      asked.resolve()
      await stopping.promise
    }
    const tapped = confirmAll(scene, known)
    await asked.promise
    const stopped = demo.stop()
    setTimeout(stopping.resolve, 200)
    await tapped
    const { code, tookMs } = await stopped
    assert.deepEqual({ code, acknowledged: known.acknowledged.size }, { code: 0, acknowledged: 4 })
    assert.ok(tookMs < 5_000, `it took ${Math.round(tookMs)} ms`)
    const next = await scene.bots.start()
    scene.teams.botUrl = next.url
    await reckon(scene, [known])
  })

  it('says that it is going, and takes taps until it no longer listens', async () => {
    scene = await startScene({ leavers: 1 })
    const demo = await startDemo(scene, { STOP_GRACE: '2' })
    scene.teams.botUrl = demo.url
    const known = about(scene, 0)
    await start(scene, known)
    const ready = async () => (await fetch(new URL('/readyz', demo.url))).status
    assert.equal(await ready(), 200)
    let gone = false
    const stopped = demo.stop().finally(() => {
      gone = true
    })
    while ((await ready()) !== 503);
    await confirmAll(scene, known)
    assert.equal(known.acknowledged.size, 4)
    // Whoever comes too late finds nobody, which is not an answer.
    const statuses: number[] = []
    while (!gone) statuses.push(await scene.teams.say(rob, 'a:late', 'help').catch(() => 0))
    const { code, tookMs } = await stopped
    assert.equal(code, 0)
    assert.ok(tookMs > 2_000 && tookMs < 8_000, `it took ${Math.round(tookMs)} ms`)
    assert.ok(statuses.filter((status) => status === 200).length > 5)
    assert.deepEqual(new Set(statuses), new Set([200, 0]))
    await scene.bots.start()
    await reckon(scene, [known])
  })

  it('ends at once, in plain words, when it cannot listen where it should', async () => {
    scene = await startScene({ leavers: 1 })
    const { port } = new URL(scene.tenantGate.url)
    await assert.rejects(startDemo(scene, { PORT: port }), /PORT \d+ on 127\.0\.0\.1 cannot be used/)
  })
})
