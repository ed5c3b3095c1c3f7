import assert from 'node:assert/strict'
import { ava, jane, rob, type World } from '../offboard.ts'
import { contentOf } from '../teams.ts'
import {
  chat,
  day,
  friday,
  goTo,
  inAdvance,
  janeAddress,
  onFriday,
  reviewOf,
  startedFor,
  startOnWednesday,
  toldOf,
  withButton,
  writesOn,
} from './schedule.ts'
import { answerTo, assertCalm, group, mentionOf, said, sentenceOf, toBot } from './turns.ts'

const mention = { entities: [mentionOf(jane)] }

/** Typed behind a mention or a name: names no moment that the bot reads, or only a part of it does. */
const notUnderstood = [
  'on 30 February at 9am',
  'on the last day of November at 17:00',
  'on friday or saturday at 5pm',
  'every friday at 17:00',
  'on friday between 9 and 10',
  'by Friday at 17:00',
  'on Frday at 17:00',
  'at 25:00',
  'in 3 months',
  'next week',
  'asap',
  'eind van de middag',
  'vrijdagnacht',
  'volgende maand',
]

describe('a time that is not understood', function () {
  this.timeout(30_000)
  let world: World
  beforeEach(async () => {
    world = await startOnWednesday()
  })
  afterEach(async () => {
    assertCalm(world)
    await world.stop()
  })

  const offboardings = async () => (await world.database.db.selectFrom('offboarding').select('id').execute()).length

  it('is named, and nothing is asked for, whoever is mentioned in front of it', async () => {
    for (const time of [...notUnderstood, 'or Lucas'])
      assert.equal(
        await answerTo(world, rob, chat, `offboard <at>Jane Doe</at> ${time}`, mention),
        `I did not understand “${time}” as a time. Write it as Friday at 17:00, or tomorrow 9am. Nothing was changed.`,
      )
    assert.equal(await offboardings(), 0)
    const nederlands = { ...rob, locale: 'nl-NL' }
    assert.match(
      await answerTo(world, nederlands, chat, 'offboard <at>Jane Doe</at> eind van de middag', mention),
      /^Ik begreep “eind van de middag” niet als tijdstip\./,
    )
  })

  it('is named behind a name, and no later answer takes up a part of it', async () => {
    for (const time of notUnderstood) {
      const answer = await answerTo(world, rob, chat, `offboard Jane Doe ${time}`)
      assert.ok(answer.startsWith(`Nobody was found for “Jane Doe ${time}”, and I did not understand “`), answer)
      assert.match(answer, /” as a time\. Write the name and then the time, .* Nothing was changed\.$/)
    }
    assert.match(
      await answerTo(world, rob, chat, 'offboard tomorrow at nine Jane'),
      /I did not understand “tomorrow at/,
    )
    assert.match(await answerTo(world, rob, chat, janeAddress), /I did not understand that/)
    assert.equal(await offboardings(), 0)
  })

  it('moves nothing', async () => {
    await inAdvance(world, rob, chat, `offboard ${janeAddress} on Friday at 17:00`)
    for (const time of ['to 31 November at 9am', 'to Friday or Monday at 9am', 'to the 31.11. at 9:00'])
      assert.match(
        await toldOf(world, rob, chat, `move <at>Jane Doe</at> ${time}`, mention),
        new RegExp(`^I did not understand “${time}” as a time`),
      )
    assert.match(
      await toldOf(world, rob, chat, `move ${janeAddress} to 31 November at 9am`),
      /I did not understand “31 November at 9am” as a time/,
    )
    assert.match(await toldOf(world, rob, chat, 'move <at>Jane Doe</at>', mention), /I did not understand that time/)
    assert.ok(contentOf(await reviewOf(world)).includes(onFriday))
  })

  it('is in another time zone than clocks here show', async () => {
    assert.equal(
      await answerTo(world, rob, chat, `offboard ${janeAddress} on Friday at 17:00 UTC`),
      'Times are read in your own time zone, Europe/Amsterdam. Convert it, and write it without “UTC”. Nothing was changed.',
    )
    await said(world, rob, chat, `offboard ${janeAddress} on Friday at 17:00 CET please`)
    assert.ok(contentOf(await reviewOf(world)).includes(onFriday))
  })

  it('may be a part of a name, as long as somebody is called like that', async () => {
    const user = world.company.users.find(({ id }) => id === jane.id)
    assert.ok(user)
    Object.assign(user, { displayName: 'Half Weekend', givenName: 'Half', surname: 'Weekend' })
    await said(world, rob, chat, 'offboard Half Weekend on Friday at 17:00')
    const review = contentOf(await world.teams.card(chat, 'Start', 'Do it now', 'Offboard Half Weekend'))
    assert.ok(review.includes(onFriday))
  })
})

describe('a time that was named for somebody', function () {
  this.timeout(30_000)
  let world: World
  beforeEach(async () => {
    world = await startOnWednesday()
  })
  afterEach(async () => {
    assertCalm(world)
    await world.stop()
  })

  it('is everything that stands beside a mention', async () => {
    await said(world, rob, chat, 'offboard <at>Jane Doe</at>: on Friday at 17:00, please', mention)
    assert.ok(contentOf(await reviewOf(world)).includes(onFriday))
    await said(world, rob, chat, 'cancel')
    for (const nothing of ['', '!', ' please', ', please.']) {
      await said(world, rob, chat, `offboard <at>Jane Doe</at>${nothing}`, mention)
      assert.doesNotMatch(contentOf(await withButton(world, chat, 'Start', janeAddress)), /To be done on/)
      assert.match(await toldOf(world, rob, chat, 'cancel'), /is cancelled/)
    }
  })

  it('is shown while it is asked whom, and kept', async () => {
    await said(world, rob, chat, 'offboard Jnae on Friday at 17:00')
    const asked = contentOf(await world.teams.card(chat, 'Nobody was found for “Jnae”.'))
    assert.ok(asked.includes(`It is for ${onFriday}.`), asked)
    await said(world, rob, chat, janeAddress)
    assert.ok(contentOf(await reviewOf(world)).includes(onFriday))
  })

  it('may be named with the answer, in words or on the card, and counts then', async () => {
    await said(world, rob, chat, 'offboard')
    await world.teams.card(chat, 'Whom do you want to offboard?')
    await said(world, rob, chat, `${janeAddress} on Friday at 17:00 because she found another job`)
    const review = contentOf(await reviewOf(world))
    assert.ok(review.includes(onFriday))
    assert.match(review, /she found another job/)
    await said(world, rob, chat, 'cancel')
    await said(world, rob, chat, 'offboard')
    const asked = await world.teams.card(chat, 'Whom do you want to offboard?')
    await world.teams.tap(rob, asked, 'Find', { name: `${janeAddress} on Monday at 9am` })
    assert.match(contentOf(await reviewOf(world)), /To be done on Monday 30 November 2026 at 09:00/)
  })

  it('may be named with a mention in the answer', async () => {
    await said(world, rob, chat, 'offboard')
    assert.match(await answerTo(world, rob, chat, '<at>Jane Doe</at> next week', mention), /understand “next week” as/)
    await said(world, rob, chat, '<at>Jane Doe</at> on Friday at 17:00', mention)
    assert.ok(contentOf(await reviewOf(world)).includes(onFriday))
  })

  it('is named alone, and then it is asked whom', async () => {
    await said(world, rob, chat, 'offboard tomorrow at 9:00')
    await world.teams.card(chat, 'Whom do you want to offboard?', 'It is for Thursday 26 November 2026 at 09:00')
    await said(world, rob, chat, 'on Friday at 17:00')
    await world.teams.card(chat, `It is for ${onFriday}.`)
    await said(world, rob, chat, janeAddress)
    assert.ok(contentOf(await reviewOf(world)).includes(onFriday))
  })

  it('is asked for where the answer can mean several, and a half of it is not taken', async () => {
    await said(world, rob, chat, 'offboard Jane')
    await world.teams.card(chat, 'Choose Jane Doe')
    const unclear = await answerTo(world, rob, chat, `${janeAddress} on 30 February at 9am`)
    assert.match(unclear, /I did not understand “on 30 February at 9am” as a time/)
    await said(world, rob, chat, `${janeAddress} on Friday at 5`)
    await world.teams.card(chat, '“on Friday at 5” can mean more than one time.')
    await said(world, rob, chat, '2')
    assert.ok(contentOf(await reviewOf(world)).includes(onFriday))
  })

  it('replaces the one that a move named before', async () => {
    await inAdvance(world, rob, chat, `offboard ${janeAddress} on Friday at 17:00`)
    await said(world, rob, chat, 'move Jnae to Monday 9am')
    await world.teams.card(chat, 'It is for Monday 30 November 2026 at 09:00')
    const answer = await toldOf(world, rob, chat, `${janeAddress} to Tuesday 9am`)
    assert.match(answer, /^Moved to Tuesday 1 December 2026 at 09:00/)
  })

  it('is asked for again when it is over before somebody is found', async () => {
    await said(world, rob, chat, 'offboard Jnae on Friday at 17:00')
    await world.teams.card(chat, 'Nobody was found for “Jnae”.')
    world.clock.advance(3 * day)
    assert.match(await answerTo(world, rob, chat, janeAddress), /^That time is over: Friday 27 November/)
  })
})

describe('a time for somebody who was asked for before', function () {
  this.timeout(30_000)
  let world: World
  beforeEach(async () => {
    world = await startOnWednesday()
  })
  afterEach(async () => {
    assertCalm(world)
    await world.stop()
  })

  const onFridayAt5 = `offboard ${janeAddress} on Friday at 17:00`
  const firstAnswer = async (by: typeof ava, where: string, words: string) =>
    contentOf((await said(world, by, where, words))[0] ?? { text: '', card: null })

  it('becomes the time of a review that had none, whoever names it, and everybody is told', async () => {
    await said(world, rob, chat, `offboard ${janeAddress}`)
    await withButton(world, chat, 'Start', janeAddress)
    assert.equal(
      await firstAnswer(ava, 'a:ava', onFridayAt5),
      `Rob Hale already asked for this, without a time. Now it is to be done on ${onFriday}. Here it is.`,
    )
    for (const where of [chat, 'a:ava']) {
      await world.teams.card(where, 'Ava Chen gave the offboarding of Jane Doe a time', onFriday)
      assert.ok(contentOf(await reviewOf(world, where)).includes(onFriday))
    }
    await world.teams.tap(ava, await reviewOf(world, 'a:ava'), 'Start')
    await world.teams.tap(ava, await withButton(world, 'a:ava', 'Confirm all', '1 of 4'), 'Confirm all')
    await world.teams.card('a:ava', '4 of 4', `Confirmed. Will be done on ${onFriday}`)
    await world.restart()
    assert.equal(writesOn(world), 0)
    goTo(world, friday)
    await world.teams.card(chat, 'What to expect', janeAddress)
  })

  it('becomes it as well when the same person asks twice', async () => {
    await said(world, rob, chat, `offboard ${janeAddress}`)
    await withButton(world, chat, 'Start', janeAddress)
    assert.match(await firstAnswer(rob, chat, onFridayAt5), /Now it is to be done on Friday 27 November/)
    assert.ok(contentOf(await reviewOf(world)).includes(onFriday))
  })

  it('does not apply to one that was started without a time, and that is said', async () => {
    await startedFor(world, rob, chat, `offboard ${janeAddress}`)
    assert.equal(
      await firstAnswer(ava, 'a:ava', onFridayAt5),
      `Rob Hale already asked for this, and it waits for no time: what is confirmed is done at once, not on ${onFriday}. Here it is.`,
    )
    await world.teams.card('a:ava', '1 of 4', 'Confirm all')
  })

  it('does not apply to one with another time, and both are named', async () => {
    await said(world, rob, chat, `offboard ${janeAddress} on Monday at 9am`)
    await reviewOf(world)
    assert.equal(
      await firstAnswer(ava, 'a:ava', onFridayAt5),
      `Rob Hale already asked for this, to be done on Monday 30 November 2026 at 09:00 (Europe/Amsterdam). It stays so, and is not done on ${onFriday}. Tap Move on its first card to change that.`,
    )
    assert.match(contentOf(await reviewOf(world, 'a:ava')), /To be done on Monday 30 November/)
  })
})

describe('a time zone that a client does not tell', function () {
  this.timeout(30_000)
  let world: World
  beforeEach(async () => {
    world = await startOnWednesday()
  })
  afterEach(async () => {
    assertCalm(world)
    await world.stop()
  })

  const silent = (person: typeof rob) => ({ ...person, zone: '' })
  const newYork = { ...ava, zone: 'America/New_York' }

  it('is the one that they told last, on a card and in words', async () => {
    await said(world, newYork, 'a:ava', `offboard ${janeAddress} on Friday at 17:00`)
    const review = await reviewOf(world, 'a:ava')
    const reply = await world.teams.tap(silent(ava), review, 'Move', { when: 'Monday 9am' })
    assert.match(sentenceOf(reply), /To be done on Monday 30 November 2026 at 09:00 \(America\/New_York\)/)
    await world.teams.card('a:ava', 'Moved: offboarding of Jane Doe')
    assert.match(
      await toldOf(world, silent(ava), 'a:ava', `move ${janeAddress} to Tuesday 9am`),
      /^Moved to Tuesday 1 December 2026 at 09:00 \(America\/New_York\)/,
    )
  })

  it('is that of the time which is set, for whoever never told one', async () => {
    await said(world, rob, group, `<at>Offboard</at> offboard ${janeAddress}`, toBot)
    await said(world, rob, group, `<at>Offboard</at> move ${janeAddress} to Friday at 17:00`, toBot)
    const review = await reviewOf(world, group)
    const reply = sentenceOf(await world.teams.tap(silent(rob), review, 'Move', { when: 'Monday 9am' }))
    assert.match(reply, /To be done on Monday 30 November 2026 at 09:00 \(Europe\/Amsterdam\)/)
    assert.doesNotMatch(reply, /did not tell its time zone/)
  })

  it('is UTC when nobody told one, and that is said', async () => {
    const guess = /Your client did not tell its time zone, so the time was read in UTC\. Check it on the card\./
    const answers = await said(world, silent(rob), chat, `offboard ${janeAddress} on Friday at 17:00`)
    assert.match(answers.map(contentOf).join(), guess)
    const review = await reviewOf(world)
    assert.match(contentOf(review), /To be done on Friday 27 November 2026 at 17:00 \(UTC\)/)
    const moved = sentenceOf(await world.teams.tap(silent(rob), review, 'Move', { when: 'Monday 9am' }))
    assert.match(moved, /at 09:00 \(UTC\)/)
    assert.match(moved, guess)
  })
})
