import type { FailureNote } from '../events.ts'
import type { ActionId } from '../plan.ts'
import type { BatchState } from './evolve.ts'
import { type Counts, type Member, talliesOf, underWayIn } from './members.ts'
import { pendingConsents } from './reaching.ts'

/** What failed for whom, and why. */
export type Trouble = {
  readonly place: number
  readonly action: ActionId | 'block-more-email'
  readonly failure: FailureNote
}

/** How fast it goes: actions a minute, and when what is confirmed will be done at that pace (epoch milliseconds). */
export type Speed = { readonly perMinute: number; readonly endsAt: number }

/** A batch as its cards show it. */
export type BatchSeen = {
  readonly state: BatchState
  readonly members: readonly Member[]
  /** The first few of what failed. */
  readonly troubles: readonly Trouble[]
  /** `null` while nothing is under way, or it is too early to tell. */
  readonly speed: Speed | null
}

/** How many actions had ended at a moment. */
type Sample = { readonly at: number; readonly ended: number }

const measuredOver = 60_000
const leastMeasured = 5_000

/** Measures as it is told; the last minute counts. A process that starts anew has nothing to tell for a few seconds. */
export function createSpeedometer(): (members: readonly Member[], now: number) => Speed | null {
  let samples: Sample[] = []
  return (members, now) => {
    const all = talliesOf(members)
    const left = all.reduce((sum, counts) => sum + underWayIn(counts), 0)
    if (left === 0) {
      samples = []
      return null
    }
    const last = { at: now, ended: all.reduce((sum, counts) => sum + endedIn(counts), 0) }
    samples = [...samples.filter(({ at }) => now - at <= measuredOver), last]
    const first = samples[0] ?? last
    const passed = last.at - first.at
    const ended = last.ended - first.ended
    if (passed < leastMeasured || ended <= 0) return null
    return { perMinute: Math.round((ended / passed) * 60_000), endsAt: Math.round(now + (left * passed) / ended) }
  }
}

const endedIn = ({ done, unconfirmed, failed }: Counts): number => done + unconfirmed + failed

/**
 * What can be seen of it: something is under way, it all waits for Microsoft, or it waits for somebody to decide.
 */
export function liveliness({ state, members }: Pick<BatchSeen, 'state' | 'members'>): 'moving' | 'waiting' | 'idle' {
  const all = talliesOf(members)
  const isOnItsWay = state.stopped === null && pendingConsents(state).length > 0
  if (isOnItsWay && state.delay === null) return 'moving'
  if (all.some((counts) => underWayIn(counts) > counts.waiting)) return 'moving'
  return isOnItsWay || all.some(({ waiting }) => waiting > 0) ? 'waiting' : 'idle'
}
