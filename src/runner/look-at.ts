import type { Look } from '../actions/action.ts'
import type { State } from '../offboarding/evolve.ts'
import { laneOf } from '../offboarding/next.ts'
import type { StepId } from '../offboarding/plan.ts'
import type { RunnerOptions } from './runner.ts'

/** Reads where the proof of a step is found. */
export async function lookAt({ tenant }: RunnerOptions, state: State, id: StepId): Promise<Look> {
  return laneOf(id) === 'exchange'
    ? { mailbox: await tenant.mailbox(state.leaver.id) }
    : { account: await tenant.account(state.leaver.id) }
}
