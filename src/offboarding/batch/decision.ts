import type { Refusal } from '../consent.ts'
import type { NotAllowed } from '../policy.ts'
import type { BatchEvent } from './events.ts'

type AsWithOne =
  | 'stale'
  | 'not-requester'
  | 'closed'
  | 'expired'
  | 'not-started'
  | 'shown-too-often'
  | 'nothing-to-decline'

/** Why a batch did not do what somebody wanted: what may be said of one leaver, and what only many can be. */
export type BatchRefusal =
  | NotAllowed
  | Extract<Refusal, { kind: AsWithOne }>
  /** Whom the list means is still being looked up. */
  | { readonly kind: 'still-matching' }
  /** Nobody in it can be offboarded. */
  | { readonly kind: 'nobody' }
  /** For nobody is this still to be decided. */
  | { readonly kind: 'nothing-to-decide' }
  /** Whoever taps is on the list. */
  | { readonly kind: 'is-listed' }

export type BatchDecision = { readonly events: readonly BatchEvent[]; readonly refusal: BatchRefusal | null }

export const accept = (...events: BatchEvent[]): BatchDecision => ({ events, refusal: null })
export const refuse = (refusal: BatchRefusal): BatchDecision => ({ events: [], refusal })
