import type { Refusal } from './consent.ts'
import type { Event } from './events.ts'
import type { State } from './evolve.ts'

/** What a command means: the events to append, and why not more. */
export type Decision = { readonly events: readonly Event[]; readonly refusal: Refusal | null }

export const accept = (...events: Event[]): Decision => ({ events, refusal: null })
export const refuse = (refusal: Refusal): Decision => ({ events: [], refusal })

/** Ended before it began: nothing is ever added to it. */
export const isOver = (state: State): boolean => state.phase === 'cancelled' || state.phase === 'expired'
