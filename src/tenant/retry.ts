import { setTimeout } from 'node:timers/promises'
import { Failure } from '../errors.ts'
import type { Send } from './client.ts'

const firstWait = 2_000
const longestWait = 60_000
/** Waits are spread over this much more, so that many who were told the same do not come back together. */
const spread = 1_000

/**
 * How long to wait before trying again, in milliseconds; `null` when another try would end the same way. Retry-After is
 * obeyed to the letter (https://learn.microsoft.com/graph/throttling: an early retry counts against the limit); without
 * it the wait doubles from two seconds to a minute.
 * @param attempt how often it has been tried, from 1
 * @param random between 0 and 1
 */
export function waitFor(attempt: number, failure: Failure, random: () => number): number | null {
  if (!isPassing(failure)) return null
  if (failure.retryAfterMs !== null) return failure.retryAfterMs + Math.round(random() * spread)
  const longest = Math.min(longestWait, firstWait * 2 ** (Math.max(1, attempt) - 1))
  return Math.round(longest * (0.5 + random() / 2))
}

/** 429, 500, 502, 503, 504 and a network that is away pass by themselves. */
const isPassing = (failure: Failure): boolean => failure.kind === 'throttled' || failure.kind === 'unreachable'

/** How often a read is tried, how long all tries may last together, and how long new ones are begun. Milliseconds. */
type Lasting = { readonly tries: number; readonly time: number; readonly patience: number }

/** A person waits for these reads, and Teams gives up on a tap after ten seconds. */
const whileSomebodyWaits: Lasting = { tries: 3, time: 6_000, patience: 4_000 }
/** Nobody waits for these: they outlast a throttling, and go at its pace. */
export const whileNobodyWaits: Lasting = { tries: 10, time: 300_000, patience: 180_000 }

export type Waiting = {
  readonly now: () => number
  readonly random: () => number
  readonly wait?: (milliseconds: number) => Promise<unknown>
}

/**
 * The same calls, for reads: tried again for as long as somebody, or nobody, waits. A Retry-After that is longer than
 * that ends it at once. Not for writes, and not for reads of the runner, which has a retry of its own.
 */
export function withReadRetry(
  send: Send,
  { now, random, wait = setTimeout }: Waiting,
  lasting: Lasting = whileSomebodyWaits,
): Send {
  return async (call) => {
    const started = now()
    for (let tries = 1; ; tries++) {
      try {
        return await send({ ...call, within: Math.max(1, Math.round(started + lasting.time - now())) })
      } catch (error) {
        if (tries >= lasting.tries || !(error instanceof Failure) || !isPassing(error)) throw error
        const pause = error.retryAfterMs ?? Math.round(300 * 3 ** Math.min(tries - 1, 4) * (0.5 + random() / 2))
        if (now() - started + pause > lasting.patience) throw error
        await wait(pause)
      }
    }
  }
}
