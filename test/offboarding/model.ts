import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { offerFor } from '../../src/actions/offer.ts'
import { type Command, decide } from '../../src/offboarding/decide.ts'
import type { Decision } from '../../src/offboarding/decision.ts'
import type { Event, Recorded } from '../../src/offboarding/events.ts'
import { evolve, fold, isDecided, type State } from '../../src/offboarding/evolve.ts'
import { type Fact, known, unknown } from '../../src/offboarding/facts.ts'
import { next } from '../../src/offboarding/next.ts'
import { actionIds } from '../../src/offboarding/plan.ts'
import type { Approver } from '../../src/offboarding/policy.ts'
import { factsOf, inEnglish, jane, offboardingId, requested, role, start } from './fixtures.ts'
import { Ledger, type Truth, type Wanted } from './ledger.ts'
import { type Beginning, crowd, type Leaver, type Op, type Someone } from './sequences.ts'
import { Worker } from './work.ts'

const idOf = (who: number): string => (who === 0 ? jane.id : `00000000-0000-4000-8000-00000000000${who}`)

/** What came of many sequences, so that a test can see that something happened in them. */
export type Tally = Map<string, number>

/** One offboarding, its people and its runner, as a test lets them happen; every step is checked against the ledger. */
export class Model {
  readonly ledger: Ledger
  readonly #beginning: Beginning
  readonly #tally: Tally
  readonly #worker: Worker
  #people: Someone[]
  #leaver: Leaver
  #now = start
  #digests: string[] = []
  state: State

  constructor(beginning: Beginning, tally: Tally) {
    this.#beginning = beginning
    this.#tally = tally
    this.#people = [...beginning.people]
    this.#leaver = beginning.leaver
    this.ledger = new Ledger(beginning, idOf)
    const first = requested(this.#offer(), {
      requester: { id: idOf(beginning.requester), name: 'Somebody' },
      expiresAfter: beginning.expiresAfter,
    })
    this.state = this.#append(null, first)
    this.#digests = [first.offer.digest]
    this.#worker = new Worker({
      ledger: this.ledger,
      record: (command) => this.#apply(command),
      offer: (state) => this.#offer(state),
      count: this.#count,
    })
  }

  step(op: Op): void {
    switch (op.op) {
      case 'tap':
        this.#tap(op)
        return
      case 'person':
        this.#people[op.who] = op.now
        return
      case 'leaver':
        this.#leaver = op.now
        return
      case 'time':
        this.#now += op.ms
        return
      case 'crash':
        this.#worker.crash()
        return
      case 'work':
        this.#worker.take(this.state, this.#now, op.pick)
        return
      case 'report':
        this.#worker.report(op, this.#now)
    }
  }

  /** What holds at the end of every sequence. */
  check(): void {
    const { history } = this.ledger
    assert.deepEqual(fold(offboardingId, history), this.state, 'a folded history is the state')
    assert.ok(this.ledger.of('finished').length <= 1, 'finished at most once')
    assert.ok(this.ledger.of('started').length <= 1, 'started at most once')
    const end = history.findIndex(({ event }) => event.type === 'cancelled')
    assert.ok(end === -1 || end === history.length - 1, 'nothing comes after a cancellation')
    let hash = ''
    for (const [seq, recorded] of history.entries()) {
      hash = hashOf(hash, recorded.event)
      assert.deepEqual([recorded.seq, recorded.hash], [seq, hash], 'no gap, no other hash')
    }
  }

  get #truth(): Truth {
    return { people: this.#people, leaver: this.#leaver, now: this.#now }
  }

  #offer(state?: State) {
    return offerFor(factsOf(this.#leaver.facts), this.#beginning.rules, state)
  }

  #tap(op: Extract<Op, { op: 'tap' }>): void {
    const older = this.#digests[op.who % this.#digests.length] ?? ''
    const digest = { newest: this.state.offer.digest, older, 'made up': '0'.repeat(32) }[op.card]
    const wanted: Wanted = { ...op, digest, fresh: this.#offer(this.state) }
    const command = commandOf(wanted, this.#approver(op.who))
    const expected = this.ledger.confirmedBy(wanted, this.#truth)
    const before = this.state
    const { events, refusal } = decide(before, command, this.#now)
    const confirmed = events.flatMap((event) => (event.type === 'confirmed' ? [event.action] : []))
    assert.deepEqual(confirmed, expected, `${op.verb} by ${op.who}, refused as ${refusal?.kind}`)
    if (refusal !== null) this.#checkRefused(wanted, { events, refusal })
    this.#checkOutcomes(wanted, events)
    this.#count(refusal ? `refused: ${refusal.kind}` : `${op.verb}`)
    this.#record(events)
  }

  /** A refused tap changes nothing, but that changed facts are planned anew, and that of several some are confirmed. */
  #checkRefused(wanted: Wanted, { events, refusal }: Decision): void {
    if (events.length === 0) return
    if (refusal?.kind === 'partly') {
      assert.ok(events.every(({ type }) => type === 'confirmed'))
      return
    }
    assert.equal(refusal?.kind, 'stale')
    assert.notEqual(wanted.fresh.digest, this.state.offer.digest, 'only changed facts are planned anew')
    const [first, ...rest] = events
    assert.equal(first?.type, 'replanned')
    for (const event of rest) assert.ok(event.type === 'finished' || (event.type === 'outcome' && !byPerson(event)))
  }

  /** What a person skips, signs for or stops is theirs to decide. */
  #checkOutcomes(wanted: Wanted, events: readonly Event[]): void {
    for (const event of events.filter(byPerson)) {
      assert.ok(wanted.who !== 0 && this.#people[wanted.who]?.standing === 'member')
      if (wanted.verb === 'decline') continue
      assert.ok(event.type === 'outcome' && event.action === wanted.action)
      assert.ok(this.ledger.isAllowed(wanted, this.#truth), `${wanted.verb} by somebody who may not`)
      assert.equal(wanted.digest, this.ledger.plan.offer.digest)
    }
  }

  /** @returns whether it was taken */
  #apply(command: Command): boolean {
    const { events, refusal } = decide(this.state, command, this.#now)
    if (command.type === 'expire' && refusal === null) assert.ok(this.ledger.isLate(this.#now), 'expired too early')
    this.#record(events)
    return refusal === null
  }

  #record(events: readonly Event[]): void {
    const before = this.state
    for (const event of events) {
      const braked = event.type === 'started' && this.#beginning.brake
      this.state = this.#append(this.state, braked ? { ...event, brake: { scope: 'person', count: 11 } } : event)
    }
    if (this.state.offer.digest !== before.offer.digest) this.#digests.push(this.state.offer.digest)
    for (const id of actionIds)
      if (isDecided(before.actions[id]))
        assert.deepEqual(this.state.actions[id].step, before.actions[id].step, 'the step of what is decided stays')
    for (const work of next(this.state))
      if (work.kind === 'act') assert.ok(this.ledger.consent(work.action), `${work.action} without a confirmation`)
    if (this.state.phase !== before.phase) this.#count(this.state.phase)
  }

  #append(state: State | null, event: Event): State {
    const hash = hashOf(state?.hash ?? '', event)
    const recorded: Recorded = { seq: this.ledger.history.length, at: this.#now, hash, event }
    this.ledger.history.push(recorded)
    return evolve(offboardingId, state, recorded)
  }

  #approver(who: number): Approver {
    const { roles, standing } = this.#people[who % crowd] as Someone
    const held: Fact<ReturnType<typeof role>[]> =
      standing === 'roles unknown' ? unknown('refused') : known(roles.map((name) => role(name)))
    const person = { id: idOf(who), name: 'Somebody' }
    return {
      ...{ person, userPrincipalName: `${who}@contoso.com`, roles: held },
      ...{ guest: standing === 'guest', enabled: standing !== 'blocked' },
    }
  }

  readonly #count = (what: string): void => {
    this.#tally.set(what, (this.#tally.get(what) ?? 0) + 1)
  }
}

const byPerson = (event: Event): boolean =>
  event.type === 'outcome' && event.outcome.kind === 'skipped' && event.outcome.by !== null

const hashOf = (before: string, event: Event): string =>
  createHash('sha256').update(before).update(JSON.stringify(event)).digest('hex')

function commandOf(wanted: Wanted, by: Approver): Command {
  const { verb, action, digest, fresh } = wanted
  const protection = wanted.protected ? ({ kind: 'on-protected-list' } as const) : null
  const tap = { by, digest, fresh, protection }
  switch (verb) {
    case 'start':
      return { type: 'start', reason: null, approvals: null, ...tap }
    case 'confirm-all':
      return { type: 'confirm-all', ...tap }
    case 'cancel':
      return { type: 'cancel', by }
    case 'decline':
      return { type: 'decline', by, reason: null }
    case 'join':
      return { type: 'join', by, conversation: `chat of ${by.person.id}`, personal: true, ...inEnglish }
    case 'show':
      return { type: 'show-to-approvers', by, conversation: 'approvals' }
    default:
      return { type: verb, action, ...tap }
  }
}
