import assert from 'node:assert/strict'
import { ava, contosoState, hana, jane, oscar, rob, startWorld, type World } from '../offboard.ts'
import { buttonsOf, contentOf, type Message } from '../teams.ts'
import { answerTo, assertCalm, group, isCard, review, said, sentenceOf, toBot } from './turns.ts'

const bot = '<at>Offboard</at>'

describe('other people in the chat', () => {
  let world: World
  let choice: Message
  beforeEach(async () => {
    world = await startWorld()
    await said(world, rob, group, `${bot} offboard Jane`, toBot)
    choice = await world.teams.card(group, 'None of them')
  })
  afterEach(async () => {
    assertCalm(world)
    await world.stop()
  })

  const reviews = () =>
    world.teams.messages.filter(({ card }) => buttonsOf(card).some(({ title }) => title === 'Start')).map(contentOf)

  it('do not choose by a tap', async () => {
    const reply = await world.teams.tap(ava, choice, 'Choose Jane Doe')
    assert.match(sentenceOf(reply), /Only the person who asked may choose/)
    assert.deepEqual(reviews(), [])
    assert.notEqual(choice.card, null, 'the choice still waits for the one who asked')
  })

  it('do not end the search by a tap', async () => {
    await world.teams.tap(ava, choice, 'None of them')
    await world.teams.tap(rob, choice, 'Choose Jane Doe')
    await world.teams.card(group, 'Start', 'jane@contoso.com')
  })

  it('do not choose by typing a number or a name', async () => {
    for (const words of ['1', 'Jane Doe', 'yes'])
      assert.match(await answerTo(world, ava, group, `${bot} ${words}`, toBot), /Type offboard and a name/)
    assert.deepEqual(reviews(), [])
  })

  it('do not cancel what somebody else began', async () => {
    assert.match(await answerTo(world, ava, group, `${bot} cancel`, toBot), /nothing to cancel here/)
    await said(world, rob, group, `${bot} 2`, toBot)
    const card = await world.teams.card(group, 'Start', 'jane.miller-ross@contoso.com')
    const reply = await world.teams.tap(ava, card, 'Cancel')
    assert.match(sentenceOf(reply), /Only whoever asked may do this: Rob Hale/)
    assert.equal(buttonsOf(card.card).length > 0, true)
  })

  it('do not start what somebody else asked for', async () => {
    await world.teams.tap(rob, choice, 'Choose Jane Doe')
    const card = await world.teams.card(group, 'Start')
    assert.match(sentenceOf(await world.teams.tap(ava, card, 'Start')), /Only whoever asked may do this: Rob Hale/)
    assert.equal(
      buttonsOf(card.card).some(({ title }) => title === 'Start'),
      true,
    )
  })

  it('have a search of their own beside it', async () => {
    await said(world, ava, group, `${bot} offboard Sam`, toBot)
    await world.teams.tap(rob, choice, 'Choose Jane Doe')
    await world.teams.card(group, 'Start', 'jane@contoso.com')
    await said(world, ava, group, `${bot} Sam Adler`, toBot)
    await world.teams.card(group, 'Start', 'sam.adler@contoso.com')
    assert.equal(reviews().length, 2)
  })

  it('do not answer by another chat of the one who asked', async () => {
    assert.match(await answerTo(world, rob, 'a:rob', '1'), /Type offboard and a name/)
    assert.deepEqual(reviews(), [])
  })

  it('learn nothing by tapping when they hold no role', async () => {
    const reply = await world.teams.tap(oscar, choice, 'Choose Jane Doe')
    assert.equal(isCard(reply), false)
    assert.doesNotMatch(sentenceOf(reply), /Jane|Rob/)
    assert.deepEqual(reviews(), [])
  })

  it('still cannot answer after the bot was started again', async () => {
    await world.restart()
    await world.teams.tap(hana, choice, 'Choose Jane Doe')
    await said(world, ava, group, `${bot} 1`, toBot)
    assert.deepEqual(reviews(), [])
    await world.teams.tap(rob, choice, 'Choose Jane Doe')
    await world.teams.card(group, 'Start', 'jane@contoso.com')
    assert.equal(contosoState(world, jane).passwordChanges, 0)
  })

  it('see the same offboarding when they ask for the same leaver, and may then start it', async () => {
    await world.teams.tap(rob, choice, 'Choose Jane Doe')
    await world.teams.card(group, 'Start')
    const shown = await review(world, ava, 'a:ava', 'jane@contoso.com')
    await world.teams.text('a:ava', 'Rob Hale')
    await world.teams.tap(ava, shown, 'Start')
    await world.teams.card(group, 'Started by Ava Chen')
  })
})
