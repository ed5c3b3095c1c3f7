import type { TurnContext } from 'botbuilder'
import { isWaiting } from '../offboarding/schedule.ts'
import { load, openOf, record } from '../records/history.ts'
import type { BotOptions } from './bot.ts'
import { wordsAt } from './reader.ts'

/**
 * Stops what this person asked for here: a review that nobody has started, or what waits for its time.
 * @returns a sentence to say
 */
export async function cancelReview(
  { database, tenant, wake, groupLanguage }: BotOptions,
  { activity }: TurnContext,
): Promise<string> {
  const words = wordsAt(activity, groupLanguage)
  const requester = activity.from.aadObjectId ?? ''
  for (const id of await openOf(database, requester)) {
    const state = await load(database, id)
    if (!state?.showings.some(({ conversation }) => conversation === activity.conversation.id)) continue
    if (state.phase !== 'review' && !isWaiting(state)) return words.conversation.cannotCancelNow
    const by = await tenant.approver(requester)
    // Started, but nothing has begun before its time.
    const written = await record(
      database,
      id,
      state.phase === 'review' ? { type: 'cancel', by } : { type: 'decline', by, reason: null },
    )
    if (!written) continue
    wake(id)
    const { refusal } = written.decision
    return refusal ? words.refusal(refusal) : words.conversation.offboardingCancelled(state.leaver.displayName)
  }
  return words.conversation.nothingToCancel
}
