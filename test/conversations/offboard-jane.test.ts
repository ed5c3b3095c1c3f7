import assert from 'node:assert/strict'
import { ava, contosoState, hana, jane, oscar, rob, startWorld, type World } from '../offboard.ts'
import { buttonsOf, contentOf, type Message } from '../teams.ts'

const chat = 'a:rob'

describe('offboard Jane, as turns over HTTP', () => {
  let world: World
  beforeEach(async () => {
    world = await startWorld()
  })
  afterEach(() => world.stop())

  async function review(words = 'offboard jane@contoso.com', conversation = chat, by = rob) {
    await world.teams.say(by, conversation, words)
    return world.teams.card(conversation, 'Jane Doe', 'Start')
  }

  it('is found, started, confirmed four times, done, proven and summed up', async () => {
    const { teams } = world
    await teams.say(rob, chat, 'offboard Jane because she left')
    const choice = await teams.card(chat, 'Jane Doe', 'Jane Miller-Ross')
    await teams.tap(rob, choice, 'Choose Jane Doe')
    const card = await teams.card(chat, 'Start')
    assert.match(contentOf(card), /jane@contoso\.com/)
    assert.match(contentOf(card), /she left/)
    await teams.tap(rob, card, 'Start')
    for (const [step, button] of [
      ['1 of 4', 'Confirm reset password'],
      ['2 of 4', 'Confirm sign out'],
      ['3 of 4', 'Confirm block sign-in'],
      ['4 of 4', 'Confirm block email'],
    ] as const) {
      const action = await teams.card(chat, step, button)
      const { status, body } = await teams.tap(rob, action, button)
      assert.equal(status, 200)
      assert.equal(body.statusCode, 200)
      assert.equal(body.type, 'application/vnd.microsoft.card.adaptive')
      assert.ok(!buttonsOf(body.value).some(({ title }) => title === button), 'the answered card has no dead button')
    }
    const summary = await teams.card(chat, 'What to expect')
    const state = contosoState(world, jane)
    assert.deepEqual(state, {
      passwordChanges: 1,
      sessionRevocations: 1,
      accountEnabled: false,
      emailAppsOff: 6,
    })
    assert.match(contentOf(summary), /4 of 4/)
    for (const message of teams.messages.filter(({ card }) => card !== null)) {
      const left = message === summary ? ['Undo'] : []
      const titles = buttonsOf(message.card).map(({ title }) => title)
      assert.deepEqual(titles, left, `no other button is left on: ${contentOf(message).slice(0, 80)}`)
    }
  })

  it('does everything on one tap of Confirm all', async () => {
    const { teams } = world
    await teams.tap(rob, await review(), 'Start')
    await teams.tap(rob, await teams.card(chat, '1 of 4', 'Confirm all'), 'Confirm all')
    await teams.card(chat, 'What to expect')
    assert.equal(contosoState(world, jane).emailAppsOff, 6)
  })

  it('tells somebody without a role nothing about anybody', async () => {
    const { teams } = world
    await teams.say(oscar, 'a:oscar', 'offboard Jane')
    const answer = await teams.text('a:oscar', 'needs')
    assert.doesNotMatch(answer.text, /Jane/)
    const card = await review()
    const { data, verb } = teams.button(card, 'Start')
    const reply = await teams.invoke(oscar, card, verb, data)
    assert.equal(reply.body.type, 'application/vnd.microsoft.activity.message')
    assert.doesNotMatch(JSON.stringify(reply.body), /Jane/)
  })

  it('lets a helpdesk administrator reset and sign out, but not block, and names the role that is missing', async () => {
    const { teams } = world
    await teams.tap(rob, await review(), 'Start')
    await teams.tap(hana, await teams.card(chat, '1 of 4', 'Confirm reset password'), 'Confirm reset password')
    await teams.tap(hana, await teams.card(chat, '2 of 4', 'Confirm sign out'), 'Confirm sign out')
    const block = await teams.card(chat, '3 of 4', 'Confirm block sign-in')
    const reply = await teams.tap(hana, block, 'Confirm block sign-in')
    assert.match(JSON.stringify(reply.body), /User Administrator/)
    await teams.card(chat, '2 of 4', 'Read back')
    assert.equal(contosoState(world, jane).accountEnabled, true)
  })

  it('does an action once when ten tap it at once, and all ten get the current card', async () => {
    const { teams } = world
    await teams.tap(rob, await review(), 'Start')
    const card = await teams.card(chat, '1 of 4', 'Confirm reset password')
    const taps = Array.from({ length: 10 }, (_, index) =>
      teams.tap(index % 2 ? ava : rob, card, 'Confirm reset password'),
    )
    const replies = await Promise.all(taps)
    for (const reply of replies) {
      assert.equal(reply.status, 200)
      assert.equal(reply.body.type, 'application/vnd.microsoft.card.adaptive')
    }
    await teams.card(chat, '1 of 4', 'Read back')
    assert.equal(contosoState(world, jane).passwordChanges, 1)
  })

  it('joins the open offboarding when somebody else asks for the same leaver', async () => {
    const { teams } = world
    await review()
    await teams.say(ava, 'a:ava', 'offboard Jane Doe')
    await teams.text('a:ava', 'Rob Hale')
    const joined = await teams.card('a:ava', 'Jane Doe', 'Start')
    await teams.tap(ava, joined, 'Start')
    await teams.card(chat, '1 of 4', 'Confirm reset password')
    await teams.card('a:ava', '1 of 4', 'Confirm reset password')
  })

  it('asks again when the leaver became an administrator between the card and the tap', async () => {
    const { teams, company } = world
    await teams.tap(rob, await review(), 'Start')
    const card = await teams.card(chat, '1 of 4', 'Confirm reset password')
    company.roleAssignments.push({ principalId: jane.id, role: 'Exchange Administrator', directoryScopeId: '/' })
    const reply = await teams.tap(ava, card, 'Confirm reset password')
    assert.match(JSON.stringify(reply.body), /has changed/)
    assert.equal(contosoState(world, jane).passwordChanges, 0)
    const seen = teams.button(card, 'Confirm reset password').data.digest
    const isNew = (message: Message) => {
      const button = buttonsOf(message.card).find(({ title }) => title === 'Confirm reset password')
      return button !== undefined && button.data.digest !== seen
    }
    // An administrator takes a second person, so Rob's own chat has no buttons any more; Ava asks in hers.
    await teams.say(ava, 'a:ava', 'offboard Jane Doe')
    const newCard = await teams.until('a:ava', isNew, 'the reset card with a new digest')
    const refused = await teams.tap(rob, newCard, 'Confirm reset password')
    assert.match(JSON.stringify(refused.body), /second person/)
    await teams.tap(ava, newCard, 'Confirm reset password')
    await teams.card(chat, '1 of 4', 'Read back')
    assert.equal(contosoState(world, jane).passwordChanges, 1)
  })

  it('takes the fallback tap of an older client by the same code', async () => {
    const { teams } = world
    const { data, verb } = teams.button(await review(), 'Start')
    await teams.say(rob, chat, '', { value: { verb, ...data } })
    const card = await teams.card(chat, '1 of 4', 'Confirm reset password')
    const confirm = teams.button(card, 'Confirm reset password')
    await teams.say(rob, chat, '', { value: { verb: confirm.verb, ...confirm.data } })
    await teams.card(chat, '1 of 4', 'Read back')
    assert.equal(contosoState(world, jane).passwordChanges, 1)
  })
})
