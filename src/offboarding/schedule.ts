import type { ActionState } from './action-state.ts'
import { stepOf, untouched } from './action-state.ts'
import type { FailureNote, Offer, Person } from './events.ts'
import type { State } from './evolve.ts'
import { type ActionId, actionIds, type Change, type StepId, stepIds } from './plan.ts'
import type { Protection } from './policy.ts'

const minute = 60_000
const hour = 60 * minute

/** A time may be this far ahead, and has to be at least so far. Milliseconds. */
export const longestAhead = 90 * 24 * hour
export const shortestAhead = minute
/** What is later than this does not run by itself: somebody is asked. */
export const latestStart = 4 * hour
/** Everybody is reminded this long before. */
const remindedBefore = hour
/** So often each person may change its time; each change is a message to everybody. */
export const maxMoves = 10

/** When it is to be done, in epoch milliseconds, and the IANA time zone in which that was said. */
export type Schedule = { readonly at: number; readonly zone: string }

/** Why it was not begun at its time: nobody is acted on from then on until somebody says so. */
export type Hold =
  | { readonly why: 'late' }
  | { readonly why: 'unread'; readonly failure: FailureNote }
  | { readonly why: 'protected'; readonly protection: Protection }

export type ScheduleEvent =
  /** `urgent`: done now instead. */
  | { readonly type: 'rescheduled'; readonly by: Person; readonly to: Schedule; readonly urgent: boolean }
  | { readonly type: 'reminded' }
  /** Its time has come, and the facts could not be read again. */
  | { readonly type: 'not-read'; readonly until: number; readonly failure: FailureNote }
  | { readonly type: 'held'; readonly hold: Hold }
  /** Its time has come, and the facts were read again; `voided` are confirmations that no longer count. */
  | {
      readonly type: 'came-due'
      readonly offer: Offer
      readonly changes: readonly Change[]
      readonly voided: readonly StepId[]
    }

/** What everybody was told, each in a message of its own. `missing` still waited for a confirmation then. */
export type News =
  | { readonly kind: 'moved'; readonly by: Person; readonly from: Schedule | null; readonly to: Schedule }
  | { readonly kind: 'urgent'; readonly by: Person; readonly from: Schedule }
  | {
      readonly kind: 'reminder'
      readonly to: Schedule
      readonly missing: readonly ActionId[]
      readonly started: boolean
    }
  | { readonly kind: 'held'; readonly to: Schedule; readonly hold: Hold; readonly at: number }
  | {
      readonly kind: 'asks'
      readonly changes: readonly Change[]
      readonly voided: readonly ActionId[]
      readonly missing: readonly ActionId[]
      readonly started: boolean
    }

/** The cards that say them, numbered in their order. */
export type NewsCard = `news-${number}`

export type ScheduleState = Schedule & {
  /** When this time was set, and how often each person has changed it, by their object ids. */
  readonly setAt: number
  readonly moves: { readonly [person: string]: number }
  readonly urgent: boolean
  readonly reminded: boolean
  /** How often the facts could not be read, and when they were to be tried again. */
  readonly unread: { readonly tries: number; readonly until: number; readonly failure: FailureNote } | null
  readonly held: { readonly hold: Hold; readonly at: number } | null
  readonly cameDueAt: number | null
  /** Confirmed before, and to be confirmed again: their cards are there already. */
  readonly again: readonly ActionId[]
  readonly news: readonly News[]
}

export function scheduled({ at, zone }: Schedule, setAt: number): ScheduleState {
  const fresh = { urgent: false, reminded: false, unread: null, held: null, cameDueAt: null }
  return { at, zone, setAt, moves: {}, ...fresh, again: [], news: [] }
}

/** How often this person has changed its time. */
export const movesBy = ({ schedule }: State, person: string): number => schedule?.moves[person] ?? 0

/** Its time has not come, or has come and the facts have not been read again: nothing is done to anybody. */
export const isWaiting = ({ schedule, phase }: State): boolean =>
  schedule !== null && schedule.cameDueAt === null && (phase === 'review' || phase === 'running')

/** A plan that nobody confirms expires, but not before its time. Epoch milliseconds. */
export function expiresAt({ schedule, plannedAt, expiresAfter }: State): number {
  if (schedule === null) return plannedAt + expiresAfter
  return Math.max(plannedAt, schedule.at, schedule.held?.at ?? 0) + expiresAfter
}

/**
 * New facts do not change what this decision is about. What was confirmed for a later time, or what the facts decided,
 * is only settled when that time has come.
 */
export function isSettled(state: State, id: StepId): boolean {
  const { confirmation, outcome } = state.actions[id]
  if (!isWaiting(state)) return confirmation !== null || outcome !== null
  return outcome?.kind === 'skipped' && outcome.by !== null
}

/**
 * What the facts have decided, they may decide otherwise at its time, so that is waited for, unless somebody has ended
 * it before.
 */
export const isTooSoon = (state: State): boolean =>
  isWaiting(state) &&
  state.endedBy === null &&
  state.expiredAt === null &&
  actionIds.some((id) => !isSettled(state, id))

/** Somebody still has to decide: it is not confirmed, or it is held. */
export function isPending(state: State, id: ActionId): boolean {
  const { confirmation, outcome } = state.actions[id]
  return outcome === null && (confirmation === null || (isWaiting(state) && state.schedule?.held !== null))
}

/** Confirmed in advance, and not begun. */
export const inAdvance = ({ actions }: State): StepId[] =>
  stepIds.filter((id) => {
    const { confirmation, outcome, attempts } = actions[id]
    return confirmation !== null && outcome === null && attempts === 0
  })

/** What could be confirmed and is not. */
const missing = ({ actions }: State): ActionId[] =>
  actionIds.filter((id) => {
    const { step, confirmation, outcome } = actions[id]
    return (step.kind === 'do' || step.kind === 'on-premises') && confirmation === null && outcome === null
  })

export function evolveSchedule(state: State, event: ScheduleEvent, at: number): Partial<State> {
  const before = state.schedule
  if (event.type === 'rescheduled') {
    const { by, to, urgent } = event
    const { again, news } = before ?? { again: [], news: [] }
    const moves = { ...before?.moves, [by.id]: movesBy(state, by.id) + 1 }
    const told: News = urgent && before ? { kind: 'urgent', by, from: before } : { kind: 'moved', by, from: before, to }
    return { schedule: { ...scheduled(to, at), urgent, moves, again, news: [...news, plainly(told)] } }
  }
  if (before === null) throw new Error(`history ${state.id} has ${event.type} and no schedule`)
  const { at: due, zone } = before
  const tell = (news: News): ScheduleState => ({ ...before, news: [...before.news, news] })
  switch (event.type) {
    case 'reminded': {
      // The bot was not running then: whoever is told afterwards is told what became of it.
      if (at >= due) return { schedule: { ...before, reminded: true } }
      const started = state.startedAt !== null
      const reminder = tell({ kind: 'reminder', to: { at: due, zone }, missing: missing(state), started })
      return { schedule: { ...reminder, reminded: true } }
    }
    case 'not-read': {
      const { until, failure } = event
      return { schedule: { ...before, unread: { tries: (before.unread?.tries ?? 0) + 1, until, failure } } }
    }
    case 'held': {
      const { hold } = event
      return { schedule: { ...tell({ kind: 'held', to: { at: due, zone }, hold, at }), held: { hold, at } } }
    }
    case 'came-due':
      return cameDue(state, before, event, at)
  }
}

/** A new plan before its time: whatever was confirmed for the old one is to be confirmed again. */
export function afterReplan(state: State): ScheduleState | null {
  const { schedule } = state
  if (schedule === null || !isWaiting(state)) return schedule
  const confirmed = actionIds.filter((id) => inAdvance(state).includes(id))
  return { ...schedule, again: [...new Set([...schedule.again, ...confirmed])] }
}

/** It has a card, though its turn has not come: it is asked again. */
export const isAskedAgain = ({ schedule }: State, id: ActionId): boolean => schedule?.again.includes(id) ?? false

/** What is kept of a schedule's state in the news: only the time. */
function plainly(news: News): News {
  if (!('from' in news) || news.from === null) return news
  const { at, zone } = news.from
  return { ...news, from: { at, zone } }
}

type CameDue = Extract<ScheduleEvent, { type: 'came-due' }>

function cameDue(state: State, before: ScheduleState, event: CameDue, at: number): Partial<State> {
  const { offer, changes, voided } = event
  const actions = Object.fromEntries(stepIds.map((id) => [id, fromNowOn(state, event, id)])) as State['actions']
  const after = { offer, changes, readAt: at, plannedAt: at, actions }
  const started = state.startedAt !== null
  const open = missing({ ...state, ...after })
  const asks = voided.length > 0 || open.length > 0
  const lost = actionIds.filter((id) => voided.includes(id))
  const news: News[] = asks ? [{ kind: 'asks', changes, voided: lost, missing: open, started }] : []
  const again = [...new Set([...before.again, ...lost])]
  return { ...after, schedule: { ...before, again, cameDueAt: at, news: [...before.news, ...news] } }
}

/** A confirmation that counts stays; what the facts had decided, they decide anew. */
function fromNowOn(state: State, { offer, voided }: CameDue, id: StepId): ActionState {
  const action = state.actions[id]
  if (isSettled(state, id)) return action
  const step = stepOf(offer, id)
  return action.confirmation && !voided.includes(id) ? { ...action, step } : untouched(step)
}

export type ScheduleWork =
  | { readonly kind: 'remind'; readonly lane: 'schedule'; readonly at: number }
  | { readonly kind: 'come-due'; readonly lane: 'schedule'; readonly at: number }

/** What its time asks for: a reminder, then the facts once more. */
export function scheduleWork(state: State): ScheduleWork | null {
  const { schedule } = state
  if (schedule === null || !isWaiting(state) || schedule.held) return null
  const { at, setAt, reminded, unread } = schedule
  const remindAt = at - remindedBefore
  if (!reminded && setAt < remindAt) return { kind: 'remind', lane: 'schedule', at: remindAt }
  return { kind: 'come-due', lane: 'schedule', at: Math.max(at, unread?.until ?? 0) }
}

/** The cards of what everybody was told. */
export const newsCards = ({ schedule }: State): NewsCard[] => (schedule?.news ?? []).map((_, place) => newsCard(place))

export const isNewsCard = (card: string): card is NewsCard => card.startsWith('news-')

const newsCard = (place: number): NewsCard => `news-${place}`

export const newsOn = ({ schedule }: State, card: NewsCard): News | null =>
  schedule?.news[Number(card.slice('news-'.length))] ?? null
