import type { Refusal } from '../offboarding/consent.ts'
import type { Reader } from '../offboarding/events.ts'
import type { CardKind, State } from '../offboarding/evolve.ts'
import { isBroken } from '../offboarding/found.ts'
import { isNewsCard } from '../offboarding/schedule.ts'
import { isUndoCard } from '../offboarding/undo.ts'
import { wordsIn } from '../offboarding/words.ts'
import { brokenCard } from './broken.ts'
import type { RenderedCard } from './card.ts'
import { clockOf, dayOf, fullMomentOf } from './clock.ts'
import { confirmCard } from './confirm.ts'
import { expiredCard } from './expired.ts'
import { newsCard } from './news.ts'
import { refreshable } from './refresh.ts'
import { reviewCard } from './review.ts'
import { summaryCard } from './summary.ts'
import { undoCard } from './undo.ts'
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
  /** In whose language and time zone. */
  readonly reader: Reader
  /** Default: `decide`. */
  readonly view?: View
  /** Teams ids ("29:…") of those who get a view of their own, at most 60; only while there is something to decide. */
  readonly refreshFor?: readonly string[]
  /** It may never be edited, so it says nothing that ends. Default: no. */
  readonly lasting?: boolean
}

/** One card of an offboarding, as its state has it now, for one view. Pure. */
export function cardOf(state: State, kind: CardKind, options: CardOptions): RenderedCard {
  const { notice = null, now, reader, view = 'decide', refreshFor = [], lasting = false } = options
  const words = wordsIn(reader.language)
  const rendered = drawn(state, kind, {
    notice: notice === null || typeof notice === 'string' ? notice : words.refusal(notice),
    ...{ view, words, lasting },
    clock: clockOf(reader, now),
    day: (moment) => dayOf(moment, reader),
    full: (moment) => words.schedule.moment(fullMomentOf(moment, reader)),
  })
  return refreshable(rendered, state, kind, refreshFor, words)
}

function drawn(state: State, kind: CardKind, look: Look): RenderedCard {
  switch (kind) {
    case 'review':
      return reviewCard(state, look)
    case 'summary':
      return summaryCard(state, look)
    case 'expired':
      return expiredCard(state, look)
    case 'reset-password':
    case 'sign-out':
    case 'block-sign-in':
    case 'block-email':
      return confirmCard(state, kind, look)
    default:
      if (isBroken(kind)) return brokenCard(state, kind, look)
      if (isUndoCard(kind)) return undoCard(state, kind, look)
      if (isNewsCard(kind)) return newsCard(state, kind, look)
      throw new Error(`there is no card ${kind}`)
  }
}
