import assert from 'node:assert/strict'
import type { RoleName } from '../../src/demo/tenant/company.ts'
import { ava, hana, jane, oscar, personOf, rob, startWorld, type World } from '../offboard.ts'
import { callsOf, type Driven, eventually, kindsOn, offboard } from '../runner/jane.ts'
import { buttonsOf, contentOf, type Message, type TeamsPerson } from '../teams.ts'
import { answerTo, assertCalm, group, said, sentenceOf, toBot } from './turns.ts'

const minute = 60_000
const hour = 60 * minute

describe('undoing an offboarding', () => {
  let world: World
  beforeEach(async () => {
    world = await startWorld()
  })
  afterEach(async () => {
    assertCalm(world)
    await world.stop()
  })

  const heading = 'Undo the offboarding of Jane Doe'
  const undoCard = (chat: string, ...texts: string[]) => world.teams.card(chat, heading, ...texts)
  const titles = (message: Message) => buttonsOf(message.card).map(({ title }) => title)
  const account = () => world.simulated.users.find(({ id }) => id === jane.id) ?? assert.fail('there is no Jane')
  const tap = async (by: TeamsPerson, card: Message, title: string) =>
    sentenceOf(await world.teams.tap(by, card, title))

  async function lockedOut(): Promise<Driven> {
    const driven = await offboard(world)
    await driven.confirmAll()
    await driven.summary()
    return driven
  }

  async function asked(driven: Driven): Promise<Message> {
    await world.teams.tap(rob, await world.teams.card(driven.chat, 'What to expect', 'Undo'), 'Undo')
    return undoCard(driven.chat, 'Asked for by Rob Hale', 'Confirm')
  }

  it('lets Jane in again with her email apps as each was before, and proves it', async () => {
    account().mailbox = { ...(account().mailbox ?? assert.fail('no mailbox')), PopEnabled: false, ImapEnabled: false }
    const driven = await lockedOut()
    const card = await asked(driven)
    assert.match(contentOf(card), /Nothing is restored yet: each part waits for a confirmation/)
    assert.match(contentOf(card), /Stay off, as before: POP3 and IMAP\./)
    assert.match(contentOf(card), /Reset password: to be done by hand\nNobody knows the password\./)
    assert.deepEqual(titles(card), ['Confirm allow sign-in', 'Confirm restore email', 'Confirm both'])
    assert.deepEqual(kindsOn(world, jane).length, 4)
    await world.teams.tap(rob, card, 'Confirm both')
    const done = await undoCard(driven.chat, 'Allow sign-in: done', 'Restore email: done', 'sign-in is allowed again')
    assert.match(contentOf(done), /By \d\d:\d\d [A-Z]+, after about 15 minutes: SharePoint and Teams\./)
    assert.match(contentOf(done), /after 35 to 40 minutes: Exchange\./)
    assert.deepEqual(titles(done), [])
    assert.equal(account().accountEnabled, true)
    const { mailbox } = account()
    assert.deepEqual(
      [mailbox?.OWAEnabled, mailbox?.MAPIEnabled, mailbox?.PopEnabled, mailbox?.ImapEnabled],
      [true, true, false, false],
    )
    assert.deepEqual(kindsOn(world, jane).slice(4).sort(), ['account', 'email'])
    const summary = await world.teams.card(driven.chat, '4 of 4 done, 2 undone', 'Allow sign-in: done')
    assert.doesNotMatch(contentOf(summary), /locked out|Next check/)
  })

  it('is asked for by name as well, in any chat, and found among what was done', async () => {
    await lockedOut()
    await world.teams.say(ava, 'a:ava', 'undo jane')
    const card = await undoCard('a:ava', 'Asked for by Ava Chen')
    await world.teams.tap(ava, card, 'Confirm allow sign-in')
    await undoCard('a:ava', 'Allow sign-in: done', 'Confirm restore email')
    assert.equal(account().accountEnabled, true)
    assert.equal(account().mailbox?.OWAEnabled, false)
    assert.match(await answerTo(world, ava, 'a:ava', 'undo jane doe'), /Ava Chen already asked to undo/)
  })

  for (const [typed, locale, title] of [
    ['undo the offboarding of Jane Doe', 'en-GB', heading],
    ['Undo: jane@contoso.com', 'en-GB', heading],
    ['maak ongedaan Jane', 'nl-NL', 'De offboarding van Jane Doe ongedaan maken'],
    ['Jane herstellen', 'nl-NL', 'De offboarding van Jane Doe ongedaan maken'],
  ] as const)
    it(`is understood as "${typed}"`, async () => {
      await lockedOut()
      await world.teams.say({ ...ava, locale }, 'a:ava', typed)
      await world.teams.card('a:ava', title)
    })

  it('asks which of several people is meant, and says when there is nobody', async () => {
    const other = personOf('Jane Miller-Ross')
    await lockedOut()
    const second = await offboard(world, { leaver: other })
    await second.confirmAll()
    await second.summary()
    const [choice] = await said(world, rob, 'a:which', 'undo jane')
    assert.match(contentOf(choice ?? assert.fail()), /Whose offboarding is undone\?/)
    assert.deepEqual(titles(choice ?? assert.fail()), ['Choose Jane Miller-Ross', 'Choose Jane Doe', 'None of them'])
    await world.teams.tap(rob, choice ?? assert.fail(), 'Choose Jane Doe')
    await undoCard('a:which', 'jane@contoso.com')
    await world.teams.say(rob, 'a:nobody', 'undo sam adler')
    await world.teams.card('a:nobody', 'No offboarding of “sam adler” can be undone')
    await world.teams.say(rob, 'a:whom', 'undo')
    await world.teams.card('a:whom', 'Undo an offboarding', 'Whose offboarding do you want to undo')
  })

  it('restores only what was done, and only what was so before', async () => {
    const driven = await offboard(world)
    await driven.tap('reset-password', 'Skip')
    await driven.tap('sign-out', 'Skip')
    await driven.confirm('block-sign-in')
    await driven.tap('block-email', 'Skip')
    await driven.summary()
    const card = await asked(driven)
    assert.match(contentOf(card), /Restore email: nothing to restore\nIt was not done/)
    assert.doesNotMatch(contentOf(card), /Nobody knows the password/)
    assert.deepEqual(titles(card), ['Confirm allow sign-in'])

    const lucas = personOf('Lucas Meyer')
    const blocked = await offboard(world, { leaver: lucas })
    await blocked.confirmAll()
    const summary = await blocked.summary()
    await world.teams.tap(rob, summary, 'Undo')
    const other = await world.teams.card(blocked.chat, 'Undo the offboarding of Lucas Meyer')
    assert.match(contentOf(other), /Allow sign-in: nothing to restore\nIt was so before the offboarding/)
    assert.deepEqual(titles(other), ['Confirm restore email'])
  })

  describe('is confirmed like the rest', () => {
    it('by people who may, as the directory knows them now', async () => {
      const card = await asked(await lockedOut())
      const { verb, data } = world.teams.button(card, 'Confirm both')
      assert.match(sentenceOf(await world.teams.invoke(oscar, card, verb, data)), /needs/)
      assert.match(sentenceOf(await world.teams.invoke(jane, card, verb, data)), /account is blocked/)
      world.company.roleAssignments.splice(0)
      assert.match(sentenceOf(await world.teams.invoke(rob, card, verb, data)), /needs/)
      assert.equal(kindsOn(world, jane).length, 4)
    })

    it('in part by somebody who may do a part', async () => {
      const card = await asked(await lockedOut())
      const { verb, data } = world.teams.button(card, 'Confirm both')
      const partly = sentenceOf(await world.teams.invoke(hana, card, verb, data))
      assert.match(partly, /needs/)
      world.company.roleAssignments.push({
        principalId: hana.id,
        role: 'Exchange Administrator',
        directoryScopeId: '/',
      })
      assert.match(sentenceOf(await world.teams.invoke(hana, card, verb, data)), /Still open: allow sign-in/)
      await eventually(() => kindsOn(world, jane).length === 5, 'the email apps are back')
      assert.deepEqual(kindsOn(world, jane).slice(4), ['email'])
    })

    it('only for what was seen: a made-up or an old digest does nothing', async () => {
      const driven = await lockedOut()
      const card = await asked(driven)
      const { verb, data } = world.teams.button(card, 'Confirm both')
      const stale = { ...data, digest: '0'.repeat(32) }
      assert.match(sentenceOf(await world.teams.invoke(rob, card, verb, stale)), /What you saw has changed/)
      world.simulated.happen({ what: 'email-app', who: jane.id, app: 'OWAEnabled' })
      assert.match(sentenceOf(await world.teams.invoke(rob, card, verb, data)), /What you saw has changed/)
      const changed = await undoCard(driven.chat, 'because somebody else turned them on', 'Outlook on the web')
      assert.match(sentenceOf(await world.teams.invoke(rob, card, verb, data)), /What you saw has changed/)
      assert.equal(kindsOn(world, jane).length, 4)
      await world.teams.tap(rob, changed, 'Confirm restore email')
      await undoCard(driven.chat, 'Restore email: done')
    })

    it('and twice is once', async () => {
      const card = await asked(await lockedOut())
      const { verb, data } = world.teams.button(card, 'Confirm allow sign-in')
      await Promise.all([rob, ava, rob].map((by) => world.teams.invoke(by, card, verb, data)))
      await eventually(() => kindsOn(world, jane).length >= 5, 'allowed')
      assert.match(sentenceOf(await world.teams.invoke(ava, card, verb, data)), /already decided this/)
      assert.equal(callsOf(world, 'PATCH /users/{id}'), 3)
    })
  })

  it('does not overwrite what somebody else has restored since', async () => {
    const driven = await lockedOut()
    world.simulated.happen({ what: 'sign-in-allowed', who: jane.id })
    world.simulated.happen({ what: 'email-app', who: jane.id, app: 'OWAEnabled' })
    const card = await asked(driven)
    assert.match(contentOf(card), /Allow sign-in: nothing to restore\nSomebody else has restored it already/)
    await world.teams.tap(rob, card, 'Confirm restore email')
    await undoCard(driven.chat, 'Restore email: done')
    const sent = world.simulated.state().writes.findLast(({ kind, id }) => kind === 'email' && id === jane.id)
    assert.deepEqual(Object.keys(sent?.detail ?? {}).includes('OWAEnabled'), false)
  })

  it('needs a second person where the offboarding did, and shows them where they are', async () => {
    await world.stop()
    world = await startWorld({ rules: { approval: 'second-person' } })
    await world.teams.say(ava, group, 'approve here', toBot)
    await world.teams.text(group, 'approvals chat')
    const driven = await offboard(world)
    await world.teams.tap(ava, await world.teams.card(group, '1 of 4', 'Confirm all'), 'Confirm all')
    await world.teams.card(driven.chat, 'What to expect')
    await world.teams.say(rob, driven.chat, 'undo jane')
    const own = await undoCard(driven.chat, 'Approvers decide this in the approvals chat')
    assert.deepEqual(titles(own), [])
    const card = await undoCard(group, 'Confirm both')
    assert.match(await tap(rob, card, 'Confirm both'), /a second person has to decide it/)
    await world.teams.tap(ava, card, 'Confirm both')
    await undoCard(group, 'Allow sign-in: done', 'Restore email: done')
  })

  it('is not hindered by protection, which keeps people from being locked out', async () => {
    const driven = await lockedOut()
    const { roleAssignments } = world.company
    const others = roleAssignments.filter(({ role }) => role !== 'Global Administrator')
    const held = (id: string, role: RoleName) => ({ principalId: id, role, directoryScopeId: '/' })
    const now = [
      ...others,
      held(jane.id, 'Global Administrator'),
      held(ava.id, 'Privileged Authentication Administrator'),
    ]
    roleAssignments.splice(0, roleAssignments.length, ...now)
    assert.match(await answerTo(world, ava, 'a:ava', 'offboard jane@contoso.com'), /last enabled Global Administrator/)
    await world.teams.tap(rob, await driven.summary(), 'Undo')
    await undoCard(driven.chat, 'A second person decides this.', 'Ask another approver to type undo')
    await world.teams.say(ava, 'a:ava', 'undo jane')
    const card = await undoCard('a:ava', 'Asked for by Rob Hale', 'Confirm allow sign-in')
    await world.teams.tap(ava, card, 'Confirm allow sign-in')
    await undoCard(driven.chat, 'Allow sign-in: done')
  })

  it('can be tried again where Microsoft refused it', async () => {
    const driven = await lockedOut()
    const card = await asked(driven)
    const refusal = { status: 403, code: 'Authorization_RequestDenied', message: 'No.' }
    world.simulated.faults.order({
      add: [{ kind: 'refused', on: 'PATCH /users/{id}', having: 'accountEnabled', ...refusal }],
    })
    await world.teams.tap(rob, card, 'Confirm allow sign-in')
    const failed = await undoCard(driven.chat, 'Allow sign-in: failed', 'Microsoft refused it')
    assert.deepEqual(titles(failed), ['Try again', 'Confirm restore email', 'Confirm both'])
    await world.teams.tap(rob, failed, 'Try again')
    await undoCard(driven.chat, 'Allow sign-in: done')
    assert.equal(account().accountEnabled, true)
  })

  it('undoes what is done while the rest is still being decided, and what has not begun is declined as ever', async () => {
    const driven = await offboard(world)
    await driven.tap('reset-password', 'Skip')
    await driven.tap('sign-out', 'Skip')
    await driven.confirm('block-sign-in')
    await driven.card('block-sign-in', 'Done', 'Read back')
    await world.teams.say(rob, driven.chat, 'undo jane')
    const card = await undoCard(driven.chat, 'Confirm allow sign-in')
    await world.teams.tap(rob, card, 'Confirm allow sign-in')
    await undoCard(driven.chat, 'Allow sign-in: done')
    const first = await world.teams.card(driven.chat, 'Offboard Jane Doe', 'Started by')
    await world.teams.tap(rob, first, 'Decline')
    await driven.summary()
    assert.deepEqual(kindsOn(world, jane), ['account', 'account'])
  })

  it('expires when nobody confirms it, and can be asked for again on a new card', async () => {
    const driven = await lockedOut()
    const card = await asked(driven)
    const { verb, data } = world.teams.button(card, 'Confirm both')
    world.clock.advance(25 * hour)
    await undoCard(driven.chat, 'Type undo and the name to ask again')
    assert.match(sentenceOf(await world.teams.invoke(rob, card, verb, data)), /so it expired/)
    await world.teams.say(rob, driven.chat, 'undo jane')
    const again = await undoCard(driven.chat, 'Confirm both')
    assert.notEqual(again.id, card.id)
    assert.match(sentenceOf(await world.teams.invoke(rob, card, verb, data)), /restored|confirm|Undo the/)
  })

  it('leaves an older offboarding alone when a later one is the one to undo, which can be undone on its own', async () => {
    const first = await lockedOut()
    const stale = await world.teams.card(first.chat, 'What to expect')
    const undoOfFirst = world.teams.button(stale, 'Undo')
    world.simulated.happen({ what: 'sign-in-allowed', who: jane.id })
    world.clock.advance(2 * hour)
    await world.teams.say(ava, 'a:ava', `offboard ${jane.userPrincipalName}`)
    await world.teams.tap(ava, await world.teams.card('a:ava', 'Start'), 'Start')
    await world.teams.tap(ava, await world.teams.card('a:ava', '1 of 4', 'Confirm all'), 'Confirm all')
    await world.teams.card('a:ava', 'What to expect')
    const refused = await world.teams.invoke(rob, stale, undoOfFirst.verb, undoOfFirst.data)
    assert.match(sentenceOf(refused), /There is a later offboarding of the same person/)
    await world.teams.say(ava, 'a:ava', 'undo jane')
    const card = await undoCard('a:ava', 'Confirm allow sign-in')
    assert.match(contentOf(card), /Restore email: nothing to restore\nIt was so before/)
    await world.teams.tap(ava, card, 'Confirm allow sign-in')
    await undoCard('a:ava', 'Allow sign-in: done')
    assert.equal(account().accountEnabled, true)
  })

  it('knows how it was before, however often it was done again since', async () => {
    account().mailbox = { ...(account().mailbox ?? assert.fail('no mailbox')), PopEnabled: false }
    const driven = await lockedOut()
    world.simulated.happen({ what: 'sign-in-allowed', who: jane.id })
    world.simulated.happen({ what: 'email-app', who: jane.id, app: 'OWAEnabled' })
    account().displayName = 'Jane Doe-Roe'
    world.clock.advance(16 * minute)
    const broken = await world.teams.card(driven.chat, 'No longer as it was left', 'Do it again')
    assert.match(await tap(rob, broken, 'Do it again'), /What you saw has changed/)
    const reread = await world.teams.card(
      driven.chat,
      'No longer as it was left',
      'Changed since this was shown: the name',
    )
    await world.teams.tap(rob, reread, 'Do it again')
    await eventually(() => account().accountEnabled === false && account().mailbox?.OWAEnabled === false, 'done again')
    await world.teams.card(driven.chat, 'is locked out: 4 of 4 done')
    const card = await asked(driven)
    assert.match(contentOf(card), /Stay off, as before: POP3\./)
    await world.teams.tap(rob, card, 'Confirm both')
    await undoCard(driven.chat, 'Allow sign-in: done', 'Restore email: done')
    assert.deepEqual([account().mailbox?.OWAEnabled, account().mailbox?.PopEnabled], [true, false])
  })

  it('restores the email apps also where Exchange was silent when the offboarding was asked for', async () => {
    account().mailbox = { ...(account().mailbox ?? assert.fail('no mailbox')), ImapEnabled: false }
    world.simulated.faults.order({ add: [{ kind: 'unavailable', on: 'Get-CASMailbox', times: 100 }] })
    const driven = await offboard(world)
    await driven.card('reset-password', 'Confirm all')
    world.simulated.faults.order({ clear: true })
    await driven.confirmAll()
    const summary = await driven.summary()
    assert.match(contentOf(summary), /Block email: done/)
    assert.match(contentOf(await asked(driven)), /Stay off, as before: IMAP\./)
  })

  it('restores the email apps beyond the six with them, where they were chosen', async () => {
    const chat = 'a:more'
    await world.teams.say(rob, chat, `offboard ${jane.userPrincipalName}`)
    await world.teams.tap(rob, await world.teams.card(chat, 'Start'), 'Start', { moreEmail: 'true' })
    await world.teams.tap(rob, await world.teams.card(chat, '1 of 4', 'Confirm all'), 'Confirm all')
    const summary = await world.teams.card(chat, 'What to expect', 'Other email apps: done')
    await world.teams.tap(rob, summary, 'Undo')
    const card = await undoCard(chat, 'SMTP AUTH', 'Confirm all')
    await world.teams.tap(rob, card, 'Confirm all')
    await undoCard(chat, 'Allow sign-in: done', 'Restore email: done', 'estore other email apps: done')
    const { mailbox } = account()
    assert.deepEqual([mailbox?.OutlookMobileEnabled, mailbox?.SmtpClientAuthenticationDisabled], [true, null])
  })

  it('is there after the bot was away, and what was confirmed is done', async () => {
    const driven = await lockedOut()
    const card = await asked(driven)
    world.simulated.faults.order({ add: [{ kind: 'throttled', on: 'Set-CASMailbox', retryAfterSeconds: 30 }] })
    await world.teams.tap(rob, card, 'Confirm restore email')
    await undoCard(driven.chat, 'waiting for Microsoft until')
    await world.restart(() => world.clock.advance(minute))
    await undoCard(driven.chat, 'Restore email: done')
  })
})
