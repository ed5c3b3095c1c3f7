import assert from 'node:assert/strict'
import { manyLeave, proveSoon } from '../batch.ts'
import { personOf, rob, startWorld, type World } from '../offboard.ts'
import { contentOf } from '../teams.ts'
import { assertCalm } from './turns.ts'

const chat = 'a:rob'
const sam = personOf('Sam Adler')

describe('after many left at once', function () {
  this.timeout(60_000)
  let world: World
  let asUsual: () => void
  beforeEach(async () => {
    world = await startWorld({ brake: { maxPerHour: 1_000, maxPerHourTenant: 1_000 } })
    asUsual = proveSoon(world)
    const people = ['sam.adler@contoso.com', 'sam.brooks@contoso.com']
    await manyLeave({ ...{ teams: world.teams, requester: rob, approver: rob, chat, approvals: chat, people } })
    asUsual()
  })
  afterEach(async () => {
    asUsual()
    assertCalm(world)
    await world.stop()
  })

  const about = (text: string) => world.teams.messages.filter((message) => contentOf(message).includes(text))

  /** The cards of one leaver's actions, which a batch shows together. */
  const alone = () =>
    world.teams.messages.filter((message) => /^(\d of 4|Offboard |.* is locked out)/.test(contentOf(message)))

  it('each is looked at, and only what changed has a message of its own, where it was asked for', async () => {
    world.simulated.happen({ what: 'sign-in-allowed', who: sam.id, by: 'Mallory Quick' })
    world.clock.advance(20 * 60_000)
    const card = await world.teams.card(chat, 'No longer as it was left: Sam Adler', 'Done by Mallory Quick')
    await world.teams.tap(rob, card, 'Do it again')
    await world.teams.card(chat, 'No longer as it was left: Sam Adler', 'Confirmed again by Rob Hale')
    assert.equal(about('Sam Brooks').filter((message) => contentOf(message).includes('No longer')).length, 0)
    assert.equal(alone().length, 0)
  })

  it('one of them can be undone by name, without the cards of the others', async () => {
    await world.teams.say(rob, chat, 'undo sam adler')
    const card = await world.teams.card(chat, 'Undo the offboarding of Sam Adler', 'Confirm both')
    await world.teams.tap(rob, card, 'Confirm both')
    await world.teams.card(chat, 'Undo the offboarding of Sam Adler', 'Allow sign-in: done', 'Restore email: done')
    assert.equal(about('Undo the offboarding of Sam Brooks').length, 0)
    assert.equal(alone().length, 0)
    await world.teams.card(chat, '1 of 2 people locked out', 'Block sign-in: 1 done · 1 undone')
  })
})

describe('a list of which an action failed for somebody', function () {
  this.timeout(60_000)
  let world: World
  let asUsual: () => void
  beforeEach(async () => {
    world = await startWorld({ brake: { maxPerHour: 1_000, maxPerHourTenant: 1_000 } })
    asUsual = proveSoon(world)
  })
  afterEach(async () => {
    asUsual()
    await world.stop()
  })

  it('says that it is done when somebody has tried again for that one alone, and offers it no more', async () => {
    world.simulated.faults.order({
      add: [
        {
          kind: 'refused',
          on: 'PATCH /users/{id}',
          status: 403,
          code: 'Denied',
          message: 'no',
          having: 'passwordProfile',
        },
      ],
    })
    const people = ['sam.adler@contoso.com', 'sam.brooks@contoso.com']
    await manyLeave({ ...{ teams: world.teams, requester: rob, approver: rob, chat, approvals: chat, people } })
    const summary = await world.teams.card(chat, '1 of 2 people locked out', 'Reset password: 1 done · 1 failed')
    await world.teams.card(chat, 'Try again for 1')
    const rows = await world.database.db.selectFrom('offboarding').select(['id', 'digest', 'standing']).execute()
    const failed = rows.find(({ standing }) => standing?.includes('f'))
    const tap = { verb: 'confirm', offboarding: failed?.id, action: 'reset-password', digest: failed?.digest }
    await world.teams.invoke(rob, summary, 'confirm', tap)
    world.clock.advance(5_000)
    await world.teams.card(chat, '2 of 2 people locked out', 'Reset password: 2 done', 'History as at')
    for (const { card } of world.teams.messages)
      assert.doesNotMatch(contentOf({ text: '', card }), /Try again for|1 failed/)
  })
})
