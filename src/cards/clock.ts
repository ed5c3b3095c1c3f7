import type { Reader } from '../offboarding/events.ts'
import { languages } from '../offboarding/words/languages.ts'

/** Writes a moment as people read it: epoch milliseconds or ISO 8601 in, "14:03 CET" or "3 Mar, 14:03 CET" out. */
export type Clock = (moment: number | string) => string

/** Times in a reader's zone and language, with the date when it is not today's. A zone that is none counts as UTC. */
export function clockOf({ zone, language }: Reader, now: number): Clock {
  const { locale } = languages[language]
  const timeZone = isZone(zone) ? zone : 'UTC'
  const day = new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'short' })
  const year = new Intl.DateTimeFormat(locale, { timeZone, year: 'numeric' })
  return (moment) => {
    const at = new Date(moment)
    if (Number.isNaN(at.getTime())) return String(moment)
    return new Intl.DateTimeFormat(locale, {
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

/** "12 March 2019"; the text as it came when it is no date. */
export function dayOf(moment: string, { zone, language }: Reader): string {
  const at = new Date(moment)
  if (Number.isNaN(at.getTime())) return moment
  const timeZone = isZone(zone) ? zone : 'UTC'
  return new Intl.DateTimeFormat(languages[language].locale, { timeZone, dateStyle: 'long' }).format(at)
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
