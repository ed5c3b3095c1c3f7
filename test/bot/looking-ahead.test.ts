import assert from 'node:assert/strict'
import { lookingAhead } from '../../src/bot/looking-ahead.ts'
import type { Found } from '../../src/tenant/tenant.ts'

describe('people who are looked for ahead', () => {
  let searched: string[]
  let failing: boolean
  const people = {
    async search(words: string): Promise<readonly Found[]> {
      searched.push(words)
      if (failing) throw new Error('away')
      return [
        {
          id: words,
          displayName: words,
          userPrincipalName: '',
          jobTitle: null,
          department: null,
          accountEnabled: true,
        },
      ]
    },
    find: async () => null,
  }
  beforeEach(() => {
    searched = []
    failing = false
  })

  it('are searched once, and found by whoever asks for the same', async () => {
    const ahead = lookingAhead(people, 8)
    ahead.begin('Jane')
    assert.equal((await ahead.search('Jane', 8))[0]?.id, 'Jane')
    assert.deepEqual(searched, ['Jane'])
  })

  it('are found once: a second question is asked anew', async () => {
    const ahead = lookingAhead(people, 8)
    ahead.begin('Jane')
    await ahead.search('Jane', 8)
    await ahead.search('Jane', 8)
    assert.deepEqual(searched, ['Jane', 'Jane'])
  })

  it('are nobody else: other words, or other numbers of people, are asked for anew', async () => {
    const ahead = lookingAhead(people, 8)
    ahead.begin('Jane')
    assert.equal((await ahead.search('Tom', 8))[0]?.id, 'Tom')
    await ahead.search('Jane', 1)
    assert.deepEqual(searched, ['Jane', 'Tom', 'Jane'])
  })

  it('are dropped when nobody asks, so that a later question is answered as things are then', async () => {
    const ahead = lookingAhead(people, 8)
    const end = ahead.begin('Jane')
    end()
    await ahead.search('Jane', 8)
    assert.deepEqual(searched, ['Jane', 'Jane'])
  })

  it('trouble nobody but whoever asks', async () => {
    const ahead = lookingAhead(people, 8)
    failing = true
    ahead.begin('Jane')
    await new Promise((resolve) => setImmediate(resolve))
    await assert.rejects(ahead.search('Jane', 8), /away/)
  })
})
