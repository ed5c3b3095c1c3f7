import type { View } from '../cards/offboarding-card.ts'
import { isFirstPerson } from '../offboarding/consent.ts'
import { needsSecondPerson, type State } from '../offboarding/evolve.ts'
import { type Approver, mayOpen } from '../offboarding/policy.ts'
import type { Showing } from '../offboarding/showings.ts'

/** How one person sees an offboarding's cards in one place. Buttons are a courtesy: the decider decides, whatever shows. */
export function viewFor(state: State, showing: Showing | undefined, by: Approver): View {
  if (mayOpen(by) || by.person.id === state.leaver.id) return 'watch'
  if (state.startedAt === null) return 'decide'
  if (showing?.follows) return 'follow'
  return needsSecondPerson(state) && isFirstPerson(state, by.person.id) ? 'first-person' : 'decide'
}

/** How the message itself looks, which everybody in the chat gets whose client knows no personal views. */
export function viewOfMessage(state: State, showing: Showing): View {
  if (state.startedAt === null) return 'decide'
  if (showing.follows) return 'follow'
  const onlyFirst = showing.viewer !== null && isFirstPerson(state, showing.viewer)
  return onlyFirst && needsSecondPerson(state) ? 'first-person' : 'decide'
}

export const showingIn = (state: State, conversation: string): Showing | undefined =>
  state.showings.find((showing) => showing.conversation === conversation)
