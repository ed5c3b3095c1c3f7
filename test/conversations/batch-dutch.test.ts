import assert from 'node:assert/strict'
import { type isSummary, proveSoon, titleLike } from '../batch.ts'
import { personOf, rob, startWorld, type World } from '../offboard.ts'
import { buttonsOf, contentOf } from '../teams.ts'
import { answerTo, assertCalm, said, sentenceOf } from './turns.ts'

const chat = 'a:rob'
const robInDutch = { ...rob, locale: 'nl-NL' }
const sam = personOf('Sam Adler')

describe('a list of leavers, in Dutch', () => {
  let world: World
  let asUsual: () => void
  beforeEach(async () => {
    world = await startWorld({ brake: { maxPerHour: 100, maxPerHourTenant: 100 } })
    asUsual = proveSoon(world, /\d bezig/)
  })
  afterEach(async () => {
    asUsual()
    assertCalm(world)
    await world.stop()
  })

  it('is asked for, started, confirmed and summed up with no word of English', async () => {
    await said(world, robInDutch, chat, 'Sam Adler\nLucas Meyer\nSam offboarden omdat de vestiging sluit')
    const review = await world.teams.card(
      chat,
      '2 personen offboarden',
      'Wie bedoel je: 1',
      'Reden: de vestiging sluit',
    )
    await world.teams.tap(robInDutch, review, titleLike(review, /^Starten voor 2$/))
    const progress = await world.teams.card(chat, '2 wachtwoorden opnieuw instellen', 'Alles bevestigen')
    await world.teams.tap(robInDutch, progress, 'Alles bevestigen')
    const isDone = ({ card }: Parameters<typeof isSummary>[0]) => /buitengesloten/.test(JSON.stringify(card))
    const summary = await world.teams.until(chat, isDone, 'the summary', 20_000)
    assert.match(contentOf(summary), /2 van 2 personen buitengesloten/)
    const shown = world.teams.messages.map(contentOf).join('\n')
    assert.doesNotMatch(shown, /\b(people|confirmed|the|done|waiting|Reset|Needs)\b/)
    for (const { card } of world.teams.messages)
      for (const { title } of buttonsOf(card)) assert.doesNotMatch(title, /\b(for|Choose|Start for|Skip|Stop)\b/)
  }).timeout(30_000)

  it('says no in Dutch as well', async () => {
    const many = Array.from({ length: 1_001 }, (_, index) => `leaver${index}@contoso.com`).join('\n')
    assert.match(await answerTo(world, robInDutch, chat, `offboard\n${many}`), /Dit zijn 1\.001 personen/)
    await said(world, robInDutch, chat, 'offboard Sam Adler\nLucas Meyer')
    const review = await world.teams.card(chat, 'Starten voor 2')
    const other = { ...personOf('Ava Chen'), locale: 'nl' }
    assert.match(
      sentenceOf(await world.teams.tap(other, review, 'Starten voor 2')),
      /Alleen wie de lijst stuurde mag dit/,
    )
    assert.equal(world.simulated.state().changed.length, 0, sam.name)
  })
})
