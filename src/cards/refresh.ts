import type { CardKind, State } from '../offboarding/evolve.ts'
import { isBroken } from '../offboarding/found.ts'
import { isNewsCard } from '../offboarding/schedule.ts'
import { isUndoCard } from '../offboarding/undo.ts'
import type { Words } from '../offboarding/words.ts'
import { brokenButtons } from './broken.ts'
import { actionButtons, reviewButtons } from './buttons.ts'
import type { RenderedCard } from './card.ts'
import { mayAct } from './news.ts'
import { undoButtons } from './undo.ts'

/** Teams asks for personal views of at most this many people. */
const maxViewers = 60

/**
 * Lets Teams ask for a view of their own for these people (Teams ids, "29:…"), while there is something to decide. The
 * data is what never changes, since a client may send that of an older card:
 * https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/user-specific-views
 */
export function refreshable(
  rendered: RenderedCard,
  state: State,
  kind: CardKind,
  viewers: readonly string[],
  words: Words,
): RenderedCard {
  if (viewers.length === 0 || !isOpenCard(state, kind, words)) return rendered
  const data = { verb: 'refresh', offboarding: state.id, card: kind }
  const action = { type: 'Action.Execute', verb: 'refresh', data }
  return { ...rendered, card: { ...rendered.card, refresh: { action, userIds: viewers.slice(0, maxViewers) } } }
}

/** Somebody can still decide something on it. */
function isOpenCard(state: State, kind: CardKind, words: Words): boolean {
  switch (kind) {
    case 'review':
      return reviewButtons(state, words).length > 0
    case 'summary':
    case 'expired':
      return false
    case 'reset-password':
    case 'sign-out':
    case 'block-sign-in':
    case 'block-email':
      return actionButtons(state, kind, words).length > 0
    default:
      if (isBroken(kind)) return brokenButtons(state, kind, words).length > 0
      if (isNewsCard(kind)) return mayAct(state, kind)
      return isUndoCard(kind) && undoButtons(state, kind, words).length > 0
  }
}
