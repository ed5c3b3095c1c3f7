import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type Op, type Play, ScheduleModel, sequence } from './schedule-model.ts'

const runs = 6_000

describe(`Whatever happens to what has a time, in ${runs} sequences`, () => {
  it('nobody is acted on before it without a tap of Do it now by somebody who may, nor on a plan that changed', function () {
    this.timeout(60_000)
    const tally = new Map<string, number>()
    fc.assert(
      fc.property(sequence, ({ play, ops }: { play: Play; ops: readonly Op[] }) => {
        const model = new ScheduleModel(play, tally)
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
  ...['written', 'written before its first time', 'came-due', 'voided', 'held', 'not-read', 'reminded', 'expired'],
  ...['moved later', 'moved sooner', 'now', 'finished', 'declined'],
  ...['move: lacks-role', 'do-now: lacks-role', 'do-now: needs-second-person', 'do-now: not-waiting', 'move: too-soon'],
]
