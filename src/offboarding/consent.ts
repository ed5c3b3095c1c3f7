import type { Offer, Person } from './events.ts'
import { isDecided, needsSecondPerson, type State } from './evolve.ts'
import { type ActionId, actionIds } from './plan.ts'
import { type Approver, mayConfirm, mayOpen, type NotAllowed, type Protection } from './policy.ts'

/** Why nothing, or not everything, was done. Each has a sentence in the words. */
export type Refusal =
  | NotAllowed
  | { readonly kind: 'protected'; readonly protection: Protection }
  | { readonly kind: 'stale' }
  | { readonly kind: 'not-requester'; readonly requester: Person }
  | { readonly kind: 'closed' }
  | { readonly kind: 'not-started' }
  | { readonly kind: 'out-of-turn' }
  | { readonly kind: 'decided'; readonly action: ActionId; readonly by: Person | null }
  | { readonly kind: 'partly'; readonly missing: readonly NotAllowed[] }
  | { readonly kind: 'shown-too-often' }

/** Who taps, what they saw, and what is true now. `protection` is read with the fresh facts. */
export type Tap = {
  readonly by: Approver
  readonly digest: string
  readonly fresh: Offer
  readonly protection: Protection | null
}

/** What a person wants. */
export type TapCommand =
  | ({ readonly type: 'start'; readonly reason: string | null; readonly approvals: string | null } & Tap)
  | ({ readonly type: 'confirm'; readonly action: ActionId } & Tap)
  | ({ readonly type: 'confirm-all' } & Tap)
  | ({ readonly type: 'skip'; readonly action: ActionId } & Tap)
  | ({ readonly type: 'attest'; readonly action: ActionId } & Tap)

/** Why this person may not do this, whatever state it is in; asked before anything else is told. */
export function forbiddenFor(state: State, tap: TapCommand): Refusal | null {
  const { facts } = tap.fresh
  if (tap.by.person.id === state.leaver.id) return { kind: 'is-leaver' }
  if (tap.type !== 'start' && isFirstPerson(state, tap.by.person.id) && secondPersonWanted(state, tap)) {
    return mayOpen(tap.by) ?? { kind: 'needs-second-person' }
  }
  switch (tap.type) {
    case 'start':
      return mayOpen(tap.by) ?? (hasAsked(state, tap.by) ? null : { kind: 'not-requester', requester: state.requester })
    case 'confirm-all': {
      const forbidden = toConfirm(state).map((id) => mayConfirm(tap.by, id, facts))
      return mayOpen(tap.by) ?? (forbidden.every((no) => no !== null) ? (forbidden[0] ?? null) : null)
    }
    default:
      return mayConfirm(tap.by, tap.action, facts)
  }
}

/** Why the tap comes too late or too early. */
export function settledAlready(state: State, tap: TapCommand): Refusal | null {
  if (tap.type === 'start') {
    if (state.phase === 'running') return { kind: 'stale' }
    return state.phase === 'review' ? null : { kind: 'closed' }
  }
  if (state.phase === 'review') return { kind: 'not-started' }
  if (state.phase === 'cancelled' || state.phase === 'expired') return { kind: 'closed' }
  if (tap.type === 'confirm-all') return toConfirm(state).length > 0 ? null : { kind: 'closed' }
  const action = state.actions[tap.action]
  const open = action.outcome?.kind === 'failed' || !isDecided(action)
  if (!open) return { kind: 'decided', action: tap.action, by: deciderOf(state, tap.action) }
  const fits =
    tap.type === 'skip' ||
    (tap.type === 'attest' ? needsPremises(state, tap.action) : action.step.kind === 'do' && isShown(state, tap.action))
  return fits ? null : { kind: 'out-of-turn' }
}

/** On-premises work is signed for where the plan asks for it, or where the cloud refused a synced account. */
function needsPremises(state: State, id: ActionId): boolean {
  const { step, outcome } = state.actions[id]
  return step.kind === 'on-premises' || (outcome?.kind === 'failed' && state.offer.facts.synced)
}

/** Cards come in order, so an action is confirmed only when all before it are decided. */
function isShown(state: State, id: ActionId): boolean {
  return actionIds.slice(0, actionIds.indexOf(id)).every((earlier) => isDecided(state.actions[earlier]))
}

/** The actions that still wait for a confirmation. */
export function toConfirm(state: State): ActionId[] {
  return actionIds.filter((id) => state.actions[id].step.kind === 'do' && !isDecided(state.actions[id]))
}

/** Whoever asked for this leaver may start or cancel; a bystander may not. */
export const hasAsked = (state: State, by: Approver): boolean => state.askers.some((asker) => asker.id === by.person.id)

/** Who decided an action: confirmed it, skipped it, or signed for it. */
export function deciderOf(state: State, id: ActionId): Person | null {
  const { confirmation, outcome } = state.actions[id]
  if (outcome?.kind === 'skipped' && outcome.by) return outcome.by
  return confirmation?.by ?? null
}

/** Who asked for it and who started it count as the first person, whichever chat they tap in. */
export const isFirstPerson = (state: State, id: string): boolean =>
  id === state.requester.id || id === state.startedBy?.id

/** What was offered or what is true now asks for a second person. */
const secondPersonWanted = (state: State, tap: Tap): boolean =>
  needsSecondPerson(state) || tap.fresh.secondPerson.length > 0
