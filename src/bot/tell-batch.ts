import { batchCardsOf, cardOfBatch } from '../cards/batch-card.ts'
import type { View } from '../cards/offboarding-card.ts'
import type { BatchState } from '../offboarding/batch/evolve.ts'
import { type BatchShowing, batchNeedsSecondPerson, isFirstOf } from '../offboarding/batch/evolve.ts'
import type { BatchSeen } from '../offboarding/batch/progress.ts'
import { postedBatchCards, rememberBatchCard } from '../records/batch-cards.ts'
import type { PostedCard } from '../records/posted-cards.ts'
import { keepShown, unsent } from './shown-card.ts'
import type { TellOptions } from './tell.ts'

/** Makes every card of a batch show where it stands. @returns when to be called again; `null` when everything is shown */
export function createTellBatch(options: TellOptions): (seen: BatchSeen) => Promise<number | null> {
  return async (seen) => {
    const posted = await postedBatchCards(options.database, seen.state.id)
    const retries = await Promise.all(
      seen.state.showings.map((showing, place) => tellShowing(options, seen, showing, place, posted)),
    )
    const times = retries.filter((at) => at !== null)
    return times.length === 0 ? null : Math.min(...times)
  }
}

/** Within one conversation the cards go out in their order; one that fails holds back those after it. */
async function tellShowing(
  options: TellOptions,
  seen: BatchSeen,
  showing: BatchShowing,
  place: number,
  posted: readonly PostedCard[],
): Promise<number | null> {
  const { conversation, zone } = showing
  const reader = { language: showing.language ?? options.groupLanguage, zone }
  const view = viewOfMessage(seen.state, showing)
  let later: number | null = null
  for (const kind of batchCardsOf(seen.state)) {
    const sent = posted.find((card) => card.showing === place && card.kind === kind) ?? unsent(place, kind)
    // It is called often while people are under way; a message that could not be sent waits for its time.
    if (sent.tries > 0 && sent.retryAt > options.database.now()) return sent.retryAt
    const kept = await keepShown(options, conversation, sent, {
      draw: (lasting) => cardOfBatch(seen, kind, { now: options.database.now(), reader, view, lasting }),
      remember: (card) => rememberBatchCard(options.database, seen.state.id, conversation, card),
    })
    if (kept.holdsBack) return kept.at
    if (kept.at !== null) later = Math.min(later ?? kept.at, kept.at)
  }
  return later
}

/** How the message itself looks. Nobody gets a view of their own: a card that is edited every second would ask for it as often. */
function viewOfMessage(state: BatchState, showing: BatchShowing): View {
  if (state.startedAt === null) return 'decide'
  if (showing.follows) return 'follow'
  const onlyFirst = showing.viewer !== null && isFirstOf(state, showing.viewer)
  return onlyFirst && batchNeedsSecondPerson(state) ? 'first-person' : 'decide'
}
