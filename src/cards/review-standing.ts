import type { State } from '../offboarding/evolve.ts'
import { actionIds } from '../offboarding/plan.ts'
import { type ContainerStyle, plain, shortName } from './card.ts'
import { confirmableFor } from './schedule.ts'
import type { Look } from './view.ts'

/** Where the whole offboarding stands, at the top of its review card. */
export type ReviewStanding = {
  readonly title: string
  readonly lines: readonly string[]
  readonly style: ContainerStyle
  readonly weight: 'default' | 'bolder'
}

export function reviewStandingOf(state: State, { words, clock }: Look): ReviewStanding {
  const { review } = words
  const by = state.endedBy ? shortName(state.endedBy.name) : ''
  const at = clock(state.endedAt ?? state.requestedAt)
  if (state.phase === 'cancelled') return told(review.cancelled(by, at), review.untouched)
  if (state.phase === 'expired') return told(review.expired(at), review.expiredLine(confirmableFor(state, words)))
  if (state.startedBy === null || state.startedAt === null) {
    const title = review.question(shortName(state.leaver.displayName))
    return { title, lines: [], style: 'default', weight: 'default' }
  }
  const started = review.started(shortName(state.startedBy.name), clock(state.startedAt))
  if (state.endedBy !== null) {
    const why = state.endReason === null ? [] : [review.becauseOf(plain(state.endReason, 400))]
    return told(review.declined(by, clock(declinedAt(state))), ...why, review.declinedLine, `${started}.`)
  }
  return told(started, state.expiredAt === null ? review.startedLine : review.expiredRest(clock(state.expiredAt)))
}

/** Epoch milliseconds. What was stopped carries the time at which it was. */
function declinedAt(state: State): number {
  const times = actionIds.flatMap((id) => {
    const { outcome, outcomeAt } = state.actions[id]
    return outcome?.kind === 'skipped' && outcome.reason === 'declined' ? (outcomeAt ?? []) : []
  })
  return Math.max(state.startedAt ?? state.requestedAt, ...times)
}

function told(title: string, ...lines: string[]): ReviewStanding {
  return { title, lines, style: 'emphasis', weight: 'bolder' }
}
