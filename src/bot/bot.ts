import { createHash, randomBytes } from 'node:crypto'
import { type Activity, ActivityTypes, CardFactory, MessageFactory, type TurnContext } from 'botbuilder'
import type { Logger } from 'pino'
import { helpCard } from '../cards/help.ts'
import { messageWith } from '../dialogs/find-leaver.ts'
import { isSearchTap } from '../dialogs/reply-prompt.ts'
import { Failure } from '../errors.ts'
import type { ApprovalRules } from '../offboarding/policy.ts'
import type { Language } from '../offboarding/words/languages.ts'
import { wordsIn } from '../offboarding/words.ts'
import type { Database } from '../records/database.ts'
import { rememberHeard, wasHeard } from '../records/heard.ts'
import { forgetGreeting, isFirstGreeting } from '../records/settings.ts'
import type { TenantRead } from '../tenant/tenant.ts'
import type { Watch } from '../watch/watch.ts'
import { approveHere } from './approve-here.ts'
import { readMessage } from './commands.ts'
import { Conversation } from './conversation.ts'
import { readerOf, wordsAt, wordsFor } from './reader.ts'
import { type Tapper, takeTap } from './taps.ts'

export type BotOptions = {
  readonly database: Database
  readonly tenant: TenantRead
  /** Tells the runner that an offboarding has something to do. */
  readonly wake: (offboarding: string) => void
  /** Object ids or user principal names, lower case. */
  readonly protectedUsers: ReadonlySet<string>
  readonly rules: ApprovalRules
  /** How long a plan that nobody confirms stays open, in milliseconds. */
  readonly expiresAfter: number
  /** What is spoken in chats of several. */
  readonly groupLanguage: Language
  /** Says a sentence in another conversation, by its id. */
  readonly announce: (conversation: string, text: string) => Promise<void>
  readonly watch: Watch
  readonly log: Logger
}

/** What the bot does with one activity. */
export type Turn = (context: TurnContext) => Promise<void>

/** Answers one activity that the door has let in: a message, a tap, or being installed. */
export function createBot(options: BotOptions): Turn {
  const conversation = new Conversation(options)
  return async (context) => {
    const { activity } = context
    try {
      if (activity.type === ActivityTypes.Invoke) await invoked(options, conversation, context)
      else if (activity.type === ActivityTypes.Message)
        await once(options, activity, () => messaged(options, conversation, context))
      else if (activity.type === ActivityTypes.InstallationUpdate) await installed(options, context)
    } catch (error) {
      await wentWrong(options, context, error)
    }
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

async function messaged(options: BotOptions, conversation: Conversation, context: TurnContext): Promise<void> {
  const { activity } = context
  if (isSearchTap(activity.value)) {
    const sentence = await conversation.reply(context)
    if (sentence) await say(context, sentence)
    return
  }
  if (activity.value !== undefined && activity.value !== null) {
    // A client that does not know Action.Execute sends its fallback: the same tap, as a message.
    const answer = await takeTap(options, activity.value, tapperOf(activity))
    if (answer.sentence) await say(context, answer.sentence)
    return
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
      return conversation.cancel(context)
    case 'approve-here':
      return say(context, await approveHere(options, context))
    case 'offboard':
      return conversation.offboard(context, typed)
    case 'words':
      return conversation.words(context, typed)
  }
}

async function invoked(options: BotOptions, conversation: Conversation, context: TurnContext): Promise<void> {
  const { activity } = context
  if (activity.name !== 'adaptiveCard/action') {
    // Every invoke gets an answer; Teams shows "unable to reach app" for those that do not.
    const empty =
      activity.name === 'application/search' ? { statusCode: 200, type: searchType, value: { results: [] } } : {}
    return respond(context, empty)
  }
  const data: unknown = activity.value?.action?.data
  const value = typeof data === 'object' && data !== null ? { verb: activity.value.action.verb, ...data } : null
  if (isSearchTap(value)) {
    const sentence = await asMessage(activity, value, () => conversation.reply(context))
    return respond(context, {
      statusCode: 200,
      type: messageType,
      value: sentence ?? wordsFor(activity).conversation.received,
    })
  }
  const answer = await takeTap(options, value, tapperOf(activity))
  await respond(
    context,
    answer.card
      ? { statusCode: 200, type: CardFactory.contentTypes.adaptiveCard, value: answer.card.card }
      : { statusCode: 200, type: messageType, value: answer.sentence },
  )
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

async function say(context: TurnContext, text: string): Promise<void> {
  await context.sendActivity({ ...MessageFactory.text(text), textFormat: 'plain' })
}

/** In a chat of several the bot introduces itself once; alone, the command list does. */
async function installed(options: BotOptions, context: TurnContext): Promise<void> {
  const { action, conversation, from } = context.activity
  if (conversation.conversationType === 'personal') return
  if (action === 'remove') return forgetGreeting(options.database, conversation.id)
  if (action !== 'add' || !(await isFirstGreeting(options.database, conversation.id, from?.aadObjectId ?? ''))) return
  await say(context, wordsIn(options.groupLanguage).conversation.greeting)
}

/** The door has checked that the object id is there, for every message and tap. */
const tapperOf = (activity: Activity): Tapper => {
  const { from, conversation } = activity
  const reader = readerOf(activity)
  return { id: from.aadObjectId ?? '', teamsId: from.id, conversation: conversation.id, reader }
}

async function wentWrong(options: BotOptions, context: TurnContext, error: unknown): Promise<void> {
  const { activity } = context
  const isTap = activity.type === ActivityTypes.Invoke
  const words = isTap ? wordsFor(activity) : wordsAt(activity, options.groupLanguage)
  options.watch.turnFailed(error instanceof Failure ? error.kind : 'bug')
  let sentence: string
  if (error instanceof Failure) {
    options.log.warn({ failure: error.note }, 'a turn could not be answered')
    sentence = words.failures[error.kind].sentence
  } else {
    const reference = randomBytes(4).toString('hex').toUpperCase()
    options.log.error({ err: error, reference }, 'a turn failed')
    sentence = isTap ? words.conversation.wentWrongPerhapsChanged(reference) : words.conversation.wentWrong(reference)
  }
  if (isTap) return respond(context, { statusCode: 200, type: messageType, value: sentence })
  if (activity.type === ActivityTypes.Message) await say(context, sentence)
}
