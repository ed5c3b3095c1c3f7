import assert from 'node:assert/strict'
import { jane, rob, startWorld, type World } from '../offboard.ts'
import { callsOf, type Driven, eventually, offboard } from '../runner/jane.ts'
import { contentOf } from '../teams.ts'
import { assertCalm } from './turns.ts'

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
