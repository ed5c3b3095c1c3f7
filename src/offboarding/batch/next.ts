import { expiresAt } from './decide.ts'
import { type BatchState, type Consent, peopleOf } from './evolve.ts'
import { pendingConsents } from './reaching.ts'

/** So many are looked up, begun, decided or stopped at once, before it is recorded. */
const atOnce = { match: 50, begin: 20, apply: 20, withdraw: 50 }

/**
 * What is to be done for a batch: the next piece only, and from when on (epoch milliseconds). Stopping comes before
 * everything else.
 */
export type BatchWork = (
  | { readonly kind: 'match'; readonly places: readonly number[] }
  | { readonly kind: 'begin'; readonly places: readonly number[] }
  /** `count` is how far the decision has come when these are reached. */
  | { readonly kind: 'apply'; readonly consent: Consent; readonly places: readonly number[]; readonly count: number }
  | { readonly kind: 'withdraw'; readonly places: readonly number[]; readonly count: number }
  /** The members are under way, or wait for somebody; what becomes of them is looked at. */
  | { readonly kind: 'watch' }
  /** Nobody has started it yet. */
  | { readonly kind: 'expire' }
) & { readonly at: number }

/** Read off the history, never kept beside it; `null` when nothing will ever be due. */
export function nextOfBatch(state: BatchState): BatchWork | null {
  switch (state.phase) {
    case 'cancelled':
    case 'expired':
    case 'finished':
      return null
    case 'matching':
      return { kind: 'match', places: placesToMatch(state).slice(0, atOnce.match), at: state.delay?.until ?? 0 }
    case 'review':
      return { kind: 'expire', at: expiresAt(state) }
    case 'running':
      return running(state)
  }
}

function running(state: BatchState): BatchWork {
  const at = state.delay?.until ?? 0
  if (state.stopped) {
    const begun = peopleOf(state).filter(({ place }) => state.entries[place]?.begun)
    const places = begun.slice(state.withdrawn, state.withdrawn + atOnce.withdraw).map(({ place }) => place)
    if (places.length > 0) return { kind: 'withdraw', places, count: state.withdrawn + places.length, at }
    return { kind: 'watch', at: 0 }
  }
  const toBegin = placesToBegin(state).slice(0, atOnce.begin)
  if (toBegin.length > 0) return { kind: 'begin', places: toBegin, at }
  return applying(state, at) ?? { kind: 'watch', at: 0 }
}

/** Somebody who cannot be read holds up neither the others nor the next decision. */
function applying(state: BatchState, at: number): BatchWork | null {
  const pending = pendingConsents(state)
  const consent = pending.find(({ applied, people }) => applied < people.length) ?? pending[0]
  if (!consent) return null
  const { applied, people, later } = consent
  const count = Math.min(people.length, applied + atOnce.apply)
  const fresh = people.slice(applied, count).map(([place]) => place)
  return { kind: 'apply', consent, places: fresh.length > 0 ? fresh : later.slice(0, atOnce.apply), count, at }
}

const placesToMatch = ({ entries }: BatchState): number[] =>
  entries.flatMap(({ match }, place) => (match === null ? [place] : []))

/** None any more once it is stopped. */
export const placesToBegin = (state: BatchState): number[] =>
  state.stopped ? [] : peopleOf(state).flatMap(({ place }) => (state.entries[place]?.begun ? [] : [place]))
