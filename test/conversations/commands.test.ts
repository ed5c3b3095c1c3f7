import assert from 'node:assert/strict'
import { personOf, rob, startWorld, type World } from '../offboard.ts'
import { buttonsOf, contentOf } from '../teams.ts'
import { answerTo, assertCalm, group, isCard, review, said, sentenceOf, started, toBot } from './turns.ts'

const chat = 'a:rob'
const bobby = personOf('Bobby <b>Tables</b> *Star* [link](x)')

describe('what can be typed besides a name', () => {
  let world: World
  beforeEach(async () => {
    world = await startWorld()
  })
  afterEach(async () => {
    assertCalm(world)
    await world.stop()
  })

  for (const words of ['help', 'HELP', ' Help ', '?'])
    it(`shows the commands for "${words}"`, async () => {
      assert.match(await answerTo(world, rob, chat, words), /offboard jane@contoso\.com/)
    })

  for (const words of ['hi', 'Hello', 'hey!', 'hi Offboard'])
    it(`has a way forward for "${words}"`, async () => {
      assert.match(await answerTo(world, rob, chat, words), /Type offboard and a name/)
    })

  for (const words of ['offboarding Jane', 'please remove Jane', '1', '<b>Jane</b>', '¯\\_(ツ)_/¯', 'o'.repeat(4000)])
    it(`gives a way forward for "${words.slice(0, 20)}" and does not repeat it`, async () => {
      const answer = await answerTo(world, rob, chat, words)
      assert.match(answer, /Type offboard and a name/)
      assert.ok(answer.length < 200)
    })

  it('answers a message that is empty but for a mention of the bot', async () => {
    assert.match(await answerTo(world, rob, group, '<at>Offboard</at>&nbsp;', toBot), /Type offboard and a name/)
  })

  it('answers a message with a file and no words', async () => {
    const attachments = [{ contentType: 'image/png', contentUrl: 'http://127.0.0.1:1/a.png' }]
    assert.match(await answerTo(world, rob, chat, '', { attachments }), /Type offboard and a name/)
  })

  it('helps in the middle of a choice without ending it', async () => {
    await said(world, rob, chat, 'offboard Jane')
    assert.match(await answerTo(world, rob, chat, 'help'), /What I do/)
    await said(world, rob, chat, '1')
    await world.teams.card(chat, 'Start', 'jane@contoso.com')
  })

  it('cancels a search, and what asked has no buttons any more', async () => {
    await said(world, rob, chat, 'offboard Jane')
    const choice = await world.teams.card(chat, 'None of them')
    const tapped = buttonsOf(choice.card).find(({ title }) => title === 'Choose Jane Doe')
    assert.match(await answerTo(world, rob, chat, 'cancel'), /Cancelled\. Nothing was changed\./)
    assert.equal(choice.card, null)
    const late = await world.teams.invoke(rob, choice, 'choose', tapped?.data)
    assert.match(sentenceOf(late), /This search is over/)
    assert.match(await answerTo(world, rob, chat, '1'), /Type offboard and a name/)
  })

  it('cancels a search by its button', async () => {
    await said(world, rob, chat, 'offboard')
    const ask = await world.teams.card(chat, 'Pick a person')
    await world.teams.tap(rob, ask, 'Cancel')
    await world.teams.text(chat, 'Cancelled. Nothing was changed.')
    assert.equal(ask.card, null)
  })

  it('cancels a review that nobody has started, on its card too', async () => {
    const card = await review(world, rob, chat, 'jane@contoso.com')
    assert.match(await answerTo(world, rob, chat, 'cancel'), /The offboarding of Jane Doe is cancelled/)
    await world.teams.card(chat, 'Cancelled by Rob Hale')
    assert.deepEqual(buttonsOf(card.card), [])
    assert.match(await answerTo(world, rob, chat, 'cancel'), /nothing to cancel here/)
  })

  it('cancels only what was asked for in the same chat', async () => {
    await review(world, rob, chat, 'jane@contoso.com')
    assert.match(await answerTo(world, rob, group, '<at>Offboard</at> cancel', toBot), /nothing to cancel here/)
  })

  it('does not cancel what has been started', async () => {
    await started(world, rob, chat, 'jane@contoso.com')
    assert.match(await answerTo(world, rob, chat, 'stop'), /This offboarding has started\. Use /)
  })

  it('cancels nothing when nothing was begun', async () => {
    assert.match(await answerTo(world, rob, chat, 'cancel'), /nothing to cancel here/)
  })

  it('begins again when another name is asked for in the middle', async () => {
    await said(world, rob, chat, 'offboard Jane because she left')
    const choice = await world.teams.card(chat, 'None of them')
    const bob = contentOf(await review(world, rob, chat, 'Bob', {}, bobby.userPrincipalName))
    assert.doesNotMatch(bob, /Jane|she left/)
    assert.equal(choice.card, null, 'the first choice has no buttons any more')
  })

  it('does not open a review for a choice of an earlier search', async () => {
    await said(world, rob, chat, 'offboard Jane')
    const old = buttonsOf((await world.teams.card(chat, 'None of them')).card)[0]
    await said(world, rob, chat, 'offboard Sato')
    const first = await world.teams.card(chat, 'Start', 'kenji.sato@contoso.com')
    const late = await world.teams.invoke(rob, first, 'choose', old?.data)
    assert.equal(isCard(late), false)
    assert.match(sentenceOf(late), /This search is over/)
    assert.equal(world.teams.messages.filter(({ card }) => contentOf({ text: '', card }).includes('Jane')).length, 0)
  })
})
