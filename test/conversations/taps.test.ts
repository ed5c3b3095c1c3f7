import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { ava, contosoState, jane, oscar, rob, startWorld, type World } from '../offboard.ts'
import { buttonsOf, contentOf, type Message } from '../teams.ts'
import { assertCalm, isCard, review, sentenceOf, started } from './turns.ts'

const chat = 'a:rob'
const janeAddress = 'jane@contoso.com'
const untouched = { passwordChanges: 0, sessionRevocations: 0, accountEnabled: true, emailAppsOff: 0 }

describe('taps that must not count', () => {
  let world: World
  beforeEach(async () => {
    world = await startWorld()
  })
  afterEach(async () => {
    assertCalm(world)
    await world.stop()
  })

  const titles = (message: Message) => buttonsOf(message.card).map(({ title }) => title)
  const confirmOf = (card: Message) => world.teams.button(card, 'Confirm reset password')
  const send = (card: Message, verb: string, data: unknown) => world.teams.invoke(rob, card, verb, data)

  it('on an offboarding that does not exist', async () => {
    const card = await started(world, rob, chat, janeAddress)
    const { verb, data } = confirmOf(card)
    const reply = await send(card, verb, { ...data, offboarding: randomUUID() })
    assert.match(sentenceOf(reply), /no longer here/)
    assert.deepEqual(contosoState(world, jane), untouched)
  })

  it('with the id of another offboarding, whose plan was not seen', async () => {
    const card = await started(world, rob, chat, janeAddress)
    const other = await started(world, rob, 'a:other', 'sam.adler@contoso.com')
    const { verb, data } = confirmOf(card)
    const reply = await send(card, verb, { ...data, offboarding: confirmOf(other).data.offboarding })
    assert.match(sentenceOf(reply), /What you saw has changed/)
    assert.deepEqual(world.simulated.state().changed, [])
  })

  it('with a digest that was never shown', async () => {
    const card = await started(world, rob, chat, janeAddress)
    const { verb, data } = confirmOf(card)
    const reply = await send(card, verb, { ...data, digest: '0'.repeat(32) })
    assert.equal(isCard(reply), true)
    assert.match(sentenceOf(reply), /What you saw has changed/)
    assert.deepEqual(contosoState(world, jane), untouched)
  })

  it('with the digest of a plan that has changed since', async () => {
    const card = await started(world, rob, chat, janeAddress)
    const { verb, data } = confirmOf(card)
    const account = world.simulated.users.find(({ id }) => id === jane.id)
    assert.ok(account)
    account.displayName = 'Jane Doe-Roe'
    assert.match(sentenceOf(await send(card, verb, data)), /What you saw has changed/)
    await world.teams.card(chat, 'Changed since this was shown: the name', 'Confirm reset password')
    assert.match(sentenceOf(await send(card, verb, data)), /What you saw has changed/)
    assert.deepEqual(contosoState(world, jane), untouched)
  })

  it('on an action whose turn has not come', async () => {
    const card = await started(world, rob, chat, janeAddress)
    const { verb, data } = confirmOf(card)
    const reply = await send(card, verb, { ...data, action: 'block-sign-in' })
    assert.match(sentenceOf(reply), /cannot be done now/)
    assert.deepEqual(contosoState(world, jane), untouched)
  })

  it('on an action before the offboarding was started', async () => {
    const card = await review(world, rob, chat, janeAddress)
    const { data } = world.teams.button(card, 'Start')
    for (const [verb, action] of [
      ['confirm', 'reset-password'],
      ['confirm-all', null],
      ['skip', 'sign-out'],
      ['attest', 'reset-password'],
    ] as const) {
      const reply = await send(card, verb, { ...data, verb, action })
      assert.match(sentenceOf(reply), /has not been started/, verb)
    }
    assert.deepEqual(titles(card), ['Start', 'Cancel'])
    assert.deepEqual(contosoState(world, jane), untouched)
  })

  it('saying that cloud work was done on-premises', async () => {
    const card = await started(world, rob, chat, janeAddress)
    const { data } = confirmOf(card)
    assert.match(sentenceOf(await send(card, 'attest', { ...data, verb: 'attest' })), /cannot be done now/)
    assert.ok(titles(card).includes('Confirm reset password'))
  })

  it('on a cancelled review', async () => {
    const card = await review(world, rob, chat, janeAddress)
    const { verb, data } = world.teams.button(card, 'Start')
    const cancelled = await world.teams.tap(rob, card, 'Cancel')
    assert.match(sentenceOf(cancelled), /Cancelled by Rob Hale/)
    const late = await send(card, verb, data)
    assert.match(sentenceOf(late), /is closed\. Nothing was changed/)
    assert.deepEqual(buttonsOf(late.body.value), [])
    await world.teams.card(chat, 'Cancelled by Rob Hale')
    assert.deepEqual(titles(card), [])
  })

  it('on a finished offboarding, which stays as it is', async () => {
    const card = await started(world, rob, chat, janeAddress)
    const kept = ['Confirm reset password', 'Skip', 'Confirm all'].map((title) => world.teams.button(card, title))
    await world.teams.tap(rob, card, 'Confirm all')
    await world.teams.card(chat, 'What to expect')
    const before = contosoState(world, jane)
    for (const { verb, data } of kept) {
      const late = await send(card, verb, data)
      assert.match(sentenceOf(late), /already decided this|is closed/, verb)
      assert.deepEqual(buttonsOf(late.body.value), [])
    }
    assert.deepEqual(contosoState(world, jane), before)
  })

  it('on an action that somebody else has just decided, and says who', async () => {
    const card = await started(world, rob, chat, janeAddress)
    const { verb, data } = world.teams.button(card, 'Skip')
    await world.teams.tap(ava, card, 'Confirm reset password')
    assert.match(sentenceOf(await send(card, verb, data)), /Ava Chen has already decided this/)
    await world.teams.card(chat, '1 of 4', 'Read back')
  })

  it('a second Start, which shows the review as started', async () => {
    const card = await review(world, rob, chat, janeAddress)
    const { verb, data } = world.teams.button(card, 'Start')
    await Promise.all([send(card, verb, data), send(card, verb, data)])
    await world.teams.card(chat, '1 of 4', 'Confirm reset password')
    assert.equal(world.teams.messages.filter((message) => contentOf(message).startsWith('1 of 4')).length, 1)
  })

  for (const [what, data] of [
    ['nothing', undefined],
    ['null', null],
    ['a list', []],
    ['a word', 'confirm'],
    ['an empty object', {}],
    ['no digest', { verb: 'confirm', offboarding: randomUUID(), action: 'sign-out' }],
    ['an unknown action', { verb: 'confirm', offboarding: randomUUID(), action: 'delete', digest: '0'.repeat(32) }],
    ['an unknown verb', { verb: 'wipe', offboarding: randomUUID(), action: null, digest: '0'.repeat(32) }],
    ['an id that is none', { verb: 'start', offboarding: "' or 1=1 --", action: null, digest: '0'.repeat(32) }],
    ['a choice of nobody', { verb: 'choose', leaver: 'jane' }],
    [
      'a very long reason',
      { verb: 'start', offboarding: randomUUID(), digest: '0'.repeat(32), reason: 'x'.repeat(9000) },
    ],
  ] as const)
    it(`with ${what} as its data`, async () => {
      const card = await review(world, rob, chat, janeAddress)
      const reply = await world.teams.invoke(rob, card, String(Object(data).verb ?? 'start'), data)
      assert.match(sentenceOf(reply), /could not be understood\. Nothing was changed/)
      await world.teams.say(rob, chat, '', { value: data ?? {} })
      await world.teams.text(chat, 'could not be understood')
      assert.deepEqual(titles(card), ['Start', 'Cancel'])
    })

  it('that claim to be somebody else in their data', async () => {
    const card = await started(world, rob, chat, janeAddress)
    const { verb, data } = confirmOf(card)
    const reply = await world.teams.invoke(oscar, card, verb, { ...data, by: ava.id, aadObjectId: ava.id, from: ava })
    assert.match(sentenceOf(reply), /needs/)
    assert.deepEqual(contosoState(world, jane), untouched)
  })
})
