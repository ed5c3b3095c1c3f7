import { z } from 'zod'
import type { TimeOfDay } from './time-of-day.ts'
import { type Day, isDay, later } from './wall-clock.ts'

/**
 * What is left of an expression without digits of a time of day. `days` are what one day can mean, `null` where none is
 * named; `time` is one in words, such as noon; `inMinutes` and `inDays` are how long from now. `otherWeekday`: a day of
 * the week was named beside a date that falls on another one.
 */
export type Named = {
  readonly days: readonly Day[] | null
  readonly time: TimeOfDay | null
  readonly inMinutes: number
  readonly inDays: number
  readonly otherWeekday: boolean
}

const foundShape = z.object({
  start: z.number(),
  end: z.number(),
  typeName: z.enum(['datetimeV2.date', 'datetimeV2.time', 'datetimeV2.duration']),
  resolution: z.object({
    values: z.array(z.object({ timex: z.string(), value: z.string(), Mod: z.string().optional() })).min(1),
  }),
})
type Found = z.infer<typeof foundShape>

/** Words that may stand between what is recognized. */
const between = /^(?:[\s,]|\b(?:on|at|in|the|of|and|from now)\b)*$/

/**
 * Reads days and lengths of time with Microsoft's recognizer, which botbuilder-dialogs brings. All of the text has to be
 * read: with one word left over it is no time, but somebody's name.
 * @param text in lower case and in English
 * @param today what calendars show where it was said
 */
export async function readDays(text: string, today: Day): Promise<Named | null> {
  const { days: numeric, rest } = takeNumericDay(text, today)
  const found = await recognized(rest, today)
  if (found === null || !between.test(without(rest, found))) return null
  const of = (type: string) => found.filter(({ typeName }) => typeName === `datetimeV2.${type}`)
  const [dates, times, durations] = [of('date'), of('time'), of('duration')]
  // "Friday 27/11" is a weekday and a date; any other two are two days.
  const isBeside = numeric !== null && dates.length === 1 && isWeekday(dates[0])
  const dated = dates[0] && !isBeside ? daysOf(dates[0], rest, today) : numeric
  const { days: named, otherWeekday } = onWeekday(dated, isBeside || !isWeekday(dates[0]) ? rest : '')
  const isOne =
    dates.length + (numeric && !isBeside ? 1 : 0) <= 1 &&
    times.length <= 1 &&
    (durations.length === 0 || named === null)
  if (!isOne || (dates[0] && named === null) || named?.length === 0) return null
  if (durations.length > 0 && !/^\s*in\b|from now\s*$/.test(rest)) return null
  const lengths = durations.map(lengthOf)
  if (lengths.some((length) => length === null)) return null
  const sum = (unit: 'days' | 'minutes') => lengths.reduce((all, length) => all + (length?.[unit] ?? 0), 0)
  const [inMinutes, inDays] = [sum('minutes'), sum('days')]
  return { days: named, time: times[0] ? timeOf(times[0]) : null, inMinutes, inDays, otherWeekday }
}

/** A day of the week alone, which comes every week. */
const isWeekday = (found: Found | undefined): boolean =>
  found?.resolution.values[0]?.timex.startsWith('XXXX-WXX') ?? false

const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const weekdayForm = /\b(sun|mon|tue|wed|thu|fri|sat)(?:s|nes|rs|ur)?(?:day)?\b/

/** Holds the days to the day of the week that stands beside them, which the recognizer does not look at. */
function onWeekday(days: Day[] | null, text: string): { days: Day[] | null; otherWeekday: boolean } {
  const named = weekdayForm.exec(text)?.[1]
  if (days === null || days.length === 0 || named === undefined) return { days, otherWeekday: false }
  const fitting = days.filter((day) => weekdays[new Date(`${day}T00:00:00Z`).getUTCDay()] === named)
  return fitting.length > 0 ? { days: fitting, otherWeekday: false } : { days, otherWeekday: true }
}

/** Loaded when somebody names a time: it takes half a second. */
async function recognized(text: string, today: Day): Promise<Found[] | null> {
  if (text.trim() === '') return []
  const { default: recognizers } = await import('@microsoft/recognizers-text-date-time')
  // At noon no clock on earth is put forward or back, so this process' own time zone does not matter.
  const [year = 0, month = 1, day = 1] = today.split('-').map(Number)
  const { SplitDateAndTime } = recognizers.DateTimeOptions
  try {
    const found = recognizers.recognizeDateTime(text, 'en-us', SplitDateAndTime, new Date(year, month - 1, day, 12))
    const read = z.array(foundShape).safeParse(found)
    return read.success ? read.data : null
  } catch {
    // It trips over texts that name no moment, such as "next the hour". Nothing outside it can fail here.
    return null
  }
}

function without(text: string, found: readonly Found[]): string {
  const isFound = (place: number) => found.some(({ start, end }) => place >= start && place <= end)
  return [...text].map((letter, place) => (isFound(place) ? ' ' : letter)).join('')
}

/** The day that comes next; both where today may be meant as well as the week after. */
function daysOf({ start, end, resolution }: Found, text: string, today: Day): Day[] | null {
  const { values } = resolution
  if (values.some(({ Mod, value }) => Mod !== undefined || !isDay(value))) return null
  const days = values.map(({ value }) => value)
  const next = days.filter((day) => day >= today).slice(0, 1)
  if (values[0]?.timex.startsWith('XXXX-WXX') && next[0] === today) return [today, later(today, 7)]
  const weekBefore = later(next[0] ?? today, -7)
  const isNextWeekday = /^next \w+day$/.test(text.slice(start, end + 1))
  if (isNextWeekday && weekBefore > today) return [weekBefore, ...next]
  return next.length > 0 ? next : days.slice(-1)
}

/** "9:30" in words: half past nine. */
function timeOf({ resolution }: Found): TimeOfDay | null {
  const [first, second] = resolution.values
  const [, hour = '', minute = ''] = /^(\d{2}):(\d{2}):\d{2}$/.exec(first?.value ?? '') ?? []
  return hour === '' ? null : { minutes: Number(hour) * 60 + Number(minute), certain: second === undefined }
}

/** ISO 8601: days and weeks go by the calendar, hours and minutes by the clock. */
function lengthOf({ resolution }: Found): { days: number; minutes: number } | null {
  const match = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(resolution.values[0]?.timex ?? '')
  if (!match) return null
  const [weeks = 0, days = 0, hours = 0, minutes = 0] = match.slice(1).map((part) => Number(part ?? 0))
  return { days: weeks * 7 + days, minutes: hours * 60 + minutes }
}

const numericForm = /(?<![\d/.-])(\d{1,2})(?:[/-](\d{1,2})(?:[/-](\d{4}))?|\.(\d{1,2})\.(\d{4})?)(?![\d/.-])/

/** "11/12" may be in November or in December; which comes first differs between countries. */
function takeNumericDay(text: string, today: Day): { days: Day[] | null; rest: string } {
  const match = numericForm.exec(text)
  if (!match) return { days: null, rest: text }
  const [whole, first = '', slashed, slashedYear, dotted, dottedYear] = match
  const second = slashed ?? dotted ?? ''
  const year = slashedYear ?? dottedYear
  const days = [nextDay(year, second, first, today), nextDay(year, first, second, today)].filter((day) => day !== null)
  return { days: [...new Set(days)], rest: text.replace(whole, ' ') }
}

/** Without a year it is this one's, or the next one's when that is over. */
function nextDay(year: string | undefined, month: string, day: string, today: Day): Day | null {
  const inYear = (named: string) => `${named}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const thisYear = today.slice(0, 4)
  const days = (year ? [year] : [thisYear, String(Number(thisYear) + 1)]).map(inYear).filter(isDay)
  return days.find((named) => named >= today) ?? days[0] ?? null
}
