import { besiege } from './siege.ts'

describe('500 hostile requests', () => {
  it('bring about no crash, no fault of ours, no write, and the bot works as before', async function () {
    this.timeout(60_000)
    await besiege(500)
  })
})
