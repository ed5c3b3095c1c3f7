import type { Refusal } from '../offboarding/consent.ts'
import type { CardKind, State } from '../offboarding/evolve.ts'
import { words } from '../offboarding/words.ts'
import type { RenderedCard } from './card.ts'
import { confirmCard } from './confirm.ts'
import { expiredCard } from './expired.ts'
import { refreshable } from './refresh.ts'
import { reviewCard } from './review.ts'
import { summaryCard } from './summary.ts'
import type { Look } from './view.ts'

/**
 * Who looks: somebody who may decide and gets the buttons; somebody in a chat that follows the approvals chat, where
 * the buttons are; the first person where a second is needed; or somebody who holds none of the roles.
 */
export type View = 'decide' | 'follow' | 'first-person' | 'watch'

export type CardOptions = {
  /** What whoever tapped is told, above the rest. */
  readonly notice?: Refusal | string | null
  /** Epoch milliseconds; decides whether a time needs its date. */
  readonly now: number
  /** Default: `decide`. */
  readonly view?: View
  /** Teams ids ("29:…") of those who get a view of their own, at most 60; only while there is something to decide. */
  readonly refreshFor?: readonly string[]
}

/** One card of an offboarding, as its state has it now, for one view. Pure. */
export function cardOf(state: State, kind: CardKind, options: CardOptions): RenderedCard {
  const { now, view = 'decide', refreshFor = [] } = options
  const rendered = drawn(state, kind, { notice: noticeOf(options.notice), now, view })
  return refreshable(rendered, state, kind, refreshFor)
}

function drawn(state: State, kind: CardKind, look: Look): RenderedCard {
  switch (kind) {
    case 'review':
      return reviewCard(state, look)
    case 'summary':
      return summaryCard(state, look)
    case 'expired':
      return expiredCard(state, look)
    default:
      return confirmCard(state, kind, look)
  }
}

function noticeOf(notice: CardOptions['notice']): string | null {
  if (notice === null || notice === undefined || typeof notice === 'string') return notice ?? null
  return words.refusal(notice)
}
