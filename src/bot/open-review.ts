import type { TurnContext } from 'botbuilder'
import { offerFor } from '../actions/offer.ts'
import { clockOf } from '../cards/clock.ts'
import type { Command } from '../offboarding/decide.ts'
import type { Reader } from '../offboarding/events.ts'
import type { State } from '../offboarding/evolve.ts'
import type { Facts } from '../offboarding/facts.ts'
import { type Approver, protectionOf } from '../offboarding/policy.ts'
import { isWaiting, type Schedule } from '../offboarding/schedule.ts'
import { wordsIn } from '../offboarding/words.ts'
import { rememberConversation } from '../records/conversations.ts'
import { begin, openFor, record } from '../records/history.ts'
import type { BotOptions } from './bot.ts'
import { inFull } from './moment.ts'
import { readerAt, readerOf } from './reader.ts'
import { referenceTextOf } from './reference.ts'

/**
 * Shows the review of a leaver where it was asked for: a new offboarding, or the open one of the same leaver. The
 * runner posts the card.
 * @returns a sentence to say, or `null` when the card says it all
 */
export async function openReview(
  options: BotOptions,
  context: TurnContext,
  by: Approver,
  leaver: string,
  reason: string | null,
  to: Schedule | 'now' | null = null,
): Promise<string | null> {
  const here = readerAt(context.activity, options.groupLanguage)
  const words = wordsIn(here.language)
  // Before joining, so that a leaver who asks for themselves does not get to see their own offboarding.
  if (leaver.toLowerCase() === by.person.id.toLowerCase()) return words.protection({ kind: 'is-requester' })
  const conversation = await remember(options, context)
  const personal = context.activity.conversation.conversationType === 'personal'
  const reader = readerOf(context.activity)
  const asked = { by, conversation, personal, ...reader }
  const joined = await join(options, leaver, asked, here, to)
  if (joined !== undefined) return joined
  const facts = await options.tenant.facts(leaver)
  const protection = protectionOf(facts, by.person, options.protectedUsers)
  if (protection) return words.protection(protection)
  const state = await begin(options.database, {
    type: 'requested',
    leaver: identityOf(facts),
    requester: by.person,
    reason,
    offer: offerFor(facts, options.rules),
    conversation,
    personal,
    ...reader,
    expiresAfter: options.expiresAfter,
    ...(to !== null && to !== 'now' && { schedule: to }),
    ...(options.around.moreEmail && { moreEmail: true }),
    ...(options.around.tellsManager && { tellsManager: true }),
  })
  // Somebody was quicker: theirs is shown.
  if (state === null) return (await join(options, leaver, asked, here, to)) ?? null
  options.wake(state.id)
  return null
}

async function remember({ database }: BotOptions, context: TurnContext): Promise<string> {
  const id = context.activity.conversation.id
  await rememberConversation(database, id, referenceTextOf(context))
  return id
}

/** @returns a sentence, or `undefined` when there is nothing open to join */
async function join(
  { database, wake }: BotOptions,
  leaver: string,
  asked: Omit<Extract<Command, { type: 'join' }>, 'type' | 'to'>,
  here: Reader,
  to: Schedule | 'now' | null,
): Promise<string | undefined> {
  const open = await openFor(database, leaver)
  if (open === null) return undefined
  const time = to === 'now' ? null : to
  const written = await record(database, open, { type: 'join', ...asked, to: time })
  if (written === null || written.decision.refusal?.kind === 'closed') return undefined
  const { state, decision } = written
  const words = wordsIn(here.language)
  if (decision.refusal) return words.refusal(decision.refusal)
  wake(open)
  const isGiven = decision.events.some(({ type }) => type === 'rescheduled')
  const sentence = aboutTime(state, to, isGiven, here)
  return sentence ?? words.conversation.joined(state.requester.name, clockOf(here, database.now())(state.requestedAt))
}

/** What becomes of the time that was asked for, if one was asked for or set before. @param isGiven it is its time now */
function aboutTime(state: State, to: Schedule | 'now' | null, isGiven: boolean, here: Reader): string | null {
  const words = wordsIn(here.language)
  const { joined, joinedNow, joinedGiven, joinedOther, joinedAtOnce } = words.schedule
  const { requester, schedule } = state
  const asked = to === null || to === 'now' ? null : inFull(words, to, here)
  if (schedule === null || !isWaiting(state)) return asked && joinedAtOnce(requester.name, asked)
  const set = inFull(words, schedule, here)
  if (isGiven) return joinedGiven(requester.name, set)
  if (to === 'now') return joinedNow(requester.name, set)
  const isOther = to !== null && to.at !== schedule.at
  return asked && isOther ? joinedOther(requester.name, set, asked) : joined(requester.name, set)
}

const identityOf = ({ id, displayName, userPrincipalName }: Facts) => ({ id, displayName, userPrincipalName })
