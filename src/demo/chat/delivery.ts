import type { Activity } from './activities.ts'

/** What the bot's endpoint said to one activity. `body` is JSON, or null when it was empty or something else. */
export type Reply =
  | { readonly kind: 'answered'; readonly status: number; readonly body: unknown }
  | { readonly kind: 'late' }
  | { readonly kind: 'unreachable' }

/** Hands one activity to the bot, once. Never throws. */
export type Deliver = (activity: Activity) => Promise<Reply>

/**
 * @param patience milliseconds; Teams waits 10 to 15 s,
 *   https://learn.microsoft.com/azure/bot-service/bot-builder-howto-long-operations-guidance
 * @param closing ends what is under way when the chat closes
 */
export function deliveryTo(botUrl: string, patience: number, closing: AbortSignal): Deliver {
  return async (activity) => {
    const late = AbortSignal.timeout(patience)
    try {
      const response = await fetch(botUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(activity),
        signal: AbortSignal.any([late, closing]),
      })
      return { kind: 'answered', status: response.status, body: jsonOf(await response.text()) }
    } catch {
      return { kind: late.aborted ? 'late' : 'unreachable' }
    }
  }
}

export function wasHeard(reply: Reply): boolean {
  return reply.kind === 'answered' && reply.status >= 200 && reply.status < 300
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
