import type { Activity, TurnContext } from 'botbuilder'
import { Prompt, type PromptOptions, type PromptRecognizerResult } from 'botbuilder-dialogs'
import { z } from 'zod'

/** What came back on a card of the search, or as typed words. `card` is the message that asked. */
export type Reply = { readonly card: string | null } & (
  | { readonly kind: 'words'; readonly words: string }
  | { readonly kind: 'person'; readonly id: string }
  | { readonly kind: 'cancel' }
)

const tapShape = z.discriminatedUnion('verb', [
  z.object({ verb: z.literal('find'), name: z.string().max(200).optional(), person: z.string().max(200).optional() }),
  z.object({ verb: z.literal('choose'), leaver: z.guid() }),
  z.object({ verb: z.literal('cancel-search') }),
])

/** Is this card data of the search dialog, whose cards belong to the person who asked? */
export const isSearchTap = (value: unknown): boolean => tapShape.safeParse(value).success

/** Sends a card and takes what its buttons or typed words answer. Taps arrive as messages with a value. */
export class ReplyPrompt extends Prompt<Reply> {
  // botbuilder's own constructor is protected.
  constructor(id: string) {
    super(id)
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
function tapped(data: z.infer<typeof tapShape>): Answered | null {
  switch (data.verb) {
    case 'cancel-search':
      return { kind: 'cancel' }
    case 'choose':
      return { kind: 'person', id: data.leaver }
    case 'find': {
      const picked = data.person?.trim() ?? ''
      if (picked !== '') return { kind: 'person', id: picked.replace(/^8:orgid:/u, '') }
      const words = data.name?.trim() ?? ''
      return words === '' ? null : { kind: 'words', words }
    }
  }
}
