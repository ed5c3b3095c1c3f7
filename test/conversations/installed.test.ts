import assert from 'node:assert/strict'
import { rob, startWorld, type World } from '../offboard.ts'
import { contentOf } from '../teams.ts'
import { group, said } from './turns.ts'

describe('being installed', () => {
  let world: World
  beforeEach(async () => {
    world = await startWorld()
  })
  afterEach(() => world.stop())

  const report = (chat: string, action: string) =>
    said(world, rob, chat, '', { type: 'installationUpdate', action, text: undefined })

  it('is answered in a group with one short introduction, however often Teams reports it', async () => {
    const [first, ...more] = await report(group, 'add')
    assert.match(first ? contentOf(first) : '', /offboard and a name/)
    assert.deepEqual(more, [])
    assert.deepEqual(await report(group, 'add'), [])
    await world.restart()
    assert.deepEqual(await report(group, 'add-upgrade'), [])
    assert.deepEqual(await report(group, 'add'), [])
  })

  it('is answered again after it was removed', async () => {
    await report(group, 'add')
    assert.deepEqual(await report(group, 'remove'), [])
    assert.equal((await report(group, 'add')).length, 1)
  })

  it('is not answered in a personal chat, where the commands introduce the bot', async () => {
    assert.deepEqual(await report('a:rob', 'add'), [])
  })
})
