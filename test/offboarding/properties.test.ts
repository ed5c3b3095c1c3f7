import assert from 'node:assert/strict'
import fc from 'fast-check'
import { Model, type Tally } from './model.ts'
import { sequence } from './sequences.ts'

const runs = 10_000

describe(`Whatever happens, in whatever order, in ${runs} sequences`, () => {
  it('nothing is done that nobody who was allowed confirmed, and nothing refused changes anything', function () {
    this.timeout(60_000)
    const tally: Tally = new Map()
    fc.assert(
      fc.property(sequence, ({ beginning, ops }) => {
        const model = new Model(beginning, tally)
        for (const op of ops) model.step(op)
        model.check()
      }),
      { numRuns: runs },
    )
    // A property that nothing ever reaches holds as well, and says nothing.
    for (const what of happens) assert.ok((tally.get(what) ?? 0) > 10, `hardly ever ${what}`)
  })
})

const happens = [
  ...['written', 'start', 'confirm', 'confirm-all', 'skip', 'attest', 'decline', 'join', 'show'],
  ...['running', 'finished', 'cancelled', 'expired'],
  ...['stale', 'lacks-role', 'is-leaver', 'is-guest', 'is-blocked', 'roles-unknown', 'needs-second-person'].map(
    (kind) => `refused: ${kind}`,
  ),
  ...['protected', 'expired', 'decided', 'out-of-turn', 'partly', 'not-requester', 'closed'].map(
    (kind) => `refused: ${kind}`,
  ),
]
