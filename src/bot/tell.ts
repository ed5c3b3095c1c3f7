import { createHash } from 'node:crypto'
import { type ConversationReference, MessageFactory, type TurnContext } from 'botbuilder'
import type { Logger } from 'pino'
import { z } from 'zod'
import type { RenderedCard } from '../cards/card.ts'
import { cardOf } from '../cards/offboarding-card.ts'
import { messageWith } from '../dialogs/find-leaver.ts'
import { type CardKind, cardsOf, type State } from '../offboarding/evolve.ts'
import type { Showing } from '../offboarding/showings.ts'
import type { Language } from '../offboarding/words/languages.ts'
import type { Database } from '../records/database.ts'
import { type PostedCard, postedCards, rememberCard } from '../records/posted-cards.ts'
import type { Watch } from '../watch/watch.ts'
import type { Adapter } from './adapter.ts'
import { readReference } from './reference.ts'
import type { Roster } from './roster.ts'
import { viewOfMessage } from './view.ts'

export type TellOptions = {
  readonly adapter: Adapter
  readonly appId: string
  readonly database: Database
  readonly roster: Roster
  /** What is spoken in chats of several. */
  readonly groupLanguage: Language
  readonly watch: Watch
  readonly log: Logger
}

/** With pauses up to a quarter of an hour, these tries are about a day; then a card is left until there is news. */
const maxTries = 100
const longestPause = 15 * 60_000
/** One message may take this long to send, in milliseconds; the connector itself would wait for ever. */
const sendWithin = 20_000
const maxReplacements = 1

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
  const view = viewOfMessage(state, showing)
  const isShared = showing.viewer === null && view === 'decide' && state.phase === 'running'
  const refreshFor = isShared ? await options.roster(conversation) : []
  for (const kind of cardsOf(state).filter((card) => !skip.includes(card))) {
    let sent = posted.find((card) => card.showing === place && card.kind === kind) ?? unsent(place, kind)
    // A process that dies before it remembers a new message leaves one that is never edited, so what a message shows
    // first stays true; what is under way is shown by an edit.
    for (const lasting of sent.activity === null ? [true, false] : [false]) {
      const card = cardOf(state, kind, { now, reader, view, refreshFor, lasting })
      const shown = createHash('sha256').update(JSON.stringify(card.card)).digest('hex')
      if (sent.shown === shown) continue
      sent = await deliver(options, conversation, sent, card, shown, now)
      await rememberCard(options.database, state.id, conversation, { ...sent, kind })
      if (sent.shown === shown) continue
      if (sent.tries < maxTries) return sent.retryAt
      break
    }
  }
  return null
}

const unsent = (showing: number, kind: CardKind): PostedCard => {
  return { showing, kind, activity: null, shown: null, replaced: 0, tries: 0, retryAt: 0 }
}

async function deliver(
  options: TellOptions,
  conversation: string,
  before: PostedCard,
  card: RenderedCard,
  shown: string,
  now: number,
): Promise<PostedCard> {
  try {
    const activity = await send(options, conversation, before.activity, card)
    return { ...before, activity, shown, tries: 0, retryAt: 0 }
  } catch (error) {
    const status = statusOf(error)
    options.log.warn({ status, kind: before.kind, tries: before.tries + 1 }, 'a card could not be shown')
    options.watch.cardFailed(before.kind, status)
    const tries = before.tries + 1
    const retryAt = now + Math.min(longestPause, 1_000 * 2 ** Math.min(tries, 10))
    // Deleted, or its thread is gone: a new message takes its place, once.
    const gone = before.activity !== null && (status === 403 || status === 404)
    if (gone && before.replaced < maxReplacements) {
      return { ...before, activity: null, replaced: before.replaced + 1, tries, retryAt: now }
    }
    return { ...before, tries: gone ? maxTries : tries, retryAt }
  }
}

/** @returns the id of the message that shows the card now */
async function send(
  options: TellOptions,
  conversation: string,
  activity: string | null,
  card: RenderedCard,
): Promise<string> {
  let id = activity ?? ''
  await inConversation(options, conversation, async (context) => {
    const message = messageWith(card)
    if (activity === null) id = (await context.sendActivity(message))?.id ?? ''
    else await context.updateActivity({ ...message, id: activity })
  })
  return id
}

async function inConversation(
  { adapter, appId, database }: TellOptions,
  conversation: string,
  run: (context: TurnContext) => Promise<void>,
): Promise<void> {
  const reference: ConversationReference = await readReference(database, conversation)
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error('Teams did not answer in time')), sendWithin)
  try {
    await Promise.race([adapter.continueConversationAsync(appId, reference, run), late])
  } finally {
    clearTimeout(timer)
  }
}

const statusShape = z.looseObject({ statusCode: z.number() })

function statusOf(error: unknown): number | null {
  const parsed = statusShape.safeParse(error)
  return parsed.success ? parsed.data.statusCode : null
}
