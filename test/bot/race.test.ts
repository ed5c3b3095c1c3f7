import { race } from './race.ts'

describe('Fifty approvers at once, on two bots over one SQLite file', () => {
  it('make one confirmation and one execution, and get fifty right answers', async function () {
    this.timeout(60_000)
    await race(null)
  })
})
