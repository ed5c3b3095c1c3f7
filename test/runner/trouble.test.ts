import assert from 'node:assert/strict'
import type { ActionId } from '../../src/offboarding/plan.ts'
import { jane, startWorld, type World } from '../offboard.ts'
import { contentOf } from '../teams.ts'
import { at, callsOf, type Driven, kindsOn, offboard, stepIds, steps, writesOn } from './jane.ts'

const second = 1_000
const minute = 60 * second
const kinds = {
  'reset-password': 'password',
  'sign-out': 'sessions',
  'block-sign-in': 'account',
  'block-email': 'email',
}
/** Where the account or the mailbox shows that it is done, it is looked at before it is done again. */
const isSeenBeforehand = (action: ActionId) => action === 'block-sign-in' || action === 'block-email'

for (const action of stepIds) {
  describe(`${steps[action].button.replace('Confirm ', '')}, when Microsoft is in trouble`, () => {
    let world: World
    let driven: Driven
    beforeEach(async () => {
      world = await startWorld()
      driven = await offboard(world)
    })
    afterEach(() => world.stop())

    const proven = () => driven.card(action, 'Done', 'Read back')
    const written = () => kindsOn(world, jane)
    const doneOnce = [kinds[action]]

    it('waits as long as Microsoft asks, says until when, and succeeds then', async () => {
      world.simulated.faults.order({ add: [{ kind: 'throttled', ...at(action), retryAfterSeconds: 120 }] })
      await driven.confirmOnly(action)
      const waiting = await driven.card(action, 'Waiting for Microsoft until')
      assert.match(contentOf(waiting), /until \d\d:\d\d/)
      const asked = world.now()
      world.clock.advance(100 * second)
      await world.teams.say({ id: jane.id, name: 'Jane Doe' }, 'a:jane', 'help')
      assert.deepEqual(written(), [])
      world.clock.advance(30 * second)
      await proven()
      assert.deepEqual(written(), doneOnce)
      assert.ok((writesOn(world, jane)[0]?.at ?? 0) >= asked + 115 * second, 'no earlier than asked')
    })

    it('tries again after a 503, a 504 and a connection that was cut', async () => {
      world.simulated.faults.order({
        add: [
          { kind: 'unavailable', ...at(action), status: 503 },
          { kind: 'unavailable', ...at(action), status: 504 },
          { kind: 'hang-up', ...at(action) },
        ],
      })
      await driven.confirmOnly(action)
      for (const attempt of [1, 2, 3]) {
        await driven.recorded('waiting', attempt)
        world.clock.advance(10 * second)
      }
      await proven()
      assert.deepEqual(written(), doneOnce)
    })

    it('does not lose what was done when only the answer was lost', async () => {
      world.simulated.faults.order({ add: [{ kind: 'hang-up', ...at(action), afterWrite: true }] })
      await driven.confirmOnly(action)
      await driven.card(action, 'Waiting for Microsoft until')
      world.clock.advance(10 * second)
      await proven()
      assert.deepEqual(written(), isSeenBeforehand(action) ? doneOnce : [...doneOnce, ...doneOnce])
      if (isSeenBeforehand(action)) assert.equal(callsOf(world, steps[action].on), 1, 'it is looked at, not done again')
    })

    it('says so when Microsoft stays away, offers to try again, and does it then', async () => {
      world.simulated.faults.order({ add: [{ kind: 'unavailable', ...at(action), times: 60 }] })
      await driven.confirmOnly(action)
      for (let attempt = 1; attempt <= 28; attempt++) {
        await driven.recorded('waiting', attempt)
        await driven.card(action, 'Waiting for Microsoft until')
        world.clock.advance(61 * second)
      }
      await driven.recorded('waiting', 29)
      world.clock.advance(2 * minute)
      const failed = await driven.card(action, 'Failed', 'Try again')
      assert.doesNotMatch(contentOf(failed), /Working on it|Waiting for/)
      world.simulated.faults.order({ clear: true })
      assert.deepEqual(written(), [])
      await driven.tap(action, 'Try again')
      await proven()
      assert.deepEqual(written(), doneOnce)
    })

    it('tries once more when the bot itself was away while it waited', async () => {
      world.simulated.faults.order({ add: [{ kind: 'unavailable', ...at(action) }] })
      await driven.confirmOnly(action)
      await driven.card(action, 'Waiting for Microsoft until')
      world.clock.advance(20 * minute)
      await world.restart()
      await proven()
      assert.deepEqual(written(), doneOnce)
    })

    it('ends at once where another try would end the same way, and says what to do', async () => {
      world.simulated.faults.order({
        add: [{ kind: 'refused', ...at(action), status: 403, code: 'Authorization_RequestDenied', message: 'No.' }],
      })
      await driven.confirmOnly(action)
      const failed = await driven.card(action, 'Failed', 'Try again', 'Skip')
      assert.match(contentOf(failed), /403/)
      assert.equal(callsOf(world, steps[action].on), 1)
      assert.deepEqual(written(), [])
    })
  })
}
