import type { TurnContext } from 'botbuilder'
import type { Approver } from '../offboarding/policy.ts'
import type { Schedule } from '../offboarding/schedule.ts'
import { wordsIn } from '../offboarding/words.ts'
import { openFor, record } from '../records/history.ts'
import type { BotOptions } from './bot.ts'
import { inFull } from './moment.ts'
import { readerAt } from './reader.ts'

/** Gives the open offboarding of a leaver another time. @returns a sentence to say */
export async function moveOpen(
  { database, wake, groupLanguage }: BotOptions,
  context: TurnContext,
  by: Approver,
  leaver: string,
  to: Schedule,
): Promise<string> {
  const here = readerAt(context.activity, groupLanguage)
  const words = wordsIn(here.language)
  const open = await openFor(database, leaver)
  const written = open === null ? null : await record(database, open, { type: 'move', by, to })
  if (open === null || written === null) return words.schedule.nothingToMove
  const { refusal } = written.decision
  if (refusal) return words.refusal(refusal)
  wake(open)
  return words.schedule.movedTo(inFull(words, to, here))
}
