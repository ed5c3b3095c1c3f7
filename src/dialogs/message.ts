import { type Activity, CardFactory, MessageFactory } from 'botbuilder'
import type { RenderedCard } from '../cards/card.ts'

/** A message that shows a card, with the sentence that a notification shows. */
export function messageWith(card: RenderedCard): Partial<Activity> {
  return { ...MessageFactory.attachment(CardFactory.adaptiveCard(card.card)), summary: card.summary }
}
