import assert from 'node:assert/strict'
import { group, sentenceOf, started } from '../conversations/turns.ts'
import { contosoState, jane, rob, startWorld } from '../offboard.ts'
import { besiege } from './siege.ts'

describe('A tap that names no action', () => {
  it('is not taken for one on the first', async () => {
    const world = await startWorld()
    try {
      const card = await started(world, rob, group, jane.userPrincipalName)
      const { verb, data } = world.teams.button(card, 'Confirm reset password')
      for (const action of [null, undefined, 'everything'])
        assert.match(
          sentenceOf(await world.teams.invoke(rob, card, verb, { ...data, action })),
          /could not be understood/,
        )
      assert.equal(contosoState(world, jane).passwordChanges, 0)
    } finally {
      await world.stop()
    }
  })
})

describe('500 hostile requests', () => {
  it('bring about no crash, no fault of ours, no write, and the bot works as before', async function () {
    this.timeout(60_000)
    await besiege(500)
  })
})
