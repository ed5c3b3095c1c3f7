import assert from 'node:assert/strict'
import { ava, contosoState, hana, jane, oscar, rob, type World } from '../offboard.ts'
import { buttonsOf, contentOf } from '../teams.ts'
import {
  atRest,
  chat,
  day,
  friday,
  goTo,
  hour,
  inAdvance,
  janeAddress,
  minute,
  onFriday,
  reviewOf,
  startedFor,
  startOnWednesday,
  withButton,
  writesOn,
} from './schedule.ts'
import { answerTo, assertCalm, said, sentenceOf } from './turns.ts'

const onFridayAt5 = `offboard ${janeAddress} on Friday at 17:00`
const allDone = { passwordChanges: 1, accountEnabled: false, emailAppsOff: 6 }

describe('an offboarding with a time', function () {
  this.timeout(30_000)
  let world: World
  beforeEach(async () => {
    world = await startOnWednesday()
  })
  afterEach(async () => {
    assertCalm(world)
    await world.stop()
  })

  const summary = (where = chat) => world.teams.card(where, 'What to expect', janeAddress)
  const assertDone = () => {
    const { sessionRevocations, ...state } = contosoState(world, jane)
    assert.deepEqual(state, allDone)
    assert.ok(sessionRevocations > 0)
  }

  it('shows its time in full on the review, to be confirmed', async () => {
    await said(world, rob, chat, `${onFridayAt5} because she found another job`)
    const review = contentOf(await world.teams.card(chat, janeAddress, 'Start'))
    assert.match(review, /To be done on Friday 27 November 2026 at 17:00 \(Europe\/Amsterdam\)\./)
    assert.match(review, /Start and confirm it before then\. Nothing is done until its time has come\./)
    assert.match(review, /she found another job/)
    for (const title of ['Start', 'Cancel', 'Move', 'Do it now']) assert.match(review, new RegExp(`^${title}$`, 'm'))
  })

  it('is confirmed in advance, reminded of, and done at its time, though the bot was restarted', async () => {
    await inAdvance(world, rob, chat, onFridayAt5)
    await world.teams.card(chat, '1 of 4', `Confirmed. Will be done on ${onFriday}`, 'Confirmed by Rob Hale')
    await said(world, rob, chat, 'what is open')
    await world.teams.card(chat, 'Open now', 'Jane Doe: 0 of 4 done, 4 planned', `Planned for ${onFriday}.`)
    goTo(world, friday - hour - minute)
    await world.restart()
    goTo(world, friday - hour)
    const reminder = await world.teams.card(chat, 'Soon: offboarding of Jane Doe')
    assert.match(contentOf(reminder), /Jane Doe is to be offboarded on Friday 27 November 2026 at 17:00/)
    assert.match(contentOf(reminder), /Everything is confirmed\. Nobody needs to do anything\./)
    goTo(world, friday - 20_000)
    await world.restart()
    assert.equal(writesOn(world), 0, 'nothing before its time')
    goTo(world, friday)
    const done = contentOf(await summary())
    assert.match(done, /Jane Doe is locked out: 4 of 4 done/)
    assert.match(done, /Planned for Friday 27 November 2026 at 17:00 \(Europe\/Amsterdam\)\./)
    assert.doesNotMatch(done, /late/)
    assertDone()
  })

  it('is done at its time by another instance than the one that was asked', async () => {
    await inAdvance(world, rob, chat, onFridayAt5)
    const other = await world.another()
    await atRest(world)
    goTo(world, friday)
    await summary()
    await other.stop()
    assertDone()
    const { passwordChanges } = contosoState(world, jane)
    assert.equal(passwordChanges, 1, 'once between them')
  })

  it('records what was there just before its time, not when it was asked for', async () => {
    await inAdvance(world, rob, chat, onFridayAt5)
    const mailbox = world.company.users.find(({ id }) => id === jane.id)?.mailbox
    assert.ok(mailbox)
    mailbox.PopEnabled = false
    goTo(world, friday)
    await summary()
    const { rows } = await eventsOf(world, 'attempted')
    const email = rows.find(({ action }) => action === 'block-email')
    assert.equal(email?.before?.PopEnabled, false)
  })

  it('asks again when the plan has changed by then, and does nothing before somebody confirms', async () => {
    await inAdvance(world, rob, chat, onFridayAt5)
    world.company.roleAssignments.push({ principalId: jane.id, role: 'Reports Reader', directoryScopeId: '/' })
    goTo(world, friday)
    const news = contentOf(await world.teams.card(chat, 'To be confirmed: offboarding of Jane Doe'))
    assert.match(news, /something has changed\. What was confirmed for it is not done\./)
    assert.match(news, /Changed since this was shown: the admin roles\./)
    assert.match(news, /Please confirm again: reset password, sign out, block sign-in and block email\./)
    for (const place of ['1 of 4', '2 of 4', '3 of 4', '4 of 4'])
      await world.teams.card(chat, place, 'Waiting for confirmation')
    goTo(world, friday + 2 * hour)
    await world.restart()
    assert.equal(writesOn(world), 0)
    const email = await world.teams.card(chat, '4 of 4', 'Waiting for confirmation')
    const { data } = buttonsOf((await reviewOf(world, chat, 'Decline')).card)[0] ?? assert.fail()
    sentenceOf(await world.teams.invoke(ava, email, 'confirm', { ...data, verb: 'confirm', action: 'block-email' }))
    await world.teams.card(chat, '4 of 4', 'Done', 'Confirmed by Ava Chen')
    assert.equal(writesOn(world), 1, 'done as soon as it is confirmed')
  })

  it('asks again when whoever confirmed may no longer do so', async () => {
    const first = await startedFor(world, rob, chat, onFridayAt5)
    sentenceOf(await world.teams.tap(hana, first, 'Confirm reset password'))
    const second = await world.teams.card(chat, '2 of 4', 'Confirm sign out')
    sentenceOf(await world.teams.tap(rob, second, 'Confirm all'))
    await world.teams.card(chat, '4 of 4', 'Confirmed. Will be done on')
    const { roleAssignments } = world.company
    roleAssignments.splice(0, Infinity, ...roleAssignments.filter(({ principalId }) => principalId !== hana.id))
    goTo(world, friday)
    const news = contentOf(await world.teams.card(chat, 'To be confirmed: offboarding of Jane Doe'))
    assert.match(news, /whoever confirmed may no longer do so/)
    assert.match(news, /Please confirm again: reset password\./)
    await world.teams.card(chat, '4 of 4', 'Done', 'Confirmed by Rob Hale')
    assert.equal(contosoState(world, jane).passwordChanges, 0)
    const again = await withButton(world, chat, 'Confirm reset password', '1 of 4')
    await world.teams.tap(rob, again, 'Confirm reset password')
    await summary()
    assertDone()
  })

  it('reminds of what is not confirmed, waits for it at its time, and does it as soon as it is', async () => {
    const first = await startedFor(world, rob, chat, onFridayAt5)
    await world.teams.tap(rob, first, 'Confirm reset password')
    goTo(world, friday - hour)
    const reminder = contentOf(await world.teams.card(chat, 'Soon: offboarding of Jane Doe'))
    assert.match(reminder, /Not confirmed yet: sign out, block sign-in and block email\./)
    goTo(world, friday)
    const news = contentOf(await world.teams.card(chat, 'To be confirmed: offboarding of Jane Doe'))
    assert.match(news, /Please confirm: sign out, block sign-in and block email\./)
    await world.teams.card(chat, '1 of 4', 'Done')
    assert.equal(contosoState(world, jane).accountEnabled, true)
    await world.teams.tap(rob, await withButton(world, chat, 'Confirm all', '2 of 4'), 'Confirm all')
    await summary()
    assertDone()
  })

  it('says at its time that nobody has started it, and expires a day after that, not before', async () => {
    await said(world, rob, chat, onFridayAt5)
    await world.teams.card(chat, janeAddress, 'Start')
    goTo(world, friday - hour)
    await world.teams.card(chat, 'Soon: offboarding of Jane Doe', 'Nobody has started it yet')
    goTo(world, friday)
    await world.teams.card(chat, 'To be confirmed', 'has come, and nobody has started it')
    goTo(world, friday + day - minute)
    await withButton(world, chat, 'Start', janeAddress)
    goTo(world, friday + day)
    await world.teams.card(chat, 'Expired: offboarding of Jane Doe')
    assert.equal(writesOn(world), 0)
  })

  it('is not reminded of when it is less than an hour away', async () => {
    await inAdvance(world, rob, chat, `offboard ${janeAddress} in 30 minutes`)
    world.clock.advance(30 * minute)
    await summary()
    assert.ok(world.teams.messages.every((message) => !contentOf(message).includes('Soon:')))
    assertDone()
  })

  it('is stopped by typing cancel, started or not, until its time has come', async () => {
    await said(world, rob, chat, onFridayAt5)
    await world.teams.card(chat, janeAddress, 'Start')
    assert.match(await answerTo(world, rob, chat, 'cancel'), /The offboarding of Jane Doe is cancelled/)
    await inAdvance(world, rob, chat, onFridayAt5)
    assert.match(await answerTo(world, rob, chat, 'cancel'), /The offboarding of Jane Doe is cancelled/)
    goTo(world, friday + hour)
    await summary()
    await world.restart()
    assert.equal(writesOn(world), 0)
  })

  it('lets an approver decline what was confirmed in advance', async () => {
    await inAdvance(world, rob, chat, onFridayAt5)
    await world.teams.tap(hana, await reviewOf(world), 'Decline', { reason: 'She stays' })
    await summary()
    goTo(world, friday)
    await world.restart()
    assert.equal(writesOn(world), 0)
  })

  it('proves again at its time what was so already when it was started', async () => {
    const user = world.simulated.users.find(({ id }) => id === jane.id)
    assert.ok(user)
    user.accountEnabled = false
    await inAdvance(world, rob, chat, onFridayAt5)
    await world.teams.card(chat, '3 of 4', 'Already so')
    user.accountEnabled = true
    goTo(world, friday)
    await world.teams.card(chat, 'To be confirmed', 'the account state')
    const again = await withButton(world, chat, 'Confirm all', '1 of 4')
    assert.equal(writesOn(world), 0)
    await world.teams.tap(rob, again, 'Confirm all')
    await summary()
    assertDone()
  })

  it('tells nobody without a role what it waits for, by any of its buttons', async () => {
    await inAdvance(world, rob, chat, onFridayAt5)
    const review = await reviewOf(world)
    for (const title of ['Do it now', 'Move']) {
      const reply = await world.teams.tap(oscar, review, title, { when: 'in 10 minutes' })
      assert.match(sentenceOf(reply), /needs/)
      assert.doesNotMatch(JSON.stringify(reply.body), /Jane|Friday/)
    }
    goTo(world, friday - minute)
    await world.restart()
    assert.equal(writesOn(world), 0)
    assert.ok(buttonsOf((await reviewOf(world)).card).length > 0)
  })
})

type Attempted = { action: string; before: Record<string, boolean> | null }

async function eventsOf(world: World, type: string): Promise<{ rows: Attempted[] }> {
  const events = await world.database.db.selectFrom('event').select('data').where('type', '=', type).execute()
  return { rows: events.map(({ data }) => JSON.parse(data)) }
}
