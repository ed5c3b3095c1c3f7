import assert from 'node:assert/strict'
import fc from 'fast-check'
import { story } from './happenings.ts'
import { play } from './play.ts'

const runs = 300

describe(`Whatever happens to a running bot, in ${runs} stories over HTTP`, () => {
  it('nothing is written without a confirmation from before, by somebody who was allowed then', async function () {
    this.timeout(500_000)
    let written = 0
    const told = fc.asyncProperty(story, async (one) => {
      written += await play(one)
    })
    await fc.assert(told, { numRuns: runs, endOnFailure: true })
    assert.ok(written > runs / 2, `hardly anything was ever written: ${written}`)
  })
})
