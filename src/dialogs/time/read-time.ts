import { knownZone } from '../../cards/clock.ts'
import { longestAhead, shortestAhead } from '../../offboarding/schedule.ts'
import { readDays } from './days.ts'
import { inEnglish } from './in-english.ts'
import { type TimeOfDay, takeTimeOfDay } from './time-of-day.ts'
import { type Day, later, momentOf, type WallClock, wallClockAt } from './wall-clock.ts'
import { takeZone } from './written-zone.ts'

/** What words that name a moment mean, in epoch milliseconds; `several` when they may mean more than one. */
export type Reading =
  | { readonly kind: 'now' }
  | { readonly kind: 'at'; readonly at: number }
  | { readonly kind: 'several'; readonly at: readonly number[] }
  | { readonly kind: 'past'; readonly at: number }
  | { readonly kind: 'too-far'; readonly at: number }
  /** A date that falls on another day of the week than was named beside it. */
  | { readonly kind: 'other-weekday'; readonly at: number }
  /** It was written with a time zone whose clocks show another time than those of whoever wrote it. */
  | { readonly kind: 'other-zone'; readonly zone: string }

/** Offered for a day without a time, in minutes. */
const hoursOffered = [9 * 60, 12 * 60, 17 * 60, 24 * 60 - 1].map((minutes) => ({ minutes, certain: true }))

const nowForm = /^(?:right )?now$/
/** Only ever typed in front of a time. */
const towards = /^(?:to|until|till)\s+/

/**
 * Reads words that name a moment, in English or Dutch, as clocks and calendars show it in a time zone.
 * @returns `null` when any part of them is not understood: then they name no moment
 */
export async function readTime(words: string, now: number, zone: string): Promise<Reading | null> {
  const plain = plainly(words)
  const written = takeZone(plain)
  if (written === null) return read(plain, now, zone)
  const reading = await read(written.words, now, zone)
  if (reading === null || reading.kind === 'now') return null
  const isSame = momentsOf(reading).every((at) => written.agrees(at, knownZone(zone)))
  return isSame ? reading : { kind: 'other-zone', zone: written.zone }
}

/** All that was read: none for what is no time. */
function momentsOf(reading: Reading): readonly number[] {
  if (!('at' in reading)) return []
  return typeof reading.at === 'number' ? [reading.at] : reading.at
}

const courtesy =
  /(?:^|[\s,]+)(?:please|pls|thanks|thank you|thx|alstublieft|alsjeblieft|a\.?u\.?b|svp|graag|bedankt|dank je)$/i

/** Without what says nothing of the moment. The point of "12.12." belongs to the day. */
export const plainly = (words: string): string =>
  withoutStop(withoutStop(words.replace(/^[\s,;:.]+/, '').trim()).replace(courtesy, ''))
    .replace(/(\d{4}-\d{2}-\d{2})t(?=\d{2}:)/i, '$1 ')
    .trim()

const withoutStop = (words: string): string =>
  words.replace(/[!?,;\s]+$/, '').replace(/(?<=:\d{2}|\d{4}|\p{L}|\))\.+$/u, '')

async function read(words: string, now: number, zone: string): Promise<Reading | null> {
  if (!isShort(words)) return null
  const text = inEnglish(words).trim().replace(towards, '').replace(/\s+/g, ' ')
  if (nowForm.test(text)) return { kind: 'now' }
  const timeZone = knownZone(zone)
  const here = wallClockAt(now, timeZone)
  const taken = takeTimeOfDay(text)
  if (taken === null) return null
  const named = await readDays(taken.rest, here.day)
  if (named === null || (taken.time && named.time)) return null
  const { days, inMinutes, inDays } = named
  const time = taken.time ?? named.time
  if (inMinutes > 0) return time ? null : bounded([now + inMinutes * 60_000 + inDays * day], now)
  const minutesNow = { minutes: here.minutes, certain: true }
  const moments = (shown: readonly WallClock[]) => shown.map((one) => momentOf(one, timeZone))
  if (inDays > 0)
    return bounded(moments(meant([later(here.day, inDays)], time ?? minutesNow, here, midnight.test(text))), now)
  if (days === null) return time ? bounded(moments(next(time, here)), now) : null
  const shown = time ? meant(days, time, here, midnight.test(text)) : days.flatMap((one) => offered(one, here))
  const at = moments(shown)
  return named.otherWeekday ? { kind: 'other-weekday', at: Math.min(...at) } : bounded(at, now)
}

const day = 24 * 3_600_000

/**
 * No moment takes more, such as "Wednesday 25 November 2026 at 17:00 in the afternoon". On 200 characters of digits and
 * colons the recognizer's patterns would run for seconds.
 */
const isShort = (words: string): boolean => words.length <= 60 && (words.match(/\d+/g) ?? []).length <= 5

function bounded(moments: readonly number[], now: number): Reading {
  const future = [...new Set(moments)].filter((at) => at >= now + shortestAhead).sort((one, other) => one - other)
  const near = future.filter((at) => at <= now + longestAhead)
  const [first] = near
  if (first !== undefined) return near.length === 1 ? { kind: 'at', at: first } : { kind: 'several', at: near }
  const [far] = future
  return far === undefined ? { kind: 'past', at: Math.max(...moments) } : { kind: 'too-far', at: far }
}

/** Nobody means a night's hour with a bare 9, but with a bare 5 the afternoon's as well as the morning's. */
const earlyUntil = 7 * 60

const afterNoon = ({ minutes }: TimeOfDay): number => minutes + 12 * 60

/** Where a day is named as well, some mean its beginning and some its end. */
const midnight = /\bmidnight\b|\b12(?:[:.]00)? ?a\.?m\b/

/** On days that were named: what of them is still to come. @param orItsEnd midnight, of whichever end of the day */
function meant(days: readonly Day[], time: TimeOfDay, here: WallClock, orItsEnd: boolean): WallClock[] {
  const meantDays = orItsEnd ? days.flatMap((named) => [named, later(named, 1)]) : days
  const on = (minutes: number) => meantDays.map((named) => ({ day: named, minutes }))
  const ahead = (shown: WallClock[]) => shown.filter((one) => isAhead(one, here))
  const first = on(time.minutes)
  if (time.certain) return ahead(first).length > 0 ? ahead(first) : first
  const both = [...first, ...on(afterNoon(time))]
  if (time.minutes < earlyUntil) return ahead(both).length > 0 ? ahead(both) : both
  return ahead(first).length > 0 ? ahead(first) : on(afterNoon(time))
}

/** Without a day: when clocks show it next. */
function next(time: TimeOfDay, here: WallClock): WallClock[] {
  const tomorrow = later(here.day, 1)
  const today = (minutes: number) => ({ day: here.day, minutes })
  const [early, late] = [today(time.minutes), today(afterNoon(time))]
  const morning = { day: tomorrow, minutes: time.minutes }
  if (time.certain) return [isAhead(early, here) ? early : morning]
  if (time.minutes >= earlyUntil) {
    if (isAhead(early, here)) return [early]
    return isAhead(late, here) ? [late, morning] : [morning]
  }
  const ahead = [early, late].filter((one) => isAhead(one, here))
  return ahead.length > 0 ? ahead : [morning, { day: tomorrow, minutes: afterNoon(time) }]
}

const offered = (named: Day, here: WallClock): WallClock[] => {
  const all = hoursOffered.map(({ minutes }) => ({ day: named, minutes }))
  const ahead = all.filter((one) => isAhead(one, here))
  return ahead.length > 0 ? ahead : all
}

const isAhead = (one: WallClock, here: WallClock): boolean =>
  one.day > here.day || (one.day === here.day && one.minutes > here.minutes)
