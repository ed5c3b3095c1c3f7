import assert from 'node:assert/strict'
import { rob, startWorld, type World } from '../offboard.ts'
import { eventually } from '../runner/jane.ts'

describe('an answer in a chat', () => {
  let world: World
  beforeEach(async () => {
    world = await startWorld({ teamsPaced: true })
  })
  afterEach(() => world.stop())

  it('is sent again after as long as Teams asks, where somebody can wait for that', async () => {
    world.teams.later.push(1)
    const asked = performance.now()
    await world.teams.say(rob, 'a:rob', 'help')
    await world.teams.card('a:rob', 'offboard')
    assert.ok(performance.now() - asked >= 1_000)
    assert.equal(world.teams.arrived, 2)
  })

  it('is sent again when Teams stumbles', async () => {
    world.teams.refusals.push(503)
    await world.teams.say(rob, 'a:rob', 'help')
    await world.teams.card('a:rob', 'offboard')
  })

  it('counts with the cards of the same chat', async () => {
    for (let message = 0; message < 6; message++) await world.teams.say(rob, 'a:rob', `help ${message}`)
    const conversation = { name: 'teams a:rob', every: 600, burst: 4, bulkBurst: 3 }
    const isHeldBack = async () => (await world.pace.ahead(conversation, 'bulk')) > 0
    await eventually(isHeldBack, 'what is not urgent waits behind them')
  })
})
