import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { cut } from '../gate.ts'
import { needsPostgres } from '../loud-skips.ts'
import { rob } from '../offboard.ts'
import { startPostgres } from '../postgres.ts'
import { type DemoProcess, startDemo } from './demo-process.ts'
import { about, confirmAll, type Known, offboard, start } from './person.ts'
import { reckon } from './reckoning.ts'
import { type Scene, startScene } from './scene.ts'

const isReady = async ({ url }: DemoProcess): Promise<boolean> =>
  (await fetch(new URL('/readyz', url)).catch(() => null))?.status === 200

describe('the bot as it ships, with its own lease', () => {
  let scene: Scene
  let demos: DemoProcess[]
  beforeEach(() => {
    demos = []
  })
  afterEach(async () => {
    await Promise.all(demos.map((demo) => demo.kill()))
    await scene.stop()
  })

  async function up(): Promise<DemoProcess> {
    const demo = await startDemo(scene)
    demos.push(demo)
    return demo
  }

  it('finishes within a minute what a killed process had begun, three on PostgreSQL', async function () {
    needsPostgres(this)
    const postgres = await startPostgres({ durable: true })
    assert.ok(postgres)
    scene = await startScene({ leavers: 1, databaseUrl: postgres.url })
    const [first, second] = [await up(), await up(), await up()]
    scene.teams.botUrl = first.url
    const known = about(scene, 0)
    await start(scene, known)
    const begun = Promise.withResolvers<void>()
    let count = 0
    scene.tenantGate.arrives = async ({ body }) => {
      if (!body.includes('passwordProfile') || count++ > 0) return
      begun.resolve()
      await Promise.all([first.kill(), second.kill()])
      throw cut
    }
    await confirmAll(scene, known)
    await begun.promise
    await reckon(scene, [known], 60_000)
    await Promise.all(demos.map((demo) => demo.kill()))
    await postgres.stop()
  })

  it('stops within 25 seconds though Microsoft does not answer, and the next finishes it', async () => {
    scene = await startScene({ leavers: 1 })
    const first = await up()
    scene.teams.botUrl = first.url
    const known = about(scene, 0)
    await start(scene, known)
    const begun = Promise.withResolvers<void>()
    const never = Promise.withResolvers<void>()
    let count = 0
    scene.tenantGate.arrives = async ({ name }) => {
      if (name !== 'Set-CASMailbox' || count++ > 0) return
      begun.resolve()
      await never.promise
    }
    await confirmAll(scene, known)
    await begun.promise
    const { code, tookMs } = await first.stop()
    assert.equal(code, 0)
    assert.ok(tookMs < 25_000, `it took ${Math.round(tookMs)} ms`)
    const second = await up()
    scene.teams.botUrl = second.url
    await reckon(scene, [known], 60_000)
    never.resolve()
  })

  it('is replaced one by one while people tap, and loses nothing', async function () {
    needsPostgres(this)
    const postgres = await startPostgres()
    assert.ok(postgres)
    scene = await startScene({ leavers: 24, databaseUrl: postgres.url })
    const running = [await up(), await up(), await up()]
    const all: Known[] = []
    const people = Array.from({ length: 24 }, async (_, index) => {
      const known = about(scene, index)
      all.push(known)
      await pause(index * 900)
      await offboard(scene, known, index % 2 === 0 ? 'all' : 'each')
    })
    // A load balancer sends to whoever was ready when it last asked, which it does every two seconds.
    let ready = running
    let sentToStopping = 0
    const stopping = new Set<DemoProcess>()
    const chosen = () => {
      const one = ready[Math.floor(Math.random() * ready.length)]
      if (one && stopping.has(one)) sentToStopping++
      return one?.url ?? ''
    }
    Object.defineProperty(scene.teams, 'botUrl', { get: chosen })
    const look = async () => {
      const asked = await Promise.all(running.map(isReady))
      ready = running.filter((_, index) => asked[index])
    }
    const looks = setInterval(look, 2_000)
    let over = false
    const statuses = new Set<number>()
    const chatter = async () => {
      for (; !over; await pause(50)) statuses.add(await scene.teams.say(rob, 'a:chatter', 'help'))
    }
    const chattering = chatter()
    for (let time = 0; time < 3; time++) {
      await pause(1_500)
      running.push(await up())
      const old = running[time]
      assert.ok(old)
      stopping.add(old)
      const { code, tookMs } = await old.stop()
      assert.equal(code, 0)
      assert.ok(tookMs < 25_000, `it took ${Math.round(tookMs)} ms`)
    }
    const results = await Promise.allSettled(people)
    clearInterval(looks)
    over = true
    await chattering
    assert.deepEqual(statuses, new Set([200]))
    assert.ok(sentToStopping > 5, 'it was sent to after it was asked to stop')
    assert.deepEqual(
      results.filter(({ status }) => status === 'rejected'),
      [],
    )
    for (const known of all) assert.equal(known.acknowledged.size, 4)
    await reckon(scene, all, 60_000)
    assert.equal(scene.simulated.state().writes.length, 96, 'everything was done, and once')
    await Promise.all(demos.map((demo) => demo.kill()))
    await postgres.stop()
  })

  it('outlives a restart of the database under load', async function () {
    needsPostgres(this)
    const postgres = await startPostgres({ durable: true })
    assert.ok(postgres)
    scene = await startScene({ leavers: 12, databaseUrl: postgres.url })
    const demo = await up()
    scene.teams.botUrl = demo.url
    const all = Array.from({ length: 12 }, (_, index) => about(scene, index))
    for (const known of all) await start(scene, known)
    const people = all.map(async (known, index) => {
      await pause(index * 150)
      await confirmAll(scene, known)
    })
    await pause(600)
    await postgres.restart()
    await Promise.allSettled(people)
    assert.ok(all.some(({ acknowledged }) => acknowledged.size === 4))
    await reckon(scene, all, 90_000)
    await Promise.all(demos.map((one) => one.kill()))
    await postgres.stop()
  })
})
