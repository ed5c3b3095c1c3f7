import { type BatchCardKind, cardOfBatch } from '../../src/cards/batch-card.ts'
import type { BatchCardOptions } from '../../src/cards/batch-look.ts'
import type { RenderedCard } from '../../src/cards/card.ts'
import type { Match, Obstructed } from '../../src/offboarding/batch/events.ts'
import { type BatchState, peopleOf } from '../../src/offboarding/batch/evolve.ts'
import { digestOfOffered, offeredFor } from '../../src/offboarding/batch/members.ts'
import type { Speed, Trouble } from '../../src/offboarding/batch/progress.ts'
import type { Language } from '../../src/offboarding/words/languages.ts'
import {
  begunList,
  byAnn,
  bySam,
  followBatch,
  listed,
  matchedList,
  membersIn,
  person,
  recordedBatch,
  starting,
  sure,
} from '../offboarding/batch-fixtures.ts'
import { inEnglish, minute, note, sam, start } from '../offboarding/fixtures.ts'

type Shown = {
  readonly name: string
  readonly kind: BatchCardKind
  readonly state: BatchState
  readonly standings?: Readonly<Record<number, string>>
  readonly troubles?: readonly Trouble[]
  readonly speed?: Speed
  readonly options?: Partial<BatchCardOptions>
}

/** A name as long as any, so that a card full of them shows whether it is still small enough. */
const longName = 'Anna-Katharina Sophie Freifrau von Westernhagen-Loewenstein'

const manyMatches = (count: number, name?: string): Match[] =>
  Array.from({ length: count }, (_, index) => sure(index, name ? { leaver: person(index, `${name} ${index}`) } : {}))

const candidates = [1, 2, 3, 4, 5].map((number) => ({
  ...person(100 + number, longName),
  jobTitle: 'Donaudampfschifffahrtsgesellschaftskapitaensstellvertreterin',
  department: 'x'.repeat(60),
}))

const mixed: readonly Match[] = [
  sure(0, { marks: ['administrator'] }),
  sure(1, { marks: ['synced', 'blocked'], standing: 'poao' }),
  sure(2, { marks: ['guest'], standing: 'ssos' }),
  ...manyMatches(30).slice(3),
  { kind: 'ambiguous', candidates: candidates.slice(0, 2), more: false },
  { kind: 'ambiguous', candidates, more: true },
  { kind: 'unknown' },
  { kind: 'protected', leaver: person(90), protection: { kind: 'on-protected-list' } },
  { kind: 'protected', leaver: { ...person(91), displayName: sam.name }, protection: { kind: 'is-requester' } },
  { kind: 'twice', of: 0 },
  { kind: 'open', leaver: person(92) },
  { kind: 'unreadable', failure: 'throttled' },
  { kind: 'unreadable', failure: 'unexpected', reference: '1A2B3C4D' },
]

/** What is in the way for whom, after a confirmation of everybody. */
function confirmed(state: BatchState, obstructed: readonly Obstructed[] = [], upTo?: number): BatchState {
  const offered = offeredFor(state, membersIn(state), 'confirm', 'reset-password')
  const decided = followBatch(state, {
    ...{ type: 'decide', by: byAnn, verb: 'confirm', action: 'reset-password' },
    ...{ digest: digestOfOffered(offered), members: membersIn(state) },
  })
  const count = upTo ?? offered.people.length
  return count === 0 ? decided : followBatch(decided, { type: 'apply', decision: decided.seq, count, obstructed })
}

const standingsOf = (state: BatchState, standing: (index: number) => string) =>
  Object.fromEntries(peopleOf(state).map(({ place }, index) => [place, standing(index)]))

function reviews(): Shown[] {
  const asked = matchedList(mixed, { reason: 'The branch in Lyon closes' })
  const full = matchedList(manyMatches(1_000, longName))
  const choosing = matchedList(Array.from({ length: 40 }, (): Match => ({ kind: 'ambiguous', candidates, more: true })))
  const half = followBatch(listed(Array.from({ length: 412 }, (_, index) => `Leaver ${index}`)), {
    type: 'match',
    matches: manyMatches(120).map((match, place) => ({ place, match })),
  })
  const review = (name: string, state: BatchState, options: Partial<BatchCardOptions> = {}): Shown => {
    return { name: `batch review, ${name}`, kind: 'review', state, options }
  }
  return [
    review('posted', half, { lasting: true }),
    review('looking up', half),
    review('waiting', recordedBatch(half, { type: 'delayed', until: start + 30 * minute, failure: 'unreachable' })),
    review('asked', asked),
    review('from a file', matchedList(mixed, { source: 'file', rows: 38 })),
    review('sure', asked, { page: { list: 'sure', page: 1 } }),
    review('left alone', asked, { page: { list: 'alone', page: 0 } }),
    review('watched', asked, { view: 'watch', page: { list: 'sure', page: 0 } }),
    review('a thousand', full, { page: { list: 'sure', page: 7 } }),
    review('choosing', choosing),
    review('nobody', matchedList([{ kind: 'unknown' }, { kind: 'unknown' }])),
    review('started', followBatch(asked, starting(asked))),
    review('with the other email apps', matchedList(mixed, { moreEmail: true })),
    review(
      'not started',
      followBatch(asked, { type: 'choose', by: bySam, choices: [{ place: 0, leaver: null }], unsent: true }),
    ),
    review('cancelled', followBatch(asked, { type: 'cancel', by: bySam })),
    review('expired', followBatch(asked, { type: 'expire' })),
    review('refused', asked, { notice: { kind: 'stale' } }),
  ]
}

function progress(): Shown[] {
  const asked = matchedList(manyMatches(412))
  const starts = followBatch(asked, starting(asked))
  const getting = followBatch(starts, {
    type: 'begin',
    members: Array.from({ length: 300 }, (_, place) => ({ place, opened: true })),
  })
  const ready = begunList(mixed, { reason: 'The branch in Lyon closes' })
  const many = begunList(manyMatches(412))
  const braked = recordedBatch(
    asked,
    {
      ...{ type: 'started', digest: 'd'.repeat(32), people: 412, approvals: 'approvals' },
      by: { person: sam, userPrincipalName: 'sam@contoso.com', roles: [] },
      brake: { scope: 'person', count: 412 },
    },
    { type: 'begun', members: peopleOf(asked).map(({ place }) => ({ place, opened: true })) },
  )
  const roles = ['Privileged Authentication Administrator', 'Global Administrator']
  const hard = confirmed(many, [
    ...[3, 4, 5, 6, 7].map((place) => ({
      place,
      action: null,
      why: { kind: 'lacks-role', action: null, needs: roles } as const,
    })),
    { place: 8, action: null, why: { kind: 'changed', changes: ['roles', 'mailbox'] } },
    { place: 9, action: 'reset-password', why: { kind: 'needs-second-person' } },
    { place: 10, action: 'reset-password', why: { kind: 'fault', reference: '1A2B3C4D' } },
  ])
  const failed = standingsOf(many, (index) =>
    index < 22 ? 'fooo' : index < 200 ? 'dddd' : index < 260 ? 'drco' : 'wcco',
  )
  const troubles = Array.from(
    { length: 10 },
    (_, place): Trouble => ({ place, action: 'reset-password', failure: note('refused') }),
  )
  const card = (name: string, state: BatchState, more: Partial<Shown> = {}): Shown => {
    return { name: `batch progress, ${name}`, kind: 'progress', state, ...more }
  }
  const stopped = followBatch(many, { type: 'stop', by: byAnn, reason: null, members: membersIn(many) })
  return [
    card('posted', starts, { options: { lasting: true } }),
    card('getting ready', getting),
    card('ready', ready),
    card('second person', braked),
    card('first person', braked, { options: { view: 'first-person' } }),
    card('followed', braked, { options: { view: 'follow' } }),
    card('on its way', confirmed(many, [], 60), {
      standings: standingsOf(many, (index) => (index < 60 ? 'cooo' : 'oooo')),
    }),
    card(
      'waiting for Microsoft',
      recordedBatch(confirmed(many, [], 60), { type: 'delayed', until: start + 30 * minute, failure: 'throttled' }),
      { standings: standingsOf(many, (index) => (index < 60 ? 'cooo' : 'oooo')) },
    ),
    card(
      'a fault of ours',
      recordedBatch(
        starts,
        { type: 'begun', members: [{ place: 0, opened: false, reference: '1A2B3C4D' }] },
        { type: 'delayed', until: start + 30 * minute, failure: 'unexpected', reference: '5E6F7A8B' },
      ),
    ),
    card('under way', hard, {
      standings: standingsOf(many, (index) =>
        index < 3 ? 'dooo' : index < 11 ? 'oooo' : index < 300 ? 'rooo' : 'booo',
      ),
      speed: { perMinute: 1_180, endsAt: start + 25 * minute },
    }),
    card('other email apps ahead', many, { standings: standingsOf(many, () => 'ooooo') }),
    card('other email apps', confirmed(many), {
      standings: standingsOf(many, (index) =>
        index < 5 ? 'ddddf' : index < 9 ? 'ddddy' : index < 30 ? 'ddddr' : 'ddddd',
      ),
      troubles: [{ place: 0, action: 'block-more-email', failure: note('refused') }],
    }),
    card('failures', confirmed(many), { standings: failed, troubles }),
    card('stopping', followBatch(stopped, { type: 'withdraw', count: 50 })),
    card('stopped', followBatch(stopped, { type: 'withdraw', count: 412 }), {
      standings: standingsOf(many, () => 'dxxx'),
    }),
  ]
}

function summaries(): Shown[] {
  const many = begunList(manyMatches(412))
  const end = (state: BatchState) => followBatch(state, { type: 'finish', digest: 'a'.repeat(64), events: 6_180 })
  const card = (name: string, state: BatchState, standing: (index: number) => string): Shown => {
    return { name: `batch summary, ${name}`, kind: 'summary', state, standings: standingsOf(many, standing) }
  }
  return [
    card('all locked out', end(many), () => 'dddd'),
    card('mixed', end(many), (index) => (index < 7 ? 'fdud' : index < 30 ? 'ndad' : index < 40 ? 'seee' : 'dddd')),
    card('other email apps', end(many), (index) => (index < 5 ? 'ddddy' : 'ddddd')),
    card('nothing done', end(many), () => 'eeee'),
    { ...card('progress behind it', end(many), () => 'dddd'), kind: 'progress' },
  ]
}

/** Every state in which a card of a batch can be. */
export function batchesFor(language: Language): { readonly name: string; readonly rendered: RenderedCard }[] {
  const reader = { ...inEnglish, language }
  return [...reviews(), ...progress(), ...summaries()].map(
    ({ name, kind, state, standings, troubles, speed, options }) => {
      const seen = {
        state,
        members: state.startedAt === null ? [] : membersIn(state, standings),
        troubles: troubles ?? [],
        speed: speed ?? null,
      }
      return { name, rendered: cardOfBatch(seen, kind, { now: start + 20 * minute, reader, ...options }) }
    },
  )
}
