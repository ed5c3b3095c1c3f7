import type { TurnContext } from 'botbuilder'
import { ComponentDialog } from 'botbuilder-dialogs/lib/componentDialog.js'
import type { DialogTurnResult } from 'botbuilder-dialogs/lib/dialog.js'
import { WaterfallDialog } from 'botbuilder-dialogs/lib/waterfallDialog.js'
import type { WaterfallStepContext } from 'botbuilder-dialogs/lib/waterfallStepContext.js'
import type { Logger } from 'pino'
import { z } from 'zod'
import { askCard } from '../cards/ask.ts'
import { chooseCard } from '../cards/choose.ts'
import type { Words } from '../offboarding/words.ts'
import type { Found, TenantRead } from '../tenant/tenant.ts'
import { messageWith } from './message.ts'
import { type Reply, ReplyPrompt } from './reply-prompt.ts'
import { settle } from './settle.ts'

/** What the dialog starts from: words, or somebody's object id, or neither, and a sentence to ask with. */
export type Finding = { readonly words: string; readonly leaver: string | null; readonly question: string | null }

/** What somebody is looked for: to be offboarded, or to have that undone. */
export type Purpose = 'offboard' | 'undo'

/** Whom it found, by object id, and what for; `null` when the person who asked gave up. */
export type FoundLeaver = { readonly leaver: string; readonly purpose: Purpose } | null

/** The dialog's name for each purpose. */
export const findingFor = { offboard: 'find-leaver', undo: 'find-undo' } as const satisfies {
  [purpose in Purpose]: string
}

/** So many people are shown to choose from. */
export const maxChoices = 8

const candidatesShape = z.object({
  candidates: z.array(z.object({ id: z.string(), displayName: z.string(), userPrincipalName: z.string() })),
})

/**
 * The conversation that finds the leaver: asks whom, searches, offers a choice, asks again. Its state belongs to one
 * person in one conversation; whatever others say or tap there never reaches it.
 */
export class FindLeaver extends ComponentDialog {
  readonly #tenant: Pick<TenantRead, 'search' | 'find'>
  readonly #wordsAt: (context: TurnContext) => Words
  readonly #log: Logger
  readonly #purpose: Purpose
  readonly #noteAt: (context: TurnContext) => Promise<string | null>

  /**
   * @param tenant where it looks
   * @param wordsAt the words for the chat that a turn is in
   * @param noteAt what is said with each of its questions
   */
  constructor(
    tenant: Pick<TenantRead, 'search' | 'find'>,
    wordsAt: (context: TurnContext) => Words,
    log: Logger,
    purpose: Purpose = 'offboard',
    noteAt: (context: TurnContext) => Promise<string | null> = async () => null,
  ) {
    super(findingFor[purpose])
    this.#purpose = purpose
    this.#noteAt = noteAt
    this.#tenant = tenant
    this.#wordsAt = wordsAt
    this.#log = log
    this.addDialog(
      new ReplyPrompt('reply', (context, card) => this.#settle(context, card, wordsAt(context).conversation.oldSearch)),
    )
    this.addDialog(
      new WaterfallDialog<Finding>('steps', [
        (step) => this.#ask(step),
        (step) => this.#search(step),
        (step) => this.#chosen(step),
      ]),
    )
    this.initialDialogId = 'steps'
  }

  async #ask(step: WaterfallStepContext<Finding>): Promise<DialogTurnResult> {
    const words = this.#wordsAt(step.context)
    const { words: asked, leaver, question } = step.options
    if (leaver) return step.next({ kind: 'person', id: leaver, words: asked, card: null } satisfies Reply)
    if (asked !== '' && question === null) return step.next({ kind: 'words', words: asked, card: null } satisfies Reply)
    const { whom, askHeading } = this.#asking(words)
    const note = await this.#noteAt(step.context)
    const card = askCard(words, [question ?? whom, note ?? ''].join(' ').trim(), asked, askHeading)
    return step.prompt('reply', { prompt: messageWith(card) })
  }

  async #search(step: WaterfallStepContext<Finding>): Promise<DialogTurnResult> {
    const words = this.#wordsAt(step.context)
    const reply: Reply = step.result
    if (reply.kind === 'cancel') return this.#end(step, reply, null, words.conversation.searchCancelled)
    const asked = reply.words
    const found = await this.#find(reply)
    const [only] = found
    if (only === undefined) {
      const question = asked === '' ? words.conversation.askAgain : this.#asking(words).nobody(asked)
      return this.#again(step, reply, asked, question)
    }
    if (found.length > maxChoices) {
      return this.#again(step, reply, asked, words.conversation.tooManyFound(asked, maxChoices))
    }
    if (found.length === 1) return this.#end(step, reply, only.id, `${only.displayName} · ${only.userPrincipalName}`)
    await this.#settle(step.context, reply.card, asked)
    const candidates = found.map(({ id, displayName, userPrincipalName }) => ({ id, displayName, userPrincipalName }))
    Object.assign(step.values, { candidates })
    return step.prompt('reply', {
      prompt: messageWith(chooseCard(words, found, asked, this.#asking(words).chooseHeading)),
    })
  }

  /** A tap on a row, the number of a row, or other words, which are searched for instead. */
  async #chosen(step: WaterfallStepContext<Finding>): Promise<DialogTurnResult> {
    const words = this.#wordsAt(step.context)
    const reply: Reply = step.result
    const { candidates } = candidatesShape.parse(step.values)
    if (reply.kind === 'cancel') return this.#end(step, reply, null, words.conversation.searchCancelled)
    const chosen = candidates.find(({ id }, index) => {
      return reply.kind === 'person' ? id === reply.id : reply.words === String(index + 1)
    })
    if (chosen) return this.#end(step, reply, chosen.id, `${chosen.displayName} · ${chosen.userPrincipalName}`)
    if (reply.kind === 'person') return this.#again(step, reply, '', words.conversation.oldSearch)
    await this.#settle(step.context, reply.card, reply.words)
    return step.replaceDialog('steps', { words: reply.words, leaver: null, question: null } satisfies Finding)
  }

  /** How it asks, for its purpose. */
  #asking({ conversation, finding, undo }: Words) {
    if (this.#purpose === 'undo') return undo
    const { askWhom: whom, nobodyFound: nobody } = conversation
    return { whom, nobody, askHeading: finding.askHeading, chooseHeading: finding.chooseHeading }
  }

  async #find(reply: Exclude<Reply, { kind: 'cancel' }>): Promise<readonly Found[]> {
    if (reply.kind === 'words') return this.#tenant.search(reply.words, maxChoices)
    const found = await this.#tenant.find(reply.id)
    return found ? [found] : []
  }

  async #again(step: WaterfallStepContext<Finding>, reply: Reply, asked: string, question: string) {
    await this.#settle(step.context, reply.card, asked)
    return step.replaceDialog('steps', { words: asked, leaver: null, question } satisfies Finding)
  }

  async #end(step: WaterfallStepContext<Finding>, reply: Reply, leaver: string | null, text: string) {
    await this.#settle(step.context, reply.card, text)
    return step.endDialog((leaver ? { leaver, purpose: this.#purpose } : null) satisfies FoundLeaver)
  }

  #settle(context: TurnContext, card: string | null, text: string): Promise<void> {
    return settle(context, card, text, this.#log)
  }
}
