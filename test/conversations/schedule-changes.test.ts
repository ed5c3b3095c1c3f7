import assert from 'node:assert/strict'
import { ava, contosoState, hana, jane, rob, type World } from '../offboard.ts'
import { buttonsOf, contentOf } from '../teams.ts'
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
  startedFor,
  startOnWednesday,
  toldOf,
  withButton,
  writesOn,
} from './schedule.ts'
import { answerTo, assertCalm, group, said, sentenceOf, toBot } from './turns.ts'

const onFridayAt5 = `offboard ${janeAddress} on Friday at 17:00`
const onMonday = 'Monday 30 November 2026 at 09:00 (Europe/Amsterdam)'
const monday = Date.parse('2026-11-30T09:00:00+01:00')

describe('another time', function () {
  this.timeout(30_000)
  let world: World
  beforeEach(async () => {
    world = await startOnWednesday()
  })
  afterEach(async () => {
    assertCalm(world)
    await world.stop()
  })

  /** What is said at once; the cards follow. */
  const firstAnswer = async (words: string) => (await said(world, ava, 'a:ava', words))[0]?.text
  const summary = (where = chat) => world.teams.card(where, 'What to expect', janeAddress)

  it('is typed into its card: everybody is told, and what is confirmed stays so', async () => {
    await inAdvance(world, rob, chat, onFridayAt5)
    await said(world, ava, 'a:ava', `offboard ${janeAddress}`)
    const hers = await reviewOf(world, 'a:ava')
    sentenceOf(await world.teams.tap(ava, hers, 'Move', { when: 'Monday 9am' }))
    for (const where of [chat, 'a:ava']) {
      const news = contentOf(await world.teams.card(where, 'Moved: offboarding of Jane Doe'))
      assert.ok(news.includes(`Ava Chen moved the offboarding of Jane Doe from ${onFriday} to ${onMonday}.`), news)
      assert.match(news, /What is confirmed stays confirmed, unless something has changed by then\./)
    }
    await world.teams.card(chat, '1 of 4', `Confirmed. Will be done on ${onMonday}`)
    goTo(world, friday)
    await world.restart()
    assert.equal(writesOn(world), 0)
    goTo(world, monday)
    await summary()
    assert.equal(contosoState(world, jane).accountEnabled, false)
  })

  it('is typed with the name', async () => {
    await inAdvance(world, rob, chat, onFridayAt5)
    assert.equal(
      await toldOf(world, rob, chat, `move ${janeAddress} to Monday 9am`),
      `Moved to ${onMonday}. Everybody who sees its cards is told.`,
    )
    await world.teams.card(chat, 'Moved: offboarding of Jane Doe', onMonday)
    await said(world, rob, chat, 'move Jane to Tuesday 9am')
    await world.teams.tap(rob, await world.teams.card(chat, 'Choose Jane Doe'), 'Choose Jane Doe')
    await world.teams.card(chat, '1 of 4', 'Confirmed. Will be done on Tuesday 1 December 2026 at 09:00')
  })

  it('is not understood, over, too far, or not clear: the card says so and nothing is changed', async () => {
    await said(world, rob, chat, onFridayAt5)
    const review = await reviewOf(world)
    const told = async (when: string) => sentenceOf(await world.teams.tap(rob, review, 'Move', { when }))
    const beside = await told('Frday')
    assert.ok(beside.indexOf('I did not understand “Frday”') > beside.indexOf('Who may confirm'), 'beside the field')
    assert.match(await told('someday'), /I did not understand “someday” as a time\. Write it as Friday at 17:00/)
    assert.match(await told(''), /I did not understand that time/)
    assert.match(
      await told('today at 9am'),
      /That time is over: Wednesday 25 November 2026 at 09:00 \(Europe\/Amsterdam\)/,
    )
    assert.match(await told('now'), /less than a minute away/)
    assert.match(await told('in 100 days'), /more than 90 days ahead: Friday 5 March 2027/)
    assert.match(
      await told('Monday at 5'),
      /more than one time: Monday 30 November 2026 at 05:00 .* or Monday .* 17:00/,
    )
    assert.ok(contentOf(await reviewOf(world)).includes(onFriday))
    assert.match(await toldOf(world, rob, chat, `move ${janeAddress}`), /I did not understand that time/)
    assert.match(await toldOf(world, rob, chat, 'move oscar.lund@contoso.com to Monday 9am'), /no open offboarding/)
  })

  it('is given to a review that had none, and to none that is being done', async () => {
    await said(world, rob, chat, `offboard ${janeAddress}`)
    await withButton(world, chat, 'Start', janeAddress)
    await said(world, rob, chat, `move ${janeAddress} to Friday at 17:00`)
    await world.teams.card(chat, 'Rob Hale gave the offboarding of Jane Doe a time', onFriday)
    await world.teams.tap(rob, await reviewOf(world), 'Do it now')
    await world.teams.tap(rob, await withButton(world, chat, 'Start', janeAddress), 'Start')
    await world.teams.card(chat, '1 of 4', 'Confirm all')
    assert.match(await toldOf(world, rob, chat, `move ${janeAddress} to Monday 9am`), /does not wait for a time/)
  })

  it('is sooner or later only for whoever may confirm what was confirmed', async () => {
    await inAdvance(world, rob, chat, onFridayAt5)
    // A Helpdesk Administrator: resets passwords and may open reviews, but may block nobody.
    await said(world, hana, 'a:hana', `offboard ${janeAddress}`)
    const theirs = await reviewOf(world, 'a:hana')
    const move = async (when: string) => sentenceOf(await world.teams.tap(hana, theirs, 'Move', { when }))
    assert.match(await move('in 2 minutes'), /This needs/)
    assert.match(await move('Monday 9am'), /This needs/)
    assert.match(await toldOf(world, hana, 'a:hana', `move ${janeAddress} to Monday 9am`), /This needs/)
    assert.match(sentenceOf(await world.teams.tap(hana, theirs, 'Do it now')), /This needs/)
    goTo(world, friday - 2 * hour)
    await world.restart()
    assert.equal(writesOn(world), 0)
    assert.ok(contentOf(await reviewOf(world)).includes(onFriday))
  })

  it('is later for whoever may open reviews, as long as nothing is confirmed', async () => {
    await startedFor(world, rob, chat, onFridayAt5)
    await said(world, hana, 'a:hana', `offboard ${janeAddress}`)
    const theirs = await reviewOf(world, 'a:hana')
    const reply = await world.teams.tap(hana, theirs, 'Move', { when: 'Monday 9am' })
    assert.match(sentenceOf(reply), /To be done on Monday 30 November/)
  })

  it('is now, for somebody who may: told to everybody, done at once', async () => {
    await inAdvance(world, rob, chat, onFridayAt5)
    await world.teams.tap(ava, await reviewOf(world), 'Do it now')
    const news = contentOf(await world.teams.card(chat, 'Now: offboarding of Jane Doe'))
    assert.ok(news.includes(`Ava Chen asked for Jane Doe to be offboarded now, instead of on ${onFriday}.`))
    assert.match(contentOf(await summary()), /Ava Chen asked for it to be done now, before its time\./)
    assert.equal(contosoState(world, jane).accountEnabled, false)
  })

  it('is not now for the first person where a second has to confirm', async () => {
    await world.stop()
    world = await startOnWednesday({ rules: { approval: 'second-person' } })
    await said(world, rob, group, `<at>Offboard</at> ${onFridayAt5}`, toBot)
    await world.teams.tap(rob, await withButton(world, group, 'Start', janeAddress), 'Start')
    const first = await world.teams.card(group, '1 of 4', 'Confirm all')
    await world.teams.tap(ava, first, 'Confirm all')
    await world.teams.card(group, '4 of 4', 'Confirmed. Will be done on')
    const reply = await world.teams.tap(rob, await reviewOf(world, group), 'Do it now')
    assert.match(sentenceOf(reply), /a second person has to decide it/)
    assert.match(
      sentenceOf(await world.teams.tap(rob, await reviewOf(world, group), 'Move', { when: 'in 5 minutes' })),
      /a second person has to decide it/,
    )
    assert.equal(writesOn(world), 0)
  })

  it('is offered when somebody types now for whom a time is set', async () => {
    await inAdvance(world, rob, chat, onFridayAt5)
    assert.equal(
      await firstAnswer(`offboard ${janeAddress} now`),
      `Rob Hale already asked for this, to be done on ${onFriday}. Tap Do it now on its first card to do it without waiting.`,
    )
    await world.teams.tap(ava, await reviewOf(world, 'a:ava'), 'Do it now')
    await summary()
  })

  it('is said when somebody asks for the same person', async () => {
    await inAdvance(world, rob, chat, onFridayAt5)
    assert.equal(
      await firstAnswer(onFridayAt5),
      `Rob Hale already asked for this, to be done on ${onFriday}. Here it is.`,
    )
    assert.ok(contentOf(await reviewOf(world, 'a:ava')).includes(onFriday))
  })

  it('does not count from a card of an older plan', async () => {
    await inAdvance(world, rob, chat, onFridayAt5)
    const review = await reviewOf(world)
    const { data } = world.teams.button(review, 'Do it now')
    const reply = await world.teams.invoke(rob, review, 'do-now', { ...data, digest: '0'.repeat(32) })
    assert.match(sentenceOf(reply), /What you saw has changed/)
    assert.equal(writesOn(world), 0)
  })
})

describe('a time in words', function () {
  this.timeout(30_000)
  let world: World
  beforeEach(async () => {
    world = await startOnWednesday()
  })
  afterEach(async () => {
    assertCalm(world)
    await world.stop()
  })

  it('is asked for when it can mean two', async () => {
    await said(world, rob, chat, `offboard ${janeAddress} on Friday at 5`)
    const which = await world.teams.card(chat, '“on Friday at 5” can mean more than one time.')
    const titles = buttonsOf(which.card).map(({ title }) => title)
    assert.deepEqual(titles, [
      '1 · Friday 27 November 2026 at 05:00 (Europe/Amsterdam)',
      '2 · Friday 27 November 2026 at 17:00 (Europe/Amsterdam)',
      'Cancel',
    ])
    await world.teams.tap(rob, which, titles[1] ?? '')
    assert.ok(contentOf(await reviewOf(world)).includes(onFriday))
    assert.equal(which.text, onFriday, 'the answer stands in the place of the question')
    assert.match(
      sentenceOf(await world.teams.invoke(rob, which, 'choose-time', { verb: 'choose-time', at: 5 })),
      /over/,
    )
  })

  it('is typed again in place of choosing, and asked for again when that can mean two as well', async () => {
    await said(world, rob, chat, `offboard ${janeAddress} on Friday`)
    await world.teams.card(chat, '“on Friday” can mean more than one time.')
    await said(world, rob, chat, 'Friday at 5')
    await world.teams.card(chat, '“Friday at 5” can mean more than one time.')
    await said(world, rob, chat, 'Friday at 17:00')
    assert.ok(contentOf(await reviewOf(world)).includes(onFriday))
  })

  it('is chosen by the number of its row, kept while the person is searched for, or given up', async () => {
    await said(world, rob, chat, 'offboard Jane on Friday')
    await world.teams.card(chat, 'can mean more than one time')
    await said(world, rob, chat, 'perhaps')
    await world.teams.card(chat, 'can mean more than one time')
    await said(world, rob, chat, '3')
    await world.teams.tap(rob, await world.teams.card(chat, 'Choose Jane Doe'), 'Choose Jane Doe')
    assert.ok(contentOf(await reviewOf(world)).includes(onFriday))
    await said(world, rob, chat, 'offboard Oscar Lund on Friday at 5')
    const which = await world.teams.card(chat, 'can mean more than one time')
    await world.teams.tap(rob, which, 'Cancel')
    assert.equal(which.text, 'Cancelled. Nothing was changed.')
  })

  it('names a day of the week and a date that fit, or is asked for again', async () => {
    assert.equal(
      await answerTo(world, rob, chat, 'offboard Jane on Thursday 27 November 2026 at 17:00'),
      'The day of the week and the date do not fit: it is Friday 27 November 2026. Nothing was changed. Write one of the two.',
    )
    await said(world, rob, chat, `offboard ${janeAddress} tomorrow at midnight`)
    const which = await world.teams.card(chat, '“tomorrow at midnight” can mean more than one time.')
    const titles = buttonsOf(which.card).map(({ title }) => title)
    assert.deepEqual(titles.slice(0, 2), [
      '1 · Thursday 26 November 2026 at 00:00 (Europe/Amsterdam)',
      '2 · Friday 27 November 2026 at 00:00 (Europe/Amsterdam)',
    ])
  })

  it('says what is over, and what is too far', async () => {
    assert.match(await answerTo(world, rob, chat, 'offboard Jane today at 9am'), /^That time is over: Wednesday 25 Nov/)
    assert.match(await answerTo(world, rob, chat, 'offboard Jane in 91 days'), /^That is more than 90 days ahead/)
  })

  it('belongs to the name as long as somebody is called like that', async () => {
    const user = world.company.users.find(({ id }) => id === jane.id)
    assert.ok(user)
    Object.assign(user, { displayName: 'June Friday', givenName: 'June', surname: 'Friday' })
    await said(world, rob, chat, 'offboard June Friday')
    const review = contentOf(await withButton(world, chat, 'Start', 'June Friday'))
    assert.doesNotMatch(review, /To be done on/)
    await world.teams.tap(rob, await withButton(world, chat, 'Cancel', 'June Friday'), 'Cancel')
    await said(world, rob, chat, 'offboard June Friday on Friday at 17:00')
    assert.ok(contentOf(await withButton(world, chat, 'Do it now', 'Offboard June Friday')).includes(onFriday))
  })

  it('is one when nobody is called like that', async () => {
    await said(world, rob, chat, 'offboard Jane Doe tomorrow')
    await world.teams.card(chat, '“tomorrow” can mean more than one time.')
  })

  it('is read in Dutch, in the time zone of whoever types it', async () => {
    const ava = { ...rob, locale: 'nl-NL', zone: 'America/New_York' }
    await said(world, ava, chat, `offboard ${janeAddress} vrijdag om 17:00 omdat ze weggaat`)
    const review = contentOf(await withButton(world, chat, 'Nu doen', 'Jane Doe offboarden'))
    assert.match(review, /Wordt gedaan op vrijdag 27 november 2026 om 17:00 \(America\/New_York\)\./)
    assert.match(review, /ze weggaat/)
    const moved = await toldOf(world, ava, chat, `verplaats ${janeAddress} naar morgen 9 uur`)
    assert.match(moved, /^Verplaatst naar donderdag 26 november 2026 om 09:00 \(America\/New_York\)\./)
    await world.teams.tap(ava, await withButton(world, chat, 'Starten', janeAddress), 'Starten')
    await world.teams.tap(ava, await withButton(world, chat, 'Alles bevestigen', '1 van 4'), 'Alles bevestigen')
    goTo(world, Date.parse('2026-11-26T09:00:00-05:00') - minute)
    await world.restart()
    assert.equal(writesOn(world), 0)
    world.clock.advance(minute)
    await world.teams.card(
      chat,
      'Wat je kunt verwachten',
      'Gepland op donderdag 26 november 2026 om 09:00 (America/New_York).',
    )
    assert.equal(contosoState(world, jane).accountEnabled, false)
  })

  it('keeps the hour of the wall when clocks are put forward in between', async () => {
    goTo(world, Date.parse('2027-03-26T12:00:00+01:00'))
    const first = await startedFor(world, rob, chat, `offboard ${janeAddress} on Monday at 9am`)
    await world.teams.tap(rob, first, 'Confirm all')
    await world.teams.card(chat, '4 of 4', 'Confirmed. Will be done on Monday 29 March 2027 at 09:00')
    goTo(world, Date.parse('2027-03-29T08:59:00+02:00'))
    await world.restart()
    assert.equal(writesOn(world), 0)
    goTo(world, Date.parse('2027-03-29T09:00:00+02:00'))
    await world.teams.card(chat, 'What to expect', janeAddress)
  })
})
