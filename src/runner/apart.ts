import { newReference } from '../errors.ts'
import { LeaseLost } from '../records/history.ts'
import { troubleOf } from '../records/trouble.ts'
import type { BatchRunnerOptions } from './batch-runner.ts'

/**
 * Does a piece of work so that a fault of ours in it stays there: it is logged, and whoever it concerns is told the
 * reference. What is wrong with the records themselves, or that another worker has taken over, concerns everybody.
 */
export async function apart<T>(
  { log }: Pick<BatchRunnerOptions, 'log'>,
  about: Readonly<Record<string, unknown>>,
  work: () => Promise<T> | T,
  otherwise: (reference: string) => T | Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof LeaseLost || troubleOf(error) !== null) throw error
    const reference = newReference()
    log.error({ err: error, reference, ...about }, 'a piece of work for a list failed')
    return otherwise(reference)
  }
}
