import { fullMomentOf, knownZone } from '../cards/clock.ts'
import type { Reading } from '../dialogs/time/read-time.ts'
import { readTime } from '../dialogs/time/read-time.ts'
import type { Reader } from '../offboarding/events.ts'
import type { Schedule } from '../offboarding/schedule.ts'
import { type Words, wordsIn } from '../offboarding/words.ts'

/** A moment in full, as whoever reads it in this language is shown it. */
export const inFull = (words: Words, moment: Schedule, reader: Pick<Reader, 'language'>): string =>
  words.schedule.moment(fullMomentOf(moment, reader))

/** What was read is no time that something can wait for. */
type NoTime = Exclude<Reading, { readonly kind: 'now' | 'at' | 'several' }>

/** Why it is none. */
export function whyNot(reading: NoTime, { language, zone }: Reader): string {
  const words = wordsIn(language)
  if (reading.kind === 'other-zone') return words.schedule.otherZone(reading.zone, knownZone(zone))
  if (reading.kind === 'other-weekday') {
    return words.schedule.otherWeekday(fullMomentOf({ at: reading.at, zone }, { language }).date)
  }
  const moment = inFull(words, { at: reading.at, zone }, { language })
  return reading.kind === 'past' ? words.schedule.past(moment) : words.schedule.tooFar(moment)
}

/**
 * What was typed into a card's field for another time. @returns the moment, or a sentence on why it is none: a card
 * cannot ask back
 */
export async function typedMoment(typed: string, reader: Reader, now: number): Promise<Schedule | string> {
  const zone = knownZone(reader.zone)
  const words = wordsIn(reader.language)
  const reading = await readTime(typed, now, zone)
  if (reading === null) return typed.trim() === '' ? words.schedule.unclear : words.schedule.unclearOf(typed)
  switch (reading.kind) {
    case 'now':
      return words.refusal({ kind: 'too-soon' })
    case 'at':
      return { at: reading.at, zone }
    case 'several':
      return words.schedule.whichOf(reading.at.map((at) => inFull(words, { at, zone }, reader)))
    default:
      return whyNot(reading, { ...reader, zone })
  }
}
