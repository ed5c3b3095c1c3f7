import type { BatchLook } from './batch-look.ts'

/** Until when a list waits, and what for. */
export function delayLines({ seen: { state }, words, clock }: Pick<BatchLook, 'seen' | 'words' | 'clock'>): string[] {
  return state.delay === null ? [] : [words.batchProgress.delayed(state.delay.failure, clock(state.delay.until))]
}
