import assert from 'node:assert/strict'
import { load } from '../../src/records/history.ts'
import { postedCards } from '../../src/records/posted-cards.ts'
import { graphUnits, graphWrites } from '../../src/tenant/limits.ts'
import { isSummary, progressOf, reviewOf, titleLike } from '../batch.ts'
import { needsPostgres } from '../loud-skips.ts'
import { hana, jane, personOf, rob, startWorld, type World } from '../offboard.ts'
import { type Postgres, startPostgres } from '../postgres.ts'
import { contentOf, type Message, type TeamsPerson } from '../teams.ts'
import { TeamsLimits } from '../teams-limits.ts'
import { at, callsOf, eventually, kindsOn, offboard, stepIds, writesOn } from './jane.ts'

const second = 1_000
const minute = 60 * second

for (const engine of ['a SQLite file', 'PostgreSQL'] as const) {
  describe(`two instances on ${engine} that Microsoft throttles`, function () {
    this.timeout(60_000)
    let world: World
    let other: Awaited<ReturnType<World['another']>> | null = null
    let postgres: Postgres | null = null
    before(async function () {
      if (engine === 'PostgreSQL') needsPostgres(this)
    })
    beforeEach(async () => {
      postgres = engine === 'PostgreSQL' ? await startPostgres() : null
      world = await startWorld(postgres ? { databaseUrl: postgres.url } : {})
    })
    afterEach(async () => {
      await other?.stop()
      await world.stop()
      await postgres?.stop()
      other = null
    })

    it('both wait as long as one was told, the card says so, and it costs no attempt', async () => {
      const first = await offboard(world)
      other = await world.another()
      const later = await offboard(world, { by: hana, leaver: personOf('Sam Adler') })
      world.simulated.faults.order({ add: [{ kind: 'throttled', ...at('reset-password'), retryAfterSeconds: 120 }] })
      await first.confirm('reset-password')
      await first.card('reset-password', 'Waiting for Microsoft until')
      const calls = callsOf(world, 'PATCH /users/{id}')
      for (const { pace } of [world, other]) {
        assert.ok((await pace.ahead(graphWrites, 'person')) > 110 * second)
        const readsWait = async () => (await pace.ahead(graphUnits('L'), 'person')) > 110 * second
        await eventually(readsWait, 'what was taken ahead for reads is over, within a second')
      }
      const state = await load(world.database, first.id)
      assert.equal(state?.actions['reset-password'].attempts, 0)
      world.clock.advance(100 * second)
      assert.equal(callsOf(world, 'PATCH /users/{id}'), calls, 'nobody asks sooner')
      world.clock.advance(40 * second)
      await first.card('reset-password', 'Done', 'Read back')
      await later.confirm('reset-password')
      await later.card('reset-password', 'Done', 'Read back')
    })
  })
}

describe('an action that is throttled again and again', () => {
  let world: World
  afterEach(() => world.stop())

  it('is done in the end, however often it was told to wait', async function () {
    this.timeout(60_000)
    world = await startWorld()
    const driven = await offboard(world)
    world.simulated.faults.order({
      add: [{ kind: 'throttled', ...at('reset-password'), times: 62, retryAfterSeconds: 60 }],
    })
    await driven.confirm('reset-password')
    for (let wait = 1; wait <= 62; wait++) {
      await driven.recorded('waiting', wait)
      world.clock.advance(70 * second)
    }
    await driven.card('reset-password', 'Done', 'Read back')
    assert.deepEqual(kindsOn(world, jane), ['password'])
  })
})

const sams = () => ['Sam Adler', 'Sam Brooks', 'Sam Carter', 'Sam Diaz', 'Sam Evans', 'Sam Fischer'].map(personOf)
const listChat = 'a:rob-and-his-list'

/** A list of all of them, up to where they can be confirmed together. */
async function startedList({ teams }: World, leavers: readonly { userPrincipalName: string }[]): Promise<Message> {
  const names = leavers.map(({ userPrincipalName }) => userPrincipalName)
  await teams.say(rob, listChat, `offboard\n${names.join('\n')}`)
  const review = await reviewOf(teams, listChat)
  await teams.tap(rob, review, titleLike(review, /^Start for/))
  return progressOf(teams, listChat)
}

/** Whether everybody of the list has the decision in a history of their own. */
async function areConfirmed({ database }: World, leavers: readonly TeamsPerson[]): Promise<boolean> {
  const ids = leavers.map(({ id }) => id)
  const rows = await database.db
    .selectFrom('event')
    .innerJoin('offboarding', 'offboarding.id', 'event.offboarding')
    .select('offboarding.id')
    .where('offboarding.leaver', 'in', ids)
    .where('event.type', '=', 'confirmed')
    .execute()
  return new Set(rows.map(({ id }) => id)).size === leavers.length
}

describe('an emergency while there is bulk work', () => {
  let world: World
  afterEach(() => world.stop())

  it('passes it: its writes are all made before any of those that were confirmed before', async function () {
    this.timeout(60_000)
    world = await startWorld()
    const leavers = sams()
    const progress = await startedList(world, leavers)
    const emergency = await offboard(world)
    // As much was written lately as bulk work may; twenty more are kept for what somebody waits for.
    await world.pace.count(graphWrites, 55)
    await world.teams.tap(rob, progress, 'Confirm all')
    await eventually(() => areConfirmed(world, leavers), 'the list was confirmed first')
    await emergency.confirmAll()
    await emergency.summary()
    await world.teams.until(listChat, isSummary, 'the end of the list')
    const graph = (person: TeamsPerson) => writesOn(world, person).filter(({ kind }) => kind !== 'email')
    const last = Math.max(...graph(jane).map(({ at }) => at))
    const first = Math.min(...leavers.flatMap(graph).map(({ at }) => at))
    assert.ok(last < first, `the emergency was over ${first - last} ms before the first of the others`)
  })
})

describe('Exchange, which takes only so many calls at once', () => {
  let world: World
  afterEach(() => world.stop())

  it('is never asked for more by bulk work', async function () {
    this.timeout(60_000)
    const limits = { tenantSize: 'S', exchangeConcurrency: 4 } as const
    world = await startWorld({ limits, latency: { graphMs: 5, exchangeMs: 100 } })
    await world.teams.tap(rob, await startedList(world, sams()), 'Confirm all')
    await world.teams.until(listChat, isSummary, 'the end of the list')
    assert.equal(sams().filter((leaver) => kindsOn(world, leaver).includes('email')).length, sams().length)
    assert.deepEqual(world.simulated.refused, { graph: 0, exchange: 0 })
  })

  it('gets fewer at once when it says that there are too many, and nothing fails for it', async function () {
    this.timeout(60_000)
    world = await startWorld({
      limits: { tenantSize: 'S', exchangeConcurrency: 2 },
      believed: { exchangeConcurrency: 8 },
      latency: { graphMs: 0, exchangeMs: 200 },
    })
    const leavers = ['Jane Doe', 'Sam Adler', 'Sam Brooks', 'Sam Carter'].map(personOf)
    const driven = await Promise.all(leavers.map((leaver) => offboard(world, { leaver })))
    await Promise.all(driven.map((one) => one.confirmAll()))
    await eventually(async () => {
      world.clock.advance(second)
      return leavers.every((leaver) => kindsOn(world, leaver).includes('email'))
    }, 'all four are done')
    for (const one of driven) await one.summary()
    assert.ok(world.simulated.refused.exchange > 0, 'it was believed to take more')
  })
})

describe('Microsoft away for five minutes', () => {
  let world: World
  afterEach(() => world.stop())

  it('is outlived: the cards say that they wait, and everything is done when it is back', async function () {
    this.timeout(60_000)
    world = await startWorld()
    const driven = await offboard(world)
    await driven.card('reset-password', 'Confirm all')
    world.simulated.faults.order({ add: [{ kind: 'slow', on: '*', delayMs: 50, times: 4 }] })
    await driven.confirmAll()
    world.simulated.faults.order({ clear: true, outage: true })
    const back = world.now() + 5 * minute
    while (world.now() < back) {
      world.clock.advance(5 * second)
      await new Promise((resolve) => setTimeout(resolve, 20))
      for (const action of stepIds)
        assert.doesNotMatch(contentOf(await driven.card(action)), /Failed|Try again/, `at ${world.now()}`)
    }
    await driven.card('block-email', 'Waiting for Microsoft until')
    world.simulated.faults.order({ outage: false })
    world.clock.advance(minute + second)
    await driven.summary()
    for (const action of stepIds) await driven.card(action, 'Done')
  })
})

describe('cards in a chat whose limits Teams keeps', () => {
  let world: World
  afterEach(() => world.stop())

  it('are edited at most once a second, never refused, and show the last state', async function () {
    this.timeout(60_000)
    world = await startWorld({ cardEveryMs: 1_000, teamsPaced: true })
    const limits = new TeamsLimits()
    world.teams.limits = limits
    const driven = await offboard(world)
    await driven.confirmAll()
    await driven.summary()
    for (const action of stepIds) await driven.card(action, 'Done', 'Read back')
    assert.equal(limits.refused, 0)
    for (const { times } of world.teams.messages) {
      const gaps = times.slice(2).map((time, index) => time - (times[index + 1] ?? 0))
      assert.ok(
        gaps.every((gap) => gap >= 980),
        `edited ${gaps.join(', ')} ms after the last edit`,
      )
    }
  })

  it('wait as long as Teams asks, and then show everything', async function () {
    this.timeout(60_000)
    world = await startWorld({ teamsPaced: true })
    const driven = await offboard(world, { by: rob })
    await driven.card('reset-password', 'Confirm all')
    world.teams.later.push(30)
    await driven.confirmAll()
    await eventually(async () => {
      const cards = await postedCards(world.database, driven.id)
      return cards.some(({ retryAt }) => retryAt > world.now() + 25 * second)
    }, 'Teams said to wait, and that was heard')
    const { arrived } = world.teams
    world.clock.advance(25 * second)
    await eventually(() => kindsOn(world, jane).length === 4, 'the actions go on meanwhile')
    assert.equal(world.teams.arrived, arrived, 'nothing is sent sooner')
    world.clock.advance(10 * second)
    await driven.summary()
    for (const action of stepIds) await driven.card(action, 'Done', 'Read back')
  })
})
