import type { Event, Person, Reader } from './events.ts'
import { type CardKind, cardsOf, type State } from './evolve.ts'
import { actionIds } from './plan.ts'
import { newsCards } from './schedule.ts'
import type { Language } from './words/languages.ts'

/**
 * Where the cards of an offboarding are shown. `skip` names the cards that are not shown again there; `viewer` is the
 * one person (object id) who sees them in a personal chat; `follows` means that the buttons are in the approvals chat.
 * `language` is that person's, and `null` in a chat of several, which has one of its own; `zone` is whose asked there.
 */
export type Showing = {
  readonly conversation: string
  readonly skip: readonly CardKind[]
  readonly viewer: string | null
  readonly follows: boolean
  readonly language: Language | null
  readonly zone: string
}

/** Where it was asked for: a chat of several, or of one person alone. */
export function showingFor(conversation: string, { language, zone }: Reader, alone: Person | null): Showing {
  const viewer = alone?.id ?? null
  return { conversation, skip: [], viewer, follows: false, language: viewer === null ? null : language, zone }
}

/** Asked for again while it is open: what is settled is not shown a second time. */
export function joinedShowing(state: State, event: Extract<Event, { type: 'joined' }>): Showing {
  const showing = showingFor(event.conversation, event, event.personal ? event.by : null)
  return { ...showing, skip: settledCards(state), follows: state.showings.some(({ follows }) => follows) }
}

/** In the approvals chat the cards have their buttons, everywhere else they are followed from then on. */
export function withApprovals(state: State, approvals: string): readonly Showing[] {
  const already = state.showings.some(({ conversation }) => conversation === approvals)
  const followed = state.showings.map((showing) => ({ ...showing, follows: showing.conversation !== approvals }))
  if (already) return followed
  const { zone } = state
  const showing = { conversation: approvals, viewer: null, follows: false, language: null, zone }
  return [...followed, { ...showing, skip: settledCards(state) }]
}

/** What is not shown again where something is shown from now on; a batch has cards of its own for all of it. */
export function cardsBefore(state: State): readonly CardKind[] {
  return state.batch === null ? cardsOf(state) : ['review', ...actionIds, 'expired', 'summary', ...cardsOf(state)]
}

/** The same for what comes after: of the cards before it, nothing is shown in the approvals chat. */
export function onlyFromNowOn(
  showings: readonly Showing[],
  approvals: string,
  { zone }: State,
  before: readonly CardKind[],
): readonly Showing[] {
  const followed = showings.map((showing) => ({ ...showing, follows: showing.conversation !== approvals }))
  if (showings.some(({ conversation }) => conversation === approvals)) return followed
  return [...followed, { conversation: approvals, viewer: null, follows: false, language: null, zone, skip: before }]
}

/** Who decides in another place reads the review there too; what already has an outcome is not shown a second time. */
function settledCards(state: State): CardKind[] {
  return [...actionIds.filter((id) => state.actions[id].outcome !== null), ...newsCards(state)]
}
