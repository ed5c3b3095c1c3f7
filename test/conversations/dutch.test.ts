import assert from 'node:assert/strict'
import { ava, contosoState, jane, rob, startWorld, type World } from '../offboard.ts'
import { buttonsOf, contentOf, type Message } from '../teams.ts'
import { answerTo, assertCalm, group, isCard, review, said, sentenceOf, toBot } from './turns.ts'

const chat = 'a:rob'
const romy = { ...rob, locale: 'nl-NL', zone: 'Europe/Amsterdam' }
const alice = { ...ava, locale: 'en-US', zone: 'America/New_York' }

const dutch = /\b(bevestigen|niets gewijzigd|goedkeurders?|wachtwoord|aanmelden|gestart|teruggelezen|postvak)\b/i
const english = /\b(confirm|nothing was|approvers?|password was|sign-in|started by|read back|mailbox)\b/i

describe('offboard Jane in Dutch, with an approver who reads English', () => {
  let world: World
  afterEach(async () => {
    assertCalm(world)
    await world.stop()
  })

  const titlesIn = ({ card }: Message) => buttonsOf(card).map(({ title }) => title)
  /** Everything that a chat ever showed. */
  const shownIn = (where: string) =>
    world.teams.messages
      .filter((message) => message.chat === where)
      .flatMap(({ text, versions }) => [text, ...versions.map((card) => contentOf({ text: '', card }))])
      .join('\n')

  it('is found, started, confirmed, done and summed up, each chat in its own language', async () => {
    world = await startWorld({ rules: { approval: 'second-person' } })
    const { teams } = world
    assert.match(
      await answerTo(world, alice, group, '<at>Offboard</at> approve here', toBot),
      /is now the approvals chat/,
    )
    await said(world, romy, chat, 'Jane offboarden omdat ze weg is')
    const choice = await teams.card(chat, 'Wie vertrekt er?', 'Geen van hen')
    await teams.tap(romy, choice, 'Jane Doe kiezen')
    const card = await teams.card(chat, 'Is dit de juiste Jane Doe?', 'ze weg is')
    assert.deepEqual(titlesIn(card), ['Starten', 'Annuleren'])
    const started = await teams.tap(romy, card, 'Starten')
    assert.match(sentenceOf(started), /Gestart door Rob Hale \(\d\d:\d\d CES?T\)/)
    await teams.card(chat, '1 van 4', 'Goedkeurders beslissen hierover in de goedkeuringschat.')
    const toDecide = await teams.card(group, '1 of 4', 'Confirm reset password')
    const confirmed = await teams.tap(alice, toDecide, 'Confirm all')
    assert.match(sentenceOf(confirmed), /Confirmed by Ava Chen at \d\d:\d\d (E[SD]T|GMT-[45])/)
    await teams.card(chat, 'Jane Doe is buitengesloten: 4 van 4 gedaan', 'Wat je kunt verwachten', 'Outlook op het web')
    await teams.card(group, 'Jane Doe is locked out: 4 of 4 done', 'What to expect')
    assert.equal(contosoState(world, jane).emailAppsOff, 6)
    assert.doesNotMatch(shownIn(chat), english)
    assert.doesNotMatch(shownIn(group), dutch)
  })

  it('answers a tap in the language of whoever taps, also on a card in another', async () => {
    world = await startWorld()
    const { teams } = world
    const card = await review(world, alice, group, 'jane@contoso.com', toBot)
    assert.match(contentOf(card), /Is this the right Jane Doe/)
    await teams.tap(alice, card, 'Start')
    const first = await teams.card(group, '1 of 4', 'Skip')
    const { verb, data } = teams.button(first, 'Skip')
    const skipped = await teams.invoke(romy, first, verb, data)
    assert.ok(isCard(skipped))
    assert.match(sentenceOf(skipped), /Overgeslagen door Rob Hale \(\d\d:\d\d CES?T\)/)
    const refused = await teams.invoke(romy, first, verb, data)
    assert.match(sentenceOf(refused), /Rob Hale heeft hierover al beslist\. Er is niets twee keer gedaan\./)
    const refreshed = await teams.invoke(romy, first, 'refresh', {
      verb: 'refresh',
      offboarding: data.offboarding,
      card: 'sign-out',
    })
    assert.match(sentenceOf(refreshed), /Overal afmelden/)
    await teams.card(group, 'Skipped by Rob Hale')
    assert.doesNotMatch(shownIn(group), dutch)
  })

  it('shows whoever joins the cards in their own language and time', async () => {
    world = await startWorld()
    await said(world, romy, chat, 'offboard jane@contoso.com')
    const own = await world.teams.card(chat, 'Gevraagd door Rob Hale')
    await said(world, alice, 'a:ava', 'offboard jane@contoso.com')
    const joined = await world.teams.text('a:ava', 'Rob Hale already asked for this at')
    assert.match(joined.text, /at \d\d:\d\d (E[SD]T|GMT-[45])\. Here it is\./)
    const theirs = await world.teams.card('a:ava', 'Asked for by Rob Hale')
    assert.match(contentOf(theirs), /Asked for by Rob Hale at \d\d:\d\d (E[SD]T|GMT-[45])/)
    assert.match(contentOf(own), /Gevraagd door Rob Hale \(\d\d:\d\d CES?T\)/)
  })

  it('speaks in group chats what it is set to, whoever asks, and to a person alone what they read', async () => {
    world = await startWorld({ groupLanguage: 'nl' })
    assert.match(await answerTo(world, alice, group, '<at>Offboard</at> hello', toBot), /^Hallo\./)
    assert.match(await answerTo(world, alice, 'a:ava', 'hallo'), /^Hello\./)
    await said(world, alice, group, '<at>Offboard</at> offboard jane@contoso.com', toBot)
    await world.teams.card(group, 'Is dit de juiste Jane Doe?', 'Gevraagd door Ava Chen')
  })

  it('reads the language of the client where the activity does not tell it', async () => {
    world = await startWorld()
    const entities = [{ type: 'clientInfo', locale: 'nl-BE', country: 'BE', platform: 'iOS' }]
    assert.match(await answerTo(world, rob, chat, 'hoi', { entities }), /^Hallo\./)
    assert.match(await answerTo(world, rob, chat, 'hoi', { entities, locale: 'en-GB' }), /^Hello\./)
    assert.match(await answerTo(world, rob, chat, 'hoi', { locale: 'xx' }), /^Hello\./)
  })
})

describe('commands, in both languages whatever somebody reads', () => {
  let world: World
  before(async () => {
    world = await startWorld()
  })
  after(async () => {
    assertCalm(world)
    await world.stop()
  })

  for (const person of [romy, alice]) {
    const where = `a:${person.locale}`
    for (const words of [
      'offboard jane@contoso.com',
      'offboarden jane@contoso.com',
      'jane@contoso.com offboarden',
      'JANE@contoso.com Offboarden.',
    ])
      it(`"${words}" finds her for ${person.locale}`, async () => {
        await said(world, person, where, words)
        await world.teams.card(where, 'Jane Doe', person === romy ? 'Starten' : 'Start')
        assert.match(await answerTo(world, person, where, 'annuleren'), /Jane Doe.*(geannuleerd|cancelled)/)
      })

    for (const words of ['offboard jane@contoso.com omdat ze weg is', 'jane@contoso.com offboarden because ze weg is'])
      it(`"${words}" keeps the reason for ${person.locale}`, async () => {
        await said(world, person, where, words)
        await world.teams.card(where, 'Jane Doe', 'ze weg is', person === romy ? 'Starten' : 'Start')
        assert.match(await answerTo(world, person, where, 'cancel'), /Jane Doe.*(geannuleerd|cancelled)/)
      })

    for (const words of ['help', 'hulp', 'Hulp', '?'])
      it(`"${words}" shows what can be typed to ${person.locale}`, async () => {
        assert.match(
          await answerTo(world, person, where, words),
          person === romy ? /Wat je kunt typen/ : /What you can/,
        )
      })

    for (const words of ['hi', 'hallo', 'Hoi', 'dag.'])
      it(`"${words}" greets ${person.locale}`, async () => {
        assert.match(await answerTo(world, person, where, words), person === romy ? /^Hallo\./ : /^Hello\./)
      })

    for (const words of ['approve here', 'hier goedkeuren', 'goedkeuren hier'])
      it(`"${words}" is for chats of several, as ${person.locale} is told`, async () => {
        const told = person === romy ? /^Alleen een groepschat of een kanaal/ : /^Only a group chat or a channel/
        assert.match(await answerTo(world, person, where, words), told)
      })

    for (const words of ['annuleer', 'stop', 'cancel'])
      it(`"${words}" cancels for ${person.locale}`, async () => {
        assert.match(
          await answerTo(world, person, where, words),
          person === romy ? /niets te annuleren/ : /nothing to cancel/,
        )
      })

    for (const words of ['offboarding Jane', 'Jane offboardend', 'help Jane', 'hierheen goedkeuren'])
      it(`"${words}" is none, as ${person.locale} is told`, async () => {
        assert.match(
          await answerTo(world, person, where, words),
          /(offboard Jane, or type help|offboard Jane, of typ hulp)/,
        )
      })
  }
})
