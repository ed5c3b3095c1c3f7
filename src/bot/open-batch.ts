import { randomUUID } from 'node:crypto'
import type { Activity, TurnContext } from 'botbuilder'
import { guidOf } from '../offboarding/batch/digest.ts'
import type { Approver } from '../offboarding/policy.ts'
import { openBatchesOf } from '../records/batch-due.ts'
import { beginBatch, loadBatch, recordBatch } from '../records/batch-history.ts'
import { rememberConversation } from '../records/conversations.ts'
import type { BotOptions } from './bot.ts'
import { readerOf, wordsAt } from './reader.ts'
import { referenceTextOf } from './reference.ts'

/** Who is to leave. `rows` is how many the file had in which they stand; `null` for what was typed. */
export type AskedMany = {
  readonly entries: readonly string[]
  readonly reason: string | null
  readonly rows: number | null
}

/** Begins a batch with a list of people, for somebody who may ask. Whom it means is looked up by the runner, which posts the card. */
export async function openBatch(
  options: BotOptions,
  context: TurnContext,
  by: Approver,
  { entries, reason, rows }: AskedMany,
): Promise<void> {
  const { database, rules, expiresAfter, around } = options
  const { activity } = context
  await rememberConversation(database, activity.conversation.id, referenceTextOf(context))
  const listed = {
    type: 'listed',
    requester: by.person,
    reason,
    entries,
    source: rows === null ? 'message' : 'file',
    ...(rows === null ? {} : { rows }),
    secondPerson: rules.approval === 'second-person',
    conversation: activity.conversation.id,
    personal: activity.conversation.conversationType === 'personal',
    ...readerOf(activity),
    expiresAfter,
    ...(around.moreEmail ? ({ moreEmail: true } as const) : {}),
  } as const
  const state = await beginBatch(database, listed, idFor(activity))
  options.wakeBatch(state.id)
}

/** A message that is sent again, because the bot died before it had answered, is the same list. */
function idFor({ id, timestamp, conversation, from }: Activity): string {
  return id && timestamp ? guidOf(JSON.stringify([conversation.id, from.id, id, timestamp])) : randomUUID()
}

/** Cancels a list that this person sent here and nobody has started. @returns what to say; `null` where there is none */
export async function cancelBatch(options: BotOptions, context: TurnContext): Promise<string | null> {
  const { database, tenant, wakeBatch } = options
  const { activity } = context
  const requester = activity.from.aadObjectId ?? ''
  const words = wordsAt(activity, options.groupLanguage)
  for (const id of await openBatchesOf(database, requester)) {
    const state = await loadBatch(database, id)
    if (state?.startedAt !== null) continue
    if (!state.showings.some(({ conversation }) => conversation === activity.conversation.id)) continue
    const written = await recordBatch(database, id, { type: 'cancel', by: await tenant.approver(requester) })
    if (!written) continue
    wakeBatch(id)
    const { refusal } = written.decision
    return refusal ? words.batch.refusal(refusal) : words.batch.cancelled
  }
  return null
}
