import { knownZone } from '../cards/clock.ts'
import { plainly, type Reading, readTime } from '../dialogs/time/read-time.ts'
import { timeLike } from '../dialogs/time/time-like.ts'
import { type Trailing, trailingTime } from '../dialogs/time/trailing-time.ts'
import type { Reader } from '../offboarding/events.ts'
import type { Schedule } from '../offboarding/schedule.ts'
import { wordsIn } from '../offboarding/words.ts'
import type { TenantRead } from '../tenant/tenant.ts'
import { whyNot } from './moment.ts'

/** What somebody is asked for: to be offboarded, or that their offboarding gets another time. */
export type Purpose = 'offboard' | 'move'

/**
 * A name and the time behind it: `to` is `null` where none was named. `moments` are what the time can mean when that is
 * not clear (epoch milliseconds), `said` is how it was typed; a `sentence` says why it is none at all.
 */
export type AskedTime =
  | { readonly words: string; readonly to: Schedule | 'now' | null }
  | { readonly words: string; readonly said: string; readonly moments: readonly number[] }
  | { readonly sentence: string }

type Asking = {
  readonly tenant: Pick<TenantRead, 'search'>
  readonly now: number
  /** Whose clocks and calendars are meant, and in which language the chat is answered. */
  readonly reader: Reader
  /** Somebody was mentioned, and their name is not in what was typed: all of it has to be the time. */
  readonly mentioned: boolean
  readonly purpose: Purpose
}

/**
 * Takes the time off what was typed. In doubt it is a name, as long as somebody is called like that. What is neither is
 * said to be so: no part of a time is left out, or taken for the whole.
 */
export async function askedTime(typed: string, asking: Asking): Promise<AskedTime> {
  const time = asking.mentioned ? await wholly(typed, asking) : await atTheEnd(typed, asking)
  if (asking.purpose !== 'move' || 'sentence' in time || 'moments' in time || time.to !== null) return time
  return { sentence: wordsIn(asking.reader.language).schedule.unclear }
}

async function wholly(typed: string, asking: Asking): Promise<AskedTime> {
  if (plainly(typed) === '') return { words: '', to: null }
  const { now, reader } = asking
  const reading = await readTime(typed, now, knownZone(reader.zone))
  if (reading) return timeOf(reading, '', typed, reader)
  return { sentence: wordsIn(reader.language).schedule.unclearOf(typed) }
}

async function atTheEnd(typed: string, { tenant, now, reader }: Asking): Promise<AskedTime> {
  const isName = async (words: string) => words !== '' && (await tenant.search(words, 1)).length > 0
  const found = await trailingTime(typed, now, knownZone(reader.zone))
  if (found && (await isTime(found, typed, isName))) return timeOf(found.reading, found.words, found.said, reader)
  const words = typed.split(/\s+/)
  const place = timeLike(words)
  if (place === null || (await isName(typed))) return { words: typed, to: null }
  return { sentence: wordsIn(reader.language).schedule.neither(typed, words.slice(place).join(' ')) }
}

/** Nobody is called like all of it, and what stands in front is no part of the time, because somebody is called so. */
async function isTime(
  { words, sure, halfRead }: Trailing,
  typed: string,
  isName: (words: string) => Promise<boolean>,
): Promise<boolean> {
  if (!sure && (await isName(typed))) return false
  return !halfRead || (await isName(words))
}

function timeOf(reading: Reading, words: string, said: string, reader: Reader): AskedTime {
  const zone = knownZone(reader.zone)
  switch (reading.kind) {
    case 'now':
      return { words, to: 'now' }
    case 'at':
      return { words, to: { at: reading.at, zone } }
    case 'several':
      return { words, said, moments: reading.at }
    default:
      return { sentence: whyNot(reading, { ...reader, zone }) }
  }
}
