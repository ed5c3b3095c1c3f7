import type { Reader } from '../offboarding/events.ts'
import { languages } from '../offboarding/words/languages.ts'

/** Writes a moment as people read it: epoch milliseconds or ISO 8601 in, "14:03 CET" or "3 Mar, 14:03 CET" out. */
export type Clock = (moment: number | string) => string

/** Made once each: to make one takes longer than to draw a card. Zones are many, so they are not kept for ever. */
const formats = new Map<string, Intl.DateTimeFormat>()
const mostFormats = 1_000

function formatOf(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([locale, options])
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, options)
  if (formats.size >= mostFormats) formats.clear()
  formats.set(key, format)
  return format
}

/** Times in a reader's zone and language, with the date when it is not today's. A zone that is none counts as UTC. */
export function clockOf({ zone, language }: Reader, now: number): Clock {
  const { locale } = languages[language]
  const timeZone = knownZone(zone)
  const day = formatOf(locale, { timeZone, dateStyle: 'short' })
  const year = formatOf(locale, { timeZone, year: 'numeric' })
  return (moment) => {
    const at = new Date(moment)
    if (Number.isNaN(at.getTime())) return String(moment)
    return formatOf(locale, {
      timeZone,
      hourCycle: 'h23',
      hour: '2-digit',
      minute: '2-digit',
      timeZoneName: 'short',
      ...(day.format(at) === day.format(now) ? {} : { day: 'numeric', month: 'short' }),
      ...(year.format(at) === year.format(now) ? {} : { year: 'numeric' }),
    }).format(at)
  }
}

/** Writes a moment in full: "3 Mar 2026, 14:03:05 CET". */
export function fullClockOf({ zone, language }: Reader): Clock {
  const timeZone = isZone(zone) ? zone : 'UTC'
  const format = formatOf(languages[language].locale, {
    timeZone,
    dateStyle: 'medium',
    timeStyle: 'long',
  })
  return (moment) => {
    const at = new Date(moment)
    return Number.isNaN(at.getTime()) ? String(moment) : format.format(at)
  }
}

/** "12 March 2019"; the text as it came when it is no date. */
export function dayOf(moment: string, { zone, language }: Reader): string {
  const at = new Date(moment)
  if (Number.isNaN(at.getTime())) return moment
  const timeZone = knownZone(zone)
  return formatOf(languages[language].locale, { timeZone, dateStyle: 'long' }).format(at)
}

/** A zone that is none counts as UTC. */
export const knownZone = (zone: string): string => (isZone(zone) ? zone : 'UTC')

/** Zones that were asked about, since to find out takes long. A client may send anything, so they are not kept for ever. */
const zones = new Map<string, boolean>()
const mostZones = 1_000

function isZone(zone: string): boolean {
  const known = zones.get(zone) ?? isKnownToIntl(zone)
  if (zones.size >= mostZones) zones.clear()
  zones.set(zone, known)
  return known
}

function isKnownToIntl(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** A moment in full, in the zone that it was named in: the date with its weekday, the time, and the zone. */
export type FullMoment = { readonly date: string; readonly time: string; readonly zone: string }

/** Where clocks show this time twice, in the night when summer time ends, the zone says which of the two it is. */
export function fullMomentOf(
  { at, zone }: { at: number; zone: string },
  { language }: Pick<Reader, 'language'>,
): FullMoment {
  const { locale } = languages[language]
  const timeZone = knownZone(zone)
  const day = formatOf(locale, {
    ...{ timeZone, weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  })
  const clock = formatOf(locale, { timeZone, hourCycle: 'h23', hour: '2-digit', minute: '2-digit' })
  const shown = (moment: number) => `${day.format(moment)} ${clock.format(moment)}`
  const isTwice = [-hour, -hour / 2, hour / 2, hour].some((apart) => shown(at + apart) === shown(at))
  const offset = formatOf(locale, { timeZone, timeZoneName: 'shortOffset' })
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')
  const which = isTwice && offset ? `, ${offset.value}` : ''
  return { date: day.format(at).replace(',', ''), time: clock.format(at), zone: timeZone + which }
}

const hour = 3_600_000
