import {
  type ActionState,
  attemptsAfter,
  begunAgain,
  change,
  concluded,
  eachStep,
  looked,
  stepOf,
  turnedAway,
  untouched,
} from './action-state.ts'
import { confirmedAgain, evolveCheck } from './checking.ts'
import type { Check } from './checks.ts'
import type { Answer, Brake, Event, FailureNote, Offer, Person, Proof, Recorded } from './events.ts'
import type { Identity } from './facts.ts'
import { type BrokenKind, brokenCards } from './found.ts'
import { chosen } from './more-email.ts'
import type { ManagerTold } from './people-around.ts'
import { type ActionId, actionIds, type Change, type StepId, stepIds } from './plan.ts'
import {
  afterReplan,
  evolveSchedule,
  isAskedAgain,
  isSettled,
  type NewsCard,
  newsCards,
  type ScheduleState,
  scheduled,
} from './schedule.ts'
import { joinedShowing, type Showing, showingFor, withApprovals } from './showings.ts'
import { type UndoKind, type UndoState, undoCards } from './undo.ts'
import { evolveUndo } from './undoing.ts'

export type CardKind = NewsCard | 'review' | ActionId | 'summary' | 'expired' | BrokenKind | UndoKind

export type Phase = 'review' | 'running' | 'finished' | 'cancelled' | 'expired'

export type State = {
  readonly id: string
  readonly seq: number
  readonly hash: string
  readonly phase: Phase
  readonly leaver: Identity
  readonly requester: Person
  /** The requester, and everyone who asked for the same leaver while this was open. */
  readonly askers: readonly Person[]
  readonly reason: string | null
  readonly zone: string
  readonly expiresAfter: number
  /** `null`: as soon as it is confirmed. */
  readonly schedule: ScheduleState | null
  readonly offer: Offer
  /** The email apps beyond the six: ticked on the card until it is started, chosen from then on. */
  readonly moreEmail: boolean
  readonly changes: readonly Change[]
  readonly requestedAt: number
  /** When all facts were read together, the mailbox too, which a tap does not wait for. */
  readonly readAt: number
  readonly plannedAt: number
  readonly startedBy: Person | null
  readonly startedAt: number | null
  readonly brake: Brake | null
  readonly expiredAt: number | null
  readonly endedBy: Person | null
  readonly endReason: string | null
  readonly endedAt: number | null
  readonly actions: { readonly [step in StepId]: ActionState }
  readonly signedOutAgain: {
    readonly answer: Answer | null
    readonly failure: FailureNote | null
    readonly at: number
    readonly proof: Proof | null
    readonly looks: number
  } | null
  readonly showings: readonly Showing[]
  /** Where it was asked for, which a batch shows on cards of its own. */
  readonly home: Showing
  /** Looks whether it still holds, oldest first. */
  readonly checks: readonly Check[]
  readonly undo: UndoState | null
  /** Whether the manager is to be told when it is done, and what became of it. */
  readonly tellsManager: boolean
  readonly managerTold: ManagerTold | null
  /** The batch it is one of; `null` for one leaver alone. */
  readonly batch: string | null
}

/** Folds a whole history. `null` for an empty one. */
export function fold(id: string, history: readonly Recorded[]): State | null {
  return history.reduce<State | null>((state, recorded) => evolve(id, state, recorded), null)
}

export function evolve(id: string, state: State | null, recorded: Recorded): State {
  const { event, at } = recorded
  const stamped = { seq: recorded.seq, hash: recorded.hash }
  if (state === null) {
    if (event.type !== 'requested') throw new Error(`history ${id} begins with ${event.type}`)
    return { ...begin(id, event, at), ...stamped }
  }
  return { ...state, ...apply(state, event, at), ...stamped }
}

function begin(id: string, event: Extract<Event, { type: 'requested' }>, at: number): State {
  const home = showingFor(event.conversation, event, event.personal ? event.requester : null)
  return {
    id,
    seq: 0,
    hash: '',
    phase: 'review',
    leaver: event.leaver,
    requester: event.requester,
    askers: [event.requester],
    reason: event.reason,
    zone: event.zone,
    expiresAfter: event.expiresAfter,
    schedule: event.schedule ? scheduled(event.schedule, at) : null,
    offer: event.offer,
    moreEmail: event.moreEmail ?? false,
    changes: [],
    requestedAt: at,
    readAt: event.readAt ?? at,
    plannedAt: at,
    startedBy: null,
    startedAt: null,
    brake: null,
    expiredAt: null,
    endedBy: null,
    endReason: null,
    endedAt: null,
    actions: eachStep((id) => untouched(stepOf(event.offer, id))),
    signedOutAgain: null,
    // A batch is decided on cards of its own.
    showings: event.batch ? [] : [home],
    home,
    checks: [],
    undo: null,
    batch: event.batch ?? null,
    tellsManager: event.tellsManager ?? false,
    managerTold: null,
  }
}

function apply(state: State, event: Event, at: number): Partial<State> {
  switch (event.type) {
    case 'requested':
      throw new Error(`history ${state.id} is requested twice`)
    case 'joined':
      return {
        askers: [...state.askers.filter((asker) => asker.id !== event.by.id), event.by],
        showings: [...state.showings, joinedShowing(state, event)],
      }
    case 'started':
      return {
        phase: 'running',
        startedBy: event.by,
        startedAt: at,
        reason: event.reason ?? state.reason,
        changes: [],
        brake: event.brake,
        ...chosen(state, event.moreEmail ?? false),
        ...(event.approvals === null ? {} : { showings: withApprovals(state, event.approvals) }),
      }
    case 'shown-to-approvers':
      return { showings: withApprovals(state, event.conversation) }
    case 'replanned':
      return {
        offer: event.offer,
        changes: event.changes,
        plannedAt: at,
        schedule: afterReplan(state),
        actions: eachStep((id) => (isSettled(state, id) ? state.actions[id] : untouched(stepOf(event.offer, id)))),
      }
    case 'confirmed': {
      const confirmation = { by: event.by, roles: event.roles, at }
      return confirmedAgain(state, event.action, { ...untouched(state.actions[event.action].step), confirmation })
    }
    case 'attempted':
      return change(state, event.action, begunAgain(state.actions[event.action], event.before, at))
    case 'answered':
      return change(state, event.action, { answer: event.answer, answeredAt: at, unanswered: false, waiting: null })
    case 'waiting':
      // Unanswered stays as it is: a call that timed out may still have reached Microsoft.
      return change(state, event.action, {
        waiting: { until: event.until, failure: event.failure },
        attempts: attemptsAfter(state.actions[event.action], event.failure),
        ...turnedAway(state.actions[event.action], event, event.failure),
      })
    case 'outcome':
      return change(state, event.action, concluded(state.actions[event.action], event, at))
    case 'looked':
      return looked(state, event.action, event.proof)
    case 'signed-out-again':
      return { signedOutAgain: { answer: event.answer, failure: event.failure, at, proof: null, looks: 0 } }
    case 'declined':
      return { endedBy: event.by, endReason: event.reason }
    case 'cancelled':
      return { phase: 'cancelled', endedBy: event.by, endedAt: at }
    case 'expired':
      return state.phase === 'review' ? { phase: 'expired', endedAt: at, expiredAt: at } : { expiredAt: at }
    case 'manager-told':
      return { managerTold: { at, failure: event.failure } }
    case 'evidence-given':
      return {}
    case 'finished':
      return { phase: 'finished', endedAt: at }
    case 'checked':
    case 'checks-ended':
      return evolveCheck(state, event, at)
    case 'rescheduled':
    case 'reminded':
    case 'not-read':
    case 'held':
    case 'came-due':
      return evolveSchedule(state, event, at)
    case 'undo-asked':
    case 'undo-replanned':
    case 'undo-expired':
      return evolveUndo(state, event, at)
  }
}

/** Decided: a person or the facts have spoken, so new facts do not change it and the next card may come. */
export const isDecided = (action: ActionState): boolean => action.confirmation !== null || action.outcome !== null

/** Open: something of it is still to be decided or done, so a second request joins it. */
export const isOpen = (state: State): boolean =>
  state.phase === 'review' || state.phase === 'running' || stepIds.some((id) => isUnderWay(state.actions[id]))

/** Confirmed and without an outcome. */
const isUnderWay = (action: ActionState): boolean => action.confirmation !== null && action.outcome === null

/** The cards that exist now, in the order in which they are shown: the next comes when the one before is decided. */
export function cardsOf(state: State): CardKind[] {
  const expired = state.expiredAt === null ? [] : (['expired'] as const)
  if (state.startedAt === null) return ['review', ...newsCards(state), ...expired]
  const turn = actionIds.findIndex((id) => !isDecided(state.actions[id]))
  // What was confirmed with all others has its card at once, also behind one that waits, or nobody would see it fail.
  const shown = actionIds.filter(
    (id, place) => turn < 0 || place <= turn || state.actions[id].confirmation !== null || isAskedAgain(state, id),
  )
  const ended = state.phase === 'finished' ? (['summary'] as const) : []
  return ['review', ...shown, ...newsCards(state), ...expired, ...ended, ...brokenCards(state), ...undoCards(state)]
}

/** Somebody other than who asked for it and who started it has to decide. */
export const needsSecondPerson = (state: State): boolean => state.offer.secondPerson.length > 0 || state.brake !== null
