import type { BatchLook } from './batch-look.ts'
import { shortName } from './card.ts'

/** Until when a list waits, and what for. */
export function delayLines({ seen: { state }, words, clock }: Pick<BatchLook, 'seen' | 'words' | 'clock'>): string[] {
  return state.delay === null ? [] : [words.batchProgress.delayed(state.delay, clock(state.delay.until))]
}

const mostNamed = 3

/** Who is left alone by a fault of ours, after others were begun. */
export function faultLines({ seen: { state }, words }: Pick<BatchLook, 'seen' | 'words'>): string[] {
  return state.entries
    .flatMap(({ typed, match }) =>
      match?.kind === 'unreadable' && match.reference !== undefined
        ? [words.batch.aloneEntry(shortName(typed), words.batch.why(match))]
        : [],
    )
    .slice(0, mostNamed)
}
