import { type CheckCommand, decideCheck } from './checking.ts'
import { forbiddenFor, hasAsked, settledAlready, type TapCommand, toConfirm, toDecline } from './consent.ts'
import { accept, type Decision, isOver, refuse } from './decision.ts'
import type { Answer, Before, Event, Offer, Proof, Reader } from './events.ts'
import { evolve, isOpen, type State } from './evolve.ts'
import { countedFrom } from './facts.ts'
import type { HandOutCommand } from './hand-outs.ts'
import { join, showToApprovers } from './joining.ts'
import { confirmedWith, offersMoreEmail } from './more-email.ts'
import { type PeopleCommand, tellManager } from './people-around.ts'
import { actionIds, type StepId } from './plan.ts'
import { type Approver, allowedBy, mayConfirm, mayOpen } from './policy.ts'
import { recorded } from './recording.ts'
import { replanned, skippedBy, skips } from './replanning.ts'
import { expiresAt, isPending, isTooSoon, type Schedule } from './schedule.ts'
import { decideSchedule, type ScheduleCommand } from './scheduling.ts'
import { decideUndo, type UndoCommand } from './undoing.ts'

export type Command =
  | TapCommand
  | CheckCommand
  | ScheduleCommand
  | UndoCommand
  | PeopleCommand
  | HandOutCommand
  | ({
      readonly type: 'join'
      readonly by: Approver
      readonly conversation: string
      readonly personal: boolean
      /** The time that was asked for with it, if any. */
      readonly to?: Schedule | null
    } & Reader)
  | { readonly type: 'show-to-approvers'; readonly by: Approver; readonly conversation: string }
  | { readonly type: 'decline'; readonly by: Approver; readonly reason: string | null }
  | { readonly type: 'cancel'; readonly by: Approver }
  | { readonly type: 'expire' }
  | { readonly type: 'attempt'; readonly action: StepId; readonly before: Before }
  | { readonly type: 'answer'; readonly action: StepId; readonly answer: Answer }
  | ({ readonly type: 'wait' } & Omit<Extract<Event, { type: 'waiting' }>, 'type'>)
  | ({ readonly type: 'conclude' } & Omit<Extract<Event, { type: 'outcome' }>, 'type'>)
  | { readonly type: 'look'; readonly action: StepId; readonly proof: Proof | null }
  | ({ readonly type: 'sign-out-again' } & Omit<Extract<Event, { type: 'signed-out-again' }>, 'type'>)
  | { readonly type: 'replan'; readonly fresh: Offer }

/** What a command means for an offboarding: the events to append, and why not more. Pure; `now` is epoch milliseconds. */
export function decide(state: State, command: Command, now: number): Decision {
  const decision = ruling(state, command, now)
  if (decision.events.length === 0) return decision
  return { ...decision, events: [...decision.events, ...ending(state, decision.events, now)] }
}

function ruling(state: State, command: Command, now: number): Decision {
  switch (command.type) {
    case 'join':
      return join(state, command)
    case 'show-to-approvers':
      return showToApprovers(state, command)
    case 'decline':
      return decline(state, command.by, command.reason)
    case 'start':
    case 'confirm':
    case 'confirm-all':
    case 'confirm-more':
    case 'skip':
    case 'attest':
      return tapped(state, command, now)
    case 'cancel':
      return cancel(state, command.by)
    case 'expire':
      return expire(state, now)
    case 'replan': {
      if (isOver(state)) return refuse({ kind: 'closed' })
      if (command.fresh.digest === state.offer.digest) return accept()
      return accept(...replanned(state, command.fresh))
    }
    case 'check':
    case 'redo':
      return decideCheck(state, command, now)
    case 'move':
    case 'do-now':
    case 'remind':
    case 'come-due':
    case 'not-read':
      return decideSchedule(state, command, now)
    case 'ask-undo':
    case 'confirm-undo':
    case 'expire-undo':
      return decideUndo(state, command, now)
    case 'manager-told':
      return tellManager(state, command)
    case 'give-evidence':
      return accept({ ...command, type: 'evidence-given' })
    default:
      return recorded(state, command)
  }
}

/** Stops what has not been done: what nobody confirmed, and what is confirmed and has not been begun. */
function decline(state: State, by: Approver, reason: string | null): Decision {
  if (by.person.id === state.leaver.id) return refuse({ kind: 'is-leaver' })
  const refusal = mayOpen(by)
  if (refusal) return refuse(refusal)
  if (state.phase === 'review') return refuse({ kind: 'not-started' })
  if (isOver(state)) return refuse({ kind: 'closed' })
  const stopped = toDecline(state)
  if (stopped.length === 0) return refuse({ kind: 'nothing-to-decline' })
  const skipped = stopped.map((id) => skippedBy(id, 'declined', by.person))
  return accept({ type: 'declined', by: by.person, reason }, ...skipped)
}

/**
 * A tap counts for what was seen, by someone who may, while it is still open; in every other case nothing happens.
 * Who may is asked before anything else is told.
 */
function tapped(state: State, tap: TapCommand, now: number): Decision {
  const forbidden = forbiddenFor(state, tap)
  if (forbidden) return refuse(forbidden)
  const settled = settledAlready(state, tap, now)
  if (settled) return refuse(settled)
  if (tap.protection) return refuse({ kind: 'protected', protection: tap.protection })
  if (tap.fresh.digest !== state.offer.digest) {
    return { events: replanned(state, tap.fresh), refusal: { kind: 'stale' } }
  }
  if (tap.digest !== state.offer.digest) return refuse({ kind: 'stale' })
  switch (tap.type) {
    case 'start':
      return accept(startedBy(state, tap), ...skips(state, state.offer))
    case 'confirm':
      return accept(...confirmed(state, tap, tap.action))
    case 'confirm-all':
      return confirmAll(state, tap)
    case 'confirm-more':
      return accept(...confirmed(state, tap, 'block-more-email'))
    case 'skip':
      return accept(skippedBy(tap.action, 'chosen', tap.by.person))
    case 'attest':
      return accept(skippedBy(tap.action, 'on-premises', tap.by.person))
  }
}

function confirmAll(state: State, tap: Extract<TapCommand, { type: 'confirm-all' }>): Decision {
  const wanted = toConfirm(state)
  const missing = wanted.flatMap((id) => mayConfirm(tap.by, id, tap.fresh.facts) ?? [])
  const events = wanted
    .filter((id) => mayConfirm(tap.by, id, tap.fresh.facts) === null)
    .flatMap((id) => confirmed(state, tap, id))
  return { events, refusal: missing.length > 0 ? { kind: 'partly', missing } : null }
}

function startedBy(state: State, tap: Extract<TapCommand, { type: 'start' }>): Event {
  const { reason, approvals, moreEmail = state.moreEmail } = tap
  const started = { type: 'started', by: tap.by.person, reason, approvals, brake: null } as const
  return moreEmail && offersMoreEmail(state.offer.plan) ? { ...started, moreEmail } : started
}

function confirmed(state: State, tap: TapCommand, step: StepId): Event[] {
  return confirmedWith(state, step).map((action) => {
    const roles = allowedBy(tap.by, action, tap.fresh.facts)
    const read = countedFrom(action, tap.fresh.facts)
    return { type: 'confirmed', action, digest: state.offer.digest, by: tap.by.person, roles, ...read }
  })
}

function cancel(state: State, by: Approver): Decision {
  const refusal = mayOpen(by)
  if (refusal) return refuse(refusal)
  if (state.phase !== 'review') return refuse({ kind: 'closed' })
  if (!hasAsked(state, by)) return refuse({ kind: 'not-requester', requester: state.requester })
  return accept({ type: 'cancelled', by: by.person })
}

function expire(state: State, now: number): Decision {
  if (!isOpen(state)) return refuse({ kind: 'closed' })
  const pending = actionIds.filter((id) => isPending(state, id))
  if (state.phase === 'running' && pending.length === 0) return refuse({ kind: 'closed' })
  // Planned anew since the runner looked at the clock: the new plan has its own time.
  if (now < expiresAt(state)) return refuse({ kind: 'stale' })
  const skipped = state.phase === 'running' ? pending.map((id) => skippedBy(id, 'expired', null)) : []
  return accept({ type: 'expired' }, ...skipped)
}

/** The last outcome finishes the offboarding, in the same append. */
function ending(state: State, events: readonly Event[], now: number): Event[] {
  if (state.phase === 'finished') return []
  const after = events.reduce<State>((folded, event) => {
    return evolve(folded.id, folded, { seq: folded.seq + 1, at: now, hash: '', event })
  }, state)
  const concluded = after.phase === 'running' && actionIds.every((id) => after.actions[id].outcome !== null)
  return concluded && !isTooSoon(after) ? [{ type: 'finished' }] : []
}
