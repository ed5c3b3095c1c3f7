import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { begin } from '../../src/records/history.ts'
import { ava, jane, rob, startWorld, type World } from '../offboard.ts'
import { factsOf, offerOf, requested } from '../offboarding/fixtures.ts'
import { buttonsOf, contentOf, type Message } from '../teams.ts'
import { finished } from './finished.ts'
import { answerTo, assertCalm, isCard, review, said, sentenceOf } from './turns.ts'

const chat = 'a:rob'
const day = 24 * 3_600_000

describe('history: what was done, and for whom', () => {
  let world: World
  beforeEach(async () => {
    world = await startWorld()
  })
  afterEach(async () => {
    assertCalm(world)
    await world.stop()
  })

  /** An offboarding that somebody asks for, a moment after whatever was asked for before it. */
  async function asked(displayName: string, userPrincipalName: string, by = 'Sam Smith'): Promise<string> {
    world.clock.advance(1)
    const facts = factsOf({ id: randomUUID(), displayName, userPrincipalName })
    const requester = { id: randomUUID(), name: by }
    const state = await begin(world.database, requested(offerOf(facts), { requester }))
    return state?.id ?? assert.fail('not begun')
  }

  const namesOn = (text: string) =>
    [...text.matchAll(/^(.+): (?:not started|expired before it began)$/gm)].map(([, name]) => name)
  const namesFor = async (words: string) => namesOn(await answerTo(world, rob, chat, words))
  const typed = async (words: string): Promise<Message> =>
    (await said(world, rob, chat, words))[0] ?? assert.fail(words)

  it('says that nothing was found, and how to look', async () => {
    assert.match(
      await answerTo(world, rob, chat, 'history Nobody'),
      /Leaver: Nobody\nNo offboarding was found\.\nSearch by/,
    )
  })

  it('says the same as the summary: locked out, cancelled, expired', async () => {
    await finished(world, rob, chat, jane.userPrincipalName)
    await review(world, rob, chat, 'kenji.sato@contoso.com')
    await said(world, rob, chat, 'cancel')
    const shown = await answerTo(world, rob, chat, 'history')
    assert.match(shown, /Kenji Sato: cancelled before it began\n/)
    assert.match(
      shown,
      /Jane Doe is locked out: 4 of 4 done\njane@contoso\.com\nAsked for by Rob Hale at .+\nConfirmed by Rob Hale\./,
    )
  })

  it('finds by the beginning of any name, by address, and by who asked', async () => {
    await asked('Zoë Núñez', 'zoe@contoso.com')
    await asked('Anna van Zoeteren', 'anna.zoeteren@contoso.com', 'Ann Lee')
    await asked('Bob Stone', 'bob_stone@contoso.com', 'Ann Lee')
    assert.deepEqual(await namesFor('history zoe'), ['Anna van Zoeteren', 'Zoë Núñez'])
    assert.deepEqual(await namesFor('history Nunez'), ['Zoë Núñez'])
    assert.deepEqual(await namesFor('history van zoet'), ['Anna van Zoeteren'])
    assert.deepEqual(await namesFor('history anna.z'), ['Anna van Zoeteren'])
    assert.deepEqual(await namesFor('history anna.zoeteren@contoso.com'), ['Anna van Zoeteren'])
    assert.deepEqual(await namesFor('history by Ann'), ['Bob Stone', 'Anna van Zoeteren'])
    assert.deepEqual(await namesFor('history Bob by Lee'), ['Bob Stone'])
    assert.deepEqual(await namesFor('history Zoe by Sam Lee'), [])
    assert.deepEqual(await namesFor('history %'), [])
    assert.deepEqual(await namesFor("history ' or 1=1 --"), [])
  })

  it('finds by when it was asked for, in the days of whoever looks', async () => {
    await asked('Then Adams', 'then@contoso.com')
    world.clock.advance(40 * day)
    await asked('Now Baker', 'now@contoso.com')
    assert.deepEqual(await namesFor('history today'), ['Now Baker'])
    assert.deepEqual(await namesFor('history since yesterday'), ['Now Baker'])
    assert.deepEqual(await namesFor('history yesterday'), [])
    const then = new Date(world.now() - 40 * day)
    const month = then.toLocaleString('en-GB', { month: 'long', year: 'numeric', timeZone: 'Europe/Amsterdam' })
    assert.deepEqual(await namesFor(`history ${month}`), ['Then Adams'])
    assert.deepEqual(await namesFor(`history Then ${month} by Sam`), ['Then Adams'])
    assert.match(
      await answerTo(world, rob, chat, 'history last year by Sam'),
      /Asked for by: Sam · From 1 January \d+ to 31/,
    )
  })

  it('shows ten a page, and turns in place, there and back', async () => {
    for (let index = 1; index <= 23; index++) {
      await asked(`Person ${index}`, `p${index}@contoso.com`)
      // Two in one millisecond are told apart all the same.
      if (index % 2 === 0) world.clock.advance(1)
    }
    const first = await typed('history Person')
    const page = (reply: { body: { value?: unknown } }) => reply.body.value as object
    const turn = async (card: object, title: string) => {
      const { verb, data } = buttonsOf(card).find((button) => button.title === title) ?? assert.fail(`no ${title}`)
      const reply = await world.teams.invoke(rob, first, verb, data)
      assert.ok(isCard(reply))
      return reply
    }
    const one = namesOn(contentOf(first))
    const second = await turn(first.card ?? {}, 'Older')
    const third = await turn(page(second), 'Older')
    const [two, three] = [second, third].map((reply) => namesOn(sentenceOf(reply)))
    assert.deepEqual([one.length, two?.length, three?.length], [10, 10, 3])
    assert.equal(new Set([...one, ...(two ?? []), ...(three ?? [])]).size, 23)
    assert.equal(one[0], 'Person 23')
    assert.ok(!buttonsOf(page(third)).some(({ title }) => title === 'Older'))
    const back = await turn(page(third), 'Newer')
    assert.deepEqual(namesOn(sentenceOf(back)), two)
    assert.deepEqual(namesOn(sentenceOf(await turn(page(back), 'Newer'))), one)
    assert.ok(!buttonsOf(first.card).some(({ title }) => title === 'Newer'))
  })

  it('looks at who turns a page, unless it did within ten seconds', async () => {
    for (let index = 1; index <= 11; index++) await asked(`Person ${index}`, `p${index}@contoso.com`)
    const list = await typed('history')
    const user = world.company.users.find(({ id }) => id === rob.id)
    assert.ok(user)
    user.accountEnabled = false
    assert.ok(isCard(await world.teams.tap(rob, list, 'Older')))
    world.clock.advance(10_000)
    const reply = await world.teams.tap(rob, list, 'Older')
    assert.equal(isCard(reply), false)
    assert.match(sentenceOf(reply), /Your own account is blocked/)
  })

  it('shows what was removed as removed, without a name', async () => {
    const at = world.now() - 400 * day
    await world.database.db
      .insertInto('retired')
      .values({
        ...{ number: 1, what: 'offboarding', id: randomUUID(), first_at: at, last_at: at + 5, events: 31 },
        ...{ last_hash: 'ab', outcomes: '{}', removed_at: at + 365 * day, previous: '', key: 'k', signature: 's' },
      })
      .execute()
    await asked('Now Baker', 'now@contoso.com')
    const shown = await answerTo(world, rob, chat, 'history')
    assert.match(shown, /Now Baker: not started[\s\S]*Removed\nRemoved at .+ It had 31 events\./)
    assert.doesNotMatch(await answerTo(world, rob, chat, 'history Baker'), /Removed/)
    assert.doesNotMatch(await answerTo(world, rob, chat, 'status'), /Removed/)
  })

  it('says what the newest check saw', async () => {
    await finished(world, rob, chat, jane.userPrincipalName)
    world.clock.advance(16 * 60_000)
    await world.teams.card(chat, 'After 15 minutes')
    assert.match(await answerTo(world, rob, chat, 'history Jane'), /After 15 minutes: holds/)
  })

  it('speaks Dutch with whoever reads it', async () => {
    await asked('Anna Zoeteren', 'anna@contoso.com', 'Ann Lee')
    const dutch = { locale: 'nl-NL' }
    for (const words of ['geschiedenis Anna', 'geschiedenis van Anna vandaag', 'historie door Ann', 'history Anna'])
      assert.match(
        (await said(world, ava, 'a:ava', words, dutch)).map(contentOf).join(),
        /Anna Zoeteren: niet gestart/,
        words,
      )
  })
})
