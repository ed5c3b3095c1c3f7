import assert from 'node:assert/strict'
import { pino } from 'pino'
import { newMeter } from '../../src/demo/tenant/limits.ts'
import { Failure } from '../../src/errors.ts'
import type { Database } from '../../src/records/database.ts'
import { createPace, type Limit, type Pace, type Urgency } from '../../src/records/pace.ts'
import { graphUnits, graphWrites } from '../../src/tenant/limits.ts'
import { start } from '../offboarding/fixtures.ts'
import { eventually } from '../runner/jane.ts'
import { onBothEngines } from './engines.ts'

const log = pino({ level: 'silent' })
const second = 1_000
const query = new URLSearchParams()

onBothEngines('the pace that all instances share', (engine) => {
  let time: number
  const now = () => time
  let database: Database
  let paces: Pace[]
  beforeEach(async () => {
    time = start
    const writer = await engine.writers(2, now)
    database = writer(0)
    paces = [createPace(writer(0), log), createPace(writer(1), log)]
  })

  /** @returns whether it was this one's turn, or how long to wait */
  async function asked(pace: Pace, limit: Limit, urgency: Urgency = 'person', units = 1): Promise<true | number> {
    try {
      await pace.take(limit, units, { urgency, patience: 0 })
      return true
    } catch (error) {
      assert.ok(error instanceof Failure && error.kind === 'throttled')
      return error.retryAfterMs ?? Number.NaN
    }
  }

  /** Both instances ask as often as they may, for so long; each turn is told. */
  async function greedily(limit: Limit, ms: number, urgency: Urgency, went: () => void): Promise<void> {
    const end = time + ms
    while (time < end) {
      const waits = await Promise.all(paces.map((pace) => asked(pace, limit, urgency)))
      for (const wait of waits) if (wait === true) went()
      const rest = waits.filter((wait) => wait !== true)
      if (rest.length === waits.length) time += Math.min(...rest)
    }
  }

  it('never lets two instances together make more writes than Microsoft takes, and little fewer', async function () {
    this.timeout(60_000)
    const meter = newMeter({ tenantSize: 'L', exchangeConcurrency: 1 }, now)
    let writes = 0
    // A whole window of Microsoft's where it takes seconds to try.
    const seconds = engine.name === 'SQLite' ? 155 : 20
    await greedily(graphWrites, seconds * second, 'person', () => {
      writes++
      assert.equal(meter.graph('PATCH', '/users/jane', query), null, `write ${writes} is one too many`)
    })
    assert.ok(writes >= 19 * seconds, `${writes} writes in ${seconds} s`)
  })

  it('keeps the resource units of a small tenant, and takes them ahead a few at a time', async function () {
    this.timeout(60_000)
    const meter = newMeter({ tenantSize: 'S', exchangeConcurrency: 1 }, now)
    let reads = 0
    await greedily(graphUnits('S'), 12 * second, 'person', () => {
      reads++
      assert.equal(meter.graph('GET', '/users/jane', query), null, `read ${reads} is one too many`)
    })
    assert.ok(reads > 3_000, `${reads} reads in 12 s`)
  })

  it('has turns left for somebody who waits, however much bulk work there is', async () => {
    const [one, other] = paces as [Pace, Pace]
    let bulk = 0
    await greedily(graphWrites, 10 * second, 'bulk', () => bulk++)
    assert.ok(bulk > 150)
    for (let write = 0; write < 20; write++) assert.equal(await asked(write % 2 ? one : other, graphWrites), true)
    assert.ok(Number(await asked(one, graphWrites, 'bulk')) > second, 'bulk work waits for what went before it')
  })

  it('is held for everybody by what one was told, to the letter, and goes on slowly', async () => {
    const [one, other] = paces as [Pace, Pace]
    await one.hold(graphWrites, 60 * second)
    assert.ok(Number(await asked(other, graphWrites)) >= 60 * second)
    await other.hold(graphWrites, 5 * second)
    time += 60 * second - 1
    assert.notEqual(await asked(other, graphWrites), true, 'a shorter wait shortens nothing')
    assert.ok((await other.ahead(graphWrites, 'person')) > 0)
    time += 100
    const turns = [await asked(one, graphWrites), await asked(other, graphWrites), await asked(other, graphWrites)]
    assert.deepEqual(
      turns.map((turn) => turn === true),
      [true, false, false],
    )
  })

  it('is held for hours where it was told so, but for no longer than a day', async () => {
    const [one, other] = paces as [Pace, Pace]
    await one.hold(graphWrites, 3 * 3_600 * second)
    time += 2 * 3_600 * second
    assert.ok(Number(await asked(other, graphWrites)) >= 3_600 * second)
    await one.hold(graphWrites, 999 * 3_600 * second)
    time += 24 * 3_600 * second + 100
    assert.equal(await asked(other, graphWrites), true)
  })

  it('drops what was taken ahead when Microsoft asks to wait', async () => {
    const [one] = paces as [Pace]
    const units = graphUnits('S')
    assert.equal(await asked(one, units), true)
    await one.hold(units, 10 * second)
    assert.notEqual(await asked(one, units), true)
  })

  it('waits in the process for a turn that comes soon', async () => {
    const limit: Limit = { name: 'soon', every: 100, burst: 1, bulkBurst: 1 }
    const waiting = { urgency: 'person', patience: 1_000 } as const
    const began = performance.now()
    await Promise.all([0, 1, 2].map((place) => paces[place % 2]?.take(limit, 1, waiting)))
    assert.ok(performance.now() - began >= 195, 'the third turn comes 200 ms after the first')
  })

  it('counts what went out without asking', async () => {
    const [one, other] = paces as [Pace, Pace]
    const limit: Limit = { name: 'replies', every: 1_000, burst: 3, bulkBurst: 3 }
    await Promise.all(Array.from({ length: 5 }, () => one.count(limit, 1)))
    assert.equal(await asked(other, limit), 3_000)
    await Promise.all(Array.from({ length: 500 }, () => one.count(limit, 1)))
    assert.equal(await asked(other, limit), 6_000, 'a flood of them holds nobody back for long')
  })

  it('keeps no row of what has long been quiet', async () => {
    const [one] = paces as [Pace]
    for (let chat = 0; chat < 50; chat++) await asked(one, { name: `chat ${chat}`, every: 600, burst: 4, bulkBurst: 3 })
    time += 61 * second
    await asked(one, graphWrites)
    await asked(one, graphWrites)
    // Removed beside the work, which does not wait for it.
    await eventually(async () => {
      const rows = await database.db.selectFrom('pace').select('name').execute()
      return rows.map(({ name }) => name).join() === 'graph-writes'
    }, 'the chats are gone')
  })
})

onBothEngines('the places that all instances share', (engine) => {
  let time: number
  const now = () => time
  let paces: Pace[]
  const person = { urgency: 'person', patience: 0 } as const
  const bulk = { urgency: 'bulk', patience: 0 } as const
  beforeEach(async () => {
    time = start
    const writer = await engine.writers(2, now)
    paces = [createPace(writer(0), log), createPace(writer(1), log)]
  })
  const places = (count = 4, reserved = 1) => paces.map((pace) => pace.places({ name: 'exchange', count, reserved }))
  const none = { kind: 'throttled' }

  it('are never more than there are, and some are kept for what somebody waits for', async () => {
    const [one, other] = places()
    assert.ok(one && other)
    const held = [await one.take(bulk), await other.take(bulk), await one.take(bulk)]
    await assert.rejects(other.take(bulk), none)
    held.push(await other.take(person))
    await assert.rejects(one.take(person), none)
    held[0]?.free()
    const again = await one.take({ urgency: 'person', patience: 2_000 })
    again.free()
  })

  it('go to somebody who waits first', async () => {
    const [one] = places(1, 0)
    assert.ok(one)
    const held = await one.take(person)
    const order: Urgency[] = []
    const soon = (urgency: Urgency) =>
      one.take({ urgency, patience: 5_000 }).then((place) => {
        order.push(urgency)
        place.free()
      })
    const waiting = [soon('bulk'), soon('bulk'), soon('person')]
    await new Promise((resolve) => setTimeout(resolve, 20))
    held.free()
    await Promise.all(waiting)
    assert.deepEqual(order, ['person', 'bulk', 'bulk'])
  })

  it('of a process that died come free', async () => {
    const [dead, alive] = places(1, 0)
    assert.ok(dead && alive)
    await dead.take(person)
    await assert.rejects(alive.take(person), none)
    time += 30 * second
    await alive.take(person)
  })

  it('become fewer for a while where Exchange says that there were too many, but never none', async () => {
    const [one, other] = places(4, 0)
    assert.ok(one && other)
    const held = await Promise.all([one.take(person), one.take(person), other.take(person), other.take(person)])
    for (const place of held) place.close(60 * second)
    await new Promise((resolve) => setTimeout(resolve, 50))
    const left = [await one.take(person), await other.take(person)]
    await assert.rejects(one.take(person), none)
    for (const place of left) place.free()
    time += 60 * second
    for (let place = 0; place < 4; place++) await one.take(person)
  })
})
