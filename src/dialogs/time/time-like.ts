import { inEnglish } from './in-english.ts'

/** What only stands in front of something; `in de` and `op den` begin many a Dutch name. */
const leading = [
  "(?:on|in)(?! (?:the|den|der|het|'?t)\\b)",
  ...['at', 'by', 'until', 'till', 'before', 'after', 'between', 'around', 'this', 'next', 'last', 'first', 'second'],
  ...['third', 'every', 'each', 'end', 'half', 'quarter', 'tegen', 'tussen', 'rond', 'laatste', 'eerste', 'elke'],
].join('|')
const alone = [
  ...['today', 'tonight', 'tomorrow', 'tmrw?', 'yesterday', 'noon', 'midday', 'midnight', 'morning', 'afternoon'],
  ...['evening', 'night', 'lunch(?:time)?', 'weekend', 'asap', 'eod', 'cob', 'now', 'einde?', 'vannacht'],
  ...['(?:minute|hour|day|week|month|year)s?', 'mins?', 'hrs?', 'min(?:uut|uten)', 'uur', 'uren', 'dagen', 'weken'],
  ...['maand(?:en)?', 'jaar', 'mon', 'tues?', 'wed', 'thu(?:rs)?', 'fri', 'sat', 'sun'],
  '(?:mon|tues|wednes|thurs|fri|satur|sun)day\\p{L}*',
  '(?:(?:maan|dins|woens|donder|vrij|zater|zon)dag|morgen)\\p{L}+',
].join('|')
/** 9, 9am, 17:00, 30th, 12.12., 2026-11-27T09:00; no house number with a letter, and no object id. */
const number = '\\d{1,4}(?:[:.,h/-]\\d{1,4}){0,2}\\.?(?: ?[ap]\\.?m\\.?|h|st|nd|rd|th|e|t\\d{1,2}:\\d{2}\\S*)?'
const form = new RegExp(`^(?:(?:${leading}) |(?:(?:${alone})|${number})(?![\\p{L}\\p{N}-]))`, 'u')

/**
 * Where in what was typed a word stands that people name a moment with, whether or not it is understood. It may be a
 * part of a name all the same.
 * @returns the first such place, or `null`
 */
export function timeLike(words: readonly string[]): number | null {
  const place = words.findIndex((_, at) => form.test(inEnglish(words.slice(at).join(' '))))
  return place < 0 ? null : place
}
