import { languages } from '../offboarding/words/languages.ts'
import { type Day, dayAt, isDay, startOfDay, weekdayOf } from './calendar.ts'
import { escaped, spellings, whole } from './command-words.ts'

/** From the first moment to the last, which is not in it; epoch milliseconds. `until` null: up to now and on. */
export type Period = { readonly from: number; readonly until: number | null }

/** Whose days are meant, and now. */
export type Today = { readonly zone: string; readonly now: number }

/** The first day of it, and the first day after it. */
type Days = readonly [Day, Day]

/**
 * Reads a time as people type it, in any of the languages: today, last week, March, 2025, 5 March 2026, 2026-03-05, and
 * two of those with "to" between them, or one with "since" before it. `null` when the text is not a time as a whole.
 */
export function readPeriod(text: string, today: Today): Period | null {
  const words = text.trim().toLowerCase().replace(/\s+/gu, ' ')
  const start = (day: Day) => startOfDay(day, today.zone)
  const since = afterWord(words, sinceWord)
  if (since !== null) {
    const days = daysOf(since, today)
    return days && { from: start(days[0]), until: null }
  }
  const days = daysOf(afterWord(words, fromWord) ?? words, today) ?? daysBetween(words, today)
  return days && { from: start(days[0]), until: start(days[1]) }
}

const wordOf = (key: 'typed.from' | 'typed.since' | 'typed.to'): string =>
  `(?:${spellings(key)
    .sort((one, other) => other.length - one.length)
    .map((word) => (/^\p{L}/u.test(word) ? whole(escaped(word)) : escaped(word)))
    .join('|')})`
const fromWord = new RegExp(`^${wordOf('typed.from')}\\s+`, 'u')
const sinceWord = new RegExp(`^${wordOf('typed.since')}\\s+`, 'u')
const toWord = new RegExp(`\\s${wordOf('typed.to')}\\s`, 'gu')

function afterWord(text: string, word: RegExp): string | null {
  const match = word.exec(text)
  return match && text.slice(match[0].length)
}

function daysBetween(text: string, today: Today): Days | null {
  const both = afterWord(text, fromWord) ?? text
  for (const { index, 0: word } of both.matchAll(toWord)) {
    const end = daysOf(both.slice(index + word.length), today)
    const start = daysOf(both.slice(0, index), today, end)
    if (start && end && isBefore(start[0], end[1])) return [start[0], end[1]]
  }
  return null
}

/** @param later what a day or month without a year comes before, rather than today */
function daysOf(text: string, { zone, now }: Today, later: Days | null = null): Days | null {
  const today = dayAt(now, zone)
  return relativeTo(today, text) ?? dateOf(text, later?.[1] ?? after(today, 1))
}

const after = (day: Day, count: number): Day => dayAt(Date.UTC(day.year, day.month - 1, day.day + count), 'UTC')
const monthFrom = (year: number, month: number): Days => {
  const first = after({ year, month, day: 1 }, 0)
  return [first, after({ year: first.year, month: first.month + 1, day: 1 }, 0)]
}
const yearFrom = (year: number): Days => [
  { year, month: 1, day: 1 },
  { year: year + 1, month: 1, day: 1 },
]
const one = (day: Day): Days => [day, after(day, 1)]

function relativeTo(today: Day, text: string): Days | null {
  const monday = after(today, 1 - weekdayOf(today))
  const { year, month } = today
  const named = [
    ['typed.today', one(today)],
    ['typed.yesterday', one(after(today, -1))],
    ['typed.thisWeek', [monday, after(monday, 7)]],
    ['typed.lastWeek', [after(monday, -7), monday]],
    ['typed.thisMonth', monthFrom(year, month)],
    ['typed.lastMonth', monthFrom(year, month - 1)],
    ['typed.thisYear', yearFrom(year)],
    ['typed.lastYear', yearFrom(year - 1)],
  ] as const
  return named.find(([key]) => spellings(key).includes(text))?.[1] ?? null
}

/** A year, a month, or a day; the latest before `bound` where no year is said. */
function dateOf(text: string, bound: Day): Days | null {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text)
  if (iso) return dayIn(Number(iso[1]), Number(iso[2]), Number(iso[3]))
  if (/^(19|20)\d\d$/.test(text)) return yearFrom(Number(text))
  const match =
    /^(?:(\d{1,2})(?:st|nd|rd|th|e)? )?(\p{L}+)\.?(?: (\d{1,2})(?:st|nd|rd|th)?)?(?:,? ((?:19|20)\d\d))?$/u.exec(text)
  const alone = match !== null && !match[1] && !match[3] && !match[4]
  // Jan is a name as well; a short month stands beside a day or a year.
  const month = (alone ? longMonths : months).get(match?.[2] ?? '')
  if (!match || month === undefined || (match[1] && match[3])) return null
  const day = match[1] ?? match[3]
  const inYear = (year: number) => (day ? dayIn(year, month, Number(day)) : monthFrom(year, month))
  if (match[4]) return inYear(Number(match[4]))
  const latest = inYear(bound.year)
  return latest && !isBefore(latest[0], bound) ? inYear(bound.year - 1) : latest
}

function dayIn(year: number, month: number, day: number): Days | null {
  return isDay({ year, month, day }) ? one({ year, month, day }) : null
}

const isBefore = (first: Day, second: Day): boolean =>
  Date.UTC(first.year, first.month - 1, first.day) < Date.UTC(second.year, second.month - 1, second.day)

/** The months of every language, by name: "march" and "maart", or "mar" and "mrt". */
function monthsNamed(month: 'long' | 'short'): [string, number][] {
  const formats = Object.values(languages).map(
    ({ locale }) => new Intl.DateTimeFormat(locale, { month, timeZone: 'UTC' }),
  )
  return formats.flatMap((format) =>
    Array.from({ length: 12 }, (_, index): [string, number] => {
      return [
        format
          .format(Date.UTC(2026, index, 15))
          .toLowerCase()
          .replace('.', ''),
        index + 1,
      ]
    }),
  )
}

const longMonths = new Map(monthsNamed('long'))
const months = new Map([...longMonths, ...monthsNamed('short')])
