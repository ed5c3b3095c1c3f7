import { PrivateConversationState, type StatePropertyAccessor, type TurnContext } from 'botbuilder'
import { DialogTurnStatus } from 'botbuilder-dialogs/lib/dialog.js'
import type { DialogState as DialogStack } from 'botbuilder-dialogs/lib/dialogContext.js'
import { DialogSet } from 'botbuilder-dialogs/lib/dialogSet.js'
import { knownZone } from '../cards/clock.ts'
import { ChooseTime, type ChosenTime } from '../dialogs/choose-time.ts'
import { type Finding, FindLeaver, type FoundLeaver, findingFor, maxChoices } from '../dialogs/find-leaver.ts'
import { isRow, typedOnCard } from '../dialogs/search-tap.ts'
import { type Approver, mayOpen } from '../offboarding/policy.ts'
import type { Words } from '../offboarding/words.ts'
import { DialogState } from '../records/dialog-state.ts'
import { undoablePeople } from './ask-undo.ts'
import type { AskedTime, Purpose } from './asked-time.ts'
import type { BotOptions } from './bot.ts'
import { cancelReview } from './cancel-review.ts'
import { type Mention, split } from './commands.ts'
import { forWhom, type Intent } from './for-whom.ts'
import { type LookingAhead, lookingAhead } from './looking-ahead.ts'
import { mentioned } from './mentioned.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { cancelBatch } from './open-batch.ts'
import { readerAt, wordsAt, wordsFor } from './reader.ts'
import { say } from './say.ts'
import { timeKept, timeNamed } from './time-named.ts'

type Said = { words: string; mention: Mention | null }
type Asked = Said & { reason: string | null; purpose?: Purpose }
type Begun = {
  time: Exclude<AskedTime, { sentence: string }>
  mention: Mention | null
  reason: string | null
  purpose: Purpose
}

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
  readonly #intent: StatePropertyAccessor<Intent>
  readonly #people: LookingAhead
  readonly #inTurn = oneAtATime()

  constructor(options: BotOptions) {
    this.#options = options
    this.#state = new PrivateConversationState(new DialogState(options.database))
    this.#dialogs = new DialogSet(this.#state.createProperty<DialogStack>(`search-${stateVersion}`))
    const wordsAt = (context: TurnContext) => this.#wordsAt(context)
    this.#people = lookingAhead(options.tenant, maxChoices)
    const nobodyYet: Intent = { purpose: 'offboard', to: null }
    const kept = async (turn: TurnContext) => timeKept(options, turn, (await this.#intent.get(turn, nobodyYet)).to)
    this.#dialogs.add(new FindLeaver(this.#people, wordsAt, options.log, 'offboard', kept))
    this.#dialogs.add(new FindLeaver(undoablePeople(options.database), wordsAt, options.log, 'undo'))
    const reader = ({ activity }: TurnContext) => readerAt(activity, options.groupLanguage)
    this.#dialogs.add(new ChooseTime(reader, options.database.now, options.log))
    this.#intent = this.#state.createProperty<Intent>(`intent-${stateVersion}`)
    this.#reason = this.#state.createProperty<string | null>(`reason-${stateVersion}`)
  }

  offboard(context: TurnContext, asked: Asked): Promise<void> {
    return this.#alone(context, () => this.#offboard(context, asked))
  }

  /** A name and another time for their offboarding. */
  move(context: TurnContext, said: Said): Promise<void> {
    return this.#alone(context, () => this.#offboard(context, { ...said, reason: null, purpose: 'move' }))
  }

  /** A name, and their offboarding is to be undone. */
  undo(context: TurnContext, said: Said): Promise<void> {
    return this.#alone(context, () => this.#undo(context, said))
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
    const end = asked.words === '' || asked.mention ? null : this.#people.begin(asked.words)
    try {
      const by = await this.#mayOpen(context)
      if (by !== null) await this.#look(context, by, asked)
    } finally {
      end?.()
    }
  }

  async #look(context: TurnContext, by: Approver, asked: Asked): Promise<void> {
    const { purpose = 'offboard', reason, mention } = asked
    const time = await timeNamed(this.#options, context, { ...asked, purpose })
    if ('sentence' in time) return say(context, time.sentence)
    return this.#begin(context, by, { time, mention, reason, purpose })
  }

  async #begin(context: TurnContext, by: Approver, begun: Begun): Promise<void> {
    const { time, mention, reason, purpose } = begun
    const leaver = mention ? await mentioned(this.#options, context, mention) : null
    const finding: Finding = { words: time.words, leaver, question: null }
    await this.#reason.set(context, reason)
    await this.#intent.set(context, { purpose, to: 'to' in time ? time.to : null })
    const dialog = await this.#dialogs.createContext(context)
    await dialog.cancelAllDialogs()
    const turn =
      'to' in time
        ? dialog.beginDialog('find-leaver', finding)
        : dialog.beginDialog('choose-time', { ...time, finding })
    await this.#after(context, by, await turn)
  }

  async #undo(context: TurnContext, { words, mention }: Said): Promise<void> {
    const by = await this.#mayOpen(context)
    if (by === null) return
    const leaver = mention ? await mentioned(this.#options, context, mention) : null
    const finding: Finding = { words, leaver, question: null }
    await this.#reason.set(context, null)
    const dialog = await this.#dialogs.createContext(context)
    await dialog.cancelAllDialogs()
    await this.#after(context, by, await dialog.beginDialog(findingFor.undo, finding))
  }

  /** @returns whether there was something to answer */
  async #answered(context: TurnContext, typed?: Said): Promise<boolean> {
    const dialog = await this.#dialogs.createContext(context)
    if (dialog.activeDialog === undefined) return false
    const by = await this.#mayOpen(context)
    if (by === null) return true
    // The dialog reads the activity, in whose text the bot may be mentioned.
    if (typed) Object.assign(context.activity, { text: typed.words })
    const answer = typed ?? typedOnCard(context.activity)
    const isNamed = answer !== null && dialog.activeDialog.id === findingFor.offboard && !isRow(answer.words)
    if (isNamed) await this.#named(context, by, answer)
    else await this.#reply(context, by, typed?.mention ?? null)
    return true
  }

  async #reply(context: TurnContext, by: Approver, mention: Mention | null): Promise<void> {
    const person = mention ? await mentioned(this.#options, context, mention) : null
    if (person) Object.assign(context.activity, { value: { verb: 'find', person } })
    const dialog = await this.#dialogs.createContext(context)
    await this.#after(context, by, await dialog.continueDialog())
  }

  /** Whom it is about, in answer to that question. A time behind it counts from then on, and so does a reason. */
  async #named(context: TurnContext, by: Approver, { words, mention }: Said): Promise<void> {
    const intent = await this.#intent.get(context, { purpose: 'offboard', to: null })
    const named = split(words)
    const time = await timeNamed(this.#options, context, { words: named.words, mention, purpose: 'offboard' })
    if ('sentence' in time) return say(context, time.sentence)
    if ('moments' in time) {
      const reason = named.reason ?? (await this.#reason.get(context, null))
      return this.#begin(context, by, { time, mention, reason, purpose: intent.purpose })
    }
    if (named.reason) await this.#reason.set(context, named.reason)
    if (time.to !== null) await this.#intent.set(context, { ...intent, to: time.to })
    Object.assign(context.activity, { value: { verb: 'find', name: time.words } })
    return this.#reply(context, by, mention)
  }

  async #cancel(context: TurnContext): Promise<void> {
    const dialog = await this.#dialogs.createContext(context)
    if (dialog.activeDialog !== undefined) {
      await dialog.cancelAllDialogs()
      await this.#state.saveChanges(context)
      return say(context, this.#wordsAt(context).conversation.searchCancelled)
    }
    const many = await cancelBatch(this.#options, context)
    await say(context, many ?? (await cancelReview(this.#options, context)))
  }

  async #after(
    context: TurnContext,
    by: Approver,
    turn: { status: DialogTurnStatus; result?: FoundLeaver | ChosenTime },
  ): Promise<void> {
    const { status, result } = turn
    const intent = await this.#intent.get(context, { purpose: 'offboard', to: null })
    if (status === DialogTurnStatus.complete && result && 'at' in result) {
      const { zone } = readerAt(context.activity, this.#options.groupLanguage)
      await this.#intent.set(context, { ...intent, to: { at: result.at, zone: knownZone(zone) } })
      const dialog = await this.#dialogs.createContext(context)
      return this.#after(context, by, await dialog.beginDialog('find-leaver', result.finding))
    }
    const reason = await this.#reason.get(context, null)
    await this.#state.saveChanges(context)
    if (status !== DialogTurnStatus.complete) return
    const sentence =
      result && 'leaver' in result
        ? await forWhom(this.#options, context, by, result, { reason, ...intent })
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
}

/** Botbuilder wraps what a dialog throws, and puts everything that the dialog remembers beside it: not for a log. */
const thrownIn = (error: unknown): unknown =>
  error instanceof Error && error.name === 'DialogContextError' && 'error' in error ? error.error : error
