import { setTimeout } from 'node:timers/promises'
import { ActivityTypes, type TurnContext } from 'botbuilder'
import { Failure } from '../errors.ts'
import type { Pace } from '../records/pace.ts'
import { statusOf, waitIn } from './sending.ts'
import { countMessage, holdConversation } from './teams-limits.ts'

/** https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit, and what passes by itself. */
const passing = [412, 429, 500, 502, 503, 504]
const tries = 3
/** Whoever typed waits for the answer, and Teams for the end of the turn. Milliseconds. */
const patience = 4_000

/** Answers within a turn: counted with everything else that goes to the conversation, and sent again where Teams asks for it. */
export function sendReplies(context: TurnContext, pace: Pace, now: () => number): void {
  const { conversation } = context.activity
  const sent = async <T>(next: () => Promise<T>): Promise<T> => {
    for (let tried = 1; ; tried++) {
      // Nobody waits for the count; when it fails, the log has it.
      countMessage(pace, conversation.id).catch(() => undefined)
      try {
        return await next()
      } catch (error) {
        const status = statusOf(error)
        if (status === null || !passing.includes(status) || tried >= tries) throw error
        const asked = error instanceof Failure ? error.retryAfterMs : waitIn(error, now())
        // No token could be had: that is held already, and is not this conversation's.
        if (status === 429 && !(error instanceof Failure))
          await holdConversation(pace, conversation.id, asked).catch(() => undefined)
        const wait = asked ?? 500 * 2 ** tried
        if (wait > patience) throw error
        await setTimeout(wait)
      }
    }
  }
  context.onSendActivities((_context, activities, next) => {
    const isOne = activities.length === 1 && activities[0]?.type !== ActivityTypes.InvokeResponse
    return isOne ? sent(next) : next()
  })
  context.onUpdateActivity((_context, _activity, next) => sent(next))
}
