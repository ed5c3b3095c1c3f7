import type { Activity, TurnContext } from 'botbuilder'
import type { Logger } from 'pino'

/** The card that asked is answered: what was answered stands in its place, so that nobody taps a dead button. */
export async function settle(context: TurnContext, card: string | null, text: string, log: Logger): Promise<void> {
  if (card === null) return
  const settled: Partial<Activity> = { type: 'message', id: card, text: text || '…', textFormat: 'plain' }
  try {
    await context.updateActivity(settled)
  } catch (error) {
    // The message may be deleted by now. Its buttons would only be told that the search is over.
    log.warn({ err: error }, 'cannot edit an answered search card')
  }
}
