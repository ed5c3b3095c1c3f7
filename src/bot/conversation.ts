import {
  type Activity,
  MessageFactory,
  PrivateConversationState,
  type StatePropertyAccessor,
  TeamsInfo,
  type TurnContext,
} from 'botbuilder'
import { DialogSet, type DialogState as DialogStack, DialogTurnStatus } from 'botbuilder-dialogs'
import { type Finding, FindLeaver, type FoundLeaver } from '../dialogs/find-leaver.ts'
import { type Approver, mayOpen } from '../offboarding/policy.ts'
import type { Words } from '../offboarding/words.ts'
import { DialogState } from '../records/dialog-state.ts'
import { load, openOf, record } from '../records/history.ts'
import type { BotOptions } from './bot.ts'
import type { Mention } from './commands.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { openReview } from './open-review.ts'
import { wordsAt, wordsFor } from './reader.ts'

type Said = { words: string; mention: Mention | null }
type Asked = Said & { reason: string | null }

/** A later version with other steps starts afresh instead of resuming at the wrong one. */
const stateVersion = 1

/**
 * What one person says in one conversation. The dialog's state is theirs alone (PrivateConversationState), so a
 * bystander's words are never taken for an answer.
 */
export class Conversation {
  readonly #options: BotOptions
  readonly #state: PrivateConversationState
  readonly #dialogs: DialogSet
  readonly #reason: StatePropertyAccessor<string | null>
  readonly #inTurn = oneAtATime()

  constructor(options: BotOptions) {
    this.#options = options
    this.#state = new PrivateConversationState(new DialogState(options.database))
    this.#dialogs = new DialogSet(this.#state.createProperty<DialogStack>(`search-${stateVersion}`))
    this.#dialogs.add(new FindLeaver(options.tenant, (context) => this.#wordsAt(context), options.log))
    this.#reason = this.#state.createProperty<string | null>(`reason-${stateVersion}`)
  }

  offboard(context: TurnContext, asked: Asked): Promise<void> {
    return this.#alone(context, () => this.#offboard(context, asked))
  }

  /** Typed words, or a mention of somebody: an answer when something was asked, otherwise nothing the bot knows. */
  words(context: TurnContext, typed: Said): Promise<void> {
    return this.#alone(context, async () => {
      if (!(await this.#answered(context, typed)))
        await say(context, this.#wordsAt(context).conversation.unknownCommand)
    })
  }

  /** Takes a tap on a card of the search. @returns a sentence for whoever tapped when nothing is asked of them */
  reply(context: TurnContext): Promise<string | null> {
    return this.#alone(context, async () => {
      if (await this.#answered(context)) return null
      // Whoever has searched here before taps on a card of theirs; whoever has not, on somebody else's.
      const before = await this.#reason.get(context)
      const { notYourSearch, oldSearch } = wordsFor(context.activity).conversation
      return before === undefined ? notYourSearch : oldSearch
    })
  }

  cancel(context: TurnContext): Promise<void> {
    return this.#alone(context, () => this.#cancel(context))
  }

  #wordsAt({ activity }: TurnContext): Words {
    return wordsAt(activity, this.#options.groupLanguage)
  }

  /** One turn of a person at a time: a second tap sees what the first has done. */
  #alone<T>(context: TurnContext, turn: () => Promise<T>): Promise<T> {
    const { conversation, from } = context.activity
    return this.#inTurn(JSON.stringify([conversation.id, from.id]), turn).catch((error: unknown) => {
      throw thrownIn(error)
    })
  }

  async #offboard(context: TurnContext, asked: Asked): Promise<void> {
    const by = await this.#mayOpen(context)
    if (by === null) return
    const leaver = asked.mention ? await mentioned(this.#options, context, asked.mention) : null
    const finding: Finding = { words: asked.words, leaver, question: null }
    await this.#reason.set(context, asked.reason)
    const dialog = await this.#dialogs.createContext(context)
    await dialog.cancelAllDialogs()
    await this.#after(context, by, await dialog.beginDialog('find-leaver', finding))
  }

  /** @returns whether there was something to answer */
  async #answered(context: TurnContext, typed?: Said): Promise<boolean> {
    const dialog = await this.#dialogs.createContext(context)
    if (dialog.activeDialog === undefined) return false
    const by = await this.#mayOpen(context)
    if (by === null) return true
    // The dialog reads the activity, in whose text the bot may be mentioned.
    const person = typed?.mention ? await mentioned(this.#options, context, typed.mention) : null
    if (person) Object.assign(context.activity, { value: { verb: 'find', person } })
    else if (typed) Object.assign(context.activity, { text: typed.words })
    await this.#after(context, by, await dialog.continueDialog())
    return true
  }

  async #cancel(context: TurnContext): Promise<void> {
    const dialog = await this.#dialogs.createContext(context)
    if (dialog.activeDialog !== undefined) {
      await dialog.cancelAllDialogs()
      await this.#state.saveChanges(context)
      return say(context, this.#wordsAt(context).conversation.searchCancelled)
    }
    await say(context, await this.#cancelReview(context))
  }

  async #after(
    context: TurnContext,
    by: Approver,
    turn: { status: DialogTurnStatus; result?: FoundLeaver },
  ): Promise<void> {
    const reason = await this.#reason.get(context, null)
    await this.#state.saveChanges(context)
    if (turn.status !== DialogTurnStatus.complete) return
    const sentence = turn.result
      ? await openReview(this.#options, context, by, turn.result.leaver, reason)
      : this.#wordsAt(context).conversation.searchCancelled
    if (sentence) await say(context, sentence)
  }

  /** Who holds no role that could confirm anything learns nothing about anybody. */
  async #mayOpen(context: TurnContext): Promise<Approver | null> {
    const by = await this.#options.tenant.approver(context.activity.from.aadObjectId ?? '')
    const refusal = mayOpen(by)
    if (refusal === null) return by
    await say(context, this.#wordsAt(context).notAllowed(refusal))
    return null
  }

  /** A review that this person asked for here and nobody has started. */
  async #cancelReview(context: TurnContext): Promise<string> {
    const { database, tenant, wake } = this.#options
    const { activity } = context
    const words = this.#wordsAt(context)
    const requester = activity.from.aadObjectId ?? ''
    for (const id of await openOf(database, requester)) {
      const state = await load(database, id)
      if (!state?.showings.some(({ conversation }) => conversation === activity.conversation.id)) continue
      if (state.phase !== 'review') return words.conversation.cannotCancelNow
      const written = await record(database, id, { type: 'cancel', by: await tenant.approver(requester) })
      if (!written) continue
      wake(id)
      const { refusal } = written.decision
      return refusal ? words.refusal(refusal) : words.conversation.offboardingCancelled(state.leaver.displayName)
    }
    return words.conversation.nothingToCancel
  }
}

/** Botbuilder wraps what a dialog throws, and puts everything that the dialog remembers beside it: not for a log. */
const thrownIn = (error: unknown): unknown =>
  error instanceof Error && error.name === 'DialogContextError' && 'error' in error ? error.error : error

/**
 * The mentioned person's object id. Teams' own roster tells it; the mention itself carries only Teams' id of an
 * account, or in some clients the object id beside it.
 */
async function mentioned({ log }: BotOptions, context: TurnContext, mention: Mention): Promise<string | null> {
  try {
    const member = await TeamsInfo.getMember(context, mention.id)
    return member.aadObjectId ?? mention.objectId
  } catch (error) {
    // Not in this chat: the directory is searched for the name, and the review card shows who it is.
    log.info({ err: error }, 'a mentioned person is not in the roster of the chat')
    return mention.objectId
  }
}

async function say(context: TurnContext, text: string): Promise<void> {
  const message: Partial<Activity> = { ...MessageFactory.text(text), textFormat: 'plain' }
  await context.sendActivity(message)
}
