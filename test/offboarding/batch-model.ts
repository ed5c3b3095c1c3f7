import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type BatchCommand, decideBatch, digestOfStart } from '../../src/offboarding/batch/decide.ts'
import { digestOfMany } from '../../src/offboarding/batch/digest.ts'
import type { BatchEvent, BatchRecorded, Match, Verb } from '../../src/offboarding/batch/events.ts'
import { type BatchState, evolveBatch, foldBatch, isListed, peopleOf } from '../../src/offboarding/batch/evolve.ts'
import { digestOfOffered, type Member, offeredFor } from '../../src/offboarding/batch/members.ts'
import { nextOfBatch } from '../../src/offboarding/batch/next.ts'
import { pendingConsents, toReach } from '../../src/offboarding/batch/reaching.ts'
import { type ActionId, actionIds } from '../../src/offboarding/plan.ts'
import type { Approver } from '../../src/offboarding/policy.ts'
import { batchId, byAnn, bySam, listed, membersIn, person, sure } from './batch-fixtures.ts'
import { approver, minute, start } from './fixtures.ts'

type Tap = { who: number; verb: Verb | 'stop' | 'start'; action: number; made: boolean; brake: boolean }
export type Step =
  | { kind: 'tap'; tap: Tap }
  | { kind: 'work'; obstruct: number }
  | { kind: 'settle'; pick: number; letter: string }

const people: readonly Approver[] = [
  bySam,
  byAnn,
  approver(['User Administrator'], { id: person(50).id, name: 'Una' }),
  approver(['Exchange Administrator'], { id: person(51).id, name: 'Ed' }),
  approver([], { id: person(52).id, name: 'Nobody' }),
  approver(['Global Administrator'], { id: person(1).id, name: 'Listed' }),
]
const verbs = ['confirm', 'confirm', 'confirm-all', 'skip', 'attest', 'again', 'stop', 'start'] as const
export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .record({
        who: fc.nat(5),
        verb: fc.constantFrom(...verbs),
        action: fc.nat(3),
        made: fc.boolean(),
        brake: fc.boolean(),
      })
      .map((tap) => ({ kind: 'tap' as const, tap: { ...tap, made: tap.made && tap.action === 0 } })),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('work' as const), obstruct: fc.nat(9) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('settle' as const),
      pick: fc.nat(20),
      letter: fc.constantFrom('d', 'f', 'w', 'r'),
    }),
  },
)
export const match: fc.Arbitrary<(place: number) => Match> = fc.constantFrom(
  ...[(place: number) => sure(place), (place: number) => sure(place, { standing: 'poao' }), () => sure(0)],
  () => ({ kind: 'unknown' as const }),
  (place: number) => ({
    kind: 'ambiguous' as const,
    candidates: [{ ...person(place), jobTitle: null, department: null }],
    more: false,
  }),
  (place: number) => ({
    kind: 'protected' as const,
    leaver: person(place),
    protection: { kind: 'on-protected-list' as const },
  }),
)

/** Most are started, so that there is something to guard. */
const begun = (brake: boolean): Step[] => [
  { kind: 'tap', tap: { who: 0, verb: 'start', action: 0, made: false, brake } },
  { kind: 'work', obstruct: 9 },
]
export const beginnings: fc.Arbitrary<Step[]> = fc.constantFrom([], begun(false), begun(false), begun(true))

/** A batch, its members' letters as the runner would leave them, and what must hold after each step. */
export class BatchModel {
  readonly #history: BatchRecorded[]
  readonly #letters = new Map<number, string>()
  readonly #tally: Map<string, number>
  #state: BatchState

  constructor(matches: readonly Match[], policy: boolean, tally: Map<string, number>) {
    this.#tally = tally
    const entries = matches.map((_, place) => `Entry ${place}`)
    this.#state = listed(entries, { secondPerson: policy })
    const requested: BatchEvent = {
      ...{ type: 'listed', requester: bySam.person, reason: null, entries, source: 'message', secondPerson: policy },
      ...{
        conversation: 'a-conversation',
        personal: false,
        language: 'en',
        zone: 'Europe/Paris',
        expiresAfter: 24 * 60 * minute,
      },
    }
    this.#history = [{ seq: 0, at: start, hash: '0'.repeat(64), event: requested }]
    this.#take({ type: 'match', matches: matches.map((found, place) => ({ place, match: found })) })
  }

  step(one: Step): void {
    if (one.kind === 'tap') this.#tap(one.tap)
    else if (one.kind === 'work') this.#work(one.obstruct)
    else this.#settle(one.pick, one.letter)
  }

  #settle(pick: number, letter: string): void {
    const places = [...this.#letters.keys()]
    const place = places[pick % Math.max(1, places.length)]
    const letters = place === undefined ? undefined : this.#letters.get(place)
    if (place !== undefined && letters !== undefined) this.#letters.set(place, letters.replace(/[cr]/, letter))
  }

  check(): void {
    assert.deepEqual(foldBatch(batchId, this.#history), this.#state, 'a history folds to the state it was made in')
    const leavers = peopleOf(this.#state).map(({ match }) => match.leaver.id)
    assert.equal(new Set(leavers).size, leavers.length, 'somebody is on the list twice')
  }

  #members(): Member[] {
    return membersIn(this.#state, Object.fromEntries(this.#letters)).filter(({ place }) => this.#letters.has(place))
  }

  #tap({ who, verb, action, made, brake }: Tap): void {
    const by = people[who] ?? bySam
    const state = this.#state
    if (verb === 'start') {
      const digest = made ? '0'.repeat(32) : digestOfStart(state)
      this.#take({ type: 'start', by, digest, approvals: null }, brake)
      return
    }
    const members = this.#members()
    if (verb === 'stop') {
      this.#take({ type: 'stop', by, reason: null, members })
      return
    }
    const id = verb === 'confirm-all' ? null : (actionIds[action] ?? 'sign-out')
    const offered = offeredFor(state, members, verb, id)
    this.#take({
      type: 'decide',
      by,
      verb,
      action: id,
      digest: made ? '1'.repeat(32) : digestOfOffered(offered),
      members,
    })
  }

  #work(obstruct: number): void {
    const work = nextOfBatch(this.#state)
    switch (work?.kind) {
      case 'begin':
        for (const place of work.places) this.#letters.set(place, this.#sureAt(place)?.standing ?? 'oooo')
        this.#take({ type: 'begin', members: work.places.map((place) => ({ place, opened: true })) })
        return
      case 'apply': {
        const { consent, places } = work
        // Whoever is in the way cannot be read at first, and is in the way when they can.
        const isFirst = consent.applied < work.count
        const reached = places.filter((place) => !isFirst || place !== obstruct)
        for (const place of reached) if (place !== obstruct) this.#apply(place, consent.verb, consent.action)
        const obstructed = reached
          .filter((place) => place === obstruct)
          .map((place) => ({ place, action: consent.action, why: { kind: 'too-late' as const } }))
        const later = toReach(consent).filter((place) => consent.later.includes(place) || places.includes(place))
        const left = later.filter((place) => !reached.includes(place))
        this.#take({ type: 'apply', decision: consent.seq, count: work.count, obstructed, later: left })
        return
      }
      case 'withdraw':
        for (const place of work.places)
          this.#letters.set(place, (this.#letters.get(place) ?? '').replace(/[opc]/g, 'x'))
        this.#take({ type: 'withdraw', count: work.count })
        return
      case 'watch':
        if (this.#members().every(({ open }) => !open)) this.#take({ type: 'finish', digest: 'd', events: 1 })
        return
      default:
        return
    }
  }

  #apply(place: number, verb: Verb, action: ActionId | null): void {
    const letters = this.#letters.get(place) ?? ''
    const at = action === null ? -1 : actionIds.indexOf(action)
    const to = { confirm: 'c', again: 'c', skip: 's', attest: 'n', 'confirm-all': 'c' }[verb]
    this.#letters.set(place, at < 0 ? letters.replaceAll('o', to) : letters.slice(0, at) + to + letters.slice(at + 1))
  }

  #sureAt = (place: number) => peopleOf(this.#state).find((one) => one.place === place)?.match

  #take(command: BatchCommand, brake = false): void {
    const before = this.#state
    const { events, refusal } = decideBatch(before, command, start + (before.seq + 1) * minute)
    if (refusal) {
      assert.deepEqual(events, [])
      this.#count(`refused: ${refusal.kind}`)
    }
    for (const given of events) {
      const event =
        given.type === 'started' && brake ? { ...given, brake: { scope: 'person' as const, count: 11 } } : given
      this.#guard(before, event, command)
      const seq = this.#state.seq + 1
      const recorded = { seq, at: start + seq * minute, hash: String(seq), event }
      this.#history.push(recorded)
      this.#state = evolveBatch(batchId, this.#state, recorded)
      this.#count(event.type)
    }
  }

  /** What must hold of whatever is recorded. */
  #guard(state: BatchState, event: BatchEvent, command: BatchCommand): void {
    if (event.type === 'started') assert.equal(event.by.person.id, bySam.person.id)
    if (event.type !== 'decided' || command.type !== 'decide') return
    const { by, people: decided, action, verb, digest } = event
    assert.equal(isListed(state, by.person.id), false, 'a leaver decided')
    assert.ok(by.roles.length > 0, 'somebody without a role decided')
    assert.equal(state.stopped, null, 'something was decided after the stop')
    if (state.secondPerson || state.brake) assert.notEqual(by.person.id, bySam.person.id, 'the first person decided')
    const onTheirWay = pendingConsents(state).flatMap((consent) =>
      toReach(consent).map((place) => `${place} ${consent.action}`),
    )
    for (const [place, plan] of decided) {
      const letters = this.#letters.get(place) ?? ''
      const letter = action === null ? letters : letters.charAt(actionIds.indexOf(action))
      const wanted = { confirm: /o/, 'confirm-all': /o/, skip: /[op]/, attest: /p/, again: /f/ }[verb]
      assert.match(letter, wanted, `${verb} for somebody who stands at ${letters}`)
      assert.equal(plan, this.#sureAt(place)?.digest, 'another plan than the one on the list')
      assert.ok(!onTheirWay.includes(`${place} ${action}`), 'decided twice')
    }
    const seen = decided.map(([place, plan]) => ({ leaver: this.#sureAt(place)?.leaver.id ?? '', digest: plan }))
    assert.equal(digest, digestOfMany(verb, action, seen), 'the digest is not over those whom it is for')
    assert.equal(command.digest, digest, 'what was seen is not what was decided')
  }

  #count(what: string): void {
    this.#tally.set(what, (this.#tally.get(what) ?? 0) + 1)
  }
}
