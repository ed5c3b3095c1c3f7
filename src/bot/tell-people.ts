import { MessageFactory, TeamsInfo, type TurnContext } from 'botbuilder'
import { escapeMarkdown, shortName } from '../cards/card.ts'
import { clockOf } from '../cards/clock.ts'
import { tallyOf } from '../cards/summary.ts'
import { Failure } from '../errors.ts'
import type { FailureNote, Person, Reader } from '../offboarding/events.ts'
import type { State } from '../offboarding/evolve.ts'
import { lockedOutAt, type Notice, noticesOf, requesterStoodBy } from '../offboarding/people-around.ts'
import { wordsIn } from '../offboarding/words.ts'
import { record } from '../records/history.ts'
import { rememberNotice, type SentNotice, sentNotice } from '../records/notices.ts'
import { personalChatOf } from '../records/personal-chats.ts'
import { askTeams, isThrottled } from './asking-teams.ts'
import { openPersonalChat } from './personal-chat.ts'
import { inConversation, statusOf } from './sending.ts'
import { rosterLimit, takeTurn } from './teams-limits.ts'
import { createTell, type TellOptions } from './tell.ts'

/** With pauses up to a quarter of an hour, about a day. */
const maxTries = 100
const longestPause = 15 * 60_000
const unhurried = { urgency: 'bulk', patience: 1_000 } as const

/** Shows the cards, and tells the people who see none of them. @returns when to come back, or `null` */
export function createTellEverybody(options: TellOptions): (state: State) => Promise<number | null> {
  const [cards, people] = [createTell(options), createTellPeople(options)]
  return async (state) => {
    const times = [await cards(state), await people(state)].filter((at) => at !== null)
    return times.length === 0 ? null : Math.min(...times)
  }
}

/**
 * Tells the people around an offboarding that it has ended, each once, in a chat of their own. At least once: a process
 * that dies between sending and remembering sends again.
 * @returns when to try again what did not go through, in epoch milliseconds; `null` when everybody is told
 */
function createTellPeople(options: TellOptions): (state: State) => Promise<number | null> {
  return async (state) => {
    const times: number[] = []
    for (const notice of noticesOf(state, options.database.now())) {
      const before = await sentNotice(options.database, state.id, notice.kind)
      const later = await keepTold(options, state, notice, before)
      if (later !== null) times.push(later)
    }
    return times.length === 0 ? null : Math.min(...times)
  }
}

async function keepTold(
  options: TellOptions,
  state: State,
  notice: Notice,
  before: SentNotice,
): Promise<number | null> {
  const now = options.database.now()
  if (before.sentAt !== null) return settled(options, state, notice, null)
  if (before.retryAt > now) return before.retryAt
  if (before.tries >= maxTries) return null
  try {
    await tell(options, state, notice)
    await rememberNotice(options.database, state.id, notice.kind, { sentAt: now, tries: 0, retryAt: 0 })
    return await settled(options, state, notice, null)
  } catch (error) {
    const failure = noteOf(error)
    options.log.warn({ offboarding: state.id, notice: notice.kind, failure }, 'somebody could not be told')
    const tries = isFinal(failure) ? maxTries : before.tries + 1
    const asked = error instanceof Failure ? error.retryAfterMs : null
    const retryAt = now + (asked ?? Math.min(longestPause, 1_000 * 2 ** Math.min(tries, 10)))
    await rememberNotice(options.database, state.id, notice.kind, { sentAt: null, tries, retryAt })
    return tries < maxTries ? retryAt : settled(options, state, notice, failure)
  }
}

/** What became of the manager's message stands in the history and on the last card. */
async function settled(
  { database }: TellOptions,
  state: State,
  notice: Notice,
  failure: FailureNote | null,
): Promise<null> {
  if (notice.kind === 'manager') {
    await record(database, state.id, { type: 'manager-told', manager: notice.person, failure })
  }
  return null
}

async function tell(options: TellOptions, state: State, notice: Notice): Promise<void> {
  if (notice.kind === 'manager') return tellManager(options, state, notice.person)
  const chat = await personalChatOf(options.database, notice.person.id)
  if (chat !== null) return say(options, chat.conversation, endOf(state, chat.reader, options.database.now()))
  // Where they asked, the last card says it all: it is only pointed out to them, unless they were there anyway.
  if (requesterStoodBy(state)) return
  const here = { language: options.groupLanguage, zone: state.zone }
  const text = escapeMarkdown(endOf(state, here, options.database.now()))
  await takeTurn(options.pace, state.home.conversation, unhurried)
  await inConversation(options, state.home.conversation, (context) => sayTo(options, context, notice.person, text))
}

async function tellManager(options: TellOptions, state: State, manager: Person | null): Promise<void> {
  if (manager === null) throw new Failure('missing', 'no manager is known')
  const chat =
    (await personalChatOf(options.database, manager.id)) ?? (await openPersonalChat(options, state, manager.id))
  const at = clockOf(chat.reader, options.database.now())(lockedOutAt(state))
  const text = wordsIn(chat.reader.language).people.manager(shortName(state.leaver.displayName), at)
  await say(options, chat.conversation, text)
}

/** How it ended, in a sentence. */
function endOf(state: State, reader: Reader, now: number): string {
  const { people, summary, expired, span } = wordsIn(reader.language)
  const clock = clockOf(reader, now)
  const name = shortName(state.leaver.displayName)
  switch (state.phase) {
    case 'cancelled':
      return people.cancelled(name, shortName(state.endedBy?.name ?? ''))
    case 'expired':
      return expired.nothingConfirmed(name, span(state.expiresAfter))
    default:
      return people.ended(summary.heading(name, tallyOf(state)), clock(state.requestedAt))
  }
}

async function say(options: TellOptions, conversation: string, text: string): Promise<void> {
  const message = { ...MessageFactory.text(text), textFormat: 'plain' }
  await takeTurn(options.pace, conversation, unhurried)
  await inConversation(options, conversation, async (context) => void (await context.sendActivity(message)))
}

/** With a mention, so that Teams tells them; by name alone where they are not in the roster any more. */
async function sayTo(options: TellOptions, context: TurnContext, person: Person, text: string): Promise<void> {
  const name = shortName(person.name).replace(/[<>&]/g, '')
  const member = await memberOf(options, context, person)
  if (member === null) {
    await context.sendActivity(MessageFactory.text(`${escapeMarkdown(name)}: ${text}`))
    return
  }
  const mention = { type: 'mention', text: `<at>${name}</at>`, mentioned: { id: member.id, name } }
  await context.sendActivity({ ...MessageFactory.text(`${mention.text}: ${text}`), entities: [mention] })
}

/** @throws Failure throttled: whoever is told later is told with a mention */
async function memberOf(options: TellOptions, context: TurnContext, { id }: Person) {
  const limit = rosterLimit(context.activity.conversation.id)
  try {
    return await askTeams(options, limit, unhurried, () => TeamsInfo.getMember(context, id))
  } catch (error) {
    if (isThrottled(error)) throw error
    return null
  }
}

function noteOf(error: unknown): FailureNote {
  if (error instanceof Failure) return error.note
  const status = statusOf(error)
  const kind = status === 403 ? 'refused' : status === 404 ? 'missing' : 'unreachable'
  return { kind, status, code: null, requestId: null }
}

/** Not installed for them, blocked by them, or nobody known: later is no different. */
const isFinal = ({ kind, status }: FailureNote): boolean => kind === 'missing' || kind === 'refused' || status === 400
