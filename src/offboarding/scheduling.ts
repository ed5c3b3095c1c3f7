import { hasAsked, isFirstPerson, type Refusal } from './consent.ts'
import { accept, type Decision, refuse } from './decision.ts'
import type { Event, FailureNote, Offer } from './events.ts'
import { needsSecondPerson, type State } from './evolve.ts'
import { actionIds, changesBetween, type StepId } from './plan.ts'
import { type Approver, mayConfirm, mayOpen, type NotAllowed, type Protection } from './policy.ts'
import {
  type Hold,
  inAdvance,
  isSettled,
  isWaiting,
  latestStart,
  longestAhead,
  maxMoves,
  movesBy,
  type Schedule,
  shortestAhead,
} from './schedule.ts'

export type ScheduleCommand =
  | { readonly type: 'move'; readonly by: Approver; readonly to: Schedule }
  /** `digest`: of the card that was tapped. */
  | { readonly type: 'do-now'; readonly by: Approver; readonly digest: string }
  | { readonly type: 'remind' }
  /** The facts as they are at its time, and everybody who confirmed in advance as they are known then. */
  | {
      readonly type: 'come-due'
      readonly fresh: Offer
      readonly approvers: readonly Approver[]
      readonly protection: Protection | null
    }
  /** The facts could not be read; they are tried again at `until` (epoch milliseconds), or never. */
  | { readonly type: 'not-read'; readonly failure: FailureNote; readonly until: number | null }

export type TimeRefusal =
  | { readonly kind: 'not-waiting' }
  | { readonly kind: 'moved-too-often' }
  | { readonly kind: 'too-soon' }
  | { readonly kind: 'too-far' }

/** Whether something can be left until then. Both in epoch milliseconds. */
function boundsOf(at: number, now: number): TimeRefusal | null {
  if (at < now + shortestAhead) return { kind: 'too-soon' }
  return at > now + longestAhead ? { kind: 'too-far' } : null
}

export function decideSchedule(state: State, command: ScheduleCommand, now: number): Decision {
  switch (command.type) {
    case 'move':
      return move(state, command.by, command.to, now)
    case 'do-now':
      return doNow(state, command.by, command.digest, now)
    case 'remind': {
      const { schedule } = state
      return schedule && !schedule.reminded && isWaiting(state) ? accept({ type: 'reminded' }) : accept()
    }
    case 'come-due':
      return isDue(state, now) ? comeDue(state, command, now) : refuse({ kind: 'stale' })
    case 'not-read':
      return isDue(state, now) ? notRead(state, command, now) : refuse({ kind: 'stale' })
  }
}

function move(state: State, by: Approver, to: Schedule, now: number): Decision {
  const { schedule } = state
  const isEarlier = schedule !== null && to.at < schedule.at
  const forbidden = forbiddenToMove(state, by, isEarlier)
  if (forbidden) return refuse(forbidden)
  // Without a time it can be given one until it is started: from then on a confirmation is for now.
  if (schedule === null ? state.phase !== 'review' : !isWaiting(state)) return refuse({ kind: 'not-waiting' })
  const bounds = boundsOf(to.at, now)
  if (bounds) return refuse(bounds)
  if (movesBy(state, by.person.id) >= maxMoves) return refuse({ kind: 'moved-too-often' })
  return accept({ type: 'rescheduled', by: by.person, to, urgent: false })
}

/** Its time is now: the facts are read again at once, and what was confirmed is done if they are still the same. */
function doNow(state: State, by: Approver, digest: string, now: number): Decision {
  const forbidden = forbiddenToMove(state, by, true)
  if (forbidden) return refuse(forbidden)
  if (state.schedule === null || !isWaiting(state)) return refuse({ kind: 'not-waiting' })
  if (digest !== state.offer.digest) return refuse({ kind: 'stale' })
  const to = { at: now, zone: state.schedule.zone }
  return accept({ type: 'rescheduled', by: by.person, to, urgent: true })
}

/**
 * Whoever confirmed was shown the time. Another one is a consent of its own, and takes the same right as each of those
 * confirmations; while nothing is confirmed, whoever may open a review may name one. Only a sooner one takes a second
 * person where an action does: a later one brings nobody closer to it.
 */
function forbiddenToMove(state: State, by: Approver, isEarlier: boolean): Refusal | null {
  if (by.person.id === state.leaver.id) return { kind: 'is-leaver' }
  const closed = mayOpen(by)
  if (closed) return closed
  if (state.phase === 'cancelled') return { kind: 'closed' }
  if (state.phase === 'expired') return { kind: 'expired' }
  if (state.phase === 'review')
    return hasAsked(state, by) ? null : { kind: 'not-requester', requester: state.requester }
  const confirmed = inAdvance(state)
  if (isEarlier && confirmed.length > 0 && needsSecondPerson(state) && isFirstPerson(state, by.person.id))
    return { kind: 'needs-second-person' }
  return firstOf(confirmed.map((id) => mayConfirm(by, id, state.offer.facts)))
}

const firstOf = (all: readonly (NotAllowed | null)[]): NotAllowed | null => all.find((no) => no !== null) ?? null

const isDue = (state: State, now: number): boolean =>
  state.schedule !== null && isWaiting(state) && state.schedule.held === null && now >= state.schedule.at

/**
 * What was confirmed in advance counts when nothing has changed, for whoever may still confirm it. What has changed is
 * asked again.
 */
function comeDue(state: State, command: Extract<ScheduleCommand, { type: 'come-due' }>, now: number): Decision {
  const { fresh, approvers, protection } = command
  const confirmed = inAdvance(state)
  const hold = confirmed.length > 0 ? holdOf(state, protection, now) : null
  if (hold) return accept({ type: 'held', hold })
  const isChanged = fresh.digest !== state.offer.digest
  const changes = isChanged ? changesBetween(state.offer.facts, fresh.facts) : []
  const voided = isChanged ? confirmed : confirmed.filter((id) => !mayStill(state, id, fresh, approvers))
  return accept({ type: 'came-due', offer: fresh, changes, voided }, ...leftOut(state, fresh))
}

function holdOf({ schedule }: State, protection: Protection | null, now: number): Hold | null {
  if (schedule && now - schedule.at > latestStart) return { why: 'late' }
  return protection && { why: 'protected', protection }
}

function mayStill(state: State, id: StepId, fresh: Offer, approvers: readonly Approver[]): boolean {
  const by = state.actions[id].confirmation?.by
  const approver = approvers.find(({ person }) => person.id === by?.id)
  return approver !== undefined && mayConfirm(approver, id, fresh.facts) === null
}

/** What the facts leave out now, and did not before. */
function leftOut(state: State, { plan }: Offer): Event[] {
  if (state.phase !== 'running') return []
  return actionIds.flatMap((id): Event[] => {
    const step = plan[id]
    if (step.kind !== 'skip' || isSettled(state, id)) return []
    return [{ type: 'outcome', action: id, outcome: { kind: 'skipped', reason: step.reason, by: null } }]
  })
}

function notRead(state: State, command: Extract<ScheduleCommand, { type: 'not-read' }>, now: number): Decision {
  const { failure, until } = command
  // Whoever confirms from now on is shown the facts as they are then.
  if (inAdvance(state).length === 0) return accept({ type: 'came-due', offer: state.offer, changes: [], voided: [] })
  const due = state.schedule?.at ?? now
  if (until === null || until - due > latestStart) return accept({ type: 'held', hold: { why: 'unread', failure } })
  return accept({ type: 'not-read', until, failure })
}
