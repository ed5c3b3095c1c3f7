import type { ConversationReference, TurnContext } from 'botbuilder'
import { z } from 'zod'
import type { RenderedCard } from '../cards/card.ts'
import { messageWith } from '../dialogs/message.ts'
import { Failure } from '../errors.ts'
import type { Database } from '../records/database.ts'
import type { Pace, Waiting } from '../records/pace.ts'
import { retryAfter } from '../tenant/failures.ts'
import type { Adapter } from './adapter.ts'
import { readReference } from './reference.ts'
import { holdConversation, takeTurn } from './teams-limits.ts'

export type SendingOptions = {
  readonly adapter: Adapter
  readonly appId: string
  readonly database: Database
  readonly pace: Pace
}

/** One message may take this long to send, in milliseconds; the connector itself would wait for ever. */
const sendWithin = 20_000

const edits: Waiting = { urgency: 'bulk', patience: 1_000 }
const posts: Waiting = { urgency: 'person', patience: 2_000 }

/**
 * Posts a card, or edits the message that shows it, when it is its turn.
 * @returns the id of the message that shows the card now
 * @throws Failure throttled, with the time to come back, when that is not soon or Teams says so
 */
export async function sendCard(
  options: SendingOptions,
  conversation: string,
  activity: string | null,
  card: RenderedCard,
): Promise<string> {
  await takeTurn(options.pace, conversation, activity === null ? posts : edits)
  let id = activity ?? ''
  await inConversation(options, conversation, async (context) => {
    const message = messageWith(card)
    if (activity === null) id = (await context.sendActivity(message))?.id ?? ''
    else await context.updateActivity({ ...message, id: activity })
  })
  return id
}

/** Runs in a conversation that was remembered. @throws Failure throttled, when Teams asks to wait */
export async function inConversation(
  { adapter, appId, database, pace }: SendingOptions,
  conversation: string,
  run: (context: TurnContext) => Promise<void>,
): Promise<void> {
  const reference: ConversationReference = await readReference(database, conversation)
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error('Teams did not answer in time')), sendWithin)
  try {
    await Promise.race([adapter.continueConversationAsync(appId, reference, run), late])
  } catch (error) {
    // What was asked meanwhile, or a token for it, has a limit of its own that is held already.
    if (error instanceof Failure || statusOf(error) !== 429) throw error
    const wait = await holdConversation(pace, conversation, waitIn(error, database.now()))
    throw new Failure('throttled', 'Teams asked to wait', { status: 429, retryAfterMs: wait })
  } finally {
    clearTimeout(timer)
  }
}

const statusShape = z.looseObject({ statusCode: z.number() })

/** The HTTP status of what Teams answered; `null` where it did not. */
export function statusOf(error: unknown): number | null {
  if (error instanceof Failure) return error.note.status
  const parsed = statusShape.safeParse(error)
  return parsed.success ? parsed.data.statusCode : null
}

type Headers = { get(name: string): unknown }
const isHeaders = (value: unknown): value is Headers =>
  typeof value === 'object' && value !== null && 'get' in value && typeof value.get === 'function'
const answerShape = z.looseObject({ response: z.looseObject({ headers: z.custom<Headers>(isHeaders) }) })

/** How long Teams asked to wait, in milliseconds; `null` where it did not say. */
export function waitIn(error: unknown, now: number): number | null {
  const value = answerShape.safeParse(error).data?.response.headers.get('retry-after')
  return typeof value === 'string' ? retryAfter(value, now) : null
}
