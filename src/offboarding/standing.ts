import type { ActionState } from './action-state.ts'
import type { State } from './evolve.ts'
import { choseMoreEmail } from './more-email.ts'
import { type ActionId, actionIds, type Plan, type Step, type StepId } from './plan.ts'
import { undoes, undoSteps } from './undo.ts'

/**
 * Where one action stands, as one letter: a database counts a thousand leavers by these without reading their histories.
 * Append only: letters stand in rows.
 */
export const letters = {
  /** Waits for somebody to confirm it. */
  open: 'o',
  /** Waits for an administrator of Active Directory. */
  onPremises: 'p',
  /** Was already so; being read back. */
  looking: 'l',
  confirmed: 'c',
  running: 'r',
  /** Waits for Microsoft. */
  waiting: 'w',
  reading: 'b',
  done: 'd',
  unconfirmed: 'u',
  already: 'a',
  reported: 'n',
  skipped: 's',
  declined: 'x',
  expired: 'e',
  failed: 'f',
  /** Of several email apps some were not taken. */
  partly: 'y',
  /** Done, and taken back since. */
  undone: 'z',
} as const
export type Stand = keyof typeof letters

const standOf = new Map<string, Stand>(Object.entries(letters).map(([stand, letter]) => [letter, stand as Stand]))

/** Four letters, one for each action in their order, and one for the email apps beyond the six where they were chosen. */
export function standingOf(state: State): string {
  const standing = (id: StepId, stand: Stand) => letters[isUndone(state, id) ? 'undone' : stand]
  const four = actionIds.map((id) => standing(id, standOfAction(state.actions[id]))).join('')
  return choseMoreEmail(state) ? four + standing('block-more-email', standOfMore(state)) : four
}

const isUndone = (state: State, id: StepId): boolean =>
  undoSteps.some((step) => undoes[step] === id && state.actions[step].outcome?.kind === 'done')

/** What a plan begins with. */
export const standingOfPlan = (plan: Plan): string => actionIds.map((id) => letters[undecided(plan[id])]).join('')

/** What four letters say of one action. */
export function standAt(standing: string, action: ActionId): Stand {
  return standOf.get(standing.charAt(actionIds.indexOf(action))) ?? 'open'
}

/** The same of the email apps beyond the six; `null` where nobody chose them. */
export const standOfMoreAt = (standing: string): Stand | null => standOf.get(standing.charAt(actionIds.length)) ?? null

/** They go with the six: where those are left out, so are they. */
function standOfMore({ actions }: State): Stand {
  const { confirmation, outcome, answer } = actions['block-more-email']
  const six = actions['block-email'].outcome
  if (confirmation === null && six?.kind === 'skipped') return standOfAction(actions['block-email'])
  if (outcome?.kind === 'done' && (answer?.refused ?? []).length > 0) return 'partly'
  return standOfAction(actions['block-more-email'])
}

function standOfAction(action: ActionState): Stand {
  const { outcome, confirmation, answer, waiting, attempts } = action
  switch (outcome?.kind) {
    case 'done':
      return outcome.proof === null ? 'unconfirmed' : 'done'
    case 'already':
    case 'failed':
      return outcome.kind
    case 'skipped':
      return outcome.reason === 'on-premises' ? 'reported' : skippedAs(outcome.reason)
    case undefined:
      break
  }
  if (confirmation === null) return undecided(action.step)
  if (answer) return 'reading'
  if (waiting) return 'waiting'
  return attempts > 0 ? 'running' : 'confirmed'
}

const skippedAs = (reason: string): Stand => (reason === 'declined' || reason === 'expired' ? reason : 'skipped')

function undecided({ kind }: Step): Stand {
  switch (kind) {
    case 'do':
      return 'open'
    case 'on-premises':
      return 'onPremises'
    case 'already':
      return 'looking'
    case 'skip':
      return 'skipped'
  }
}
