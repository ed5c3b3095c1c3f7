import assert from 'node:assert/strict'
import { atLeast, atMost, compare, isMet } from '../../bench/result.ts'
import { interleaved, turned } from '../../bench/rounds.ts'
import { quantile, ratiosOf, spreadOf } from '../../bench/statistics.ts'
import { figure } from '../../bench/table.ts'

describe('the statistics of the bench', () => {
  it('take quantiles as R and spreadsheets do, whatever the order of the samples', () => {
    assert.equal(quantile([4, 1, 3, 2], 0.5), 2.5)
    assert.equal(quantile([15, 20, 35, 40, 50], 0.4), 29)
    assert.equal(quantile([7], 0.99), 7)
    assert.deepEqual(spreadOf([1, 2, 3, 4, 100]), { count: 5, median: 3, q1: 2, q3: 4 })
  })

  it('say nothing of nothing', () => {
    assert.throws(() => quantile([], 0.5), /nothing was measured/)
  })

  it('compare round by round, so that a slow round does not count', () => {
    assert.deepEqual(ratiosOf([10, 1_000, 30], [5, 500, 10]), [2, 2, 3])
    assert.throws(() => ratiosOf([1], [1, 2]), /a round is missing/)
    const row = compare({ what: 'a', against: 'b', unit: 'ms', ours: [10, 1_000], theirs: [5, 500] }, atMost(2))
    assert.partialDeepStrictEqual(row, { ratio: { median: 2, q1: 2, q3: 2 }, met: true })
  })

  it('meet a goal by the figure that is printed', () => {
    assert.equal(isMet(atMost(1.1), 1.104), true)
    assert.equal(isMet(atMost(1.1), 1.106), false)
    assert.equal(isMet(atLeast(0.7), 0.696), true)
    assert.equal(isMet(atLeast(0.7), 0.694), false)
  })

  it('print three digits that count', () => {
    assert.deepEqual([0, 0.1234, 1.2345, 12.345, 123.45, 12_345].map(figure), [
      '0',
      '0.123',
      '1.23',
      '12.3',
      '123',
      '12345',
    ])
  })
})

describe('rounds', () => {
  it('measure everybody once a round, each time beginning with another', async () => {
    const order: string[] = []
    const contender = (name: string) => async (round: number) => {
      order.push(`${name}${round}`)
      return round
    }
    const samples = await interleaved(2, { a: contender('a'), b: contender('b'), c: contender('c') })
    assert.deepEqual(samples, { a: [0, 1], b: [0, 1], c: [0, 1] }, 'what warms up does not count')
    assert.deepEqual(order, ['a-1', 'b-1', 'c-1', 'b0', 'c0', 'a0', 'c1', 'a1', 'b1'])
  })

  it('turn without losing anybody', () => {
    assert.deepEqual(turned(['a', 'b', 'c'], 4), ['b', 'c', 'a'])
  })
})
