import assert from 'node:assert/strict'
import { clockOf, dayOf } from '../../src/cards/clock.ts'

const at = (text: string) => Date.parse(text)

describe('a time on a card', () => {
  it('has its zone, and no date when it is today', () => {
    assert.equal(clockOf('Europe/Paris', at('2026-03-03T20:00:00Z'))('2026-03-03T13:03:00Z'), '14:03 CET')
  })

  it('counts days in the zone and not in UTC', () => {
    const clock = clockOf('Asia/Tokyo', at('2026-03-03T16:00:00Z'))
    assert.equal(clock('2026-03-03T15:30:00Z'), '00:30 GMT+9')
    assert.equal(clock('2026-03-03T14:30:00Z'), '3 Mar, 23:30 GMT+9')
  })

  it('knows summer time, and says the year when it is another', () => {
    const clock = clockOf('Europe/Paris', at('2026-07-01T12:00:00Z'))
    assert.equal(clock('2026-07-01T12:00:00Z'), '14:00 CEST')
    assert.equal(clock('2025-12-31T22:00:00Z'), '31 Dec 2025, 23:00 CET')
  })

  it('is in UTC where the zone is none, and as it came where it is no time', () => {
    assert.equal(clockOf('Middle/Earth', at('2026-03-03T13:00:00Z'))('2026-03-03T13:03:00Z'), '13:03 UTC')
    assert.equal(clockOf('', 0)('soon'), 'soon')
    assert.equal(dayOf('long ago', 'UTC'), 'long ago')
  })
})
