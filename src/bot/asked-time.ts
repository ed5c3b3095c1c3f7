import { knownZone } from '../cards/clock.ts'
import { trailingTime } from '../dialogs/time/trailing-time.ts'
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
  /** Somebody was mentioned, so that no word has to be a name. */
  readonly mentioned: boolean
  readonly purpose: Purpose
}

/** Takes the time off what was typed. In doubt it is a name, as long as somebody is called like that. */
export async function askedTime(
  typed: string,
  { tenant, now, reader, mentioned, purpose }: Asking,
): Promise<AskedTime> {
  const zone = knownZone(reader.zone)
  const { unclear } = wordsIn(reader.language).schedule
  const found = await trailingTime(typed, now, zone)
  const isName = found && !found.sure && !mentioned && (await tenant.search(typed, 1)).length > 0
  if (found === null || isName) return purpose === 'move' ? { sentence: unclear } : { words: typed, to: null }
  const { words, said, reading } = found
  switch (reading.kind) {
    case 'now':
      return { words, to: 'now' }
    case 'at':
      return { words, to: { at: reading.at, zone } }
    case 'several':
      return { words, said, moments: reading.at }
    default:
      return { sentence: whyNot(reading, { ...reader, zone }) ?? unclear }
  }
}
