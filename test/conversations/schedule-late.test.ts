import assert from 'node:assert/strict'
import { contosoState, jane, rob, type World } from '../offboard.ts'
import { contentOf } from '../teams.ts'
import {
  chat,
  friday,
  goTo,
  hour,
  inAdvance,
  janeAddress,
  minute,
  onFriday,
  reviewOf,
  startOnWednesday,
  withButton,
  writesOn,
} from './schedule.ts'
import { assertCalm, sentenceOf } from './turns.ts'

const onFridayAt5 = `offboard ${janeAddress} on Friday at 17:00`

describe('a time that was missed', function () {
  this.timeout(30_000)
  let world: World
  beforeEach(async () => {
    world = await startOnWednesday()
    await inAdvance(world, rob, chat, onFridayAt5)
  })
  afterEach(async () => {
    world.simulated.faults.order({ clear: true })
    assertCalm(world)
    await world.stop()
  })

  const summary = () => world.teams.card(chat, 'What to expect', janeAddress)

  it('is made up for, with a word on the card, when the bot was down for 17 minutes', async () => {
    await world.restart(() => goTo(world, friday + 17 * minute))
    assert.match(contentOf(await summary()), /It began 17 minutes late, because I was not running\./)
    await world.teams.card(chat, 'Offboard Jane Doe', 'It began 17 minutes late, because I was not running.')
    assert.ok(
      world.teams.messages.every((message) => !contentOf(message).includes('Soon:')),
      'no reminder afterwards',
    )
    assert.equal(contosoState(world, jane).accountEnabled, false)
  })

  it('is asked about when the bot was down for five hours, and done when somebody says so', async () => {
    await world.restart(() => goTo(world, friday + 5 * hour))
    const held = await withButton(world, chat, 'Do it now', 'Held: offboarding of Jane Doe')
    assert.ok(contentOf(held).includes(`It was due on ${onFriday}. I was not running then`))
    await world.teams.card(chat, '1 of 4', 'Its time has come, but it is held', 'Nothing was done.')
    await world.teams.say(rob, chat, 'what is open')
    await world.teams.card(chat, 'Open now', 'Jane Doe: 0 of 4 done, 4 held')
    goTo(world, friday + 8 * hour)
    await world.restart()
    assert.equal(writesOn(world), 0)
    const reply = await world.teams.tap(rob, held, 'Do it now')
    assert.match(sentenceOf(reply), /Held: offboarding of Jane Doe/, 'the card that was tapped is answered')
    assert.match(contentOf(await summary()), /Rob Hale asked for it to be done now, before its time\.|4 of 4 done/)
    assert.equal(contosoState(world, jane).accountEnabled, false)
  })

  it('is given another time, or ends a day later, when it is asked about', async () => {
    await world.restart(() => goTo(world, friday + 5 * hour))
    const held = await withButton(world, chat, 'Move', 'Held: offboarding of Jane Doe')
    await world.teams.tap(rob, held, 'Move', { when: 'in 2 hours' })
    await world.teams.card(chat, '1 of 4', 'Confirmed. Will be done on Saturday 28 November 2026 at 00:00')
    await world.restart(() => goTo(world, friday + 20 * hour))
    await withButton(world, chat, 'Do it now', 'Held: offboarding of Jane Doe', 'Saturday 28 November 2026')
    goTo(world, friday + 44 * hour + minute)
    await world.teams.card(chat, 'Expired: offboarding of Jane Doe')
    await summary()
    assert.equal(writesOn(world), 0)
  })

  it('is tried again while Microsoft cannot be read, and says so', async () => {
    world.simulated.faults.order({ outage: true })
    goTo(world, friday)
    const card = await world.teams.card(chat, '1 of 4', 'Its time has come, but I could not read the account again')
    assert.match(contentOf(card), /I try again by myself at 17:\d\d CET\. Nothing is done before I have read it\./)
    goTo(world, friday + 30 * minute)
    world.simulated.faults.order({ outage: false })
    world.clock.advance(11 * minute)
    assert.match(contentOf(await summary()), /It began \d+ minutes late, because Microsoft could not be read before\./)
    assert.equal(contosoState(world, jane).accountEnabled, false)
  })

  it('is asked about when Microsoft could not be read for hours', async () => {
    world.simulated.faults.order({ outage: true })
    goTo(world, friday)
    await world.teams.card(chat, '1 of 4', 'I could not read the account again')
    goTo(world, friday + 3 * hour + 58 * minute)
    const held = await withButton(world, chat, 'Do it now', 'Held: offboarding of Jane Doe')
    assert.match(contentOf(held), /but the account could not be read again\. Microsoft could not be reached/)
    world.simulated.faults.order({ outage: false })
    assert.equal(writesOn(world), 0)
    await world.teams.tap(rob, held, 'Do it now')
    await summary()
  })

  it('is asked about when the account has been protected meanwhile, and refused as long as it is', async () => {
    await world.restart(() => {
      world.protectedUsers.add(janeAddress)
      goTo(world, friday)
    })
    const held = await withButton(world, chat, 'Do it now', 'Held: offboarding of Jane Doe')
    assert.match(
      contentOf(held),
      /the account is protected now\. This account is protected, so this bot does not touch it/,
    )
    await world.teams.tap(rob, held, 'Do it now')
    await withButton(world, chat, 'Do it now', 'Held: offboarding of Jane Doe')
    await reviewOf(world)
    assert.equal(writesOn(world), 0)
  })
})
