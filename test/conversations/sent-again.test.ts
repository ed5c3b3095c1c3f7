import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { rob, startWorld, type World } from '../offboard.ts'
import { review, said } from './turns.ts'

const chat = 'a:rob'

describe('a message that is sent again', () => {
  let world: World
  beforeEach(async () => {
    world = await startWorld()
  })
  afterEach(() => world.stop())

  const same = () => ({ id: randomUUID(), timestamp: new Date().toISOString() })

  it('is answered once, also after a restart of the bot', async () => {
    const message = same()
    await review(world, rob, chat, 'jane@contoso.com', message)
    assert.deepEqual(await said(world, rob, chat, 'offboard jane@contoso.com', message), [])
    await world.restart()
    assert.deepEqual(await said(world, rob, chat, 'offboard jane@contoso.com', message), [])
    assert.equal(world.teams.messages.filter(({ card }) => card !== null).length, 1)
  })

  it('is answered when it is another message with the same words', async () => {
    await review(world, rob, chat, 'jane@contoso.com', same())
    const [joined] = await said(world, rob, chat, 'offboard jane@contoso.com', same())
    assert.match(joined?.text ?? '', /already asked for this/)
  })

  it('is answered each time by a client that gives its messages no id or time', async () => {
    const nameless = { id: undefined, timestamp: undefined }
    for (let times = 0; times < 2; times++) assert.equal((await said(world, rob, chat, 'help', nameless)).length, 1)
  })
})
