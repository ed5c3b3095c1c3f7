import type { View } from '../cards/offboarding-card.ts'
import { isFirstPerson } from '../offboarding/consent.ts'
import { type CardKind, needsSecondPerson, type State } from '../offboarding/evolve.ts'
import { type Approver, mayOpen } from '../offboarding/policy.ts'
import type { Showing } from '../offboarding/showings.ts'
import { isUndoCard } from '../offboarding/undo.ts'
import { needsSecondToUndo } from '../offboarding/undoing.ts'

/** How one person sees an offboarding's cards in one place. Buttons are a courtesy: the decider decides, whatever shows. */
export function viewFor(state: State, showing: Showing | undefined, by: Approver, kind: CardKind = 'review'): View {
  if (mayOpen(by) || by.person.id === state.leaver.id) return 'watch'
  if (state.startedAt === null) return 'decide'
  if (showing?.follows) return 'follow'
  return isFirst(state, by.person.id, kind) ? 'first-person' : 'decide'
}

/** How the message itself looks, which everybody in the chat gets whose client knows no personal views. */
export function viewOfMessage(state: State, showing: Showing, kind: CardKind): View {
  if (state.startedAt === null) return 'decide'
  if (showing.follows) return 'follow'
  return showing.viewer !== null && isFirst(state, showing.viewer, kind) ? 'first-person' : 'decide'
}

/** A second person is needed, and this is the first: who asked for the offboarding or started it, or asked to undo it. */
function isFirst(state: State, id: string, kind: CardKind): boolean {
  if (isUndoCard(kind)) return needsSecondToUndo(state) && state.undo?.by.id === id
  return needsSecondPerson(state) && isFirstPerson(state, id)
}

export const showingIn = (state: State, conversation: string): Showing | undefined =>
  state.showings.find((showing) => showing.conversation === conversation)
