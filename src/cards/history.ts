import { Template } from 'adaptivecards-templating'
import type { State } from '../offboarding/evolve.ts'
import { stepIds } from '../offboarding/plan.ts'
import type { Words } from '../offboarding/words.ts'
import type { Place, Search, Turn } from '../records/search.ts'
import { type Button, execute, plain, type RenderedCard, render, shortName } from './card.ts'
import { newestCheck } from './checks.ts'
import template from './history.json' with { type: 'json' }
import { parts } from './parts.ts'
import { tallyOf } from './summary.ts'
import type { Look } from './view.ts'

const historyTemplate = new Template(template)

/** What a list was asked for; `pick` is what its rows are for. It travels in the buttons, so it is the client's to change. */
export type Listing = Omit<Search, 'notAbout'> & { readonly pick: 'show' | 'evidence' }

/** One row: an offboarding, or what is left of one that was removed. Times are epoch milliseconds. */
export type Row =
  | { readonly kind: 'kept'; readonly state: State }
  | { readonly kind: 'removed'; readonly at: number; readonly events: number }

export type ListView = {
  readonly listing: Listing
  /** Where this page was turned to; `null` for the first. */
  readonly turn: Turn | null
  readonly rows: readonly Row[]
  /** First and last of this page, in the order of the rows. */
  readonly places: readonly Place[]
  readonly older: boolean
  readonly newer: boolean
}

type ListLook = Pick<Look, 'words' | 'clock' | 'day' | 'full'>

/** Offboardings, newest first, ten a page: who, when, by whom, and how it stands. */
export function historyCard(view: ListView, look: ListLook): RenderedCard {
  const { listing, rows } = view
  const { history } = look.words
  const heading = listing.open ? history.openNow : listing.pick === 'evidence' ? history.whichEvidence : history.heading
  const empty = listing.open ? [history.nothingOpen] : [history.nothingFound, history.howToSearch]
  const lines = [...askedFor(listing, look), ...(rows.length === 0 ? empty : [])]
  const shown = rows.map((row) => rowOf(row, view, look))
  const turns = turnButtons(view, look.words)
  const root = {
    heading,
    lines: parts(...lines),
    rows: shown,
    turns: turns.length > 0 ? [{ buttons: turns }] : [],
  }
  return render(historyTemplate, root, {
    summary: [heading, ...lines].join(' · '),
    speak: [`${heading}.`, ...lines, ...shown.map(({ title }) => `${title}.`)].join(' '),
  })
}

/** What was asked for, as it was understood. */
function askedFor({ leaver, requester, from, until }: Listing, { words: { history }, day }: ListLook): string[] {
  const dayOf = (at: number) => day(new Date(at).toISOString())
  const said = [
    leaver === '' ? null : history.ofLeaver(shortName(leaver)),
    requester === '' ? null : history.byRequester(shortName(requester)),
    from === null ? null : until === null ? history.since(dayOf(from)) : spanOf(dayOf(from), dayOf(until - 1), history),
  ].filter((text) => text !== null)
  return said.length > 0 ? [said.join(' · ')] : []
}

const spanOf = (from: string, to: string, history: Words['history']): string =>
  from === to ? history.onDay(from) : history.between(from, to)

function rowOf(row: Row, view: ListView, look: ListLook) {
  const { words, clock } = look
  if (row.kind === 'removed') {
    const line = words.history.removedLine(clock(row.at), row.events)
    return { title: words.history.removed, lines: parts(line), decisions: [] }
  }
  const { state } = row
  const { requester, requestedAt, leaver } = state
  const asked = words.review.requestedBy(shortName(requester.name), clock(requestedAt))
  return {
    title: headingOf(state, words),
    lines: parts(
      plain(leaver.userPrincipalName, 64),
      asked,
      confirmedBy(state, words),
      plannedFor(state, look),
      newestCheck(state, words),
    ),
    decisions: [{ buttons: [rowButton(state, view, words)] }],
  }
}

/** Each approver once, in the order of what they confirmed. */
function confirmedBy({ actions }: State, { history }: Words): string | null {
  const people = stepIds.flatMap((id) => actions[id].confirmation?.by ?? [])
  const names = new Map(people.map(({ id, name }) => [id, shortName(name)]))
  return names.size === 0 ? null : history.confirmedBy([...names.values()])
}

/** Its time, while that is still to come. */
function plannedFor({ schedule, phase }: State, { words, full }: ListLook): string | null {
  const isAhead = (phase === 'review' || phase === 'running') && schedule !== null && schedule.cameDueAt === null
  return isAhead ? words.schedule.plannedFor(full(schedule)) : null
}

/** In the words of its summary, whatever became of it. */
export function headingOf(state: State, words: Words): string {
  const name = shortName(state.leaver.displayName)
  if (state.phase === 'review') return words.history.notStarted(name)
  if (state.phase === 'cancelled') return words.history.cancelled(name)
  if (state.phase === 'expired') return words.history.expired(name)
  return words.summary.heading(name, tallyOf(state))
}

function rowButton(state: State, { listing, turn }: ListView, { history }: Words): Button {
  const name = plain(state.leaver.displayName, 40)
  if (listing.pick === 'evidence') return evidenceButton(state, history)
  const data = { offboarding: state.id, listing, turn }
  return execute(history.toShow, 'show', data, { tooltip: history.aboutShow(name) })
}

/** Asks for the evidence of an offboarding. */
function evidenceButton(state: State, history: Words['history']): Button {
  const tooltip = history.aboutEvidence(shortName(state.leaver.displayName))
  return execute(history.toEvidence, 'evidence', { offboarding: state.id }, { tooltip })
}

function turnButtons({ listing, places, older, newer }: ListView, { history }: Words): Button[] {
  const [first, last] = [places.at(0), places.at(-1)]
  const turnTo = (direction: Turn['direction'], place: Place, title: string, tooltip: string) =>
    execute(title, 'list', { listing, turn: { direction, ...place } }, { tooltip })
  return [
    ...(newer && first ? [turnTo('newer', first, history.toNewer, history.aboutNewer)] : []),
    ...(older && last ? [turnTo('older', last, history.toOlder, history.aboutOlder)] : []),
  ]
}

/** A card of one offboarding that was opened from a list, with the way back and the evidence below it. */
export function openedCard(rendered: RenderedCard, state: State, listing: Listing, turn: Turn | null, words: Words) {
  const { toBack, aboutBack } = words.history
  const back = execute(toBack, 'list', { listing, turn }, { tooltip: aboutBack })
  return withButtons(rendered, [evidenceButton(state, words.history), back])
}

function withButtons({ card, ...rest }: RenderedCard, buttons: readonly Button[]): RenderedCard {
  const body = 'body' in card && Array.isArray(card.body) ? card.body : []
  const more = { type: 'ActionSet', separator: true, spacing: 'medium', actions: buttons }
  return { ...rest, card: { ...card, body: [...body, more] } }
}
