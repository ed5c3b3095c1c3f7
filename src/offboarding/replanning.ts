import type { Event, Offer, Outcome, Person } from './events.ts'
import type { State } from './evolve.ts'
import { actionIds, changesBetween, type StepId } from './plan.ts'
import { isSettled } from './schedule.ts'

/** Steps that the facts decide end as soon as the offboarding starts, or as soon as the facts decide them. */
export function skips(state: State, offer: Offer): Event[] {
  return actionIds.flatMap((id) => {
    const step = offer.plan[id]
    return step.kind === 'skip' && !isSettled(state, id) ? [skippedBy(id, step.reason, null)] : []
  })
}

/** What is true now is another plan than the one that was shown. */
export function replanned(state: State, offer: Offer): Event[] {
  const changes = changesBetween(state.offer.facts, offer.facts)
  return [{ type: 'replanned', offer, changes }, ...(state.phase === 'running' ? skips(state, offer) : [])]
}

export function skippedBy(
  action: StepId,
  reason: Extract<Outcome, { kind: 'skipped' }>['reason'],
  by: Person | null,
): Event {
  return { type: 'outcome', action, outcome: { kind: 'skipped', reason, by } }
}
