import type { RenderedCard } from '../cards/card.ts'
import { clockOf, dayOf, fullMomentOf } from '../cards/clock.ts'
import { curtainCard } from '../cards/curtain.ts'
import { historyCard, type Listing, openedCard, type Row } from '../cards/history.ts'
import { cardOf } from '../cards/offboarding-card.ts'
import { hasAsked } from '../offboarding/consent.ts'
import type { Reader } from '../offboarding/events.ts'
import type { State } from '../offboarding/evolve.ts'
import { type Approver, mayOpen } from '../offboarding/policy.ts'
import { wordsIn } from '../offboarding/words.ts'
import { load } from '../records/history.ts'
import { readRemoved, searchOffboardings, type Turn } from '../records/search.ts'
import type { BotOptions } from './bot.ts'
import type { ListTap } from './list-shape.ts'
import type { TapAnswer, Tapper } from './taps.ts'
import { showingIn, viewFor } from './view.ts'

const pageLength = 10

/** Who asks, with the roles as they are now, and how they read. */
type Asking = { readonly by: Approver; readonly reader: Reader }

/** A page of offboardings for this one person: what is about themselves is not among them. */
export async function listCard(
  { database }: BotOptions,
  { by, reader }: Asking,
  listing: Listing,
  turn: Turn | null,
): Promise<RenderedCard> {
  const words = wordsIn(reader.language)
  const search = { ...listing, notAbout: by.person.id }
  const { places, older, newer } = await searchOffboardings(database, search, pageLength, turn)
  const rows = await Promise.all(places.map(({ id }) => rowOf(database, id)))
  return historyCard(
    { listing, turn, places, older, newer, rows: rows.filter((row) => row !== null) },
    {
      words,
      clock: clockOf(reader, database.now()),
      day: (at) => dayOf(at, reader),
      full: (moment) => words.schedule.moment(fullMomentOf(moment, reader)),
    },
  )
}

/** In a chat of several a list is behind a button: what it shows depends on who looks. */
export function curtainOf(listing: Listing, reader: Reader, teamsId: string): RenderedCard {
  const words = wordsIn(reader.language)
  const { openNow, heading, onlyYou, toOpen, aboutOpen } = words.history
  const button = { title: toOpen, tooltip: aboutOpen, verb: 'list', data: { listing, turn: null } }
  return curtainCard({ heading: listing.open ? openNow : heading, text: onlyYou, button, refreshFor: [teamsId] })
}

/** Answers a tap on a list: another page of it, or one offboarding, for this person alone. */
export async function takeListTap(options: BotOptions, tap: ListTap, tapper: Tapper): Promise<TapAnswer> {
  const words = wordsIn(tapper.reader.language)
  const by = await options.tenant.viewer(tapper.id)
  const refusal = mayOpen(by)
  if (refusal) return { card: null, sentence: words.notAllowed(refusal) }
  const asking = { by, reader: tapper.reader }
  if (tap.verb !== 'show') return { card: await listCard(options, asking, tap.listing, tap.turn), sentence: null }
  const state = await load(options.database, tap.offboarding)
  if (state === null) return { card: null, sentence: words.conversation.gone }
  if (by.person.id === state.leaver.id) return { card: null, sentence: words.notAllowed({ kind: 'is-leaver' }) }
  const shown = cardOf(state, kindOf(state), {
    now: options.database.now(),
    reader: tapper.reader,
    view: viewOf(state, tapper, by),
  })
  return { card: openedCard(shown, state, tap.listing, tap.turn, words), sentence: null }
}

/** While something can still be started, only whoever asked for it gets the buttons. */
function viewOf(state: State, tapper: Tapper, by: Approver) {
  if (state.phase === 'review' && !hasAsked(state, by)) return 'watch'
  return viewFor(state, showingIn(state, tapper.conversation), by)
}

const kindOf = ({ startedAt }: State) => (startedAt === null ? 'review' : 'summary')

async function rowOf(database: BotOptions['database'], id: string): Promise<Row | null> {
  const state = await load(database, id)
  if (state) return { kind: 'kept', state }
  const removed = await readRemoved(database, id)
  return removed && { kind: 'removed', ...removed }
}
