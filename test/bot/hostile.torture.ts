import { besiege } from './siege.ts'

describe('10,000 hostile requests', () => {
  it('bring about no crash, no fault of ours, no write, no growth, and the bot works as before', async function () {
    this.timeout(500_000)
    await besiege(10_000)
  })
})
