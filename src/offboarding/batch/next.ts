import { expiresAt } from './decide.ts'
import { type BatchState, type Consent, pendingConsents, peopleOf } from './evolve.ts'

/** So many are looked up, begun, decided or stopped at once, before it is recorded. */
const atOnce = { match: 50, begin: 20, apply: 20, withdraw: 50 }

/** What is to be done for a batch: the next piece only. Stopping comes before everything else. */
export type BatchWork =
  | { readonly kind: 'match'; readonly places: readonly number[] }
  | { readonly kind: 'begin'; readonly places: readonly number[] }
  | { readonly kind: 'apply'; readonly consent: Consent; readonly count: number }
  | { readonly kind: 'withdraw'; readonly places: readonly number[]; readonly count: number }
  /** The members are under way, or wait for somebody; what becomes of them is looked at. */
  | { readonly kind: 'watch' }
  | { readonly kind: 'wait'; readonly until: number }

/** Read off the history, never kept beside it; `null` when nothing will ever be due. */
export function nextOfBatch(state: BatchState): BatchWork | null {
  switch (state.phase) {
    case 'cancelled':
    case 'expired':
    case 'finished':
      return null
    case 'matching':
      return { kind: 'match', places: placesToMatch(state).slice(0, atOnce.match) }
    case 'review':
      return { kind: 'wait', until: expiresAt(state) }
    case 'running':
      return running(state)
  }
}

function running(state: BatchState): BatchWork {
  if (state.stopped) {
    const begun = peopleOf(state).filter(({ place }) => state.entries[place]?.begun)
    const places = begun.slice(state.withdrawn, state.withdrawn + atOnce.withdraw).map(({ place }) => place)
    if (places.length > 0) return { kind: 'withdraw', places, count: state.withdrawn + places.length }
    return { kind: 'watch' }
  }
  const toBegin = placesToBegin(state).slice(0, atOnce.begin)
  if (toBegin.length > 0) return { kind: 'begin', places: toBegin }
  const [consent] = pendingConsents(state)
  if (consent) {
    return { kind: 'apply', consent, count: Math.min(consent.people.length, consent.applied + atOnce.apply) }
  }
  return { kind: 'watch' }
}

const placesToMatch = ({ entries }: BatchState): number[] =>
  entries.flatMap(({ match }, place) => (match === null ? [place] : []))

/** None any more once it is stopped. */
export const placesToBegin = (state: BatchState): number[] =>
  state.stopped ? [] : peopleOf(state).flatMap(({ place }) => (state.entries[place]?.begun ? [] : [place]))
