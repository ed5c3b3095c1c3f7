import assert from 'node:assert/strict'
import { jane, rob, startWorld, type World } from '../offboard.ts'
import { type Driven, eventually, kindsOn, offboard } from '../runner/jane.ts'
import { assertCalm } from './turns.ts'

const minute = 60_000
const hour = 60 * minute

describe('what undo restores', () => {
  let world: World
  beforeEach(async () => {
    world = await startWorld()
    const user = account()
    user.mailbox = { ...(user.mailbox ?? assert.fail('no mailbox')), PopEnabled: true, ImapEnabled: true }
  })
  afterEach(async () => {
    assertCalm(world)
    await world.stop()
  })

  const account = () => world.simulated.users.find(({ id }) => id === jane.id) ?? assert.fail('there is no Jane')
  const turnOff = (app: 'PopEnabled' | 'ImapEnabled') =>
    world.simulated.happen({ what: 'email-app', who: jane.id, app, on: false })
  const on = () => [account().mailbox?.OWAEnabled, account().mailbox?.PopEnabled, account().mailbox?.ImapEnabled]

  async function undone(driven: Driven): Promise<void> {
    await world.teams.tap(rob, await world.teams.card(driven.chat, 'What to expect', 'Undo'), 'Undo')
    const card = await world.teams.card(driven.chat, 'Undo the offboarding of Jane Doe', 'Confirm both')
    await world.teams.tap(rob, card, 'Confirm both')
    await world.teams.card(driven.chat, 'Allow sign-in: done', 'Restore email: done')
  }

  it('is what was there just before the block, not what was there when it was asked for', async () => {
    const driven = await offboard(world)
    await driven.card('reset-password', 'Confirm all')
    turnOff('PopEnabled')
    world.clock.advance(10 * hour)
    await driven.confirmAll()
    await driven.summary()
    await undone(driven)
    assert.deepEqual(on(), [true, false, true])
  })

  it('is what was there before the attempt that Microsoft took, not before one that it refused', async () => {
    const refusal = { status: 403, code: 'Forbidden', message: 'No.' }
    world.simulated.faults.order({ add: [{ kind: 'refused', on: 'Set-CASMailbox', ...refusal }] })
    const driven = await offboard(world)
    await driven.confirmAll()
    await driven.card('block-email', 'Try again')
    turnOff('PopEnabled')
    world.clock.advance(hour)
    await driven.tap('block-email', 'Try again')
    await world.teams.card(driven.chat, 'is locked out: 4 of 4 done')
    await undone(driven)
    assert.deepEqual(on(), [true, false, true])
  })

  it('is what was there before an attempt without an answer, which may have changed something', async () => {
    world.simulated.faults.order({ add: [{ kind: 'hang-up', on: 'Set-CASMailbox', afterWrite: true }] })
    const driven = await offboard(world)
    await driven.confirmAll()
    await driven.card('block-email', 'Waiting for Microsoft')
    world.clock.advance(hour)
    await driven.summary()
    await undone(driven)
    assert.deepEqual(on(), [true, true, true])
  })

  it('leaves an account blocked that somebody blocked while Microsoft made the bot wait', async () => {
    const busy = {
      kind: 'throttled' as const,
      on: 'PATCH /users/{id}',
      having: 'accountEnabled',
      retryAfterSeconds: 3600,
    }
    world.simulated.faults.order({ add: [busy] })
    const driven = await offboard(world)
    await driven.confirmAll()
    await driven.card('block-sign-in', 'Waiting for Microsoft')
    world.simulated.happen({ what: 'sign-in-blocked', who: jane.id, by: 'Legal' })
    world.clock.advance(2 * hour)
    await eventually(() => account().accountEnabled === false, 'blocked')
    await world.teams.tap(rob, await driven.summary(), 'Undo')
    await world.teams.card(driven.chat, 'Allow sign-in: nothing to restore', 'It was so before the offboarding')
  })

  it('costs no read of its own while what was read is fresh', async () => {
    const driven = await offboard(world)
    await driven.confirmAll()
    await driven.summary()
    const { calls } = world.simulated.state()
    assert.deepEqual([calls['Get-CASMailbox'], kindsOn(world, jane).length], [2, 4])
  })
})
