import { type CheckedId, heldActions } from './checks.ts'
import type { State } from './evolve.ts'
import { isWaiting } from './schedule.ts'
import { givenUpAt, letBackInAt } from './undo.ts'

/** Why an offboarding no longer looks after an action: another one of the same leaver undid it, or did it later. */
export type LetGo = 'undone' | 'later'

/** What other offboardings of the same leaver have taken out of the hands of this one. */
export type Elsewhere = { readonly [why in LetGo]: readonly CheckedId[] }

/** @param others offboardings of the same leaver that were started */
export function elsewhereOf(state: State, others: readonly State[]): Elsewhere {
  const since = (id: CheckedId) => state.actions[id].outcomeAt ?? 0
  const undone = heldActions(state).filter((id) => others.some((other) => isUndoneSince(other, id, since(id))))
  const later = heldActions(state).filter((id) => others.some((other) => isHeldSince(other, id, since(id))))
  return { undone, later: later.filter((id) => !undone.includes(id)) }
}

/** One of them is doing or undoing this right now: what is seen meanwhile says nothing yet. */
export function isBusyElsewhere(state: State, others: readonly State[]): boolean {
  return heldActions(state).some((id) => others.some((other) => isUnderWay(other, id)))
}

function isUndoneSince(other: State, id: CheckedId, since: number): boolean {
  const at = givenUpAt(other, id)
  return at !== null && Number.isFinite(at) && at > since
}

const isHeldSince = (other: State, id: CheckedId, since: number): boolean =>
  heldActions(other).includes(id) && (other.actions[id].outcomeAt ?? 0) > since

function isUnderWay(other: State, id: CheckedId): boolean {
  if (isWaiting(other)) return false
  const { confirmation, outcome, waiting } = other.actions[id]
  const isBeingDone = confirmation !== null && outcome === null && waiting === null
  return isBeingDone || givenUpAt(other, id) === Number.POSITIVE_INFINITY
}

/** Since this one was started another one was, or the leaver was let back in: what failed here is not tried again. */
export function isOvertaken(state: State, others: readonly State[]): boolean {
  const since = state.startedAt ?? 0
  return others.some((other) => (other.startedAt ?? 0) > since || (letBackInAt(other) ?? 0) > since)
}

/** Taken out of our hands, as far as it was in them. */
export const allElsewhere = ({ undone, later }: Elsewhere): readonly CheckedId[] => [...undone, ...later]
