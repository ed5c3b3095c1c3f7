import assert from 'node:assert/strict'
import { contosoState, jane, rob, startWorld, type World } from '../offboard.ts'
import { contentOf } from '../teams.ts'
import { answerTo, assertCalm, isCard, review, said, sentenceOf, started } from './turns.ts'

const chat = 'a:rob'
const janeAddress = 'jane@contoso.com'

describe('when something is away', () => {
  let world: World
  beforeEach(async () => {
    world = await startWorld()
  })
  afterEach(async () => {
    assertCalm(world)
    await world.stop()
  })

  const untouched = () => assert.deepEqual(world.simulated.state().changed, [])

  it('answers a tap with a sentence when Graph cannot be reached, and takes the next tap', async () => {
    const card = await started(world, rob, chat, janeAddress)
    world.simulated.faults.order({ outage: true })
    const reply = await world.teams.tap(rob, card, 'Confirm reset password')
    assert.equal(isCard(reply), false)
    assert.match(sentenceOf(reply), /could not be reached in time\. Nothing was changed/)
    assert.ok(reply.ms < 10_000)
    world.simulated.faults.order({ outage: false })
    await world.teams.tap(rob, card, 'Confirm reset password')
    await world.teams.card(chat, '1 of 4', 'Read back')
    assert.equal(contosoState(world, jane).passwordChanges, 1)
  })

  it('answers a tap within ten seconds when Graph does not answer at all', async () => {
    const card = await started(world, rob, chat, janeAddress)
    world.simulated.faults.order({ add: [{ kind: 'slow', on: 'GET /users/{id}', times: 9, delayMs: 12_000 }] })
    const reply = await world.teams.tap(rob, card, 'Confirm reset password')
    assert.match(sentenceOf(reply), /could not be reached in time/)
    assert.ok(reply.ms < 10_000, `${reply.ms} ms`)
    untouched()
  })

  it('says so when the search cannot be answered, and the next words are searched for', async () => {
    world.simulated.faults.order({ add: [{ kind: 'unavailable', on: 'GET /users', times: 6 }] })
    assert.match(await answerTo(world, rob, chat, 'offboard Jane'), /could not be reached in time/)
    world.simulated.faults.order({ clear: true })
    await review(world, rob, chat, janeAddress)
  })

  it('keeps the question when the answer to it could not be looked up', async () => {
    await said(world, rob, chat, 'offboard Jane because she left')
    world.simulated.faults.order({ add: [{ kind: 'throttled', on: 'GET /users', times: 1, retryAfterSeconds: 30 }] })
    assert.match(await answerTo(world, rob, chat, 'Miller'), /Microsoft is busy/)
    world.clock.advance(31_000)
    await said(world, rob, chat, '1')
    const card = await world.teams.card(chat, 'Start', janeAddress)
    assert.match(contentOf(card), /she left/)
  })

  it('says so when the account disappears between the choice and the review', async () => {
    await said(world, rob, chat, 'offboard Jane')
    const choice = await world.teams.card(chat, 'None of them')
    const at = world.simulated.users.findIndex(({ id }) => id === jane.id)
    const [gone] = world.simulated.users.splice(at, 1)
    assert.match(sentenceOf(await world.teams.tap(rob, choice, 'Choose Jane Doe')), /does not find this account/)
    assert.ok(gone)
    world.simulated.users.push(gone)
    await review(world, rob, chat, janeAddress)
  })

  it('goes on when Teams does not take a card at first', async () => {
    const card = await review(world, rob, chat, janeAddress)
    world.teams.refusals.push(500, 500, 429)
    await world.teams.tap(rob, card, 'Start')
    const hurrying = setInterval(() => world.clock.advance(2_000), 50)
    await world.teams.card(chat, '1 of 4', 'Confirm reset password').finally(() => clearInterval(hurrying))
  })

  it('replaces a card that was deleted in Teams, once', async () => {
    const card = await started(world, rob, chat, janeAddress)
    card.deleted = true
    await world.teams.tap(rob, card, 'Confirm reset password')
    const second = await world.teams.card(chat, '1 of 4', 'Read back')
    assert.notEqual(second.id, card.id)
    const review = world.teams.messages.find(({ card }) => contentOf({ text: '', card }).includes('Started by'))
    assert.ok(review)
    second.deleted = true
    const next = await world.teams.card(chat, '2 of 4', 'Confirm sign out')
    await world.teams.tap(rob, next, 'Confirm all')
    await world.teams.card(chat, 'What to expect')
    const shown = world.teams.messages.filter((message) => contentOf(message).startsWith('1 of 4'))
    assert.equal(shown.length, 2)
  })
})

describe('every invoke', () => {
  let world: World
  before(async () => {
    world = await startWorld()
  })
  after(() => world.stop())

  const invoke = async (name: string | undefined, value: unknown) => {
    const activity = { ...world.teams.activity(rob, chat), type: 'invoke', name, value }
    const body = JSON.stringify(activity)
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(world.teams.botUrl, { method: 'POST', headers, body })
    return { status: response.status, body: JSON.parse(await response.text()) }
  }

  for (const name of [
    ...['task/fetch', 'task/submit', 'composeExtension/query', 'composeExtension/fetchTask', 'fileConsent/invoke'],
    ...['signin/verifyState', 'signin/tokenExchange', 'message/submitAction', 'message/fetchTask', 'config/fetch'],
    ...['tab/fetch', 'handoff/action', 'actionableMessage/executeAction', 'something/new', '', undefined],
  ])
    it(`is answered with 200: ${name}`, async () => {
      assert.equal((await invoke(name, { any: 'thing' })).status, 200)
      assert.equal((await invoke(name, null)).status, 200)
    })

  for (const value of [undefined, null, 'text', 7, [], {}, { action: null }, { action: { data: null } }, { action: 3 }])
    it(`is answered with 200: adaptiveCard/action with ${JSON.stringify(value)}`, async () => {
      const { status, body } = await invoke('adaptiveCard/action', value)
      assert.deepEqual([status, body.statusCode, typeof body.value], [200, 200, 'string'])
    })

  it('of a search has an empty list of results, since Teams itself looks people up', async () => {
    const { status, body } = await invoke('application/search', { queryText: 'Jane', dataset: 'people' })
    assert.equal(status, 200)
    assert.deepEqual(body, {
      statusCode: 200,
      type: 'application/vnd.microsoft.search.searchResponse',
      value: { results: [] },
    })
  })

  it('is answered within a second, from the search to the last confirmation', async () => {
    const { teams } = world
    const quick = async (title: string, ...texts: string[]) => {
      const reply = await teams.tap(rob, await teams.card(chat, ...texts, title), title)
      assert.equal(reply.status, 200)
      assert.ok(reply.ms < 1_000, `${title} took ${Math.round(reply.ms)} ms`)
    }
    await said(world, rob, chat, 'offboard')
    const ask = await teams.card(chat, 'Pick a person')
    const found = await teams.tap(rob, ask, 'Find', { name: 'Jane' })
    assert.ok(found.ms < 1_000)
    await quick('Choose Jane Doe')
    await quick('Start', janeAddress)
    await quick('Confirm reset password', '1 of 4')
    await quick('Confirm sign out', '2 of 4')
    await quick('Skip', '3 of 4')
    await quick('Confirm block email', '4 of 4')
    await teams.card(chat, 'What to expect', '3 of 4 done, 1 skipped', 'Skipped by Rob Hale')
    assert.equal(contosoState(world, jane).accountEnabled, true)
    assertCalm(world)
  })
})
