import assert from 'node:assert/strict'
import { fullMomentOf } from '../../src/cards/clock.ts'
import { type Reading, readTime } from '../../src/dialogs/time/read-time.ts'
import { trailingTime } from '../../src/dialogs/time/trailing-time.ts'

const zone = 'Europe/Amsterdam'
/** Wednesday 25 November 2026, 14:00 in Amsterdam. */
const wednesday = Date.parse('2026-11-25T14:00:00+01:00')

/** As a clock and a calendar in a zone show it: "Fri 27 Nov 17:00". */
function shown(at: number, timeZone = zone): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...{
      timeZone,
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    },
  })
  return format.format(at).replaceAll(',', '')
}

function told(reading: Reading | null, timeZone = zone): string {
  if (reading === null) return 'no time'
  switch (reading.kind) {
    case 'now':
      return 'now'
    case 'at':
      return shown(reading.at, timeZone)
    case 'several':
      return reading.at.map((at) => shown(at, timeZone)).join(' | ')
    case 'other-zone':
      return `other zone: ${reading.zone}`
    default:
      return `${reading.kind}: ${shown(reading.at, timeZone)}`
  }
}

/** What was typed on Wednesday 25 November at 14:00, and what it means. */
const phrases: readonly (readonly [string, string])[] = [
  ['on Friday at 17:00', 'Fri 27 Nov 17:00'],
  ['friday 17:00', 'Fri 27 Nov 17:00'],
  ['Friday 5pm', 'Fri 27 Nov 17:00'],
  ['at 5 pm on Friday', 'Fri 27 Nov 17:00'],
  ['on Friday at 5 p.m.', 'Fri 27 Nov 17:00'],
  ['on Friday at 5.30pm', 'Fri 27 Nov 17:30'],
  ['Friday at 17.30', 'Fri 27 Nov 17:30'],
  ['friday at 17', 'Fri 27 Nov 17:00'],
  ['friday at 5', 'Fri 27 Nov 05:00 | Fri 27 Nov 17:00'],
  ['friday at 5:30', 'Fri 27 Nov 05:30 | Fri 27 Nov 17:30'],
  ['friday at 05:30', 'Fri 27 Nov 05:30'],
  ['friday at half past 5', 'Fri 27 Nov 05:30 | Fri 27 Nov 17:30'],
  ['friday at quarter to 5', 'Fri 27 Nov 04:45 | Fri 27 Nov 16:45'],
  ['friday at 5 in the afternoon', 'Fri 27 Nov 17:00'],
  ['friday morning', 'Fri 27 Nov 09:00'],
  ['friday morning at 8', 'Fri 27 Nov 08:00'],
  ['friday at noon', 'Fri 27 Nov 12:00'],
  ['friday at 12', 'Fri 27 Nov 12:00'],
  ['friday', 'Fri 27 Nov 09:00 | Fri 27 Nov 12:00 | Fri 27 Nov 17:00 | Fri 27 Nov 23:59'],
  ['today', 'Wed 25 Nov 17:00 | Wed 25 Nov 23:59'],
  ['next friday at 17:00', 'Fri 27 Nov 17:00 | Fri 4 Dec 17:00'],
  ['this friday at 17:00', 'Fri 27 Nov 17:00'],
  ['wednesday at 17:00', 'Wed 25 Nov 17:00 | Wed 2 Dec 17:00'],
  ['wednesday at 9:00', 'Wed 2 Dec 09:00'],
  ['tomorrow 9am', 'Thu 26 Nov 09:00'],
  ['tomorrow at 9', 'Thu 26 Nov 09:00'],
  ['9am tomorrow', 'Thu 26 Nov 09:00'],
  ['the day after tomorrow at 9am', 'Fri 27 Nov 09:00'],
  ['at 5', 'Wed 25 Nov 17:00'],
  ['at 3', 'Wed 25 Nov 15:00'],
  ['at 1', 'Thu 26 Nov 01:00 | Thu 26 Nov 13:00'],
  ['at 9', 'Wed 25 Nov 21:00 | Thu 26 Nov 09:00'],
  ['at 17:00', 'Wed 25 Nov 17:00'],
  ['at 13:00', 'Thu 26 Nov 13:00'],
  ['at noon', 'Thu 26 Nov 12:00'],
  ['tonight', 'Wed 25 Nov 20:00'],
  ['tonight at 8', 'Wed 25 Nov 20:00'],
  ['this evening', 'Wed 25 Nov 19:00'],
  ['at the end of today', 'Wed 25 Nov 23:59'],
  ['at the end of the day', 'Wed 25 Nov 23:59'],
  ['end of friday', 'Fri 27 Nov 23:59'],
  ['in 2 hours', 'Wed 25 Nov 16:00'],
  ['in half an hour', 'Wed 25 Nov 14:30'],
  ['in 90 minutes', 'Wed 25 Nov 15:30'],
  ['in 1 hour and 30 minutes', 'Wed 25 Nov 15:30'],
  ['2 hours from now', 'Wed 25 Nov 16:00'],
  ['in 3 days', 'Sat 28 Nov 14:00'],
  ['in 3 days at 9am', 'Sat 28 Nov 09:00'],
  ['in a week', 'Wed 2 Dec 14:00'],
  ['on 27 November at 17:00', 'Fri 27 Nov 17:00'],
  ['27 November 2026 17:00', 'Fri 27 Nov 17:00'],
  ['Friday 27 November 2026 at 17:00', 'Fri 27 Nov 17:00'],
  ['November 27th at 5pm', 'Fri 27 Nov 17:00'],
  ['Thursday 27 November 2026 at 17:00', 'other-weekday: Fri 27 Nov 17:00'],
  ['on Thursday, November 27th at 5pm', 'other-weekday: Fri 27 Nov 17:00'],
  ['Monday 30/11 at 9:00', 'Mon 30 Nov 09:00'],
  ['Friday 30/11 at 9:00', 'other-weekday: Mon 30 Nov 09:00'],
  ['Friday 27/11/2026 17:00', 'Fri 27 Nov 17:00'],
  ['Saturday 2/1/2027 at 17:00', 'Sat 2 Jan 17:00'],
  ['Thursday 2026-11-27 17:00', 'other-weekday: Fri 27 Nov 17:00'],
  ['friday 27/11 and monday 30/11', 'no time'],
  ['tomorrow 27/11', 'no time'],
  ['friday the 27th at 17:00', 'Fri 27 Nov 17:00'],
  ['thursday the 27th at 17:00', 'no time'],
  ['tomorrow at midnight', 'Thu 26 Nov 00:00 | Fri 27 Nov 00:00'],
  ['friday at midnight', 'Fri 27 Nov 00:00 | Sat 28 Nov 00:00'],
  ['friday at 12am', 'Fri 27 Nov 00:00 | Sat 28 Nov 00:00'],
  ['friday at 00:00', 'Fri 27 Nov 00:00'],
  ['today at midnight', 'Thu 26 Nov 00:00'],
  ['at midnight', 'Thu 26 Nov 00:00'],
  ['2026-11-27 17:00', 'Fri 27 Nov 17:00'],
  ['27/11/2026 17:00', 'Fri 27 Nov 17:00'],
  ['27-11 17:00', 'Fri 27 Nov 17:00'],
  ['27.11.2026 at 17:00', 'Fri 27 Nov 17:00'],
  ['11/12/2026 at 17:00', 'Fri 11 Dec 17:00'],
  ['1/12/2026 at 17:00', 'Tue 1 Dec 17:00'],
  ['2/1/2027 at 17:00', 'Sat 2 Jan 17:00 | Mon 1 Feb 17:00'],
  ['today at 9am', 'past: Wed 25 Nov 09:00'],
  ['yesterday at 9am', 'past: Tue 24 Nov 09:00'],
  ['24 November 2026 at 17:00', 'past: Tue 24 Nov 17:00'],
  ['24 November at 17:00', 'too-far: Wed 24 Nov 17:00'],
  ['1 May at 17:00', 'too-far: Sat 1 May 17:00'],
  ['in 91 days', 'too-far: Wed 24 Feb 14:00'],
  ['in 90 days', 'Tue 23 Feb 14:00'],
  ['now', 'now'],
  ['right now', 'now'],
  ['to Monday 9am', 'Mon 30 Nov 09:00'],
  ['by the end of the day', 'Wed 25 Nov 23:59'],
  ['by end of day', 'Wed 25 Nov 23:59'],
  ['eod', 'Wed 25 Nov 23:59'],
  ['EOD Friday', 'Fri 27 Nov 23:59'],
  ['friday eod', 'Fri 27 Nov 23:59'],
  ['end of day on Friday', 'Fri 27 Nov 23:59'],
  ['end of day tomorrow', 'Thu 26 Nov 23:59'],
  ['by cob', 'Wed 25 Nov 17:00 | Wed 25 Nov 23:59'],
  ['close of business today', 'Wed 25 Nov 17:00 | Wed 25 Nov 23:59'],
  ['tmrw 9am', 'Thu 26 Nov 09:00'],
  ['on Friday at 17:00 please', 'Fri 27 Nov 17:00'],
  ['on Friday at 17:00, thanks!', 'Fri 27 Nov 17:00'],
  ['on Friday at 17:00.', 'Fri 27 Nov 17:00'],
  ['on Friday at 5 p.m., please.', 'Fri 27 Nov 17:00'],
  ['12.12. at 9:00', 'Sat 12 Dec 09:00'],
  ['on 12.12.', 'Sat 12 Dec 09:00 | Sat 12 Dec 12:00 | Sat 12 Dec 17:00 | Sat 12 Dec 23:59'],
  ['2026-11-27T17:00', 'Fri 27 Nov 17:00'],
  ['Friday 27 November 2026 at 17:00 (Europe/Amsterdam)', 'Fri 27 Nov 17:00'],
  ['on Friday at 17:00 CET', 'Fri 27 Nov 17:00'],
  ['on Friday at 17:00 UTC', 'other zone: UTC'],
  ['on Friday at 17:00 CEST', 'other zone: CEST'],
  ['on Friday at 17:00 (America/New_York)', 'other zone: America/New_York'],

  ['vrijdag om 17:00', 'Fri 27 Nov 17:00'],
  ['op vrijdag om 17.00 uur', 'Fri 27 Nov 17:00'],
  ['vrijdag 27-11 om 17:00', 'Fri 27 Nov 17:00'],
  ['donderdag 27 november om 17:00', 'other-weekday: Fri 27 Nov 17:00'],
  ['vrijdag om middernacht', 'Fri 27 Nov 00:00 | Sat 28 Nov 00:00'],
  ['vrijdag 17 uur', 'Fri 27 Nov 17:00'],
  ['vrijdag om 5 uur', 'Fri 27 Nov 05:00 | Fri 27 Nov 17:00'],
  ['vrijdag om half 6', 'Fri 27 Nov 05:30 | Fri 27 Nov 17:30'],
  ['vrijdag om kwart over 5', 'Fri 27 Nov 05:15 | Fri 27 Nov 17:15'],
  ['morgen 9 uur', 'Thu 26 Nov 09:00'],
  ['morgenochtend', 'Thu 26 Nov 09:00'],
  ['morgenavond om 8 uur', 'Thu 26 Nov 20:00'],
  ['overmorgen om 9:00', 'Fri 27 Nov 09:00'],
  ['vanavond', 'Wed 25 Nov 20:00'],
  ['aan het eind van de dag', 'Wed 25 Nov 23:59'],
  ['aan het einde van vandaag', 'Wed 25 Nov 23:59'],
  ['over 2 uur', 'Wed 25 Nov 16:00'],
  ['over een half uur', 'Wed 25 Nov 14:30'],
  ['over een kwartier', 'Wed 25 Nov 14:15'],
  ['over 3 dagen', 'Sat 28 Nov 14:00'],
  ['27 november om 17:00', 'Fri 27 Nov 17:00'],
  ['4 januari om 9 uur', 'Mon 4 Jan 09:00'],
  ['volgende week maandag om 9 uur', 'Mon 30 Nov 09:00'],
  ['aanstaande vrijdag om 17:00', 'Fri 27 Nov 17:00'],
  ['nu', 'now'],
  ['naar maandag 9 uur', 'Mon 30 Nov 09:00'],
  ['maandagochtend', 'Mon 30 Nov 09:00'],
  ['maandagochtend om 8 uur', 'Mon 30 Nov 08:00'],
  ['maandag ochtend', 'Mon 30 Nov 09:00'],
  ['vrijdagmiddag', 'Fri 27 Nov 14:00'],
  ['vrijdag om half zes', 'Fri 27 Nov 05:30 | Fri 27 Nov 17:30'],
  ['vrijdag half zes', 'Fri 27 Nov 05:30 | Fri 27 Nov 17:30'],
  ['vrijdag om vijf uur', 'Fri 27 Nov 05:00 | Fri 27 Nov 17:00'],
  ['vrijdag kwart over vijf', 'Fri 27 Nov 05:15 | Fri 27 Nov 17:15'],
  ['over twee uur', 'Wed 25 Nov 16:00'],
  ['einde dag', 'Wed 25 Nov 23:59'],
  ['voor het einde van de dag', 'Wed 25 Nov 23:59'],
  ['vrijdag om 17:00 graag', 'Fri 27 Nov 17:00'],
  ['vrijdag om 17:00 a.u.b.', 'Fri 27 Nov 17:00'],

  ['at 25:00', 'no time'],
  ['friday at 17:61', 'no time'],
  ['at 13pm', 'no time'],
  ['31 November at 17:00', 'no time'],
  ['May', 'no time'],
  ['April', 'no time'],
  ['next week', 'no time'],
  ['every friday at 17:00', 'no time'],
  ['before friday', 'no time'],
  ['friday to monday', 'no time'],
  ['friday or monday at 17:00', 'no time'],
  ['friday at 9am and 17:00', 'no time'],
  ['on call', 'no time'],
  ['30 February at 9am', 'no time'],
  ['the last day of November at 17:00', 'no time'],
  ['last friday at 17:00', 'past: Fri 20 Nov 17:00'],
  ['by Friday at 17:00', 'no time'],
  ['in 3 months', 'no time'],
  ['between 9 and 10 on friday', 'no time'],
  ['friday at 17:00 IST', 'no time'],
  ['friday at 17:00 sharp', 'no time'],
  ['2026-11-27T17:00+01:00', 'no time'],
  ['eind van de middag', 'no time'],
  ['eind van de week', 'no time'],
  ['CET', 'no time'],
  ['please', 'no time'],
  ['next the hour', 'no time'],
  ['2 hours', 'no time'],
  ['5', 'no time'],
  ['', 'no time'],
]

describe('words that name a moment', function () {
  this.timeout(20_000)
  for (const [typed, meaning] of phrases)
    it(`"${typed}" is ${meaning}`, async () => {
      assert.equal(told(await readTime(typed, wednesday, zone)), meaning)
    })

  it('are read on a Friday as today or in a week', async () => {
    const friday = wednesday + 48 * 3_600_000
    assert.equal(told(await readTime('Friday at 17:00', friday, zone)), 'Fri 27 Nov 17:00 | Fri 4 Dec 17:00')
    assert.equal(told(await readTime('Friday at 9am', friday, zone)), 'Fri 4 Dec 09:00')
  })

  it('are not looked for in what is longer than any moment, which could take seconds', async () => {
    await readTime('on Friday', wednesday, zone)
    for (const part of ['1:1', '11/11/11 ', '1 ', '00:00:00 ']) {
      const begun = performance.now()
      assert.equal(await trailingTime(`Jane ${part.repeat(70)}`.slice(0, 200), wednesday, zone), null)
      assert.ok(performance.now() - begun < 1_000, part)
    }
  })

  it('are at least a minute away', async () => {
    assert.equal(told(await readTime('in 1 minute', wednesday, zone)), 'Wed 25 Nov 14:01')
    assert.equal(told(await readTime('at 14:00', wednesday - 30_000, zone)), 'past: Wed 25 Nov 14:00')
  })

  it('are read in the time zone of whoever types them', async () => {
    const reading = await readTime('tomorrow 9am', wednesday, 'America/New_York')
    assert.equal(told(reading, 'America/New_York'), 'Thu 26 Nov 09:00')
    assert.equal(told(reading), 'Thu 26 Nov 15:00')
    const nextDay = await readTime('tomorrow 9am', wednesday, 'Pacific/Auckland')
    assert.equal(told(nextDay, 'Pacific/Auckland'), 'Fri 27 Nov 09:00', 'there it is Thursday already')
  })

  it('count as UTC where the time zone is none', async () => {
    assert.equal(told(await readTime('tomorrow 9am', wednesday, 'Atlantis/Capital'), 'UTC'), 'Thu 26 Nov 09:00')
  })
})

describe('clocks that are put forward and back', () => {
  const at = async (typed: string, now: string) => {
    const reading = await readTime(typed, Date.parse(now), zone)
    return reading?.kind === 'at' ? new Date(reading.at).toISOString() : told(reading)
  }

  it('keep the hour of the wall over the change', async () => {
    assert.equal(await at('on Monday at 9am', '2026-10-23T12:00:00+02:00'), '2026-10-26T08:00:00.000Z')
    assert.equal(await at('in 3 days', '2026-10-23T12:00:00+02:00'), '2026-10-26T11:00:00.000Z')
    assert.equal(await at('in 72 hours', '2026-10-23T12:00:00+02:00'), '2026-10-26T10:00:00.000Z')
  })

  it('jump over an hour in spring: what falls into it comes as long after', async () => {
    assert.equal(await at('on 29 March at 02:30', '2026-03-27T12:00:00+01:00'), '2026-03-29T01:30:00.000Z')
    assert.equal(shown(Date.parse('2026-03-29T01:30:00Z')), 'Sun 29 Mar 03:30')
  })

  it('show an hour twice in autumn: the first is meant, and shown as which', async () => {
    const first = '2026-10-25T00:30:00.000Z'
    assert.equal(await at('on 25 October at 02:30', '2026-10-23T12:00:00+02:00'), first)
    const [early, late] = [Date.parse(first), Date.parse(first) + 3_600_000].map((moment) =>
      fullMomentOf({ at: moment, zone }, { language: 'en' }),
    )
    assert.deepEqual(early, { date: 'Sunday 25 October 2026', time: '02:30', zone: 'Europe/Amsterdam, GMT+2' })
    assert.deepEqual(late, { date: 'Sunday 25 October 2026', time: '02:30', zone: 'Europe/Amsterdam, GMT+1' })
  })

  it('are shown in full, in both languages', () => {
    const moment = { at: Date.parse('2026-11-27T16:00:00Z'), zone }
    assert.deepEqual(fullMomentOf(moment, { language: 'en' }), {
      ...{ date: 'Friday 27 November 2026', time: '17:00', zone: 'Europe/Amsterdam' },
    })
    assert.deepEqual(fullMomentOf(moment, { language: 'nl' }), {
      ...{ date: 'vrijdag 27 november 2026', time: '17:00', zone: 'Europe/Amsterdam' },
    })
  })
})

/** What was typed after "offboard", whom it names, and the time; in doubt the time may as well be a name. */
const asked: readonly (readonly [string, string, string, 'sure' | 'doubt' | ''])[] = [
  ['Jane on Friday at 17:00', 'Jane', 'Fri 27 Nov 17:00', 'sure'],
  ['Jane Doe tomorrow 9am', 'Jane Doe', 'Thu 26 Nov 09:00', 'sure'],
  ['jane@contoso.com at the end of today', 'jane@contoso.com', 'Wed 25 Nov 23:59', 'sure'],
  ['Jane vrijdag om 17:00', 'Jane', 'Fri 27 Nov 17:00', 'sure'],
  ['Jane morgen 9 uur', 'Jane', 'Thu 26 Nov 09:00', 'sure'],
  ['Jane now', 'Jane', 'now', 'doubt'],
  ['Jane tomorrow', 'Jane', told({ kind: 'several', at: tomorrow() }), 'doubt'],
  ['June Friday', 'June', 'Fri 27 Nov 09:00 | Fri 27 Nov 12:00 | Fri 27 Nov 17:00 | Fri 27 Nov 23:59', 'doubt'],
  ['June Friday on Friday at 17:00', 'June Friday', 'Fri 27 Nov 17:00', 'sure'],
  ['April May on Friday at 17:00', 'April May', 'Fri 27 Nov 17:00', 'sure'],
  ['April May', '', 'no time', ''],
  ['Friday', '', 'Fri 27 Nov 09:00 | Fri 27 Nov 12:00 | Fri 27 Nov 17:00 | Fri 27 Nov 23:59', 'doubt'],
  ['tomorrow', '', told({ kind: 'several', at: tomorrow() }), 'doubt'],
  ['Kate Morgen', 'Kate', told({ kind: 'several', at: tomorrow() }), 'doubt'],
  ['Jane Doe', '', 'no time', ''],
  ['Jane on call', '', 'no time', ''],
  ['Jane at 25:00', '', 'no time', ''],
  ['user 5', '', 'no time', ''],
  ['411c3769-17f8-4b9e-b4f1-f95726588b87', '', 'no time', ''],
  ['Doe, Jane on Monday at 9am', 'Doe, Jane', 'Mon 30 Nov 09:00', 'sure'],
  ['on Friday at 17:00', '', 'Fri 27 Nov 17:00', 'sure'],
  ['Jane to Monday 9am', 'Jane', 'Mon 30 Nov 09:00', 'sure'],
  ['Jane eod', 'Jane', 'Wed 25 Nov 23:59', 'sure'],
  ['Jane by the end of the day', 'Jane', 'Wed 25 Nov 23:59', 'sure'],
  ['Jane on Friday at 17:00 CET please', 'Jane', 'Fri 27 Nov 17:00', 'sure'],
  ['Jane last Friday', 'Jane', 'past: Fri 20 Nov 23:59', 'doubt'],
]

function tomorrow(): number[] {
  return ['09:00', '12:00', '17:00', '23:59'].map((time) => Date.parse(`2026-11-26T${time}:00+01:00`))
}

describe('a moment behind a name', () => {
  for (const [typed, words, meaning, sure] of asked)
    it(`"${typed}" is ${words || 'nobody'}, ${meaning}${sure === 'doubt' ? ', or a name' : ''}`, async () => {
      const found = await trailingTime(typed, wednesday, zone)
      assert.equal(told(found?.reading ?? null), meaning)
      assert.deepEqual([found?.words ?? '', found ? (found.sure ? 'sure' : 'doubt') : ''], [words, sure])
    })
})
