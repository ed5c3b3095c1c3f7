import { createHash } from 'node:crypto'
import { type Activity, ActivityTypes, CardFactory, type TurnContext } from 'botbuilder'
import type { Logger } from 'pino'
import type { Around } from '../around-settings.ts'
import { helpCard } from '../cards/help.ts'
import { messageWith } from '../dialogs/message.ts'
import { isSearchTap } from '../dialogs/search-tap.ts'
import type { ApprovalRules } from '../offboarding/policy.ts'
import type { Language } from '../offboarding/words/languages.ts'
import { wordsIn } from '../offboarding/words.ts'
import type { Database } from '../records/database.ts'
import { rememberHeard, wasHeard } from '../records/heard.ts'
import type { Pace } from '../records/pace.ts'
import { forgetPersonalChat } from '../records/personal-chats.ts'
import { forgetGreeting, isFirstGreeting } from '../records/settings.ts'
import { NoAnswer } from '../records/trouble.ts'
import type { TenantRead } from '../tenant/tenant.ts'
import type { Watch } from '../watch/watch.ts'
import { answerMessage, takeAnyTap } from './any-tap.ts'
import { approveHere } from './approve-here.ts'
import { askedList } from './asked-lists.ts'
import { askedPeople } from './asked-people.ts'
import { filesOf } from './attached-file.ts'
import { readMessage } from './commands.ts'
import type { Conversation } from './conversation.ts'
import { type EvidenceWays, takeConsent } from './evidence.ts'
import { consentInvoke } from './file-consent.ts'
import { knowPersonalChat, knowZone } from './personal-chat.ts'
import { readerOf, wordsAt, wordsFor, zoneOf } from './reader.ts'
import { sendReplies } from './replies.ts'
import { say } from './say.ts'
import type { TapAnswer, Tapper } from './taps.ts'
import { sentenceAfter } from './went-wrong.ts'

export type BotOptions = {
  readonly database: Database
  readonly tenant: TenantRead
  readonly pace: Pace
  /** Tells the runner that an offboarding has something to do. */
  readonly wake: (offboarding: string) => void
  /** The same for a batch. */
  readonly wakeBatch: (batch: string) => void
  /** May a list be fetched from this address? */
  readonly isAllowedFile: (url: string) => boolean
  /** Object ids or user principal names, lower case. */
  readonly protectedUsers: ReadonlySet<string>
  readonly rules: ApprovalRules
  /** How long a plan that nobody confirms stays open, in milliseconds. */
  readonly expiresAfter: number
  /** How evidence reaches people. */
  readonly evidence: EvidenceWays
  /** What is spoken in chats of several. */
  readonly groupLanguage: Language
  readonly around: Around
  /** Says a sentence in another conversation, by its id. */
  readonly announce: (conversation: string, text: string) => Promise<void>
  readonly watch: Watch
  readonly log: Logger
}

/** What the bot does with one activity. */
export type Turn = (context: TurnContext) => Promise<void>

/** Answers one activity that the door has let in: a message, a tap, or being installed. */
export function createBot(options: BotOptions): Turn {
  const talk = talking(options)
  return async (context) => {
    const { activity } = context
    sendReplies(context, options.pace, options.database.now)
    try {
      if (activity.type === ActivityTypes.Message) await knowPersonalChat(options, context)
      if (activity.type === ActivityTypes.Invoke) await invoked(options, talk, context)
      else if (activity.type === ActivityTypes.Message)
        await once(options, activity, () => messaged(options, talk, context))
      else if (activity.type === ActivityTypes.InstallationUpdate) await installed(options, context)
    } catch (error) {
      await wentWrong(options, context, error)
    }
  }
}

/** The conversation of this bot. */
type Talk = () => Promise<Conversation>

/** Loaded with the first word that needs it, so that a first answer that needs none does not wait for dialogs. */
function talking(options: BotOptions): Talk {
  let loading: Promise<Conversation> | null = null
  return () => {
    loading ??= import('./conversation.ts').then(({ Conversation }) => new Conversation(options))
    return loading
  }
}

/**
 * A message that comes a second time, word for word with its id and time, is not answered again: Teams sends again what
 * was answered late, and so may somebody who recorded it. Remembered once it is answered, so that a crash loses nothing.
 * Taps need none of this: whatever they could do is done, and a second answer shows the card.
 */
async function once({ database }: BotOptions, activity: Activity, turn: () => Promise<void>): Promise<void> {
  const { id, timestamp, from, conversation, text, value } = activity
  const isTap = value !== undefined && value !== null
  if (isTap || !id || !timestamp) return turn()
  const message = JSON.stringify([conversation.id, from.id, id, timestamp, text])
  const digest = createHash('sha256').update(message).digest('hex')
  if (await wasHeard(database, digest)) return
  await turn()
  await rememberHeard(database, digest)
}

async function messaged(options: BotOptions, talk: Talk, context: TurnContext): Promise<void> {
  const { activity } = context
  await knowZone(options, activity)
  if (isSearchTap(activity.value)) {
    const sentence = await (await talk()).reply(context)
    if (sentence) await say(context, sentence)
    return
  }
  if (activity.value !== undefined && activity.value !== null) {
    // A client that does not know Action.Execute sends its fallback: the same tap, as a message.
    return answerMessage(context, await tapped(options, context, activity.value))
  }
  const words = wordsAt(activity, options.groupLanguage)
  const typed = readMessage(activity)
  switch (typed.kind) {
    case 'help':
      await context.sendActivity(messageWith(helpCard(words)))
      return
    case 'hello':
      return say(context, words.conversation.greeting)
    case 'cancel':
      return (await talk()).cancel(context)
    case 'status':
    case 'history':
    case 'evidence':
      return askedList(options, context, typed.kind, typed.rest)
    case 'approve-here':
      return say(context, await approveHere(options, context))
    case 'offboard':
      return askedPeople(options, await talk(), context, typed)
    case 'undo':
      return (await talk()).undo(context, typed)
    case 'move':
      return (await talk()).move(context, typed)
    case 'words':
      if (typed.words === '' && filesOf(activity).some(({ kind }) => kind !== 'other'))
        return say(context, words.batch.file.hint)
      return (await talk()).words(context, typed)
  }
}

async function invoked(options: BotOptions, talk: Talk, context: TurnContext): Promise<void> {
  const { activity } = context
  if (activity.name === consentInvoke) {
    await takeConsent(options, context, activity.value, tapperOf(activity))
    return respond(context, {})
  }
  if (activity.name !== 'adaptiveCard/action') {
    // Every invoke gets an answer; Teams shows "unable to reach app" for those that do not.
    const empty =
      activity.name === 'application/search' ? { statusCode: 200, type: searchType, value: { results: [] } } : {}
    return respond(context, empty)
  }
  const data: unknown = activity.value?.action?.data
  const value = typeof data === 'object' && data !== null ? { verb: activity.value.action.verb, ...data } : null
  if (isSearchTap(value)) {
    await knowZone(options, activity)
    const sentence = await asMessage(activity, value, async () => (await talk()).reply(context))
    return respond(context, {
      statusCode: 200,
      type: messageType,
      value: sentence ?? wordsFor(activity).conversation.received,
    })
  }
  const answer = await tapped(options, context, value)
  await respond(
    context,
    answer.card
      ? { statusCode: 200, type: CardFactory.contentTypes.adaptiveCard, value: answer.card.card }
      : { statusCode: 200, type: messageType, value: answer.sentence },
  )
}

/** A little less than Teams waits for a tap, in milliseconds. */
const tapWithin = 9_500

/** A tap is answered in time even when the records are silent; it may still be counted after that. */
async function tapped(options: BotOptions, context: TurnContext, value: unknown): Promise<TapAnswer> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new NoAnswer()), tapWithin)
  try {
    const { activity } = context
    const taken = knowZone(options, activity).then(() => takeAnyTap(options, context, value, tapperOf(activity)))
    return await Promise.race([taken, late.promise])
  } finally {
    clearTimeout(timer)
  }
}

const messageType = 'application/vnd.microsoft.activity.message'
const searchType = 'application/vnd.microsoft.search.searchResponse'

/** Prompts take messages only. A tap on the search's own card is one, for as long as the dialog runs. */
async function asMessage<T>(activity: Activity, value: unknown, run: () => Promise<T>): Promise<T> {
  const { type, value: before } = activity
  Object.assign(activity, { type: ActivityTypes.Message, value, text: '' })
  try {
    return await run()
  } finally {
    Object.assign(activity, { type, value: before })
  }
}

/** HTTP 200 always, with the status in the body: clients swallow the body of any other. */
async function respond(context: TurnContext, body: object): Promise<void> {
  await context.sendActivity({ type: ActivityTypes.InvokeResponse, value: { status: 200, body } })
}

/** In a chat of several the bot introduces itself once; alone, the command list does. */
async function installed(options: BotOptions, context: TurnContext): Promise<void> {
  const { action, conversation, from } = context.activity
  if (conversation.conversationType === 'personal') {
    return action === 'remove'
      ? forgetPersonalChat(options.database, conversation.id)
      : knowPersonalChat(options, context)
  }
  if (action === 'remove') return forgetGreeting(options.database, conversation.id)
  if (action !== 'add' || !(await isFirstGreeting(options.database, conversation.id, from?.aadObjectId ?? ''))) return
  await say(context, wordsIn(options.groupLanguage).conversation.greeting)
}

/** The door has checked that the object id is there, for every message and tap. */
const tapperOf = (activity: Activity): Tapper => {
  const { from, conversation, replyToId } = activity
  const reader = readerOf(activity)
  const message = replyToId ?? null
  const isZoneKnown = zoneOf(activity) !== null
  return { id: from.aadObjectId ?? '', teamsId: from.id, conversation: conversation.id, message, reader, isZoneKnown }
}

async function wentWrong(options: BotOptions, context: TurnContext, error: unknown): Promise<void> {
  const { activity } = context
  const isTap = activity.type === ActivityTypes.Invoke
  const words = isTap ? wordsFor(activity) : wordsAt(activity, options.groupLanguage)
  const sentence = sentenceAfter(options, error, words, isTap)
  if (isTap) return respond(context, { statusCode: 200, type: messageType, value: sentence })
  if (activity.type === ActivityTypes.Message) await say(context, sentence)
}
