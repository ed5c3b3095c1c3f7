import assert from 'node:assert/strict'
import { jane, personOf, rob, startWorld, type World } from '../offboard.ts'
import { buttonsOf, contentOf } from '../teams.ts'
import { callsOf, eventually, kindsOn, offboard, stepIds, steps } from './jane.ts'

const second = 1_000
const minute = 60 * second

describe('a read that does not show the change yet', () => {
  let world: World
  afterEach(() => world.stop())

  for (const action of stepIds) {
    it(`is no failure of ${action}, and no reason to do it again`, async () => {
      world = await startWorld({ staleReadsMs: 2 * second })
      const driven = await offboard(world)
      await driven.confirmOnly(action)
      await driven.card(action, 'Reading it back')
      world.clock.advance(3 * second)
      await driven.card(action, 'Done', 'Read back')
      assert.equal(kindsOn(world, jane).length, 1)
      assert.equal(callsOf(world, steps[action].on), 1)
      assert.ok(!driven.shown(action).some((text) => /Failed|not confirmed/.test(text)))
    })

    it(`leaves ${action} as done, not confirmed yet, after a minute; a later look settles it`, async () => {
      world = await startWorld({ staleReadsMs: 4 * minute })
      const driven = await offboard(world)
      await driven.confirmOnly(action)
      await driven.card(action, 'Reading it back')
      world.clock.advance(61 * second)
      const unconfirmed = await driven.card(action, 'Done, not confirmed by Microsoft yet')
      assert.match(contentOf(unconfirmed), /I look again at \d\d:\d\d/)
      world.clock.advance(5 * minute)
      const settled = await driven.card(action, 'Done', 'Read back')
      assert.doesNotMatch(contentOf(settled), /not confirmed/)
      assert.equal(callsOf(world, steps[action].on), 1)
    })
  }

  it('is looked for over a day, and then a person is asked to look', async () => {
    world = await startWorld({ staleReadsMs: 48 * 60 * minute })
    const driven = await offboard(world)
    await driven.confirmOnly('block-sign-in')
    await driven.card('block-sign-in', 'Reading it back')
    world.clock.advance(61 * second)
    await driven.card('block-sign-in', 'I look again at')
    await driven.tap('block-email', 'Skip')
    for (const [index, wait] of [5, 10, 45, 23 * 60].entries()) {
      world.clock.advance(wait * minute + second)
      await driven.recorded('looked', index + 1)
    }
    await driven.card('block-sign-in', 'Please check it in the Microsoft 365 admin center')
    assert.deepEqual(kindsOn(world, jane), ['account'])
  })
})

describe('somebody who is blocked already', () => {
  let world: World
  beforeEach(async () => {
    world = await startWorld()
  })
  afterEach(() => world.stop())

  it('is shown so with its proof, without a tap and without a write', async () => {
    const lucas = personOf('Lucas Meyer')
    const driven = await offboard(world, { leaver: lucas })
    await driven.tap('reset-password', 'Skip')
    await driven.tap('sign-out', 'Skip')
    const card = await driven.card('block-sign-in', 'Already so', 'Read back')
    assert.match(contentOf(card), /sign-in is blocked/)
    assert.deepEqual(kindsOn(world, lucas), [])
  })
})

describe('the second sign-out', () => {
  let world: World
  beforeEach(async () => {
    world = await startWorld()
  })
  afterEach(() => world.stop())

  async function blockedAfter(wait: number) {
    const driven = await offboard(world)
    await driven.tap('reset-password', 'Skip')
    await driven.confirm('sign-out')
    await driven.card('sign-out', 'Done', 'Read back')
    world.clock.advance(wait)
    await driven.confirm('block-sign-in')
    await driven.card('block-sign-in', 'Done', 'Read back')
    return driven
  }

  it('follows a block that came more than a minute after the first, once', async () => {
    const driven = await blockedAfter(2 * minute)
    await driven.card('sign-out', 'Signed out again at', 'after sign-in was blocked')
    await driven.confirm('block-email')
    await driven.summary()
    world.clock.advance(10 * minute)
    await world.restart()
    assert.deepEqual(kindsOn(world, jane), ['sessions', 'account', 'sessions', 'email'])
  })

  it('does not follow a block that came sooner', async () => {
    const driven = await blockedAfter(30 * second)
    await driven.confirm('block-email')
    await driven.summary()
    assert.deepEqual(kindsOn(world, jane), ['sessions', 'account', 'email'])
  })

  it('waits for Microsoft like the first, and takes nothing of its proof away', async () => {
    world.simulated.faults.order({ add: [{ kind: 'throttled', on: steps['sign-out'].on, retryAfterSeconds: 0 }] })
    const driven = await offboard(world)
    await driven.tap('reset-password', 'Skip')
    await driven.confirm('sign-out')
    await driven.card('sign-out', 'Waiting for Microsoft until')
    world.clock.advance(3 * second)
    await driven.card('sign-out', 'Done', 'Read back')
    world.simulated.faults.order({ add: [{ kind: 'unavailable', on: steps['sign-out'].on, times: 2 }] })
    world.clock.advance(2 * minute)
    await driven.confirm('block-sign-in')
    await driven.card('block-sign-in', 'Done', 'Read back')
    for (const calls of [3, 4]) {
      await eventually(() => callsOf(world, steps['sign-out'].on) >= calls, `there are ${calls} sign-outs`)
      world.clock.advance(3 * second)
    }
    await driven.card('sign-out', 'Signed out again at')
    assert.deepEqual(kindsOn(world, jane), ['sessions', 'account', 'sessions'])
  })

  it('is said to have failed when Microsoft refuses it; the first one stands', async () => {
    const driven = await offboard(world)
    await driven.tap('reset-password', 'Skip')
    await driven.confirm('sign-out')
    await driven.card('sign-out', 'Done', 'Read back')
    world.clock.advance(2 * minute)
    world.simulated.faults.order({
      add: [
        { kind: 'refused', on: steps['sign-out'].on, status: 403, code: 'Authorization_RequestDenied', message: 'No.' },
      ],
    })
    await driven.confirm('block-sign-in')
    await driven.card('sign-out', 'Done', 'Sign them out once more by hand')
    assert.deepEqual(kindsOn(world, jane), ['sessions', 'account'])
  })
})

describe('a plan that nobody confirms', () => {
  let world: World
  beforeEach(async () => {
    world = await startWorld()
  })
  afterEach(() => world.stop())

  it('expires after a day, for what was not confirmed, and nothing of it is done', async () => {
    const driven = await offboard(world)
    await driven.confirm('reset-password')
    await driven.card('reset-password', 'Done', 'Read back')
    const waiting = await driven.card('sign-out', 'Confirm sign out')
    world.clock.advance(25 * 60 * minute)
    await driven.card('sign-out', 'Expired')
    await driven.summary()
    const { verb, data } = buttonsOf(waiting.versions[0]).find(({ title }) => title === 'Confirm sign out') ?? {}
    const reply = await world.teams.invoke(rob, waiting, String(verb), data)
    assert.equal(reply.status, 200)
    assert.deepEqual(kindsOn(world, jane), ['password'])
  })
})
