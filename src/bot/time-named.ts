import type { TurnContext } from 'botbuilder'
import type { Schedule } from '../offboarding/schedule.ts'
import { wordsIn } from '../offboarding/words.ts'
import { type AskedTime, askedTime, type Purpose } from './asked-time.ts'
import type { BotOptions } from './bot.ts'
import type { Mention } from './commands.ts'
import { withoutName } from './mentioned.ts'
import { inFull } from './moment.ts'
import { readerAt } from './reader.ts'

/** Takes the time off what was typed in a chat; `words` are then whom it names. */
export async function timeNamed(
  { tenant, database, groupLanguage }: BotOptions,
  { activity }: TurnContext,
  { words, mention, purpose }: { words: string; mention: Mention | null; purpose: Purpose },
): Promise<AskedTime> {
  const reader = readerAt(activity, groupLanguage)
  const typed = mention ? withoutName(words, mention) : words
  const mentioned = mention !== null
  const time = await askedTime(typed, { tenant, reader, purpose, mentioned, now: database.now() })
  return 'sentence' in time || !mention ? time : { ...time, words: mention.name }
}

/** The time that was named, said while it is still asked whom it is for. */
export function timeKept(
  { groupLanguage }: BotOptions,
  { activity }: TurnContext,
  to: Schedule | 'now' | null,
): string | null {
  if (to === null || to === 'now') return null
  const reader = readerAt(activity, groupLanguage)
  const words = wordsIn(reader.language)
  return words.schedule.kept(inFull(words, to, reader))
}
