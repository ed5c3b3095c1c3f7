import type { Offer, Person } from './events.ts'
import { isDecided, needsSecondPerson, type State } from './evolve.ts'
import { mayRepeatMore, mayStop } from './more-email.ts'
import { type ActionId, actionIds, type StepId } from './plan.ts'
import { type Approver, mayConfirm, mayOpen, type NotAllowed, type Protection } from './policy.ts'
import { expiresAt, isAskedAgain } from './schedule.ts'
import type { TimeRefusal } from './scheduling.ts'
import { isLetBackIn } from './undo.ts'

/** Why nothing, or not everything, was done. Each has a sentence in the words. */
export type Refusal =
  | NotAllowed
  | TimeRefusal
  | { readonly kind: 'protected'; readonly protection: Protection }
  | { readonly kind: 'stale' }
  | { readonly kind: 'not-requester'; readonly requester: Person }
  | { readonly kind: 'closed' }
  | { readonly kind: 'expired' }
  | { readonly kind: 'not-started' }
  | { readonly kind: 'out-of-turn' }
  | { readonly kind: 'decided'; readonly action: StepId; readonly by: Person | null }
  | { readonly kind: 'partly'; readonly missing: readonly NotAllowed[] }
  | { readonly kind: 'shown-too-often' }
  | { readonly kind: 'nothing-to-decline' }
  | { readonly kind: 'nothing-to-undo' }
  | { readonly kind: 'undo-expired' }
  /** A later offboarding of the same person is the one to look at. */
  | { readonly kind: 'overtaken' }
  /** What is left of it would act on somebody who was let back in. */
  | { readonly kind: 'let-back-in' }

/** Who taps, what they saw, and what is true now. `protection` is read with the fresh facts. */
export type Tap = {
  readonly by: Approver
  readonly digest: string
  readonly fresh: Offer
  readonly protection: Protection | null
  /** Another offboarding of the same person decides now; asked where something has failed. Absent: no. */
  readonly overtaken?: boolean
}

/** What a person wants. */
export type TapCommand =
  | ({
      readonly type: 'start'
      readonly reason: string | null
      readonly approvals: string | null
      /** Whether the email apps beyond the six are wanted. Absent: as the card has it. */
      readonly moreEmail?: boolean
    } & Tap)
  | ({ readonly type: 'confirm'; readonly action: ActionId } & Tap)
  | ({ readonly type: 'confirm-all' } & Tap)
  | ({ readonly type: 'confirm-more' } & Tap)
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
    case 'confirm-more':
      return mayConfirm(tap.by, 'block-more-email', facts)
    default:
      return mayConfirm(tap.by, tap.action, facts)
  }
}

/** Why the tap comes too late or too early. What has failed may be decided anew for a while. */
export function settledAlready(state: State, tap: TapCommand, now: number): Refusal | null {
  if (state.phase === 'cancelled') return { kind: 'closed' }
  if (state.phase === 'expired') return { kind: 'expired' }
  // Its time is over from that moment on, however long it takes until the runner writes it down.
  const late = now >= expiresAt(state)
  if (tap.type === 'start') {
    if (state.phase === 'running') return { kind: 'stale' }
    if (state.phase !== 'review') return { kind: 'closed' }
    return late ? { kind: 'expired' } : null
  }
  if (state.phase === 'review') return { kind: 'not-started' }
  if (tap.type === 'confirm-more')
    return mayRepeatMore(state)
      ? tooLateAgain(state, 'block-more-email', tap, now)
      : decidedBefore(state, 'block-more-email')
  if (tap.type === 'confirm-all') {
    if (toConfirm(state).length > 0) return late ? { kind: 'expired' } : null
    return { kind: state.expiredAt === null ? 'closed' : 'expired' }
  }
  const action = state.actions[tap.action]
  if (action.outcome?.kind === 'failed') {
    const over = tooLateAgain(state, tap.action, tap, now)
    if (over) return over
  } else {
    if (isDecided(action)) return decidedBefore(state, tap.action)
    if (late) return { kind: 'expired' }
  }
  const fits =
    tap.type === 'skip' ||
    (tap.type === 'attest' ? needsPremises(state, tap.action) : action.step.kind === 'do' && isShown(state, tap.action))
  return fits ? null : { kind: 'out-of-turn' }
}

/** A button that was left on an old card acts on nobody who was let back in, and not for ever. */
function tooLateAgain(state: State, failed: StepId, tap: TapCommand, now: number): Refusal | null {
  if (isLetBackIn(state)) return { kind: 'let-back-in' }
  if (tap.overtaken) return { kind: 'overtaken' }
  const failedAt = state.actions[failed].outcomeAt ?? 0
  return state.phase === 'finished' && now >= failedAt + state.expiresAfter ? { kind: 'expired' } : null
}

function decidedBefore(state: State, action: StepId): Refusal {
  const { outcome } = state.actions[action]
  const ranOut = outcome?.kind === 'skipped' && outcome.reason === 'expired'
  return ranOut ? { kind: 'expired' } : { kind: 'decided', action, by: deciderOf(state, action) }
}

/** On-premises work is signed for where the plan asks for it, or where the cloud refused a synced account. */
function needsPremises(state: State, id: ActionId): boolean {
  const { step, outcome } = state.actions[id]
  return step.kind === 'on-premises' || (outcome?.kind === 'failed' && state.offer.facts.synced)
}

/** Cards come in order, so an action is confirmed only when all before it are decided; after that it has its card. */
function isShown(state: State, id: ActionId): boolean {
  if (state.actions[id].confirmation !== null || isAskedAgain(state, id)) return true
  return actionIds.slice(0, actionIds.indexOf(id)).every((earlier) => isDecided(state.actions[earlier]))
}

/** The actions that still wait for a confirmation. */
export function toConfirm(state: State): ActionId[] {
  return actionIds.filter((id) => state.actions[id].step.kind === 'do' && !isDecided(state.actions[id]))
}

/** Whoever asked for this leaver may start or cancel; a bystander may not. */
export const hasAsked = (state: State, by: Approver): boolean => state.askers.some((asker) => asker.id === by.person.id)

/** Who decided an action: confirmed it, skipped it, or signed for it. */
function deciderOf(state: State, id: StepId): Person | null {
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

/** Undecided, or confirmed and not begun: a call that may have reached Microsoft is not stopped by words. */
export function toDecline(state: State): StepId[] {
  const stopped: StepId[] = actionIds.filter((id) => {
    const { outcome, answer, unanswered, step, confirmation } = state.actions[id]
    return outcome === null && answer === null && !unanswered && (confirmation !== null || step.kind !== 'already')
  })
  return mayStop(state.actions['block-more-email']) ? [...stopped, 'block-more-email'] : stopped
}
