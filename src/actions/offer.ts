import type { Offer } from '../offboarding/events.ts'
import { isDecided, type State } from '../offboarding/evolve.ts'
import type { Facts } from '../offboarding/facts.ts'
import { actionIds, digestOf, planFor } from '../offboarding/plan.ts'
import { actions } from './index.ts'

/** What these facts lead to; in an offboarding that is under way, only for what is still to be decided. */
export function offerFor(facts: Facts, state?: State): Offer {
  const decided = state ? actionIds.filter((id) => isDecided(state.actions[id])) : []
  const kept = Object.fromEntries(decided.map((id) => [id, state?.offer.plan[id]]))
  const plan = planFor(facts, actions, kept)
  return { facts, plan, digest: digestOf(facts, plan) }
}
