import type { Activity, TurnContext } from 'botbuilder'
// File by file: the package as a whole loads recognizers of dates and numbers, which take as long as everything else.
import { type DialogInstance, DialogReason } from 'botbuilder-dialogs/lib/dialog.js'
import { Prompt, type PromptOptions, type PromptRecognizerResult } from 'botbuilder-dialogs/lib/prompts/prompt.js'
import { z } from 'zod'
import { tapShape } from './search-tap.ts'

/**
 * What came back on a card of the search, or as typed words. `card` is the message that asked; the `words` of a person
 * are what they were called by, if anything.
 */
export type Reply = { readonly card: string | null } & (
  | { readonly kind: 'words'; readonly words: string }
  | { readonly kind: 'person'; readonly id: string; readonly words: string }
  | { readonly kind: 'cancel' }
)

const askedShape = z.looseObject({ state: z.looseObject({ card: z.string() }) })

/** Sends a card and takes what its buttons or typed words answer. Taps arrive as messages with a value. */
export class ReplyPrompt extends Prompt<Reply> {
  readonly #giveUp: (context: TurnContext, card: string) => Promise<void>

  /** @param giveUp told of the message that asked, when the search ends without an answer to it */
  constructor(id: string, giveUp: (context: TurnContext, card: string) => Promise<void>) {
    super(id)
    this.#giveUp = giveUp
  }

  override async endDialog(context: TurnContext, instance: DialogInstance, reason: DialogReason): Promise<void> {
    const asked = askedShape.safeParse(instance.state)
    if (reason === DialogReason.cancelCalled && asked.success) await this.#giveUp(context, asked.data.state.card)
  }

  protected async onPrompt(context: TurnContext, state: { card?: string }, options: PromptOptions): Promise<void> {
    if (!options.prompt) return
    const sent = await context.sendActivity(options.prompt)
    if (sent) state.card = sent.id
  }

  protected async onRecognize(context: TurnContext, state: { card?: string }): Promise<PromptRecognizerResult<Reply>> {
    const value = read(context.activity)
    return value ? { succeeded: true, value: { ...value, card: state.card ?? null } } : { succeeded: false }
  }
}

type Answered = Reply extends infer One ? (One extends Reply ? Omit<One, 'card'> : never) : never

function read(activity: Activity): Answered | null {
  const tap = tapShape.safeParse(activity.value)
  if (tap.success) return tapped(tap.data)
  const words = activity.text?.trim() ?? ''
  return words === '' ? null : { kind: 'words', words }
}

/** A picked person wins over typed words. The picker gives the object id; some clients give it with a prefix. */
function tapped(data: z.infer<typeof tapShape>): Answered {
  switch (data.verb) {
    case 'cancel-search':
      return { kind: 'cancel' }
    case 'choose':
      return { kind: 'person', id: data.leaver, words: '' }
    case 'choose-time':
      return { kind: 'words', words: new Date(data.at).toISOString() }
    case 'find': {
      const picked = data.person?.trim() ?? ''
      if (picked !== '') return { kind: 'person', id: picked.replace(/^8:orgid:/u, ''), words: '' }
      return { kind: 'words', words: data.name?.trim() ?? '' }
    }
  }
}
