import assert from 'node:assert/strict'
import type { Recorded } from '../../src/offboarding/events.ts'
import { readHistory } from '../../src/records/history.ts'
import { ava, jane, rob, startWorld, type World } from '../offboard.ts'
import { callsOf, type Driven, eventually, kindsOn, offboard } from '../runner/jane.ts'
import { contentOf } from '../teams.ts'
import { startOnWednesday } from './schedule.ts'
import { assertCalm, review, sentenceOf, started } from './turns.ts'

const minute = 60_000
const hour = 60 * minute
const refusal = { status: 403, code: 'Authorization_RequestDenied', message: 'No.' }

describe('what an offboarding has done is looked after', () => {
  let world: World
  beforeEach(async () => {
    world = await startWorld()
  })
  afterEach(async () => {
    assertCalm(world)
    await world.stop()
  })

  const pass = (ms: number) => world.clock.advance(ms)
  const alarm = (chat: string, ...texts: string[]) => world.teams.card(chat, 'No longer as it was left', ...texts)
  const alarms = () => world.teams.messages.filter((one) => contentOf(one).includes('No longer as it was left'))

  async function lockedOut(): Promise<Driven> {
    const driven = await offboard(world)
    await driven.confirmAll()
    await driven.summary()
    return driven
  }

  async function undoing({ chat }: Driven, button: string) {
    await world.teams.tap(rob, await world.teams.card(chat, 'What to expect', 'Undo'), 'Undo')
    await world.teams.tap(rob, await world.teams.card(chat, 'Undo the offboarding', 'Confirm both'), button)
  }

  /** The logs take few requests: of two who ask at once, one waits for its turn. */
  const looked = (history: () => Promise<readonly Recorded[]>, count = 1) =>
    eventually(async () => {
      pass(500)
      return (await history()).filter(({ event }) => event.type === 'checked').length >= count
    }, `it is looked ${count} times`)

  const findingsOf = async ({ history }: Driven) =>
    (await history()).flatMap(({ event }) =>
      event.type === 'checked' ? [event.findings.map(({ action, kind }) => `${action} ${kind}`)] : [],
    )

  describe('until it is undone, and no longer', () => {
    it('so that who restores email alone does not silence the block', async () => {
      const driven = await lockedOut()
      await undoing(driven, 'Confirm restore email')
      await world.teams.card(driven.chat, 'Restore email: done', 'Next check:')
      world.simulated.happen({ what: 'sign-in-allowed', who: jane.id, by: 'Mallory Quick' })
      pass(16 * minute)
      await alarm(driven.chat, 'Sign-in is allowed again.', 'Done by Mallory Quick', 'Do it again')
      assert.deepEqual(await findingsOf(driven), [['reset-password holds', 'sign-out holds', 'block-sign-in changed']])
    })

    it('and an undo that Microsoft refused has undone nothing', async () => {
      const driven = await lockedOut()
      const on = { on: 'PATCH /users/{id}', having: 'accountEnabled' }
      world.simulated.faults.order({ add: [{ kind: 'refused', ...on, ...refusal }] })
      await undoing(driven, 'Confirm allow sign-in')
      const failed = await world.teams.card(driven.chat, 'Allow sign-in: failed', 'Next check:')
      assert.doesNotMatch(contentOf(failed), /No more checks/)
      world.simulated.happen({ what: 'email-app', who: jane.id, app: 'OWAEnabled' })
      pass(16 * minute)
      await alarm(driven.chat, 'Email apps are on again: Outlook on the web.', 'Do it again')
    })

    it('while whoever is let in gets a new password without an alarm', async () => {
      const driven = await lockedOut()
      await undoing(driven, 'Confirm allow sign-in')
      await world.teams.card(driven.chat, 'Allow sign-in: done')
      world.simulated.happen({ what: 'password-changed', who: jane.id, by: 'Helpdesk' })
      pass(16 * minute)
      await world.teams.card(driven.chat, 'After 15 minutes: holds')
      assert.deepEqual(await findingsOf(driven), [['block-email holds']])
      assert.deepEqual(alarms(), [])
    })

    it('and not at all once all of it is undone', async () => {
      const driven = await lockedOut()
      await undoing(driven, 'Confirm both')
      await world.teams.card(driven.chat, 'Allow sign-in: done', 'Restore email: done', 'No more checks')
      const before = callsOf(world, 'GET /users/{id}')
      pass(25 * hour)
      await world.restart()
      assert.equal(callsOf(world, 'GET /users/{id}'), before)
      assert.deepEqual(await findingsOf(driven), [])
    })
  })

  describe('also when somebody else is offboarding the same person', () => {
    const ofAva = 'a:ava'

    /** Ava starts a second one; whatever is so already needs no confirmation. */
    async function secondOne(): Promise<{ id: string }> {
      pass(minute)
      const card = await started(world, ava, ofAva, jane.userPrincipalName)
      const id = String(world.teams.button(card, 'Skip').data.offboarding)
      await eventually(async () => outcomesIn(await readHistory(world.database, id)).length === 2, 'two are so already')
      return { id }
    }

    const outcomesIn = (history: readonly Recorded[]) =>
      history.flatMap(({ event }) => (event.type === 'outcome' ? [event.action] : []))

    it('who leaves theirs alone: each looks after what it did last, and no alarm comes twice', async () => {
      const driven = await lockedOut()
      await secondOne()
      world.simulated.happen({ what: 'sign-in-allowed', who: jane.id, by: 'Mallory Quick' })
      world.simulated.happen({ what: 'password-changed', who: jane.id, by: 'Mallory Quick' })
      pass(16 * minute)
      await looked(driven.history)
      await alarm(driven.chat, 'The password was changed')
      await alarm(ofAva, 'Sign-in is allowed again.', 'Do it again')
      await world.teams.card(
        driven.chat,
        'A later offboarding of the same person checks this from now on: block sign-in',
      )
      assert.deepEqual(await findingsOf(driven), [['reset-password changed', 'sign-out holds']])
      assert.equal(alarms().length, 2)
    })

    it('and who declines theirs has not silenced the first', async () => {
      const driven = await lockedOut()
      await secondOne()
      const button = 'Decline'
      await world.teams.tap(ava, await world.teams.card(ofAva, 'Offboard Jane Doe', button), button)
      await world.teams.card(ofAva, 'What to expect')
      world.simulated.happen({ what: 'password-changed', who: jane.id, by: 'Mallory Quick' })
      pass(16 * minute)
      await looked(driven.history)
      await alarm(driven.chat, 'The password was changed', 'Done by Mallory Quick')
      pass(hour)
      await looked(driven.history, 2)
    })

    it('who plans theirs for a later day: until then it is the first that looks', async () => {
      await world.stop()
      world = await startOnWednesday()
      const driven = await lockedOut()
      pass(minute)
      const asked = `${jane.userPrincipalName} on Friday at 17:00`
      await world.teams.tap(ava, await review(world, ava, ofAva, asked, {}, jane.userPrincipalName), 'Start')
      world.simulated.happen({ what: 'sign-in-allowed', who: jane.id, by: 'Mallory Quick' })
      pass(16 * minute)
      await alarm(driven.chat, 'Sign-in is allowed again.', 'Done by Mallory Quick')
    })

    it('who has done all of it again has checks of their own, and the first has no more', async () => {
      const driven = await lockedOut()
      const { id } = await secondOne()
      await world.teams.tap(ava, await world.teams.card(ofAva, '1 of 4', 'Confirm all'), 'Confirm all')
      await world.teams.card(ofAva, 'What to expect')
      world.simulated.happen({ what: 'sign-in-allowed', who: jane.id, by: 'Mallory Quick' })
      pass(16 * minute)
      await looked(() => readHistory(world.database, id))
      await alarm(ofAva, 'Sign-in is allowed again.')
      await world.teams.card(driven.chat, 'No more checks: a later offboarding')
      await driven.recorded('checks-ended')
      assert.deepEqual(await findingsOf(driven), [])
      assert.equal(alarms().length, 1)
    })

    it('until either is undone: nobody is called about what was undone on purpose', async () => {
      const driven = await lockedOut()
      const { id } = await secondOne()
      await world.teams.tap(ava, await world.teams.card(ofAva, '1 of 4', 'Confirm all'), 'Confirm all')
      await world.teams.card(ofAva, 'What to expect')
      await world.teams.say(ava, ofAva, 'undo jane')
      await world.teams.tap(ava, await world.teams.card(ofAva, 'Undo the offboarding', 'Confirm both'), 'Confirm both')
      await world.teams.card(ofAva, 'Allow sign-in: done', 'Restore email: done')
      for (const ms of [16 * minute, hour, 24 * hour]) {
        pass(ms)
        await world.restart()
      }
      await world.teams.card(ofAva, 'No more checks, because this is being undone')
      const kinds = [...(await driven.history()), ...(await readHistory(world.database, id))].map(
        ({ event }) => event.type,
      )
      assert.equal(kinds.includes('checked'), false)
      assert.deepEqual(alarms(), [])
    })

    it('and an alarm from before does nothing once another one of the same person was undone', async () => {
      await lockedOut()
      await secondOne()
      await world.teams.tap(ava, await world.teams.card(ofAva, 'Offboard Jane Doe', 'Decline'), 'Decline')
      await world.teams.card(ofAva, 'What to expect')
      world.simulated.happen({ what: 'email-app', who: jane.id, app: 'OWAEnabled' })
      pass(16 * minute)
      const card = await alarm(ofAva, 'Email apps are on again', 'Do it again')
      const { verb, data } = world.teams.button(card, 'Do it again')
      await world.teams.say(ava, ofAva, 'undo jane')
      await world.teams.tap(ava, await world.teams.card(ofAva, 'Undo the offboarding', 'Confirm both'), 'Confirm both')
      await world.teams.card(ofAva, 'Allow sign-in: done', 'Restore email: done')
      const before = kindsOn(world, jane).length
      assert.match(sentenceOf(await world.teams.invoke(ava, card, verb, data)), /was undone since/)
      await alarm(ofAva, 'is being undone')
      assert.equal(kindsOn(world, jane).length, before)
    })
  })

  it('from its own outcome, though another action still waits for its confirmation', async () => {
    const driven = await offboard(world)
    for (const action of ['reset-password', 'sign-out', 'block-sign-in'] as const) await driven.confirm(action)
    await driven.card('block-sign-in', 'Done')
    world.simulated.happen({ what: 'sign-in-allowed', who: jane.id, by: 'Mallory Quick' })
    pass(16 * minute)
    const card = await alarm(driven.chat, 'Sign-in is allowed again.', 'Done by Mallory Quick')
    await world.teams.tap(rob, card, 'Do it again')
    await alarm(driven.chat, 'Confirmed again by Rob Hale')
    await eventually(
      async () => (await driven.history()).some(({ event }) => event.type === 'signed-out-again'),
      'blocked',
    )
    await driven.confirm('block-email')
    await driven.summary()
    pass(16 * minute)
    await world.teams.card(driven.chat, 'After 15 minutes: holds', 'is locked out: 4 of 4 done')
  })
})
