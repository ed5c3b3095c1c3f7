import assert from 'node:assert/strict'
import { clockOf, dayOf } from '../../src/cards/clock.ts'

const inZone = (zone: string) => ({ language: 'en', zone }) as const
const at = (text: string) => Date.parse(text)

describe('a time on a card', () => {
  it('has its zone, and no date when it is today', () => {
    assert.equal(clockOf(inZone('Europe/Paris'), at('2026-03-03T20:00:00Z'))('2026-03-03T13:03:00Z'), '14:03 CET')
  })

  it('counts days in the zone and not in UTC', () => {
    const clock = clockOf(inZone('Asia/Tokyo'), at('2026-03-03T16:00:00Z'))
    assert.equal(clock('2026-03-03T15:30:00Z'), '00:30 GMT+9')
    assert.equal(clock('2026-03-03T14:30:00Z'), '3 Mar, 23:30 GMT+9')
  })

  it('knows summer time, and says the year when it is another', () => {
    const clock = clockOf(inZone('Europe/Paris'), at('2026-07-01T12:00:00Z'))
    assert.equal(clock('2026-07-01T12:00:00Z'), '14:00 CEST')
    assert.equal(clock('2025-12-31T22:00:00Z'), '31 Dec 2025, 23:00 CET')
  })

  it('is written as the reader writes it', () => {
    const dutch = { language: 'nl', zone: 'Europe/Amsterdam' } as const
    const clock = clockOf(dutch, at('2026-05-03T12:00:00Z'))
    assert.equal(clock('2026-05-03T12:03:00Z'), '14:03 CEST')
    assert.equal(clock('2025-03-03T13:03:00Z'), '3 mrt 2025, 14:03 CET')
    assert.equal(dayOf('2019-03-12T09:00:00Z', dutch), '12 maart 2019')
    assert.equal(dayOf('2019-03-12T09:00:00Z', inZone('Europe/Paris')), '12 March 2019')
  })

  it('is in UTC where the zone is none, and as it came where it is no time', () => {
    assert.equal(clockOf(inZone('Middle/Earth'), at('2026-03-03T13:00:00Z'))('2026-03-03T13:03:00Z'), '13:03 UTC')
    assert.equal(clockOf(inZone(''), 0)('soon'), 'soon')
    assert.equal(dayOf('long ago', inZone('UTC')), 'long ago')
  })
})
