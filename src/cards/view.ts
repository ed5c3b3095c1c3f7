import { isFirstPerson } from '../offboarding/consent.ts'
import type { State } from '../offboarding/evolve.ts'
import type { Schedule } from '../offboarding/schedule.ts'
import type { Words } from '../offboarding/words.ts'
import type { Clock } from './clock.ts'
import type { View } from './offboarding-card.ts'

/** How a card is looked at: what whoever tapped is told, by whom, and in whose words, times and dates. */
export type Look = {
  readonly notice: string | null
  readonly view: View
  readonly words: Words
  readonly clock: Clock
  readonly day: (moment: string) => string
  /** A moment in full, in the zone that it was named in. */
  readonly full: (moment: Schedule) => string
  /** It may never be edited, so it says nothing that ends. */
  readonly lasting?: boolean
}

/** Who decides, where the buttons would be for somebody who has them. */
export function insteadOfButtons(state: State, { view, words }: Pick<Look, 'view' | 'words'>): string[] {
  switch (view) {
    case 'decide':
      return []
    case 'follow':
      return [words.views.follow]
    case 'first-person':
      return [words.views.firstPerson, ...(isSeenByNobodyElse(state) ? [words.views.noApprovalsChat] : [])]
    case 'watch':
      return [words.views.watch]
  }
}

/** The same for an undo, of which whoever asked for it is the first person. */
export function insteadOfUndoButtons(state: State, { view, words }: Look): string[] {
  if (view !== 'first-person') return insteadOfButtons(state, { view, words })
  const alone = state.showings.every(({ viewer }) => viewer !== null && viewer === state.undo?.by.id)
  return [words.views.firstPerson, ...(alone ? [words.undo.noApprovalsChat] : [])]
}

/** Shown in chats with the first person alone, so that no second person can know of it. */
function isSeenByNobodyElse(state: State): boolean {
  return state.showings.every(({ viewer }) => viewer !== null && isFirstPerson(state, viewer))
}
