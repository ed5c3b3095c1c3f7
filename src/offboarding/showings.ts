import type { Event, Person } from './events.ts'
import type { CardKind, Showing, State } from './evolve.ts'
import { actionIds } from './plan.ts'

/** Where it was asked for: a chat of several, or of one person alone. */
export function showingFor(conversation: string, alone: Person | null): Showing {
  return { conversation, skip: [], viewer: alone?.id ?? null, follows: false }
}

/** Asked for again while it is open: what is settled is not shown a second time. */
export function joinedShowing(state: State, event: Extract<Event, { type: 'joined' }>): Showing {
  const showing = showingFor(event.conversation, event.personal ? event.by : null)
  return { ...showing, skip: settledCards(state), follows: state.showings.some(({ follows }) => follows) }
}

/** In the approvals chat the cards have their buttons, everywhere else they are followed from then on. */
export function withApprovals(state: State, approvals: string): readonly Showing[] {
  const already = state.showings.some(({ conversation }) => conversation === approvals)
  const followed = state.showings.map((showing) => ({ ...showing, follows: showing.conversation !== approvals }))
  return already ? followed : [...followed, { ...showingFor(approvals, null), skip: settledCards(state) }]
}

/** Who decides in another place reads the review there too; what already has an outcome is not shown a second time. */
function settledCards(state: State): CardKind[] {
  return actionIds.filter((id) => state.actions[id].outcome !== null)
}
