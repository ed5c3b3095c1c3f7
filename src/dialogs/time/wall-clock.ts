/** A day of the calendar: `2026-11-27`. */
export type Day = string

/** What clocks and calendars in a time zone show at a moment. */
export type WallClock = { readonly day: Day; readonly minutes: number }

const day = 24 * 3_600_000

/** @param at epoch milliseconds @param zone an IANA time zone */
export function wallClockAt(at: number, zone: string): WallClock {
  const shown = new Date(at + offsetAt(at, zone)).toISOString()
  return { day: shown.slice(0, 10), minutes: Number(shown.slice(11, 13)) * 60 + Number(shown.slice(14, 16)) }
}

/**
 * The moment at which clocks there show this, in epoch milliseconds. Where they show it twice, in the night when summer
 * time ends, it is the first of the two; where they never do, in the night when it begins, as long after the jump as it
 * would have been after the hour that is left out.
 */
export function momentOf({ day: date, minutes }: WallClock, zone: string): number {
  const wanted = Date.parse(`${date}T00:00:00Z`) + minutes * 60_000
  const before = wanted - offsetAt(wanted - day, zone)
  const after = wanted - offsetAt(wanted + day, zone)
  const shown = [before, after].filter((at) => at + offsetAt(at, zone) === wanted)
  return shown.length > 0 ? Math.min(...shown) : before
}

/** The day so many days later. */
export const later = (date: Day, days: number): Day =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * day).toISOString().slice(0, 10)

/** Whether the calendar has it: no 31 November. */
export const isDay = (date: Day): boolean => {
  const at = Date.parse(`${date}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(date)
}

/** How far clocks there are ahead of UTC, in milliseconds. */
export function offsetAt(at: number, zone: string): number {
  const format = formats.get(zone) ?? formatFor(zone)
  formats.set(zone, format)
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const { year = 0, month = 1, day: date = 1, hour = 0, minute = 0, second = 0 } = part
  return Date.UTC(year, month - 1, date, hour, minute, second) - Math.floor(at / 1000) * 1000
}

const formats = new Map<string, Intl.DateTimeFormat>()

const formatFor = (zone: string) =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
  })
