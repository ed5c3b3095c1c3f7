import type { TurnContext } from 'botbuilder'
import type { FoundLeaver } from '../dialogs/find-leaver.ts'
import type { Approver } from '../offboarding/policy.ts'
import { type Schedule, shortestAhead } from '../offboarding/schedule.ts'
import { wordsIn } from '../offboarding/words.ts'
import { askUndo } from './ask-undo.ts'
import type { Purpose } from './asked-time.ts'
import type { BotOptions } from './bot.ts'
import { whyNot } from './moment.ts'
import { moveOpen } from './move.ts'
import { openReview } from './open-review.ts'
import { readerAt, zoneOf } from './reader.ts'
import { say } from './say.ts'

/** What whoever is found is found for, and the time that was named. */
export type Intent = { purpose: Purpose; to: Schedule | 'now' | null }

/** What somebody was found for. @returns a sentence to say, or `null` when a card says it all */
export async function forWhom(
  options: BotOptions,
  context: TurnContext,
  by: Approver,
  { leaver, purpose: found }: NonNullable<FoundLeaver>,
  { purpose, to, reason }: Intent & { reason: string | null },
): Promise<string | null> {
  if (found === 'undo') return askUndo(options, context, by, leaver)
  const here = readerAt(context.activity, options.groupLanguage)
  // It was named before somebody was found, which may have taken days.
  if (to !== null && to !== 'now' && to.at < options.database.now() + shortestAhead)
    return whyNot({ kind: 'past', at: to.at }, { ...here, zone: to.zone })
  if (to !== null && to !== 'now' && to.zone === 'UTC' && zoneOf(context.activity) === null)
    await say(context, wordsIn(here.language).schedule.guessedZone)
  if (purpose === 'move' && to !== null && to !== 'now') return moveOpen(options, context, by, leaver, to)
  return openReview(options, context, by, leaver, reason, to)
}
