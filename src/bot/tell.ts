import { MessageFactory } from 'botbuilder'
import { cardOf } from '../cards/offboarding-card.ts'
import { cardsOf, type State } from '../offboarding/evolve.ts'
import { brokenNow } from '../offboarding/found.ts'
import type { Showing } from '../offboarding/showings.ts'
import { isUndoOpen } from '../offboarding/undo.ts'
import type { Language } from '../offboarding/words/languages.ts'
import { type PostedCard, postedCards, rememberCard } from '../records/posted-cards.ts'
import type { Roster } from './roster.ts'
import { inConversation, statusOf } from './sending.ts'
import { keepShown, type ShowingOptions, unsent } from './shown-card.ts'
import { viewOfMessage } from './view.ts'

export type TellOptions = ShowingOptions & {
  readonly roster: Roster
  /** What is spoken in chats of several. */
  readonly groupLanguage: Language
}

/**
 * Makes every card of an offboarding show this state: posts those that are missing, edits those that show something
 * else. At least once: a process that dies between sending and remembering sends again.
 * @returns when to try again what did not go through, in epoch milliseconds; `null` when everything is shown
 */
export function createTell(options: TellOptions): (state: State) => Promise<number | null> {
  return async (state) => {
    const posted = await postedCards(options.database, state.id)
    const retries = await Promise.all(
      state.showings.map((showing, place) => tellShowing(options, state, showing, place, posted)),
    )
    const times = retries.filter((at) => at !== null)
    return times.length === 0 ? null : Math.min(...times)
  }
}

/** Says a sentence in a conversation that was remembered. What cannot be said there is only logged. */
export function createAnnounce(options: TellOptions): (conversation: string, text: string) => Promise<void> {
  return async (conversation, text) => {
    try {
      const message = { ...MessageFactory.text(text), textFormat: 'plain' }
      await inConversation(options, conversation, async (context) => void (await context.sendActivity(message)))
    } catch (error) {
      options.log.warn({ status: statusOf(error) }, 'a sentence could not be said')
      options.watch.cardFailed('sentence', statusOf(error))
    }
  }
}

/** Within one conversation the cards go out in their order; one that fails holds back those after it. */
async function tellShowing(
  options: TellOptions,
  state: State,
  showing: Showing,
  place: number,
  posted: readonly PostedCard[],
): Promise<number | null> {
  const { conversation, skip } = showing
  const reader = { language: showing.language ?? options.groupLanguage, zone: showing.zone }
  const now = options.database.now()
  let later: number | null = null
  const isDeciding = state.phase === 'running' || brokenNow(state).length > 0 || isUndoOpen(state)
  const isShared = showing.viewer === null && !showing.follows && isDeciding
  const members = isShared ? await options.roster(conversation) : []
  for (const kind of cardsOf(state).filter((card) => !skip.includes(card))) {
    const view = viewOfMessage(state, showing, kind)
    const refreshFor = view === 'decide' ? members : []
    const sent = posted.find((card) => card.showing === place && card.kind === kind) ?? unsent(place, kind)
    const kept = await keepShown(options, conversation, sent, {
      draw: (lasting) => cardOf(state, kind, { now, reader, view, refreshFor, lasting }),
      remember: (card) => rememberCard(options.database, state.id, conversation, { ...card, kind }),
    })
    if (kept.holdsBack) return kept.at
    if (kept.at !== null) later = Math.min(later ?? kept.at, kept.at)
  }
  return later
}
