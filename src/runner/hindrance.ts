import type { Failure } from '../errors.ts'
import type { Hindrance } from '../offboarding/batch/events.ts'
import type { Delay } from '../offboarding/batch/evolve.ts'
import { waitFor } from '../tenant/retry.ts'
import { isSpent } from './again.ts'

/**
 * Whether it passes by itself and is worth another try: for as long, since anything went on, as a confirmed action is
 * tried.
 */
export function isWorthAnotherTry({ kind }: Failure, delay: Delay | null, now: number): boolean {
  const passes = kind === 'throttled' || kind === 'unreachable'
  return passes && !isSpent(kind, (delay?.tries ?? 0) + 1, now - (delay?.since ?? now))
}

/**
 * What a list waits for when some of its people could not be read: for the longest that Microsoft asked, since an early
 * retry of anybody's counts against the limit as well.
 */
export function hindranceOf(
  failures: readonly Failure[],
  delay: Delay | null,
  now: number,
  random: () => number,
): Hindrance | null {
  const tries = (delay?.tries ?? 0) + 1
  const waits = failures.map((failure) => ({
    failure: failure.kind,
    until: now + (waitFor(tries, failure, random) ?? 0),
  }))
  return waits.toSorted((one, other) => other.until - one.until)[0] ?? null
}
