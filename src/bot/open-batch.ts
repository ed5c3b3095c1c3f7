import { randomUUID } from 'node:crypto'
import type { Activity, TurnContext } from 'botbuilder'
import { guidOf } from '../offboarding/batch/digest.ts'
import { mayOpen } from '../offboarding/policy.ts'
import type { Words } from '../offboarding/words.ts'
import { openBatchesOf } from '../records/batch-due.ts'
import { beginBatch, loadBatch, recordBatch } from '../records/batch-history.ts'
import { rememberConversation } from '../records/conversations.ts'
import { type AttachedFile, readFile } from './attached-file.ts'
import type { BotOptions } from './bot.ts'
import { peopleIn } from './csv.ts'
import { mostPeople, type PeopleList } from './list-of-people.ts'
import { readerOf, wordsAt } from './reader.ts'
import { referenceTextOf } from './reference.ts'

/** Who is to leave, as it was typed and as it was attached. */
export type AskedMany = PeopleList & { readonly file: AttachedFile | null }

/**
 * Begins a batch with a list of people, for somebody who may ask. Whom it means is looked up by the runner, which posts
 * the card.
 * @returns a sentence to say, or `null` when the card says it all
 */
export async function openBatch(options: BotOptions, context: TurnContext, asked: AskedMany): Promise<string | null> {
  const { database, tenant, rules, expiresAfter, groupLanguage } = options
  const { activity } = context
  const words = wordsAt(activity, groupLanguage)
  const by = await tenant.approver(activity.from.aadObjectId ?? '')
  const refusal = mayOpen(by)
  if (refusal) return words.notAllowed(refusal)
  const entries = await allOf(options, asked, words)
  if (typeof entries === 'string') return entries
  if (entries.length > mostPeople) return words.batch.tooMany(entries.length, mostPeople)
  await rememberConversation(database, activity.conversation.id, referenceTextOf(context))
  const listed = {
    type: 'listed',
    requester: by.person,
    reason: asked.reason,
    entries,
    source: asked.file ? 'file' : 'message',
    secondPerson: rules.approval === 'second-person',
    conversation: activity.conversation.id,
    personal: activity.conversation.conversationType === 'personal',
    ...readerOf(activity),
    expiresAfter,
  } as const
  const state = await beginBatch(database, listed, idFor(activity))
  options.wakeBatch(state.id)
  return null
}

/** A message that is sent again, because the bot died before it had answered, is the same list. */
function idFor({ id, timestamp, conversation, from }: Activity): string {
  return id && timestamp ? guidOf(JSON.stringify([conversation.id, from.id, id, timestamp])) : randomUUID()
}

/** @returns the entries, or why there are none */
async function allOf(
  { isAllowedFile }: BotOptions,
  { entries, file }: AskedMany,
  words: Words,
): Promise<readonly string[] | string> {
  if (file === null) return entries
  if (!file.isTable) return words.batch.file['no-table']
  const bytes = await readFile(file.url, isAllowedFile)
  if (typeof bytes === 'string') return words.batch.file[bytes]
  const people = peopleIn(bytes)
  return people.length === 0 ? words.batch.file.empty : [...entries, ...people]
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
