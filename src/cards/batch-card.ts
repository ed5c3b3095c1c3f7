import { type BatchState, isAsked } from '../offboarding/batch/evolve.ts'
import type { BatchSeen } from '../offboarding/batch/progress.ts'
import { wordsIn } from '../offboarding/words.ts'
import type { BatchCardOptions, BatchLook } from './batch-look.ts'
import { batchProgressCard } from './batch-progress.ts'
import { batchReviewCard } from './batch-review.ts'
import { batchSummaryCard } from './batch-summary.ts'
import type { RenderedCard } from './card.ts'
import { clockOf } from './clock.ts'

export type BatchCardKind = 'review' | 'progress' | 'summary'

/** The cards that a batch has now, in the order in which they are shown. */
export function batchCardsOf(state: BatchState): BatchCardKind[] {
  if (isAsked(state) || state.startedAt === null) return ['review']
  return ['review', 'progress', ...(state.phase === 'finished' ? (['summary'] as const) : [])]
}

/** One card of a batch as it is now, for one view. Pure. */
export function cardOfBatch(seen: BatchSeen, kind: BatchCardKind, options: BatchCardOptions): RenderedCard {
  const { notice = null, now, reader, view = 'decide', page = null, lasting = false } = options
  const words = wordsIn(reader.language)
  const look: BatchLook = {
    ...{ seen, view, words, page, lasting },
    notice: notice === null || typeof notice === 'string' ? notice : words.batch.refusal(notice),
    clock: clockOf(reader, now),
  }
  switch (kind) {
    case 'review':
      return batchReviewCard(look)
    case 'progress':
      return batchProgressCard(look)
    case 'summary':
      return batchSummaryCard(look)
  }
}
