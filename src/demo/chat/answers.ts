import { z } from 'zod'
import type { Reply } from './delivery.ts'

/** What a tab does with the bot's answer to a tap: show another card, a line under it, an error banner, or nothing. */
export type CardAnswer =
  | { readonly kind: 'card'; readonly card: unknown }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'error'; readonly message: string }
  | { readonly kind: 'nothing' }

export type Choice = { readonly title: string; readonly value: string }

const wentWrong: CardAnswer = { kind: 'error', message: 'Something went wrong. Please try again.' }
export const notHeard: CardAnswer = { kind: 'error', message: 'The bot did not answer. Nothing was sent.' }

/** https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model, response format */
const answered = z.discriminatedUnion('type', [
  z.object({ type: z.literal('application/vnd.microsoft.card.adaptive'), value: z.looseObject({}) }),
  z.object({ type: z.literal('application/vnd.microsoft.activity.message'), value: z.string() }),
  z.object({ type: z.literal('application/vnd.microsoft.error'), value: z.object({ message: z.string() }) }),
  z.object({
    type: z.literal('application/vnd.microsoft.error.preconditionFailed'),
    value: z.object({ message: z.string() }),
  }),
])

const searched = z.object({
  type: z.literal('application/vnd.microsoft.search.searchResponse'),
  value: z.object({ results: z.array(z.object({ title: z.string(), value: z.string() })) }),
})

/** Teams shows its own "Something went wrong" for whatever is not HTTP 200 with a body it knows. */
export function cardAnswerOf(reply: Reply): CardAnswer {
  if (reply.kind === 'unreachable') return notHeard
  if (reply.kind === 'late' || reply.status !== 200) return wentWrong
  const parsed = answered.safeParse(reply.body)
  if (!parsed.success) return wentWrong
  const { type, value } = parsed.data
  switch (type) {
    case 'application/vnd.microsoft.card.adaptive':
      return { kind: 'card', card: value }
    case 'application/vnd.microsoft.activity.message':
      return { kind: 'text', text: value }
    default:
      return { kind: 'error', message: value.message }
  }
}

export function choicesOf(reply: Reply): readonly Choice[] {
  const parsed = reply.kind === 'answered' ? searched.safeParse(reply.body) : null
  return parsed?.success ? parsed.data.value.results : []
}
