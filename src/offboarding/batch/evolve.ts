import type { Brake, Person } from '../events.ts'
import type { ActionId } from '../plan.ts'
import { type Showing, showingFor } from '../showings.ts'
import type { BatchEvent, BatchRecorded, Begun, Decider, Hindrance, Match, Obstacle, Verb } from './events.ts'
import { applied, delayed } from './reaching.ts'

export type Entry = {
  readonly typed: string
  /** `null` while it is being looked up; `chosen` is whom somebody chose, still to be read. */
  readonly match: Match | null
  readonly chosen: string | null
  /** Has an offboarding of their own. */
  readonly begun: boolean
}

/** A decision that is still being brought to its people, or has been to all of them. */
export type Consent = {
  readonly seq: number
  readonly at: number
  readonly verb: Verb
  readonly action: ActionId | null
  readonly by: Decider
  readonly people: readonly (readonly [place: number, digest: string])[]
  /** It has been brought to so many of them, the first, except those at the places in `later`. */
  readonly applied: number
  readonly later: readonly number[]
}

/** What is next waits: how often it was tried in vain, and since when nothing went on. Epoch milliseconds. */
export type Delay = Hindrance & { readonly tries: number; readonly since: number }

/** What is in the way for somebody, until a later decision counts. `action` is `null` for all that is left. */
export type Note = { readonly place: number; readonly action: ActionId | null; readonly why: Obstacle }

export type BatchPhase = 'matching' | 'review' | 'running' | 'finished' | 'cancelled' | 'expired'

export type BatchShowing = Omit<Showing, 'skip'>

export type BatchState = {
  readonly id: string
  readonly seq: number
  readonly hash: string
  readonly phase: BatchPhase
  readonly requester: Person
  readonly reason: string | null
  readonly source: 'message' | 'file'
  /** Of the file; `null` where none was read or counted. */
  readonly rows: number | null
  readonly secondPerson: boolean
  readonly expiresAfter: number
  readonly requestedAt: number
  /** When the last entry was looked up: from then on it can be started. */
  readonly reviewedAt: number
  readonly entries: readonly Entry[]
  /** How many choices somebody had made and not sent when they tapped Start, which started nothing; else 0. */
  readonly unsent: number
  /** The email apps beyond the six: ticked on the card until it is started, chosen from then on. */
  readonly moreEmail: boolean
  readonly startedBy: Person | null
  readonly starter: Decider | null
  readonly startedAt: number | null
  readonly brake: Brake | null
  readonly consents: readonly Consent[]
  readonly notes: readonly Note[]
  readonly delay: Delay | null
  readonly stopped: { readonly by: Decider; readonly reason: string | null; readonly at: number } | null
  /** How many members have been told to stop. */
  readonly withdrawn: number
  readonly endedBy: Person | null
  readonly endedAt: number | null
  readonly finished: { readonly digest: string; readonly events: number } | null
  readonly showings: readonly BatchShowing[]
}

export function foldBatch(id: string, history: readonly BatchRecorded[]): BatchState | null {
  return history.reduce<BatchState | null>((state, recorded) => evolveBatch(id, state, recorded), null)
}

export function evolveBatch(id: string, state: BatchState | null, { seq, at, hash, event }: BatchRecorded): BatchState {
  if (state === null) {
    if (event.type !== 'listed') throw new Error(`batch ${id} begins with ${event.type}`)
    return { ...begin(id, event, at), seq, hash }
  }
  return { ...state, ...apply(state, event, seq, at), seq, hash }
}

function begin(id: string, event: Extract<BatchEvent, { type: 'listed' }>, at: number): BatchState {
  const { skip: _, ...showing } = showingFor(event.conversation, event, event.personal ? event.requester : null)
  return {
    id,
    seq: 0,
    hash: '',
    phase: 'matching',
    requester: event.requester,
    reason: event.reason,
    source: event.source,
    rows: event.rows ?? null,
    secondPerson: event.secondPerson,
    expiresAfter: event.expiresAfter,
    requestedAt: at,
    reviewedAt: at,
    entries: entriesOf(event.entries),
    unsent: 0,
    moreEmail: event.moreEmail ?? false,
    startedBy: null,
    starter: null,
    startedAt: null,
    brake: null,
    consents: [],
    notes: [],
    delay: null,
    stopped: null,
    withdrawn: 0,
    endedBy: null,
    endedAt: null,
    finished: null,
    showings: [showing],
  }
}

/** The same words again need not be looked up. */
function entriesOf(typed: readonly string[]): Entry[] {
  const first = new Map<string, number>()
  return typed.map((words, place) => {
    const of = first.get(words.toLowerCase())
    first.set(words.toLowerCase(), of ?? place)
    return { typed: words, match: of === undefined ? null : { kind: 'twice', of }, chosen: null, begun: false }
  })
}

function apply(state: BatchState, event: BatchEvent, seq: number, at: number): Partial<BatchState> {
  switch (event.type) {
    case 'listed':
      throw new Error(`batch ${state.id} is listed twice`)
    case 'matched': {
      const entries = changed(state, event.matches, (entry, { match }) => ({ ...entry, match, chosen: null }))
      return matched(entries, at)
    }
    case 'chosen': {
      const entries = changed(state, event.choices, (entry, { leaver }) => choose(entry, leaver, event.by))
      return { ...matched(entries, at), unsent: event.unsent ? event.choices.length : 0, ...ticked(event) }
    }
    case 'started':
      return {
        phase: 'running',
        startedBy: event.by.person,
        starter: event.by,
        startedAt: at,
        brake: event.brake,
        moreEmail: event.moreEmail ?? false,
        ...(event.approvals === null ? {} : { showings: withApprovals(state, event.approvals) }),
      }
    case 'begun':
      return { entries: changed(state, event.members, beginMember), delay: null }
    case 'shown-to-approvers':
      return { showings: withApprovals(state, event.conversation) }
    case 'decided': {
      const { verb, action, by, people } = event
      // What failed may be decided anew after the end.
      const consent: Consent = { seq, at, verb, action, by, people, applied: 0, later: [] }
      return { phase: 'running', consents: [...state.consents, consent], finished: null }
    }
    case 'applied':
      return applied(state, event)
    case 'delayed':
      return { delay: delayed(state, event, at) }
    case 'stopped':
      return { stopped: { by: event.by, reason: event.reason, at }, delay: null }
    case 'withdrawn':
      return { withdrawn: event.count, delay: null }
    case 'cancelled':
      return { phase: 'cancelled', endedBy: event.by, endedAt: at }
    case 'expired':
      return { phase: 'expired', endedAt: at }
    case 'finished':
      return { phase: 'finished', endedAt: at, finished: { digest: event.digest, events: event.events } }
  }
}

function matched(entries: readonly Entry[], at: number): Partial<BatchState> {
  const isRead = entries.every(({ match }) => match !== null)
  return { entries, delay: null, phase: isRead ? 'review' : 'matching', ...(isRead ? { reviewedAt: at } : {}) }
}

function changed<T extends { readonly place: number }>(
  state: BatchState,
  changes: readonly T[],
  change: (entry: Entry, to: T) => Entry,
): readonly Entry[] {
  const entries = [...state.entries]
  for (const to of changes) {
    const entry = entries[to.place]
    if (entry) entries[to.place] = change(entry, to)
  }
  return entries
}

const ticked = ({ moreEmail }: { moreEmail?: boolean }) => (moreEmail === undefined ? {} : { moreEmail })

function choose(entry: Entry, leaver: string | null, by: Person): Entry {
  if (leaver !== null) return { ...entry, match: null, chosen: leaver }
  const left = entry.match?.kind === 'sure' ? entry.match.leaver : null
  return { ...entry, match: { kind: 'left-out', by, leaver: left }, chosen: null }
}

function beginMember(entry: Entry, { opened, reference }: Begun): Entry {
  if (opened || entry.match?.kind !== 'sure') return { ...entry, begun: opened }
  if (reference !== undefined) return { ...entry, match: { kind: 'unreadable', failure: 'unexpected', reference } }
  return { ...entry, match: { kind: 'open', leaver: entry.match.leaver } }
}

/** In the approvals chat the cards have their buttons, everywhere else they are followed from then on. */
function withApprovals(state: BatchState, approvals: string): readonly BatchShowing[] {
  const already = state.showings.some(({ conversation }) => conversation === approvals)
  const followed = state.showings.map((showing) => ({ ...showing, follows: showing.conversation !== approvals }))
  const zone = state.showings[0]?.zone ?? 'UTC'
  if (already) return followed
  return [...followed, { conversation: approvals, viewer: null, follows: false, language: null, zone }]
}

/** Whom the list means for sure, with their places. */
export function peopleOf(state: BatchState): { readonly place: number; readonly match: Match & { kind: 'sure' } }[] {
  return state.entries.flatMap(({ match }, place) => (match?.kind === 'sure' ? [{ place, match }] : []))
}

/** Nobody has started it. */
export const isAsked = ({ phase }: BatchState): boolean => phase === 'matching' || phase === 'review'

/** Whoever is on the list learns nothing of it and decides nothing. */
export const isListed = (state: BatchState, id: string): boolean =>
  peopleOf(state).some(({ match }) => match.leaver.id === id)

/** Asked for it or started it: where a second person is needed, somebody else. */
export const isFirstOf = (state: BatchState, id: string): boolean =>
  id === state.requester.id || id === state.startedBy?.id

/** The whole of it needs a second person; a single administrator among many needs one besides. */
export const batchNeedsSecondPerson = (state: BatchState): boolean => state.secondPerson || state.brake !== null
