import assert from 'node:assert/strict'
import { jane, rob, startWorld, type World } from '../offboard.ts'
import { type Driven, eventually, kindsOn, offboard } from '../runner/jane.ts'
import { buttonsOf, contentOf } from '../teams.ts'
import { assertCalm } from './turns.ts'

const minute = 60_000

describe('an undo, after others have changed something', () => {
  let world: World
  beforeEach(async () => {
    world = await startWorld()
  })
  afterEach(async () => {
    assertCalm(world)
    await world.stop()
  })

  async function allowedByHelpdesk(): Promise<Driven> {
    const driven = await offboard(world)
    await driven.confirmAll()
    await driven.summary()
    world.clock.advance(2 * minute)
    world.simulated.happen({ what: 'sign-in-allowed', who: jane.id, by: 'Helpdesk' })
    world.clock.advance(14 * minute)
    await world.teams.card(driven.chat, 'No longer as it was left', 'Sign-in is allowed again.')
    return driven
  }

  async function asked({ chat }: Driven, ...texts: string[]) {
    await world.teams.say(rob, chat, 'undo jane')
    return world.teams.card(chat, 'Undo the offboarding', ...texts)
  }

  it('leaves a block alone that somebody else has put back', async () => {
    const driven = await allowedByHelpdesk()
    world.simulated.happen({ what: 'sign-in-blocked', who: jane.id, by: 'Legal Hold' })
    const card = await asked(driven, 'That block is not mine to undo')
    assert.deepEqual(
      buttonsOf(card.card).map(({ title }) => title),
      ['Confirm restore email'],
    )
  })

  it('takes back a block that was done again with the offboarding', async () => {
    const driven = await allowedByHelpdesk()
    await world.teams.tap(rob, await world.teams.card(driven.chat, 'Do it again'), 'Do it again')
    await eventually(() => kindsOn(world, jane).length === 6, 'blocked and signed out once more')
    await world.teams.card(driven.chat, 'is locked out: 4 of 4 done', 'Next check')
    await world.teams.tap(rob, await asked(driven, 'Confirm both'), 'Confirm both')
    await world.teams.card(driven.chat, 'Allow sign-in: done', 'Restore email: done')
  })

  it('asks nobody to set a password that was set anew', async () => {
    const driven = await offboard(world)
    await driven.confirmAll()
    await driven.summary()
    world.clock.advance(2 * minute)
    world.simulated.happen({ what: 'password-changed', who: jane.id, by: 'Helpdesk' })
    const card = await asked(driven, 'Somebody has set a new password since', 'Confirm both')
    assert.doesNotMatch(contentOf(card), /Nobody knows the password/)
  })
})
