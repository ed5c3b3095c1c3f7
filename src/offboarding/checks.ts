import type { ActionState } from './action-state.ts'
import type { LetGo } from './elsewhere.ts'
import type { EmailSwitch } from './email-switches.ts'
import type { FailureNote } from './events.ts'
import type { State } from './evolve.ts'
import { actionIds } from './plan.ts'
import { isWaiting } from './schedule.ts'
import { givenUpAt } from './undo.ts'

const minute = 60_000

/** When it is looked whether the lockout still holds: so long after the last action, in milliseconds. */
export const checkTimes: readonly number[] = [15 * minute, 60 * minute, 24 * 60 * minute]

/** What is looked after: the four, and the email apps beyond the six where they were chosen. */
export const checkedIds = [...actionIds, 'block-more-email'] as const
export type CheckedId = (typeof checkedIds)[number]

/** Who changed something, as the directory's audit log names them. */
export type Doer = { readonly kind: 'person' | 'app'; readonly name: string }

/**
 * What a check found of one action. `gone`: there is no account or no mailbox any more, so nothing can be used.
 * `changed`: it is no longer as it was left; `at` is when, where Microsoft says so (ISO 8601), and `apps` are the email
 * apps that are not off. `unseen`: it could not be read (`failure`), or Microsoft does not show it yet.
 */
export type Finding =
  | { readonly kind: 'holds' | 'gone'; readonly action: CheckedId }
  | {
      readonly kind: 'changed'
      readonly action: CheckedId
      readonly at: string | null
      readonly apps: readonly EmailSwitch[]
      readonly by: Doer | null
    }
  | { readonly kind: 'unseen'; readonly action: CheckedId; readonly failure: FailureNote | null }

/** One attempt to sign in: when (ISO 8601), to which app, from where; `code` 0 is a success, others are Entra's AADSTS. */
export type SignIn = {
  readonly at: string
  readonly app: string | null
  readonly place: string | null
  readonly code: number
}

/** Attempts since a moment (ISO 8601). Counts are of what was read; with `more` there were still more. */
export type SignIns =
  | {
      readonly known: true
      readonly since: string
      readonly refused: number
      readonly successful: number
      /** Stopped half-way. Absent: none, or counted among the refused. */
      readonly interrupted?: number
      readonly more: boolean
      /** Though there were more, the successful ones are all there: they were asked for by themselves. */
      readonly everySuccess?: boolean
      /** Successful ones first, then those that were stopped half-way, then the newest; at most twenty. */
      readonly kept: readonly SignIn[]
    }
  | { readonly known: false; readonly failure: FailureNote }

/** What is seen at one check. `after` is the time it was due, in milliseconds after the last action. */
export type Checked = {
  readonly after: number
  readonly findings: readonly Finding[]
  readonly signIns: SignIns
  /** Absent: an earlier message has told nothing of it. */
  readonly told?: Told
}

/**
 * What earlier messages have told already: changes that are still so, how many of the successful sign-ins, and whether
 * what is to be done about those is still to be done.
 */
export type Told = { readonly changes: readonly CheckedId[]; readonly signIns: number; readonly gotIn: boolean }

export type CheckEvent =
  /** `approvals`: the approvals chat, where something has changed and it is not shown there yet. */
  | ({ readonly type: 'checked'; readonly approvals: string | null } & Checked)
  /** These are looked after no longer. Absent: none of it is, because of a later offboarding of the same person. */
  | { readonly type: 'checks-ended'; readonly actions?: readonly CheckedId[]; readonly why?: LetGo }

/** A check as it was recorded. Epoch milliseconds. */
export type Check = Checked & { readonly seq: number; readonly at: number }

/** Looks at what was done: reads only. */
export type CheckWork = { readonly kind: 'check'; readonly lane: 'check'; readonly at: number }

/** Done by us or so already; what was skipped, or is only said to be done, is not looked after. */
const isHeld = ({ outcome }: ActionState): boolean => outcome?.kind === 'done' || outcome?.kind === 'already'

/**
 * What is looked after: what was done, or was so already, from its own outcome until it is undone, or until a later
 * offboarding of the same leaver does. Before its time has come what was found is only how it is planned.
 */
export const heldActions = (state: State): CheckedId[] =>
  isWaiting(state) ? [] : checkedIds.filter((id) => isOurs(state, id) && givenUpAt(state, id) === null)

const isOurs = ({ actions }: State, id: CheckedId): boolean => isHeld(actions[id]) && actions[id].letGo === null

/** When the last of what is looked after ended, with which the checks begin anew; `null` when that is nothing. */
export function lockedAt(state: State): number | null {
  const times = heldActions(state).map((id) => state.actions[id].outcomeAt ?? 0)
  return times.length === 0 ? null : Math.max(...times)
}

/** Since when attempts to sign in count: from the block on, else from the last action on. ISO 8601, Microsoft's clock. */
export function signInsSince(state: State): string {
  const block = state.actions['block-sign-in']
  const answers = heldActions(state).flatMap((id) => state.actions[id].answer?.at ?? [])
  const last = answers.toSorted().at(-1) ?? new Date(lockedAt(state) ?? state.requestedAt).toISOString()
  return (isHeld(block) ? block.answer?.at : null) ?? last
}

/** Why nothing of what was done is looked after any more; `null` while something is, or nothing was done. */
export function whyEnded(state: State): LetGo | null {
  const done = checkedIds.filter((id) => isHeld(state.actions[id]))
  if (done.length === 0 || isWaiting(state) || heldActions(state).length > 0) return null
  return done.some((id) => letGoOf(state, id) === 'later') ? 'later' : 'undone'
}

/** Why it is looked after no longer; `null` when it is, or was never done. */
export function letGoOf(state: State, id: CheckedId): LetGo | null {
  if (!isHeld(state.actions[id])) return null
  return givenUpAt(state, id) === null ? state.actions[id].letGo : 'undone'
}

/** The checks since the last action, oldest first. */
export function checksOf(state: State): readonly Check[] {
  const since = lockedAt(state)
  return since === null ? [] : state.checks.filter(({ at }) => at >= since)
}

/** When the next check is due, in epoch milliseconds; `null` when there is none. */
export function nextCheckAt(state: State): number | null {
  const [after] = waitingChecks(state)
  return after === undefined ? null : (lockedAt(state) ?? 0) + after
}

/** Which check is due: the latest, when the bot was away for more than one. */
export function dueCheck(state: State, now: number): number | null {
  const since = lockedAt(state) ?? 0
  return waitingChecks(state).findLast((after) => since + after <= now) ?? null
}

function waitingChecks(state: State): number[] {
  if (lockedAt(state) === null) return []
  const last = Math.max(0, ...checksOf(state).map(({ after }) => after))
  return checkTimes.filter((after) => after > last)
}

export function checkWork(state: State): CheckWork | null {
  const at = nextCheckAt(state)
  return at === null ? null : { kind: 'check', lane: 'check', at }
}

export const isLastCheck = (after: number): boolean => after === checkTimes.at(-1)
