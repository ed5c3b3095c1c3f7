import type { Look } from '../actions/action.ts'
import { actionFor } from '../actions/index.ts'
import { Failure } from '../errors.ts'
import type { Before } from '../offboarding/events.ts'
import type { State } from '../offboarding/evolve.ts'
import type { StepId } from '../offboarding/plan.ts'
import { undoSteps } from '../offboarding/undo.ts'
import { lookAt } from './look-at.ts'
import type { RunnerOptions } from './runner.ts'
import { tried } from './tried.ts'

/** What was read within this time is taken as what is there. Milliseconds. */
const freshFor = 5 * 60_000

/**
 * What is there before an attempt, for undo: somebody may have changed it since the facts were read, so what is not fresh
 * is read once more. Where that cannot be read, the facts stand, since a block waits for nothing.
 * @param look what was seen just now, where it was looked already
 */
export async function beforeOf(options: RunnerOptions, state: State, id: StepId, look: Look | null): Promise<Before> {
  const facts = undoSteps.some((step) => step === id) ? (state.undo?.offer ?? state.offer).facts : state.offer.facts
  const remembered = actionFor(id, state).before(facts)
  if (id !== 'block-sign-in' && id !== 'block-email' && id !== 'block-more-email') return remembered
  const isFresh = options.database.now() - readAt(state, id) <= freshFor
  if (look === null && remembered !== null && isFresh) return remembered
  const seen = look ?? (await tried(options, () => lookAt(options, state, id)))
  if (seen instanceof Failure) return remembered
  if ('account' in seen) return seen.account.accountEnabled ?? remembered
  return id === 'block-email' ? seen.mailbox.apps : seen.mailbox.more
}

/** A tap reads the account afresh, and does not wait for Exchange. */
function readAt({ readAt: wholly, actions }: State, id: StepId): number {
  return id === 'block-sign-in' ? Math.max(wholly, actions[id].confirmation?.at ?? 0) : wholly
}
