import type { Refusal } from '../offboarding/consent.ts'
import type { CardKind, State } from '../offboarding/evolve.ts'
import { words } from '../offboarding/words.ts'
import type { RenderedCard } from './card.ts'
import { confirmCard } from './confirm.ts'
import { reviewCard } from './review.ts'
import { summaryCard } from './summary.ts'

export type CardOptions = {
  /** What whoever tapped is told, above the rest. */
  readonly notice?: Refusal | string | null
  /** Epoch milliseconds; decides whether a time needs its date. */
  readonly now: number
}

/** One card of an offboarding, as its state has it now. Pure. */
export function cardOf(state: State, kind: CardKind, options: CardOptions): RenderedCard {
  const notice = noticeOf(options.notice)
  switch (kind) {
    case 'review':
      return reviewCard(state, notice, options.now)
    case 'summary':
      return summaryCard(state, notice, options.now)
    default:
      return confirmCard(state, kind, notice, options.now)
  }
}

function noticeOf(notice: CardOptions['notice']): string | null {
  if (notice === null || notice === undefined || typeof notice === 'string') return notice ?? null
  return words.refusal(notice)
}
