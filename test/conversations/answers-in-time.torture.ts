import assert from 'node:assert/strict'
import { contosoState, jane, personOf, rob, startWorld, type World } from '../offboard.ts'

const chat = 'a:rob'

describe('a tap with Graph and Exchange as slow as they are', () => {
  let world: World
  before(async () => {
    world = await startWorld({ latency: { graphMs: 100, exchangeMs: 1_500 } })
  })
  after(() => world.stop())

  it('is answered within a second, and what it confirmed is done after that', async () => {
    const { teams } = world
    await teams.say(rob, chat, 'offboard jane@contoso.com')
    const started = await teams.tap(rob, await teams.card(chat, 'Jane Doe', 'Start'), 'Start')
    const confirmed = await teams.tap(rob, await teams.card(chat, '1 of 4', 'Confirm all'), 'Confirm all')
    for (const { body, ms } of [started, confirmed]) {
      assert.equal(body.type, 'application/vnd.microsoft.card.adaptive')
      assert.ok(ms < 1_000, `answered after ${Math.round(ms)} ms`)
    }
    await teams.card(chat, '4 of 4 done')
    assert.deepEqual(contosoState(world, jane), {
      passwordChanges: 1,
      sessionRevocations: 1,
      accountEnabled: false,
      emailAppsOff: 6,
    })
  })

  it('waits for Exchange where email would be left out, and notices a mailbox that appeared', async () => {
    const { teams, company } = world
    const kenji = personOf('Kenji Sato')
    await teams.say(rob, 'a:kenji', `offboard ${kenji.userPrincipalName}`)
    const card = await teams.card('a:kenji', 'Kenji Sato', 'Start')
    const user = company.users.find(({ id }) => id === kenji.id)
    const mailbox = company.users.find(({ id }) => id === jane.id)?.mailbox
    assert.ok(user && mailbox)
    user.mailbox = { ...mailbox }
    const { body } = await teams.tap(rob, card, 'Start')
    assert.match(JSON.stringify(body), /has changed/)
    await teams.card('a:kenji', 'Changed since')
  })
})
