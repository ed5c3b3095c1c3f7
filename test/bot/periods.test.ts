import assert from 'node:assert/strict'
import { readListing } from '../../src/bot/listing.ts'
import { readPeriod } from '../../src/bot/periods.ts'

/** Wednesday 4 March 2026, 00:30 in Amsterdam, while it is still Tuesday in UTC. */
const now = Date.UTC(2026, 2, 3, 23, 30)
const today = { zone: 'Europe/Amsterdam', now }

/** First and last moment as people there would write them; the end is not in it. */
function spanOf(text: string, zone = today.zone): string | null {
  const period = readPeriod(text, { zone, now })
  if (period === null) return null
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
  const [from, until] = [period.from, period.until].map((at) => (at === null ? 'now' : format.format(at)))
  return `${from} – ${until}`.replaceAll(' 00:00', '')
}

describe('a time as people type it', () => {
  const readings = {
    today: '2026-03-04 – 2026-03-05',
    vandaag: '2026-03-04 – 2026-03-05',
    Yesterday: '2026-03-03 – 2026-03-04',
    'this week': '2026-03-02 – 2026-03-09',
    'vorige  week': '2026-02-23 – 2026-03-02',
    'this month': '2026-03-01 – 2026-04-01',
    'last month': '2026-02-01 – 2026-03-01',
    'vorig jaar': '2025-01-01 – 2026-01-01',
    '2025': '2025-01-01 – 2026-01-01',
    'in 2025': '2025-01-01 – 2026-01-01',
    March: '2026-03-01 – 2026-04-01',
    maart: '2026-03-01 – 2026-04-01',
    // Not yet come this year, so it is last year's.
    April: '2025-04-01 – 2025-05-01',
    'dec 2024': '2024-12-01 – 2025-01-01',
    '5 march': '2025-03-05 – 2025-03-06',
    'March 1st, 2026': '2026-03-01 – 2026-03-02',
    '5 mrt 2025': '2025-03-05 – 2025-03-06',
    '2026-02-28': '2026-02-28 – 2026-03-01',
    '2026-02-01 to 2026-02-03': '2026-02-01 – 2026-02-04',
    'from 1 January to today': '2026-01-01 – 2026-03-05',
    'between november and january': '2025-11-01 – 2026-02-01',
    'van 1 januari tot en met 3 februari': '2026-01-01 – 2026-02-04',
    'since yesterday': '2026-03-03 – now',
    'sinds 2025': '2025-01-01 – now',
  }
  for (const [text, span] of Object.entries(readings)) it(`is read: ${text}`, () => assert.equal(spanOf(text), span))

  for (const text of [
    '',
    'Jane',
    'jan',
    'may be',
    '31 february',
    '2026-13-01',
    '2 2026',
    'to today',
    '3 march 2021 to 1 march 2020',
  ])
    it(`is not read into: "${text}"`, () => assert.equal(spanOf(text), null))

  it('is a day of where it is read, also when the clocks change', () => {
    assert.equal(spanOf('yesterday', 'UTC'), '2026-03-02 – 2026-03-03')
    assert.equal(spanOf('2026-03-29', 'Europe/Amsterdam'), '2026-03-29 – 2026-03-30')
    const period = readPeriod('2026-03-29', today)
    assert.equal(((period?.until ?? 0) - (period?.from ?? 0)) / 3_600_000, 23)
  })

  it('takes a zone that is none for UTC', () => assert.equal(spanOf('today', 'UTC'), spanOf('2026-03-03', 'UTC')))
})

describe('what is looked for', () => {
  const read = (text: string) => {
    const { leaver, requester, from } = readListing('history', text, today)
    return { leaver, requester, from: from === null ? null : new Date(from + 3_600_000).toISOString().slice(0, 10) }
  }
  const readings = {
    '': { leaver: '', requester: '', from: null },
    'Jane Doe': { leaver: 'Jane Doe', requester: '', from: null },
    'of Jane last month': { leaver: 'Jane', requester: '', from: '2026-02-01' },
    'last month Jane': { leaver: 'Jane', requester: '', from: '2026-02-01' },
    'by Rob': { leaver: '', requester: 'Rob', from: null },
    'Jane by Rob Hale since 2025': { leaver: 'Jane', requester: 'Rob Hale', from: '2025-01-01' },
    'Jane last month by Rob': { leaver: 'Jane', requester: 'Rob', from: '2026-02-01' },
    'van Jane door Rob gisteren': { leaver: 'Jane', requester: 'Rob', from: '2026-03-03' },
    'jane@contoso.com?': { leaver: 'jane@contoso.com', requester: '', from: null },
    'Abby Byron': { leaver: 'Abby Byron', requester: '', from: null },
    'Jan de Vries': { leaver: 'Jan de Vries', requester: '', from: null },
  }
  for (const [text, found] of Object.entries(readings))
    it(`is read: "${text}"`, () => assert.deepEqual(read(text), found))

  it('is bounded, whatever is typed', () => {
    const { leaver } = readListing('history', 'x '.repeat(5_000), today)
    assert.ok(leaver.length <= 60)
  })
})
