import type { TurnContext } from 'botbuilder'
import { ComponentDialog } from 'botbuilder-dialogs/lib/componentDialog.js'
import type { DialogTurnResult } from 'botbuilder-dialogs/lib/dialog.js'
import { WaterfallDialog } from 'botbuilder-dialogs/lib/waterfallDialog.js'
import type { WaterfallStepContext } from 'botbuilder-dialogs/lib/waterfallStepContext.js'
import type { Logger } from 'pino'
import { fullMomentOf } from '../cards/clock.ts'
import { whichTimeCard } from '../cards/which-time.ts'
import type { Reader } from '../offboarding/events.ts'
import { wordsIn } from '../offboarding/words.ts'
import type { Finding } from './find-leaver.ts'
import { messageWith } from './message.ts'
import { type Reply, ReplyPrompt } from './reply-prompt.ts'
import { settle } from './settle.ts'
import { readTime } from './time/read-time.ts'

/** What was typed can mean any of these moments (epoch milliseconds); whom it is about is found after that. */
export type Choosing = { readonly said: string; readonly moments: readonly number[]; readonly finding: Finding }

/** The moment that was meant; `null` when whoever asked gave up. */
export type ChosenTime = { readonly at: number; readonly finding: Finding } | null

type Step = WaterfallStepContext<Choosing>

/** Asks which of several moments is meant. Like the search, it hears only the person who asked. */
export class ChooseTime extends ComponentDialog {
  readonly #readerAt: (context: TurnContext) => Reader
  readonly #now: () => number
  readonly #log: Logger

  /**
   * @param readerAt how the chat that a turn is in reads, with the time zone of whoever asks
   * @param now epoch milliseconds
   */
  constructor(readerAt: (context: TurnContext) => Reader, now: () => number, log: Logger) {
    super('choose-time')
    this.#readerAt = readerAt
    this.#now = now
    this.#log = log
    this.addDialog(
      new ReplyPrompt('reply', (context, card) => settle(context, card, this.#words(context).oldSearch, log)),
    )
    this.addDialog(new WaterfallDialog<Choosing>('steps', [(step) => this.#ask(step), (step) => this.#chosen(step)]))
    this.initialDialogId = 'steps'
  }

  #words(context: TurnContext) {
    return wordsIn(this.#readerAt(context).language).conversation
  }

  async #ask(step: Step): Promise<DialogTurnResult> {
    const { said, moments } = step.options
    const reader = this.#readerAt(step.context)
    const card = whichTimeCard(wordsIn(reader.language), said, moments, reader)
    return step.prompt('reply', { prompt: messageWith(card) })
  }

  /** A tap on a row, its number, or the time in other words; anything else is asked again. */
  async #chosen(step: Step): Promise<DialogTurnResult> {
    const { moments, finding, said } = step.options
    const reply: Reply = step.result
    const reader = this.#readerAt(step.context)
    const words = wordsIn(reader.language)
    if (reply.kind === 'cancel') {
      await settle(step.context, reply.card, words.conversation.searchCancelled, this.#log)
      return step.endDialog(null satisfies ChosenTime)
    }
    const answered = reply.kind === 'words' ? reply.words : ''
    const row = moments.find((moment, index) => answered === String(index + 1) || answered === asWords(moment))
    const reading = row === undefined ? await readTime(answered, this.#now(), reader.zone) : null
    const at = reading?.kind === 'at' ? reading.at : row
    if (at === undefined) {
      await settle(step.context, reply.card, said, this.#log)
      const several = reading?.kind === 'several' ? { said: answered, moments: reading.at } : {}
      return step.replaceDialog('steps', { ...step.options, ...several } satisfies Choosing)
    }
    const shown = words.schedule.moment(fullMomentOf({ at, zone: reader.zone }, reader))
    await settle(step.context, reply.card, shown, this.#log)
    return step.endDialog({ at, finding } satisfies ChosenTime)
  }
}

/** How a tapped moment comes in: as words that nobody types, and that name nobody in a search. */
const asWords = (at: number): string => new Date(at).toISOString()
