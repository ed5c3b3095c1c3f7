import assert from 'node:assert/strict'
import { timesOf } from '../../src/tenant/clock.ts'

const ours = Date.parse('2026-10-09T12:34:56.789Z')

describe('Microsoft’s clock', () => {
  it('is read off the answer, not off our own', () =>
    assert.equal(timesOf('Fri, 09 Oct 2026 10:00:05 GMT', 0, ours).at, '2026-10-09T10:00:05.000Z'))

  it('never dates the earliest effect later than an effect can be, for any duration', () => {
    const header = Date.parse('2026-10-09T10:00:05Z')
    for (const took of [0, 1, 200, 999, 1_000, 1_001, 19_999]) {
      const since = Date.parse(timesOf('Fri, 09 Oct 2026 10:00:05 GMT', took, ours).since)
      // The header's second began at most a second before the answer left; the call began `took` earlier.
      const earliestStamp = Math.floor((header - took) / 1_000) * 1_000
      assert.ok(since <= earliestStamp, `${took}`)
      assert.ok(since >= earliestStamp - 2_000, `${took}`)
      assert.equal(since % 1_000, 0)
    }
  })

  it('is replaced by ours where the header is missing or makes no sense', () => {
    for (const header of [null, '', 'yesterday'])
      assert.equal(timesOf(header, 100, ours).at, '2026-10-09T12:34:56.789Z')
  })

  it('costs no proof where the header is missing and ours is up to five minutes ahead', () => {
    for (const took of [0, 1, 999, 19_999]) {
      const since = Date.parse(timesOf(null, took, ours).since)
      const earliestStamp = Math.floor((ours - 300_000 - took) / 1_000) * 1_000
      assert.equal(since, earliestStamp, `${took}`)
    }
  })
})
