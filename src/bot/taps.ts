import { offerFor } from '../actions/offer.ts'
import type { RenderedCard } from '../cards/card.ts'
import { cardOf } from '../cards/offboarding-card.ts'
import { Failure } from '../errors.ts'
import type { Refusal } from '../offboarding/consent.ts'
import type { Command } from '../offboarding/decide.ts'
import type { Reader } from '../offboarding/events.ts'
import { type CardKind, cardsOf, isDecided, type State } from '../offboarding/evolve.ts'
import type { Facts } from '../offboarding/facts.ts'
import { type Approver, mayOpen, protectionOf } from '../offboarding/policy.ts'
import { newsCards, type Schedule } from '../offboarding/schedule.ts'
import { wordsIn } from '../offboarding/words.ts'
import { load, record } from '../records/history.ts'
import { isOvertaken } from '../records/later.ts'
import { postedCards } from '../records/posted-cards.ts'
import { readApprovalsChat } from '../records/settings.ts'
import { troubleOf } from '../records/trouble.ts'
import { countOutcomes } from '../watch/watch.ts'
import type { BotOptions } from './bot.ts'
import { typedMoment } from './moment.ts'
import { moreEmailOf, reasonOf, refreshShape, type TapData, tapShape } from './tap-shape.ts'
import { showingIn, viewFor } from './view.ts'

/** Who tapped and where, from the authenticated activity: Entra object id, Teams' own id, conversation id. */
export type Tapper = {
  readonly id: string
  readonly teamsId: string
  readonly conversation: string
  /** The message whose card was tapped, as the client says; it decides only which card is shown in answer. */
  readonly message: string | null
  readonly reader: Reader
  /** Otherwise their zone is UTC, because nobody told another. */
  readonly isZoneKnown: boolean
}

/** The answer to a tap: the card as it is now, with a sentence on it where something was refused, or a sentence alone. */
export type TapAnswer = {
  readonly card: RenderedCard | null
  readonly sentence: string | null
  /** Made for whoever tapped, and not to be shown in a chat of several. Default: no. */
  readonly alone?: boolean
}

const answerWithin = 9_000

/**
 * Takes a tap. Who tapped comes from the authenticated activity, what is true now is read now, and the decider says
 * whether it counts.
 */
export async function takeTap(options: BotOptions, value: unknown, tapper: Tapper): Promise<TapAnswer> {
  const words = wordsIn(tapper.reader.language)
  const refresh = refreshShape.safeParse(value)
  if (refresh.success) return showAgain(options, refresh.data.offboarding, refresh.data.card, tapper)
  const parsed = tapShape.safeParse(value)
  if (!parsed.success) return say(words.conversation.unreadableTap)
  const tap = parsed.data
  const counted = (result: string, answer: TapAnswer): TapAnswer => {
    options.watch.tap({ verb: tap.verb, result, offboarding: tap.offboarding })
    return answer
  }
  const state = await load(options.database, tap.offboarding)
  if (state === null) return counted('gone', say(words.conversation.gone))
  const read = await inTime(options, state, readNow(options, tap, state, tapper))
  // Without knowing who taps, not even the card is shown.
  if (read instanceof Failure) return counted(read.kind, say(words.failures[read.kind].sentence))
  const [by, facts] = read
  const forbidden = mayOpen(by)
  if (forbidden) return counted(forbidden.kind, say(words.refusal(forbidden)))
  const approvals = tap.verb === 'start' ? ((await readApprovalsChat(options.database))?.conversation ?? null) : null
  const tapped = await cardTapped(options, tap, tapper, state)
  const [to, guessed] = tap.verb === 'move' ? await timeTyped(options, tap.when ?? '', tapper, state) : [null, null]
  if (typeof to === 'string') return counted('unclear', show(options, state, tapped, tapper, by, to))
  const seen = { tap, by, facts, approvals, to }
  const written = await record(options.database, state.id, (newest) => commandOf(options, newest, seen), {
    waitedFor: true,
  })
  if (written === null) return counted('gone', say(words.conversation.gone))
  countOutcomes(options.watch, written.decision.events)
  if (written.decision.events.length > 0) options.wake(state.id)
  if (written.decision.events.some(({ type }) => type === 'started')) {
    // Not waited for: the tap is answered at once, and the cards say the same.
    warn(options, written.state).catch((error: unknown) => options.log.error({ err: error }, 'cannot warn of a brake'))
  }
  const { refusal } = written.decision
  return counted(refusal?.kind ?? 'counted', show(options, written.state, tapped, tapper, by, refusal ?? guessed))
}

/** Where nobody told a time zone, what is typed is read in that of the time that is set. @returns it, and a word on a guess */
async function timeTyped(
  { database }: BotOptions,
  when: string,
  { reader, isZoneKnown }: Tapper,
  { schedule }: State,
): Promise<[Schedule | string, string | null]> {
  const zone = isZoneKnown ? reader.zone : (schedule?.zone ?? reader.zone)
  const isGuess = !isZoneKnown && zone === 'UTC'
  const to = await typedMoment(when, { ...reader, zone }, database.now())
  return [to, isGuess ? wordsIn(reader.language).schedule.guessedZone : null]
}

/**
 * Somebody's own view of a card, asked for by their client. It records and edits nothing: an edit while a client
 * refreshes by itself makes it refresh again, without end.
 */
async function showAgain(options: BotOptions, id: string, kind: CardKind, tapper: Tapper): Promise<TapAnswer> {
  const words = wordsIn(tapper.reader.language)
  const state = await load(options.database, id)
  if (state === null) return say(words.conversation.gone)
  const by = await inTime(options, state, options.tenant.viewer(tapper.id))
  if (by instanceof Failure) return say(words.failures[by.kind].sentence)
  // Only where the card is shown anyway; an id alone opens no card.
  const isShown = showingIn(state, tapper.conversation) !== undefined && cardsOf(state).includes(kind)
  if (!isShown) return say(words.conversation.gone)
  return show(options, state, kind, tapper, by, null)
}

/** Both reads at once. Stopping needs no facts, and neither does another time: they are read again when it has come. */
function readNow({ tenant }: BotOptions, tap: TapData, state: State, tapper: Tapper): Promise<[Approver, Facts]> {
  const stops = tap.verb === 'cancel' || tap.verb === 'decline' || tap.verb === 'do-now' || tap.verb === 'move'
  const facts = stops ? Promise.resolve(state.offer.facts) : factsNow(tenant, state)
  return Promise.all([tenant.approver(tapper.id), facts])
}

/**
 * Exchange often takes longer than a tap may. While email is to be blocked anyway it is not asked, and what it said last
 * stands: blocking harms nobody. Where it has said nothing yet, it gets half a second. Where email is to be left out,
 * because there is no mailbox or nothing is on, the answer is waited for: a mailbox may have appeared.
 */
function mailboxWithin({ offer, actions }: State): number | undefined {
  if (isDecided(actions['block-email'])) return 0
  if (offer.plan['block-email'].kind !== 'do') return undefined
  return offer.facts.mailbox.known ? 0 : 500
}

async function factsNow(tenant: BotOptions['tenant'], state: State): Promise<Facts> {
  const facts = await tenant.facts(state.leaver.id, {
    mailboxWithin: mailboxWithin(state),
    namedBefore: state.offer.facts.displayName,
  })
  const { devices, mailbox, moreEmail } = state.offer.facts
  // What a tap has no time to read stays as it was.
  const kept = facts.devices || !devices ? facts : { ...facts, devices }
  return facts.mailbox.known ? kept : { ...kept, mailbox, ...(moreEmail && { moreEmail }) }
}

/** Teams gives up after 10 to 15 seconds and then says that something went wrong; we say it earlier and better. */
export async function inTime<T>(
  { log }: BotOptions,
  state: Pick<State, 'id'>,
  reading: Promise<T>,
): Promise<T | Failure> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Failure('unreachable', 'the directory did not answer in time')), answerWithin)
  })
  try {
    return await Promise.race([reading, late])
  } catch (error) {
    if (!(error instanceof Failure) || troubleOf(error) !== null) throw error
    log.warn({ offboarding: state.id, failure: error.note }, 'cannot read who taps on whom')
    return error
  } finally {
    clearTimeout(timer)
  }
}

type Seen = { tap: TapData; by: Approver; facts: Facts; approvals: string | null; to: Schedule | null }

async function commandOf(options: BotOptions, state: State, { tap, by, facts, approvals, to }: Seen): Promise<Command> {
  if (tap.verb === 'cancel') return { type: 'cancel', by }
  if (tap.verb === 'do-now') return { type: 'do-now', by, digest: tap.digest }
  if (tap.verb === 'move') return { type: 'move', by, to: given(to) }
  if (tap.verb === 'decline') return { type: 'decline', by, reason: reasonOf(tap) }
  const protection = protectionOf(facts, state.requester, options.protectedUsers)
  const seen = { by, digest: tap.digest, fresh: offerFor(facts, options.rules, state), protection }
  switch (tap.verb) {
    case 'start':
      return { type: 'start', reason: reasonOf(tap), approvals, ...moreEmailOf(tap), ...seen }
    case 'confirm-all':
      return { type: tap.verb, ...seen }
    case 'confirm-more':
      return { type: tap.verb, ...seen, overtaken: await isOvertaken(options.database, state) }
    case 'confirm':
    case 'skip':
    case 'attest': {
      const { verb, action } = tap
      // Only what has failed can be tapped when another offboarding of the same person has come since.
      const isFailed = state.actions[action].outcome?.kind === 'failed'
      return { type: verb, action, ...seen, overtaken: isFailed && (await isOvertaken(options.database, state)) }
    }
  }
}

/** Too many starts within the hour may mean a stolen account, so the approvals chat hears of it besides the cards. */
export async function warn(
  { database, announce, groupLanguage }: BotOptions,
  { brake, startedBy }: Pick<State, 'brake' | 'startedBy'>,
): Promise<void> {
  const chat = brake ? await readApprovalsChat(database) : null
  if (!brake || !chat || !startedBy) return
  const { brakeOfPerson, brakeOfOrganisation } = wordsIn(groupLanguage).conversation
  const { scope, count } = brake
  await announce(
    chat.conversation,
    scope === 'person' ? brakeOfPerson(startedBy.name, count) : brakeOfOrganisation(count),
  )
}

/** Read before: a tap that names no time gets no further. */
function given(to: Schedule | null): Schedule {
  if (to === null) throw new Error('a time was moved to none')
  return to
}

/** What is done about the time is done on the review, or on a message about it. */
async function cardTapped({ database }: BotOptions, tap: TapData, tapper: Tapper, state: State): Promise<CardKind> {
  const { verb, action } = tap
  if (verb === 'start' || verb === 'cancel' || verb === 'decline') return 'review'
  if (verb !== 'do-now' && verb !== 'move') return action ?? 'review'
  const posted = await postedCards(database, state.id)
  const kind = posted.find(({ activity }) => activity !== null && activity === tapper.message)?.kind
  return newsCards(state).find((card) => card === kind) ?? 'review'
}

/** A card as whoever tapped sees it, with a sentence on it. */
export function show(
  options: BotOptions,
  state: State,
  kind: CardKind,
  tapper: Tapper,
  by: Approver,
  notice: Refusal | string | null,
): TapAnswer {
  const view = viewFor(state, showingIn(state, tapper.conversation), by, kind)
  const card = cardOf(state, kind, {
    notice,
    now: options.database.now(),
    reader: tapper.reader,
    view,
    refreshFor: view === 'decide' ? [tapper.teamsId] : [],
  })
  const sentence =
    typeof notice === 'string' || notice === null ? notice : wordsIn(tapper.reader.language).refusal(notice)
  return { card, sentence }
}

const say = (sentence: string): TapAnswer => ({ card: null, sentence })
