import { Failure } from '../errors.ts'
import type { Database } from '../records/database.ts'
import type { Limit, Pace, Waiting } from '../records/pace.ts'
import { statusOf, waitIn } from './sending.ts'
import { holdFor, takeTurnFor } from './teams-limits.ts'

type Options = { readonly pace: Pace; readonly database: Database }

/**
 * Asks Teams for what is no message, when it is its turn; all instances keep to it, and wait when one of them is told to.
 * @throws Failure throttled, with the time to come back, when that is not soon or Teams says so
 */
export async function askTeams<T>(
  { pace, database }: Options,
  limit: Limit,
  waiting: Waiting,
  ask: () => Promise<T>,
): Promise<T> {
  await takeTurnFor(pace, limit, waiting)
  try {
    return await ask()
  } catch (error) {
    if (error instanceof Failure || statusOf(error) !== 429) throw error
    const wait = await holdFor(pace, limit, waitIn(error, database.now()))
    throw new Failure('throttled', 'Teams asked to wait', { status: 429, retryAfterMs: wait })
  }
}

/** Did Teams ask to wait, or is it not the turn yet? */
export const isThrottled = (error: unknown): boolean => error instanceof Failure && error.kind === 'throttled'
