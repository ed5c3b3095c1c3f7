import assert from 'node:assert/strict'
import { ava, jane, oscar, personOf, rob, startWorld, type World } from '../offboard.ts'
import { buttonsOf, contentOf } from '../teams.ts'
import { finished } from './finished.ts'
import { answerTo, assertCalm, group, isCard, review, said, sentenceOf, started, toBot } from './turns.ts'

const chat = 'a:rob'
const kenji = personOf('Kenji Sato')

describe('status: what is open now', () => {
  let world: World
  beforeEach(async () => {
    world = await startWorld()
  })
  afterEach(async () => {
    assertCalm(world)
    await world.stop()
  })

  it('says that nothing is open', async () => {
    assert.match(await answerTo(world, rob, chat, 'status'), /Open now\nNothing is open now\./)
  })

  it('shows who is being offboarded, by whom, and how it stands', async () => {
    await review(world, ava, 'a:ava', kenji.userPrincipalName)
    await started(world, rob, chat, jane.userPrincipalName)
    const [card] = await said(world, rob, chat, 'status')
    const shown = contentOf(card ?? { text: '', card: null })
    assert.match(shown, /Jane Doe: 0 of 4 done, 4 to be confirmed\njane@contoso\.com\nAsked for by Rob Hale at /)
    assert.match(shown, /Kenji Sato: not started\n.*\nAsked for by Ava Chen at /)
    assert.ok(shown.indexOf('Jane Doe') < shown.indexOf('Kenji Sato'), 'newest first')
  })

  it('leaves out what is finished, which the history has', async () => {
    await finished(world, rob, chat, jane.userPrincipalName)
    assert.match(await answerTo(world, rob, chat, 'status'), /Nothing is open now/)
    assert.match(await answerTo(world, rob, chat, 'history'), /Jane Doe is locked out: 4 of 4 done/)
  })

  it('looks for a name', async () => {
    await started(world, rob, chat, jane.userPrincipalName)
    assert.match(await answerTo(world, rob, chat, 'status Jane'), /Leaver: Jane\nJane Doe: 0 of 4/)
    assert.match(await answerTo(world, rob, chat, 'status Kenji'), /Nothing is open now/)
  })

  it('tells somebody without a role nothing, typed or tapped', async () => {
    await started(world, rob, chat, jane.userPrincipalName)
    const [list] = await said(world, rob, chat, 'status')
    assert.ok(list)
    for (const words of ['status', 'status Jane', 'history', 'history Jane', 'evidence Jane'])
      assert.doesNotMatch(await answerTo(world, oscar, 'a:oscar', words), /Jane|Rob Hale/)
    const { verb, data } = world.teams.button(list, 'Show')
    const { listing, turn } = data
    for (const [name, forged] of [[verb, data] as const, ['list', { verb: 'list', listing, turn }] as const]) {
      const reply = await world.teams.invoke(oscar, list, name, forged)
      assert.equal(isCard(reply), false)
      assert.doesNotMatch(sentenceOf(reply), /Jane|Rob Hale/)
    }
  })

  it('does not tell an administrator who leaves that they do', async () => {
    await review(world, rob, chat, ava.userPrincipalName)
    for (const words of ['status', 'status Ava', 'history', 'history Ava', 'evidence Ava']) {
      const answer = await answerTo(world, ava, 'a:ava', words)
      assert.match(answer, /Nothing is open now|No offboarding/, words)
    }
    const [list] = await said(world, rob, chat, 'status')
    assert.ok(list)
    const { verb, data } = world.teams.button(list, 'Show')
    const reply = await world.teams.invoke(ava, list, verb, data)
    assert.equal(isCard(reply), false)
    assert.match(sentenceOf(reply), /This is about you/)
  })

  it('opens one, with the way back to the list', async () => {
    await started(world, rob, chat, jane.userPrincipalName)
    const [list] = await said(world, rob, chat, 'status')
    assert.ok(list)
    const shown = await world.teams.tap(rob, list, 'Show')
    assert.ok(isCard(shown))
    assert.match(sentenceOf(shown), /Jane Doe: 0 of 4 done, 4 to be confirmed/)
    assert.match(sentenceOf(shown), /Reset password: waiting for confirmation/)
    const back = buttonsOf(shown.body.value).find(({ title }) => title === 'Back')
    assert.ok(back)
    assert.match(sentenceOf(await world.teams.invoke(rob, list, back.verb, back.data)), /^Open now/)
  })

  it('shows a chat of several nothing of anybody; whoever may look does so alone', async () => {
    await started(world, rob, chat, jane.userPrincipalName)
    const [curtain] = await said(world, rob, group, '<at>Offboard</at> status', toBot)
    assert.ok(curtain)
    assert.doesNotMatch(JSON.stringify(curtain.card), /Jane/)
    const refresh = curtain.card?.refresh as { userIds: string[]; action: { verb: string; data: unknown } }
    assert.deepEqual(refresh.userIds, [`29:${rob.id}`])
    const { verb, data } = refresh.action
    assert.match(sentenceOf(await world.teams.invoke(rob, curtain, verb, data, 'automatic')), /Jane Doe: 0 of 4/)
    assert.match(sentenceOf(await world.teams.tap(ava, curtain, 'Show it to me')), /Jane Doe: 0 of 4/)
    assert.doesNotMatch(sentenceOf(await world.teams.tap(oscar, curtain, 'Show it to me')), /Jane/)
  })

  it('is not shown to a chat of several by a client that taps with messages', async () => {
    await started(world, rob, chat, jane.userPrincipalName)
    const [curtain] = await said(world, rob, group, '<at>Offboard</at> status', toBot)
    assert.ok(curtain)
    const value = world.teams.button(curtain, 'Show it to me').data
    const answers = await said(world, rob, group, '', { value, replyToId: curtain.id })
    assert.match(answers.map(contentOf).join(), /Ask me in our own chat/)
    const alone = await said(world, rob, chat, '', { value, replyToId: curtain.id })
    assert.match(alone.map(contentOf).join(), /Jane Doe: 0 of 4/)
  })

  it('speaks Dutch with whoever reads it', async () => {
    await started(world, rob, chat, jane.userPrincipalName)
    const dutch = { locale: 'nl-NL' }
    const shown = (await said(world, rob, chat, 'status', dutch)).map(contentOf).join()
    assert.match(shown, /Nu open\nJane Doe: 0 van 4 gedaan, 4 te bevestigen/)
    assert.match((await said(world, rob, chat, 'wat loopt er', dutch)).map(contentOf).join(), /Jane Doe/)
  })

  it('refuses a forged page', async () => {
    await started(world, rob, chat, jane.userPrincipalName)
    const [list] = await said(world, rob, chat, 'history')
    assert.ok(list)
    const { data } = world.teams.button(list, 'Show')
    for (const forged of [
      { ...data, verb: 'list', turn: { direction: 'older', id: "' or 1=1 --", requestedAt: 0 } },
      { ...data, verb: 'list', turn: { direction: 'sideways', id: data.offboarding, requestedAt: 1 } },
      { ...data, verb: 'list', listing: { leaver: 'x'.repeat(61) } },
      { ...data, verb: 'list', listing: { ...(data.listing as object), from: Number.MAX_VALUE } },
      { verb: 'show', offboarding: 'nobody' },
    ])
      assert.match(
        sentenceOf(await world.teams.invoke(rob, list, String(forged.verb), forged)),
        /could not be understood/,
      )
  })
})
