import type { BatchEvent, Hindrance } from './events.ts'
import type { BatchState, Consent, Delay, Note } from './evolve.ts'

/** Decisions that have not yet been brought to everybody. */
export const pendingConsents = (state: BatchState): Consent[] =>
  state.consents.filter((consent) => toReach(consent).length > 0)

/** To whom a decision is still on its way, by place: first those who were not tried yet. */
export const toReach = ({ people, applied, later }: Consent): number[] => [
  ...people.slice(applied).map(([place]) => place),
  ...later,
]

/**
 * What was in the way before counts no longer for those to whom a decision has come since. Once it has come to somebody,
 * what delayed it is over.
 */
export function applied(state: BatchState, event: Extract<BatchEvent, { type: 'applied' }>): Partial<BatchState> {
  const consent = state.consents.find(({ seq }) => seq === event.decision)
  if (!consent) return {}
  const { count, later = [] } = event
  const left = new Set(later)
  const tried = [...consent.people.slice(consent.applied, count).map(([place]) => place), ...consent.later]
  const reached = new Set(tried.filter((place) => !left.has(place)))
  const isOver = (note: Note) =>
    reached.has(note.place) && (consent.action === null || note.action === null || note.action === consent.action)
  return {
    consents: state.consents.map((one) => (one === consent ? { ...one, applied: count, later } : one)),
    notes: [...state.notes.filter((note) => !isOver(note)), ...event.obstructed],
    ...(reached.size > 0 ? { delay: null } : {}),
  }
}

export function delayed({ delay }: BatchState, { until, failure, reference }: Hindrance, at: number): Delay {
  const by = reference === undefined ? { until, failure } : { until, failure, reference }
  return { ...by, tries: (delay?.tries ?? 0) + 1, since: delay?.since ?? at }
}
