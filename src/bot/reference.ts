import { type ConversationReference, TurnContext } from 'botbuilder'
import { z } from 'zod'
import { referenceOf } from '../records/conversations.ts'
import type { Database } from '../records/database.ts'

/** How to reach the conversation of this turn later, as text for the records. */
export const referenceTextOf = (context: TurnContext): string =>
  JSON.stringify(TurnContext.getConversationReference(context.activity))

const accountShape = z.looseObject({ id: z.string(), name: z.string().default('') })
const referenceShape = z.looseObject({
  serviceUrl: z.string(),
  channelId: z.string(),
  bot: accountShape,
  user: accountShape.optional(),
  conversation: z.looseObject({
    id: z.string(),
    name: z.string().default(''),
    isGroup: z.boolean().default(false),
    conversationType: z.string().default('personal'),
  }),
})

/**
 * A conversation that was remembered. Where it leads is checked again when a connector is made for it: a stored address
 * is trusted no more than one that comes in.
 */
export async function readReference(database: Database, conversation: string): Promise<ConversationReference> {
  const text = await referenceOf(database, conversation)
  if (text === null) throw new Error('the conversation is not known')
  return referenceShape.parse(JSON.parse(text)) as ConversationReference
}
