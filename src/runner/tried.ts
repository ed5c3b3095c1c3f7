import { Failure } from '../errors.ts'
import type { Command } from '../offboarding/decide.ts'
import type { State } from '../offboarding/evolve.ts'
import type { RunnerOptions } from './runner.ts'

/** Records a command on the newest state. @returns whether it was taken */
export type Write = (command: Command | ((newest: State) => Command)) => Promise<boolean>

/** One call to Microsoft: its result, or why not. What nobody expected is logged whole and then treated as a failure. */
export async function tried<T>({ log }: Pick<RunnerOptions, 'log'>, call: () => Promise<T>): Promise<T | Failure> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof Failure) return error
    log.error({ err: error }, 'a call failed in a way that is not expected')
    return new Failure('unexpected', 'a call failed in a way that is not expected')
  }
}
