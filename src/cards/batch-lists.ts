import type { Match } from '../offboarding/batch/events.ts'
import type { Entry } from '../offboarding/batch/evolve.ts'
import { peopleOf } from '../offboarding/batch/evolve.ts'
import { takenIn } from '../offboarding/batch/matching.ts'
import type { Words } from '../offboarding/words.ts'
import type { BatchLook, ListName, Page } from './batch-look.ts'
import { execute, plain, shortName } from './card.ts'
import { parts } from './parts.ts'

/** So many fit on a card of less than 25 KB with names as long as they come. */
const onPage: { readonly [list in ListName]: number } = { ambiguous: 6, sure: 20, alone: 25 }

type Placed<M extends Match = Match> = { readonly place: number; readonly entry: Entry; readonly match: M }

export type Lists = {
  readonly sure: readonly Placed<Match & { kind: 'sure' }>[]
  readonly ambiguous: readonly Placed<Match & { kind: 'ambiguous' }>[]
  readonly alone: readonly Placed<Exclude<Match, { kind: 'sure' }>>[]
}

/** Once it is started, an entry for which nobody was chosen is left alone. */
export function listsOf({ seen: { state } }: BatchLook): Lists {
  const placed = state.entries.flatMap((entry, place): Placed[] => {
    return entry.match === null ? [] : [{ place, entry, match: entry.match }]
  })
  const isOpen = state.phase === 'review' || state.phase === 'matching'
  return {
    sure: peopleOf(state).flatMap(({ place, match }) => {
      const entry = state.entries[place]
      return entry ? [{ place, entry, match }] : []
    }),
    ambiguous: placed.flatMap((one) => (isOpen && isAmbiguous(one) ? [one] : [])),
    alone: placed.flatMap((one) => (isAlone(one) && !(isOpen && isAmbiguous(one)) ? [one] : [])),
  }
}

const isAmbiguous = (one: Placed): one is Placed<Match & { kind: 'ambiguous' }> => one.match.kind === 'ambiguous'
const isAlone = (one: Placed): one is Placed<Exclude<Match, { kind: 'sure' }>> => one.match.kind !== 'sure'

/** What the template repeats: one part of one list, with what can be done there, and the way to the others. */
export function listPart(look: BatchLook, lists: Lists, mayDecide: boolean) {
  const { words } = look
  const list = look.page?.list ?? (lists.ambiguous.length > 0 ? 'ambiguous' : 'sure')
  const all = lists[list]
  const size = onPage[list]
  const last = Math.max(0, Math.ceil(all.length / size) - 1)
  const page = Math.min(Math.max(0, look.page?.page ?? 0), last)
  const from = page * size
  const range = words.batch.range(from + 1, Math.min(from + size, all.length), all.length)
  const shown = <T>(items: readonly T[]): T[] => items.slice(from, from + size)
  const taken = takenIn(look.seen.state)
  return {
    heading: words.batch.headings[list](all.length),
    ranges: parts(all.length > size ? range : null),
    lines: linesOf(look, list, lists, mayDecide, shown),
    choices: list === 'ambiguous' && mayDecide ? shown(lists.ambiguous).map((one) => choiceOf(one, taken, words)) : [],
    ticks: list === 'sure' && mayDecide ? ticksOf(shown(lists.sure), words) : [],
    acts: actsOf(look, list, all.length > 0 && mayDecide),
    ways: waysOf(look, lists, { list, page }, last),
  }
}

function linesOf(
  { words }: BatchLook,
  list: ListName,
  lists: Lists,
  mayDecide: boolean,
  shown: <T>(items: readonly T[]) => T[],
) {
  if (list === 'alone') return parts(...shown(lists.alone).map((one) => aloneLine(one, words)))
  if (mayDecide) return []
  if (list === 'sure') return parts(...shown(lists.sure).map((one) => personOf(one, words)))
  return parts(...shown(lists.ambiguous).map(({ entry }) => shortName(entry.typed)))
}

const personOf = ({ match: { leaver, marks } }: Placed<Match & { kind: 'sure' }>, words: Words): string =>
  words.batch.person(shortName(leaver.displayName), plain(leaver.userPrincipalName, 80), marks)

function aloneLine({ entry, match }: Placed<Exclude<Match, { kind: 'sure' }>>, words: Words): string {
  const typed = shortName(entry.typed)
  if (match.kind === 'protected') return words.batch.aloneEntry(typed, words.protection(match.protection))
  return words.batch.aloneEntry(typed, `${words.batch.why(match)}.`)
}

/** The input's id names the place; its value the object id of one of those who were found and are not in the list yet. */
function choiceOf(
  { place, entry, match }: Placed<Match & { kind: 'ambiguous' }>,
  taken: ReadonlySet<string>,
  words: Words,
) {
  const free = match.candidates.filter(({ id }) => !taken.has(id))
  const choices = free.map(({ id, displayName, userPrincipalName, jobTitle, department }) => ({
    title: [shortName(displayName), plain(userPrincipalName, 80), jobTitle, department]
      .flatMap((text) => (text ? [shortName(text)] : []))
      .join(' · '),
    value: id,
  }))
  return {
    id: `choice-${place}`,
    label: words.batch.chooseFor(shortName(entry.typed), match.more),
    placeholder: words.batch.notChosen,
    choices: [...choices, { title: words.batch.leaveItOut, value: 'out' }],
  }
}

function ticksOf(people: Lists['sure'], words: Words) {
  if (people.length === 0) return []
  const choices = people.map((one) => ({ title: personOf(one, words), value: String(one.place) }))
  return [{ label: words.batch.tick, choices }]
}

function actsOf({ seen: { state }, words }: BatchLook, list: ListName, holds: boolean) {
  if (!holds || list === 'alone') return []
  const { toChoose, aboutChoose, toLeaveOut, aboutLeaveOut } = words.batch
  const [title, tooltip] = list === 'ambiguous' ? [toChoose, aboutChoose] : [toLeaveOut, aboutLeaveOut]
  const button = execute(title, 'batch-choose', { batch: state.id }, { tooltip, inputs: true })
  return [{ buttons: [button] }]
}

/** To the pages before and after, and to the other lists that have somebody in them. */
function waysOf(look: BatchLook, lists: Lists, { list, page }: Page, last: number) {
  const { words, seen } = look
  const way = (title: string, to: Page) => {
    const tooltip = words.batch.aboutPage(
      title,
      words.batch.headings[to.list](lists[to.list].length),
      rangeOf(look, lists, to),
    )
    return execute(title, 'batch-list', { batch: seen.state.id, ...to }, { tooltip, inputs: true })
  }
  const others = (['ambiguous', 'sure', 'alone'] as const).filter((one) => one !== list && lists[one].length > 0)
  const buttons = [
    ...(page > 0 ? [way(words.batch.toBack, { list, page: page - 1 })] : []),
    ...(page < last ? [way(words.batch.toNext, { list, page: page + 1 })] : []),
    ...others.map((one) => way(words.batch.toShow[one], { list: one, page: 0 })),
  ]
  return buttons.length === 0 ? [] : [{ buttons }]
}

function rangeOf({ words }: BatchLook, lists: Lists, { list, page }: Page): string {
  const from = page * onPage[list]
  return words.batch.range(from + 1, Math.min(from + onPage[list], lists[list].length), lists[list].length)
}
