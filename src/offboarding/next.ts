import { type CheckWork, checkWork } from './checks.ts'
import type { Answer } from './events.ts'
import { isOpen, type State } from './evolve.ts'
import { actionIds, isEmail, type StepId, stepIds } from './plan.ts'
import { expiresAt, isPending, isWaiting, type ScheduleWork, scheduleWork } from './schedule.ts'
import { isTakenBack, type UndoWork, undoWork } from './undo.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/** A proof that is not visible after this time is left to a later look. Milliseconds. */
export const provenWithin = 60 * second
/**
 * While Microsoft is away an action is tried for this long under one confirmation, and at least a few times however long
 * it had waited before; never more often than this.
 */
export const triedWithin = 30 * minute
export const leastAttempts = 5
export const maxAttempts = 60
/** "Later", from Microsoft, costs no attempt; but for no longer than this. */
export const throttledWithin = 24 * hour
/** A sign-out older than this when the block lands is repeated. Milliseconds. */
export const signOutGap = 60 * second

const proofLooks = [0, 1, 2, 4, 8, 16, 32, 60].map((after) => after * second)
const laterLooks = [5 * minute, 15 * minute, hour, 24 * hour]

export type Work =
  | { readonly kind: 'act'; readonly lane: Lane; readonly action: StepId; readonly at: number }
  | { readonly kind: 'sign-out-again'; readonly lane: 'graph'; readonly at: number }
  | {
      readonly kind: 'prove'
      readonly lane: ProofLane
      readonly unproven: readonly PendingProof[]
      readonly at: number
    }
  | { readonly kind: 'expire'; readonly lane: 'clock'; readonly at: number }
  | ScheduleWork
  | CheckWork
  | UndoWork

/** A proof to look for: what Microsoft answered (`null`: it was so already), since when, and whether the outcome is recorded. */
export type PendingProof = {
  readonly action: StepId
  readonly answer: Answer | null
  readonly from: number
  readonly looks: number
  readonly concluded: boolean
}

/** Two writes on one user never overlap at Graph, so it is one lane; Exchange is another. Reads have lanes of their own. */
export type Lane = 'graph' | 'exchange'
export type ProofLane = 'graph-proof' | 'exchange-proof'

export const laneOf = (id: StepId): Lane => (isEmail(id) ? 'exchange' : 'graph')

/**
 * What is to be done, and when: read off the history, never kept beside it. At most one piece of work a lane. `lastLook`
 * tells when this process last looked for an action's proof (epoch milliseconds), so that looks are spaced; a process
 * that does not know looks at once.
 */
export function next(state: State, lastLook: ReadonlyMap<StepId, number> = new Map()): Work[] {
  if (state.phase === 'cancelled' || state.phase === 'expired') return []
  const work: (Work | null)[] = [
    act(state, 'graph') ?? signOutAgain(state),
    act(state, 'exchange'),
    prove(state, 'graph', lastLook),
    prove(state, 'exchange', lastLook),
    expiry(state),
    scheduleWork(state),
    checkWork(state),
    undoWork(state),
  ]
  return work.filter((item) => item !== null)
}

/** When something is next due, in epoch milliseconds; `null` when nothing ever is. */
export function dueAt(work: readonly Work[]): number | null {
  return work.length === 0 ? null : Math.min(...work.map((item) => item.at))
}

function act(state: State, lane: Lane): Work | null {
  if (isWaiting(state)) return null
  const id = stepIds.find((candidate) => {
    const { confirmation, answer, outcome } = state.actions[candidate]
    return laneOf(candidate) === lane && confirmation !== null && answer === null && outcome === null
  })
  if (id === undefined) return null
  const { waiting, confirmation } = state.actions[id]
  return { kind: 'act', lane, action: id, at: waiting?.until ?? confirmation?.at ?? 0 }
}

/** The block closes the door; whoever came in by another method between sign-out and block is put out again, once. */
function signOutAgain(state: State): Work | null {
  const signOut = state.actions['sign-out'].answer
  const { answer: block, answeredAt } = state.actions['block-sign-in']
  if (!signOut || !block || answeredAt === null || state.signedOutAgain) return null
  if (isTakenBack(state, 'block-sign-in')) return null
  if (Date.parse(block.at) - Date.parse(signOut.at) <= signOutGap) return null
  return { kind: 'sign-out-again', lane: 'graph', at: answeredAt }
}

function prove(state: State, lane: Lane, lastLook: ReadonlyMap<StepId, number>): Work | null {
  const unproven = stepIds.flatMap((id) => (laneOf(id) === lane ? (pendingProof(state, id) ?? []) : []))
  if (unproven.length === 0) return null
  const at = Math.min(...unproven.map((pending) => nextLook(pending, lastLook.get(pending.action))))
  return { kind: 'prove', lane: `${lane}-proof`, unproven, at }
}

function pendingProof(state: State, id: StepId): PendingProof | null {
  const { step, answer, answeredAt, outcome, looks } = state.actions[id]
  if (outcome === null) {
    if (state.startedAt === null || (answer === null && step.kind !== 'already')) return null
    const since = Math.max(state.startedAt, state.schedule?.cameDueAt ?? 0)
    return { action: id, answer, from: answeredAt ?? since, looks: 0, concluded: false }
  }
  // What is being undone would be looked for in vain.
  if (isTakenBack(state, id)) return null
  const again = state.signedOutAgain
  if (id === 'sign-out' && again?.answer && again.proof === null && again.looks < laterLooks.length) {
    return { action: id, answer: again.answer, from: again.at, looks: again.looks, concluded: true }
  }
  const unproven = outcome.kind === 'done' && outcome.proof === null && answer !== null && looks < laterLooks.length
  return unproven ? { action: id, answer, from: answeredAt ?? 0, looks, concluded: true } : null
}

/** Often within the first minute, then at the later looks. */
function nextLook(pending: PendingProof, last: number | undefined): number {
  if (last === undefined) return pending.from
  const after = proofLooks.find((delay) => pending.from + delay > last)
  if (after !== undefined) return pending.from + after
  return pending.concluded ? laterLookAt(pending) : last + provenWithin
}

/** When a look that finds nothing is worth a line in the history, in epoch milliseconds. */
export function laterLookAt(pending: PendingProof): number {
  return pending.from + (laterLooks[pending.looks] ?? 0)
}

function expiry(state: State): Work | null {
  const pending = actionIds.some((id) => isPending(state, id))
  return isOpen(state) && pending ? { kind: 'expire', lane: 'clock', at: expiresAt(state) } : null
}
