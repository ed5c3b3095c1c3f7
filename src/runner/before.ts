import { actionFor } from '../actions/index.ts'
import { Failure } from '../errors.ts'
import type { Before } from '../offboarding/events.ts'
import type { State } from '../offboarding/evolve.ts'
import type { StepId } from '../offboarding/plan.ts'
import type { RunnerOptions } from './runner.ts'
import { tried } from './tried.ts'

/**
 * What is there before the first attempt, for undo. Where the facts do not know the email apps, because Exchange was slow
 * then, it is asked once more: what is on record now is what can be restored.
 */
export async function beforeOf(options: RunnerOptions, state: State, id: StepId): Promise<Before> {
  const before = actionFor(id, state).before(state.offer.facts)
  const isBlock = id === 'block-email' || id === 'block-more-email'
  if (before !== null || !isBlock || state.actions[id].isTouched) return before
  const mailbox = await tried(options, () => options.tenant.mailbox(state.leaver.id))
  if (mailbox instanceof Failure) return null
  return id === 'block-email' ? mailbox.apps : mailbox.more
}
