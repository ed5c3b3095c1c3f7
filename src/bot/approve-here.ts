import type { TurnContext } from 'botbuilder'
import { mayOpen } from '../offboarding/policy.ts'
import { wordsIn } from '../offboarding/words.ts'
import { runningBatches } from '../records/batch-due.ts'
import { recordBatch } from '../records/batch-history.ts'
import { rememberConversation } from '../records/conversations.ts'
import { record, runningNow } from '../records/history.ts'
import { readApprovalsChat, rememberApprovalsChat } from '../records/settings.ts'
import type { BotOptions } from './bot.ts'
import { wordsAt } from './reader.ts'
import { referenceTextOf } from './reference.ts'

/**
 * Makes this chat the approvals chat, for somebody who may approve. The chat that was it before is told, and what is
 * being decided now is shown here too.
 * @returns what to answer
 */
export async function approveHere(options: BotOptions, context: TurnContext): Promise<string> {
  const { database, tenant, wake, wakeBatch } = options
  const { conversation, from } = context.activity
  const words = wordsAt(context.activity, options.groupLanguage)
  if (conversation.conversationType === 'personal') return words.conversation.approveOnlyInGroups
  const by = await tenant.approver(from.aadObjectId ?? '')
  const refusal = mayOpen(by)
  if (refusal) return words.notAllowed(refusal)
  const before = await readApprovalsChat(database)
  await rememberConversation(database, conversation.id, referenceTextOf(context))
  if (before?.conversation === conversation.id) return words.conversation.approvesHereAlready
  await rememberApprovalsChat(database, { conversation: conversation.id, by: by.person.id })
  const { approvalsMoved } = wordsIn(options.groupLanguage).conversation
  if (before) await options.announce(before.conversation, approvalsMoved(by.person.name))
  for (const id of await runningNow(database)) {
    const command = { type: 'show-to-approvers', by, conversation: conversation.id } as const
    const written = await record(database, id, command)
    if (written && written.decision.events.length > 0) wake(id)
  }
  for (const id of await runningBatches(database)) {
    const written = await recordBatch(database, id, { type: 'show-to-approvers', by, conversation: conversation.id })
    if (written && written.decision.events.length > 0) wakeBatch(id)
  }
  return words.conversation.approvesHere
}
