import type { Failure } from '../errors.ts'
import type { ActionState } from '../offboarding/action-state.ts'
import type { Command } from '../offboarding/decide.ts'
import type { FailureKind, NotTheCall } from '../offboarding/events.ts'
import { leastAttempts, maxAttempts, throttledWithin, triedWithin } from '../offboarding/next.ts'
import type { StepId } from '../offboarding/plan.ts'
import { waitFor } from '../tenant/retry.ts'

/** What a failed attempt means: wait and try again, or the end. `now` is epoch milliseconds. */
export function afterFailure(
  action: StepId,
  failure: Failure,
  { attempts, firstAttemptAt }: ActionState,
  now: number,
  random: () => number,
  of?: NotTheCall,
): Command {
  const wait = waitFor(attempts + 1, failure, random)
  const since = firstAttemptAt ?? now
  if (wait !== null && !isSpent(failure.kind, attempts + 1, now + wait - since))
    return { type: 'wait', action, until: now + wait, failure: failure.note, ...(of && { of }) }
  return { type: 'conclude', action, outcome: { kind: 'failed', failure: failure.note }, ...(of && { of }) }
}

/**
 * "Later" costs no attempt. An outage is outlived: what is written off after ten minutes would be confirmed again by hand.
 * @param elapsed since the first attempt, in milliseconds
 */
export function isSpent(kind: FailureKind, attempts: number, elapsed: number): boolean {
  if (kind === 'throttled') return elapsed > throttledWithin
  return attempts >= maxAttempts || (attempts >= leastAttempts && elapsed > triedWithin)
}

/** A turn that comes sooner is waited for without a word, one that comes later is told on the card. Milliseconds. */
const unsaidWait = 15_000

/**
 * Until when an action waits for its turn. What nobody waits for is spread out, or all of them would come back at once.
 * @param wait in milliseconds
 */
export function untilItsTurn(wait: number, now: number, random: () => number): { until: number; said: boolean } {
  return { until: now + Math.ceil(wait * (1 + random() / 4)), said: wait > unsaidWait }
}
