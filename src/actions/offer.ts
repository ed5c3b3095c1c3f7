import type { Offer } from '../offboarding/events.ts'
import type { State } from '../offboarding/evolve.ts'
import type { Facts } from '../offboarding/facts.ts'
import { choseMoreEmail, withMoreEmail } from '../offboarding/more-email.ts'
import { actionIds, digestOf, planFor } from '../offboarding/plan.ts'
import { type ApprovalRules, secondPersonFor } from '../offboarding/policy.ts'
import { isSettled } from '../offboarding/schedule.ts'
import { actions } from './index.ts'

/** What these facts lead to; in an offboarding that is under way, only for what is still to be decided. */
export function offerFor(facts: Facts, rules: ApprovalRules, state?: State): Offer {
  const decided = state ? actionIds.filter((id) => isSettled(state, id)) : []
  const kept = Object.fromEntries(decided.map((id) => [id, state?.offer.plan[id]]))
  const plan = planFor(facts, actions, kept)
  const secondPerson = secondPersonFor(facts, rules)
  const offer = { facts, plan, secondPerson, digest: digestOf(facts, plan, secondPerson) }
  return state && choseMoreEmail(state) ? withMoreEmail(offer) : offer
}
