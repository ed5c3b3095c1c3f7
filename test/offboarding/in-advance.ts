import { type Command, decide } from '../../src/offboarding/decide.ts'
import { evolve, type State } from '../../src/offboarding/evolve.ts'
import type { Facts } from '../../src/offboarding/facts.ts'
import { ann, approver, factsOf, offerOf, requested, sam, start, stateOf, tap } from './fixtures.ts'

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour
export const zone = 'Europe/Paris'
export const due = start + 3 * day
export const bySam = approver(['Global Administrator'], sam)
export const byAnn = approver(['Global Administrator'], ann)

/** Asked for by Sam, for three days later. */
export const asked = (facts: Facts = factsOf()): State =>
  stateOf(requested(offerOf(facts), { schedule: { at: due, zone } }))

/** Decides at a moment and folds what came of it. */
export function played(state: State, at: number, ...commands: readonly Command[]): State {
  return commands.reduce((before, command) => {
    const { events } = decide(before, command, at)
    return events.reduce<State>(
      (folded, event) => evolve(folded.id, folded, { seq: folded.seq + 1, at, hash: `${folded.seq + 1}`, event }),
      before,
    )
  }, state)
}

export const started = (facts: Facts = factsOf()): State => {
  const state = asked(facts)
  return played(state, start + minute, { type: 'start', reason: null, approvals: null, ...tap(state, bySam) })
}
export const confirmed = (facts: Facts = factsOf()): State => {
  const state = started(facts)
  return played(state, start + 2 * minute, { type: 'confirm-all', ...tap(state, byAnn) })
}
export const comeDue = (facts: Facts = factsOf(), approvers = [byAnn]): Command => ({
  type: 'come-due',
  fresh: offerOf(facts),
  approvers,
  protection: null,
})
