import { type Approver, mayOpen } from '../policy.ts'
import { decideForMany, type ManyTap } from './consent.ts'
import { accept, type BatchDecision, refuse } from './decision.ts'
import { digestOfMany } from './digest.ts'
import {
  type BatchEvent,
  type Begun,
  type Choosing,
  deciderOf,
  type Hindrance,
  type Matched,
  type Obstructed,
} from './events.ts'
import { type BatchState, isAsked, isListed, peopleOf } from './evolve.ts'
import { chosen, matched } from './matching.ts'
import type { Member } from './members.ts'
import { type BatchWork, nextOfBatch } from './next.ts'
import { pendingConsents } from './reaching.ts'

export type BatchCommand =
  | { readonly type: 'match'; readonly matches: readonly Matched[]; readonly hindrance?: Hindrance | null }
  | {
      readonly type: 'choose'
      readonly by: Approver
      readonly choices: readonly Choosing[]
      /** Start was tapped, and they had not been sent. */
      readonly unsent?: boolean
      /** Whether the email apps beyond the six are ticked. */
      readonly moreEmail?: boolean
    }
  | {
      readonly type: 'start'
      readonly by: Approver
      readonly digest: string
      readonly approvals: string | null
      /** Absent: as it stands on the card. */
      readonly moreEmail?: boolean
    }
  | { readonly type: 'begin'; readonly members: readonly Begun[] }
  | { readonly type: 'show-to-approvers'; readonly by: Approver; readonly conversation: string }
  | ManyTap
  | {
      readonly type: 'apply'
      readonly decision: number
      readonly count: number
      readonly obstructed: readonly Obstructed[]
      /** Everybody among the first `count` whom it has not reached, by place. */
      readonly later?: readonly number[]
      readonly hindrance?: Hindrance | null
    }
  | {
      readonly type: 'stop'
      readonly by: Approver
      readonly reason: string | null
      readonly members: readonly Member[]
    }
  | { readonly type: 'withdraw'; readonly count: number }
  /** This piece of work failed by a fault of ours. */
  | { readonly type: 'delay'; readonly work: BatchWork['kind']; readonly hindrance: Hindrance }
  | { readonly type: 'cancel'; readonly by: Approver }
  | { readonly type: 'expire' }
  | { readonly type: 'finish'; readonly digest: string; readonly events: number }

const maxShowings = 20

/** What a command means for a batch: the events to append, and why not more. Pure; `now` is epoch milliseconds. */
export function decideBatch(state: BatchState, command: BatchCommand, now: number): BatchDecision {
  switch (command.type) {
    case 'match':
      return matched(state, command)
    case 'choose':
      return chosen(state, command)
    case 'start':
      return start(state, command, now)
    case 'decide':
      return decideForMany(state, command)
    case 'show-to-approvers':
      return showToApprovers(state, command.by, command.conversation)
    case 'stop':
      return stop(state, command)
    case 'cancel':
      return cancel(state, command.by)
    case 'delay':
      // Something else is next since it failed, such as stopping, which waits for nothing.
      if (nextOfBatch(state)?.kind !== command.work) return refuse({ kind: 'stale' })
      return accept({ type: 'delayed', ...command.hindrance })
    case 'expire':
      if (!isAsked(state)) return refuse({ kind: 'closed' })
      return now < expiresAt(state) ? refuse({ kind: 'stale' }) : accept({ type: 'expired' })
    default:
      return carriedOut(state, command)
  }
}

/** When a list that nobody starts is over, in epoch milliseconds. */
export const expiresAt = (state: BatchState): number => state.reviewedAt + state.expiresAfter

/** What `Start` consents to. */
export function digestOfStart(state: BatchState): string {
  const people = peopleOf(state).map(({ match }) => ({ leaver: match.leaver.id, digest: match.digest }))
  return digestOfMany('start', null, people)
}

function start(state: BatchState, command: Extract<BatchCommand, { type: 'start' }>, now: number): BatchDecision {
  const { by, digest, approvals, moreEmail = state.moreEmail } = command
  const refusal = mayOpen(by) ?? notAsked(state, by)
  if (refusal) return refuse(refusal)
  if (state.phase === 'expired') return refuse({ kind: 'expired' })
  if (state.phase === 'running') return refuse({ kind: 'stale' })
  if (!isAsked(state)) return refuse({ kind: 'closed' })
  if (now >= expiresAt(state)) return refuse({ kind: 'expired' })
  if (state.phase === 'matching') return refuse({ kind: 'still-matching' })
  if (digest !== digestOfStart(state)) return refuse({ kind: 'stale' })
  const people = peopleOf(state).length
  if (people === 0) return refuse({ kind: 'nobody' })
  const started = { type: 'started', by: deciderOf(by), digest, people, approvals, brake: null } as const
  return accept(moreEmail ? { ...started, moreEmail } : started)
}

/** Stops what has not been done, for everybody; what has begun goes on. */
function stop(state: BatchState, command: Extract<BatchCommand, { type: 'stop' }>): BatchDecision {
  const { by, reason, members } = command
  const refusal = mayOpen(by)
  if (refusal) return refuse(refusal)
  if (isListed(state, by.person.id)) return refuse({ kind: 'is-listed' })
  if (isAsked(state)) return refuse({ kind: 'not-started' })
  if (state.phase !== 'running' || state.stopped) return refuse({ kind: 'closed' })
  const isLeft = members.some(({ open }) => open) || members.length < peopleOf(state).length
  if (!isLeft && pendingConsents(state).length === 0) return refuse({ kind: 'nothing-to-decline' })
  return accept({ type: 'stopped', by: deciderOf(by), reason })
}

function cancel(state: BatchState, by: Approver): BatchDecision {
  const refusal = mayOpen(by)
  if (refusal) return refuse(refusal)
  if (!isAsked(state)) return refuse({ kind: 'closed' })
  const stranger = notAsked(state, by)
  return stranger ? refuse(stranger) : accept({ type: 'cancelled', by: by.person })
}

function showToApprovers(state: BatchState, by: Approver, conversation: string): BatchDecision {
  const refusal = mayOpen(by)
  if (refusal) return refuse(refusal)
  if (isListed(state, by.person.id)) return refuse({ kind: 'is-listed' })
  if (state.phase !== 'running') return refuse({ kind: 'closed' })
  if (state.showings.length >= maxShowings) return refuse({ kind: 'shown-too-often' })
  return accept({ type: 'shown-to-approvers', by: by.person, conversation })
}

/** What the runner did is recorded as it is, unless it no longer matters. */
function carriedOut(
  state: BatchState,
  command: Extract<BatchCommand, { type: 'begin' | 'apply' | 'withdraw' | 'finish' }>,
): BatchDecision {
  if (state.phase !== 'running') return refuse({ kind: 'closed' })
  switch (command.type) {
    case 'begin':
      if (state.stopped) return refuse({ kind: 'closed' })
      return accept({ type: 'begun', members: command.members })
    case 'apply':
      return broughtFurther(state, command)
    case 'withdraw':
      if (!state.stopped || command.count <= state.withdrawn) return refuse({ kind: 'stale' })
      return accept({ type: 'withdrawn', count: command.count })
    case 'finish':
      // Somebody has decided something since it was looked at.
      if (nextOfBatch(state)?.kind !== 'watch') return refuse({ kind: 'stale' })
      return accept({ type: 'finished', digest: command.digest, events: command.events })
  }
}

function broughtFurther(state: BatchState, command: Extract<BatchCommand, { type: 'apply' }>): BatchDecision {
  const { decision, count, obstructed, later = [], hindrance = null } = command
  const consent = pendingConsents(state).find(({ seq }) => seq === decision)
  // Somebody else has brought it further in the meantime.
  if (!consent || count < consent.applied) return refuse({ kind: 'stale' })
  const isFurther = count > consent.applied || later.length < consent.later.length
  const events: BatchEvent[] = [
    ...(isFurther
      ? [{ type: 'applied' as const, decision, count, obstructed, ...(later.length > 0 && { later }) }]
      : []),
    // Stopping waits for nothing.
    ...(hindrance && !state.stopped ? [{ type: 'delayed' as const, ...hindrance }] : []),
  ]
  return events.length > 0 ? accept(...events) : refuse({ kind: 'stale' })
}

const notAsked = (state: BatchState, by: Approver) =>
  by.person.id === state.requester.id ? null : ({ kind: 'not-requester', requester: state.requester } as const)
