import assert from 'node:assert/strict'
import { guidFor, userOf } from '../../src/demo/tenant/company.ts'
import { progressOf, reviewOf, titleLike } from '../batch.ts'
import { personOf, rob, startWorld, type World } from '../offboard.ts'
import { contentOf } from '../teams.ts'
import { answerTo, assertCalm, group, mentionOf, said, toBot } from './turns.ts'

const chat = 'a:rob'
const everybody = { maxPerHour: 1_000, maxPerHourTenant: 1_000 }

/** Somebody who is in the directory as well. */
const someone = (displayName: string) =>
  userOf({
    id: guidFor(displayName),
    displayName,
    userPrincipalName: `${displayName.toLowerCase().replaceAll(' ', '.')}@contoso.com`,
  })

describe('what stands in a list beside names', () => {
  let world: World
  beforeEach(async () => {
    world = await startWorld({ brake: everybody })
  })
  afterEach(async () => {
    assertCalm(world)
    assert.deepEqual(world.simulated.state().changed, [])
    await world.stop()
  })

  const lists = () => world.database.db.selectFrom('batch').select('id').execute()
  const listed = async (words: string): Promise<string> => {
    await said(world, rob, chat, `offboard ${words}`)
    return contentOf(await reviewOf(world.teams, chat))
  }

  for (const [words, time] of [
    ['Sam Adler, tomorrow at 9am', 'at 09:00'],
    ['Sam Adler, on Friday at 17:00', 'at 17:00'],
    ['Sam Adler\non Friday at 17:00', 'at 17:00'],
    ['Sam Adler; on Friday at 17:00', 'at 17:00'],
    ['Sam Adler, Friday, 17:00', 'at 17:00'],
    ['on Friday at 17:00\nSam Adler', 'at 17:00'],
    ['Adler, Sam, on Friday at 17:00', 'at 17:00'],
    ['Adler, Sam\nvrijdag om 17 uur', 'at 17:00'],
    ['Sam Adler because she left\non Friday at 17:00', 'at 17:00'],
  ] as const)
    it(`takes the time in "${words.replace('\n', '⏎')}" for one leaver`, async () => {
      await said(world, rob, chat, `offboard ${words}`)
      const review = contentOf(await world.teams.card(chat, 'Offboard Sam Adler', time))
      assert.match(review, /To be done on/)
      assert.deepEqual(await lists(), [])
    })

  it('takes now for one leaver, and asks which moment is meant where that is not clear', async () => {
    await said(world, rob, chat, 'offboard Sam Adler\nnow')
    await world.teams.card(chat, 'Offboard Sam Adler')
    await said(world, rob, chat, 'offboard Sam Brooks, Friday')
    await world.teams.card(chat, 'Friday', 'at 09:00', 'at 17:00')
    assert.deepEqual(await lists(), [])
  })

  it('takes a time behind a mention and a comma', async () => {
    const words = '<at>Offboard</at> offboard <at>Sam Adler</at>, on Friday at 17:00'
    const { entities } = toBot
    await said(world, rob, group, words, { entities: [...entities, mentionOf(personOf('Sam Adler'))] })
    await world.teams.card(group, 'Offboard Sam Adler', 'at 17:00')
  })

  for (const [words, time] of [
    ['Sam Adler, Sam Brooks, on Friday at 17:00', 'on Friday at 17:00'],
    ['Sam Adler\nSam Brooks\ntomorrow', 'tomorrow'],
    ['sam.adler@contoso.com, lucas.meyer@contoso.com on Friday at 17:00', 'on Friday at 17:00'],
    ['Sam Adler on Friday, Sam Brooks on Friday', 'on Friday'],
    ['Sam Adler now\nSam Brooks', 'now'],
    ['on Friday at 17:00\nSam Adler\nSam Brooks', 'on Friday at 17:00'],
    ['Miller Ross, Anna Maria, tomorrow\nSam Adler', 'tomorrow'],
    ['Sam Adler yesterday at 9am\nSam Brooks', 'yesterday at 9am'],
  ] as const)
    it(`begins nothing with "${words.replaceAll('\n', '⏎')}", and says that a list takes no time`, async () => {
      const answer = await answerTo(world, rob, chat, `offboard ${words}`)
      assert.match(answer, /A list takes no time yet/)
      assert.ok(answer.includes(`“${time}”`), answer)
      assert.deepEqual(await lists(), [])
    })

  it('leaves names that look like times alone, as long as somebody has them', async () => {
    world.company.users.push(someone('Robin Friday'), someone('Summer May'))
    const review = await listed('Robin Friday\nSummer May\nSam Adler')
    assert.match(review, /Start for 3/)
  })

  it('takes one reason for the whole list, on a line of its own or behind all of it', async () => {
    for (const words of [
      'because the branch closes\nSam Adler\nSam Brooks',
      'Sam Adler\nSam Brooks\nbecause the branch closes',
      'Sam Adler, Sam Brooks because the branch closes',
    ]) {
      assert.match(await listed(words), /Reason: the branch closes/, words)
      await said(world, rob, chat, 'cancel')
    }
    await said(world, rob, chat, 'Sam Adler\nSam Brooks offboarden omdat het filiaal sluit')
    await world.teams.card(chat, 'Reason: het filiaal sluit', 'Start for 2')
  })

  it('writes nobody’s reason into the history of another', async () => {
    for (const words of [
      'Sam Adler because fired for theft\nSam Brooks because of retirement',
      'Sam Adler because fired for theft\nSam Brooks',
      'because the branch closes\nSam Adler because fired for theft\nSam Brooks',
    ]) {
      assert.match(await answerTo(world, rob, chat, `offboard ${words}`), /A reason counts for everybody on a list/)
      assert.deepEqual(await lists(), [])
    }
  })

  it('keeps a reason as short as that of one leaver', async () => {
    await said(world, rob, chat, `offboard because ${'x'.repeat(1_000)}\nSam Adler\nSam Brooks`)
    const review = await reviewOf(world.teams, chat)
    await world.teams.tap(rob, review, titleLike(review, /^Start for/))
    await progressOf(world.teams, chat)
    const events = await world.database.db.selectFrom('event').select('data').where('type', '=', 'requested').execute()
    assert.equal(events.length, 2)
    for (const { data } of events) assert.equal(JSON.parse(data).reason.length, 400)
  })

  it('tells a reason on its own line from the only name', async () => {
    await said(world, rob, chat, 'offboard because she left\nSam Adler')
    await world.teams.card(chat, 'Offboard Sam Adler', 'Start')
  })

  it('reads surnames first, where they or the given names are of several words', async () => {
    world.company.users.push(
      someone('Anna Maria Miller Ross'),
      someone('Anna Maria'),
      someone('Jan Peter van der Berg'),
    )
    const review = await listed('Miller Ross, Anna Maria\nvan der Berg, Jan Peter\nAdler, Sam')
    assert.match(review, /Start for 3/)
    assert.doesNotMatch(review, /anna\.maria@contoso\.com/)
    await said(world, rob, chat, 'cancel')
    assert.match(await listed('Sam Brooks\nMiller Ross, Anna Maria\nLucas Meyer'), /Start for 3/)
    await said(world, rob, chat, 'cancel')
    await said(world, rob, chat, 'offboard Miller Ross, Anna Maria')
    await world.teams.card(chat, 'Offboard Anna Maria Miller Ross', 'Start')
    assert.match(await listed('Sam Adler, Sam Brooks'), /Start for 2/)
  })

  it('reads a pasted table as a table: whose manager is named beside them does not leave', async () => {
    const table =
      'Name\tUPN\tManager\nSam\tsam.adler@contoso.com\tHana Novak\n\tlucas.meyer@contoso.com\thana.novak@contoso.com'
    const review = await listed(`because the branch closes\n${table}`)
    assert.match(review, /Start for 2/)
    assert.match(review, /Reason: the branch closes/)
    assert.doesNotMatch(review, /Hana/)
    await said(world, rob, chat, 'cancel')
    for (const unread of [
      'Sam Adler\t\thana.novak@contoso.com',
      'Sam Adler;;hana.novak@contoso.com\nLucas Meyer;;hana.novak@contoso.com',
    ])
      assert.match(await answerTo(world, rob, chat, `offboard ${unread}`), /I cannot tell which column/)
    assert.match(await listed('•\tSam Adler\n•\tLucas Meyer'), /Start for 2/)
  })
})
