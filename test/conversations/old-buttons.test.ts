import assert from 'node:assert/strict'
import { ava, jane, rob, startWorld, type World } from '../offboard.ts'
import { at, type Driven, eventually, kindsOn, offboard } from '../runner/jane.ts'
import { buttonsOf, type Message } from '../teams.ts'
import { assertCalm, sentenceOf, started } from './turns.ts'

const minute = 60_000
const hour = 60 * minute
const refusal = { status: 403, code: 'Authorization_RequestDenied', message: 'No.' }

describe('a button on an old card', () => {
  let world: World
  beforeEach(async () => {
    world = await startWorld()
  })
  afterEach(async () => {
    assertCalm(world)
    await world.stop()
  })

  const isEnabled = () => world.simulated.users.find(({ id }) => id === jane.id)?.accountEnabled

  /** All done but the password, which Microsoft refused once; returns the card that offers to try again. */
  async function passwordFailed(): Promise<Driven & { failed: Message }> {
    world.simulated.faults.order({ add: [{ kind: 'refused', times: 1, ...at('reset-password'), ...refusal }] })
    const driven = await offboard(world)
    await driven.confirmAll()
    await driven.summary()
    return { ...driven, failed: await driven.card('reset-password', 'Try again') }
  }

  async function undone(chat: string) {
    await world.teams.tap(rob, await world.teams.card(chat, 'What to expect', 'Undo'), 'Undo')
    await world.teams.tap(rob, await world.teams.card(chat, 'Undo the offboarding', 'Confirm both'), 'Confirm both')
    await world.teams.card(chat, 'Allow sign-in: done', 'Restore email: done')
  }

  async function refused(card: Message, button: string, because: RegExp) {
    const before = kindsOn(world, jane)
    const { verb, data } = world.teams.button(card, button)
    assert.match(sentenceOf(await world.teams.invoke(rob, card, verb, data)), because)
    assert.deepEqual(kindsOn(world, jane), before)
  }

  describe('that offers to try again', () => {
    it('works for as long as a plan stays open, and no longer', async () => {
      const { failed } = await passwordFailed()
      world.clock.advance(25 * hour)
      await refused(failed, 'Try again', /expired/)
    })

    it('still works the next hour', async () => {
      const { failed } = await passwordFailed()
      world.clock.advance(hour)
      await world.teams.tap(rob, failed, 'Try again')
      await eventually(() => kindsOn(world, jane).includes('password'), 'the password is reset')
    })

    it('does nothing to somebody who was let back in, and is gone', async () => {
      const { chat, failed } = await passwordFailed()
      const old = ['Try again', 'Skip'].map((button) => world.teams.button(failed, button))
      await undone(chat)
      for (const { verb, data } of old) {
        const before = kindsOn(world, jane)
        assert.match(sentenceOf(await world.teams.invoke(rob, failed, verb, data)), /was undone since/)
        assert.deepEqual(kindsOn(world, jane), before)
      }
      const isBare = ({ id, card }: Message) => id === failed.id && buttonsOf(card).length === 0
      await world.teams.until(chat, isBare, 'the card without buttons')
    })

    it('leaves it to a later offboarding of the same person', async () => {
      const { failed } = await passwordFailed()
      world.clock.advance(minute)
      await started(world, ava, 'a:ava', jane.userPrincipalName)
      await world.teams.tap(ava, await world.teams.card('a:ava', 'Offboard Jane Doe', 'Decline'), 'Decline')
      await world.teams.card('a:ava', 'What to expect')
      await refused(failed, 'Try again', /later offboarding/)
    })
  })

  it('that offers to do it again is no good a day after what it tells was seen', async () => {
    const driven = await offboard(world)
    await driven.confirmAll()
    await driven.summary()
    world.clock.advance(2 * hour)
    await world.teams.card(driven.chat, 'After 1 hour: holds')
    world.simulated.happen({ what: 'sign-in-allowed', who: jane.id, by: 'Mallory Quick' })
    world.clock.advance(22 * hour)
    const card = await world.teams.card(driven.chat, 'No longer as it was left', 'Do it again')
    world.clock.advance(90 * 24 * hour)
    await refused(card, 'Do it again', /expired/)
    assert.equal(isEnabled(), true)
  })
})
