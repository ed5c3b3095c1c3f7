import assert from 'node:assert/strict'
import fc from 'fast-check'
import { offerFor } from '../../src/actions/offer.ts'
import { type Command, decide } from '../../src/offboarding/decide.ts'
import type { Event, Recorded } from '../../src/offboarding/events.ts'
import { evolve, fold, type State } from '../../src/offboarding/evolve.ts'
import { known } from '../../src/offboarding/facts.ts'
import { next, type Work } from '../../src/offboarding/next.ts'
import type { StepId } from '../../src/offboarding/plan.ts'
import { approver, factsOf, note, offboardingId, requested, role, rulesOf, start } from './fixtures.ts'
import { type RoleName, tableAllowsAny } from './microsoft-table.ts'

const minute = 60_000
const hour = 60 * minute
const zone = 'Europe/Paris'

/** Person 0 asks. What they hold, and what the leaver holds, may change. */
export type Play = {
  readonly delay: number
  readonly second: boolean
  readonly roles: readonly (readonly RoleName[])[]
}
export type Op =
  | { readonly op: 'tap'; readonly verb: Verb; readonly who: number; readonly ms: number }
  | { readonly op: 'roles'; readonly who: number; readonly roles: readonly RoleName[] }
  | { readonly op: 'leaver'; readonly roles: readonly RoleName[] }
  | { readonly op: 'time'; readonly ms: number }
  /** The runner takes what is due, does what it took, or loses it. */
  | { readonly op: 'take' | 'do' | 'run' | 'crash'; readonly pick: number; readonly fails: boolean }

const verbs = [
  ...(['start', 'start', 'confirm-all', 'confirm-all', 'confirm-all', 'confirm', 'confirm', 'skip'] as const),
  ...(['move', 'move', 'do-now', 'do-now', 'decline', 'cancel'] as const),
] as const
type Verb = (typeof verbs)[number]

const crowd = 3
const held = fc.constantFrom<readonly RoleName[]>(
  ...[['Global Administrator'] as const, ['Global Administrator'] as const, ['Global Administrator'] as const],
  ['Helpdesk Administrator'],
  ...[['Exchange Administrator'] as const, [] as const],
)
const delay = fc.constantFrom(10 * minute, 3 * hour, 3 * 24 * hour)
const span = fc.constantFrom(20_000, 9 * minute, 58 * minute, 2 * hour, 5 * hour, 70 * hour)
const who = fc.nat(crowd - 1)
const op: fc.Arbitrary<Op> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ op: fc.constant('tap' as const), verb: fc.constantFrom(...verbs), who, ms: span }),
  },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('roles' as const), who, roles: held }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom([], ['Reports Reader' as const]).map((roles) => ({ op: 'leaver' as const, roles })),
  },
  { weight: 4, arbitrary: span.map((ms) => ({ op: 'time' as const, ms })) },
  {
    weight: 14,
    arbitrary: fc.record({
      op: fc.constantFrom(
        'take' as const,
        'do' as const,
        'run' as const,
        'run' as const,
        'run' as const,
        'crash' as const,
      ),
      pick: fc.nat(3),
      fails: fc.constantFrom(false, false, false, true),
    }),
  },
)
/** Most are started and confirmed at once, so that there is something to guard. */
export const sequence = fc
  .record({
    play: fc.record({ delay, second: fc.boolean(), roles: fc.array(held, { minLength: crowd, maxLength: crowd }) }),
    begun: fc.constantFrom<readonly Verb[]>(
      ...[['start', 'confirm-all', 'confirm-all'] as const, ['start', 'confirm', 'confirm'] as const, [] as const],
    ),
    ops: fc.array(op, { minLength: 10, maxLength: 40, size: 'max' }),
  })
  .map(({ play, begun, ops }) => {
    const begin = begun.map((verb, index): Op => ({ op: 'tap', verb, who: index, ms: 0 }))
    return { play, ops: [...begin, ...ops] }
  })

type Took = { readonly work: Work; readonly facts: ReturnType<typeof factsOf> }

/** One offboarding with a time, its people and its runner; what may never happen is read off the plain history. */
export class ScheduleModel {
  readonly #history: Recorded[] = []
  readonly #tally: Map<string, number>
  readonly #second: boolean
  readonly #first: number
  #roles: (readonly RoleName[])[]
  #leaver: readonly RoleName[] = []
  #now = start
  #took: Took[] = []
  #state: State

  constructor({ delay, second, roles }: Play, tally: Map<string, number>) {
    this.#tally = tally
    this.#second = second
    this.#roles = [...roles]
    this.#first = start + delay
    const schedule = { at: this.#first, zone }
    const offer = this.#offer()
    const event = requested(offer, { requester: this.#person(0), expiresAfter: 24 * hour, schedule })
    this.#state = this.#append(null, event)
  }

  step(op: Op): void {
    switch (op.op) {
      case 'tap':
        this.#tap(op)
        return
      case 'roles':
        this.#roles[op.who] = op.roles
        return
      case 'leaver':
        this.#leaver = op.roles
        return
      case 'time':
        this.#now += op.ms
        return
      case 'crash':
        this.#took = []
        return
      case 'run':
      case 'take': {
        const due = next(this.#state).filter(({ at }) => at <= this.#now)
        const work = due[op.pick % Math.max(1, due.length)]
        // What is read is as it is now; what it means may be written much later.
        const took = work ? { work, facts: this.#facts() } : null
        if (took && op.op === 'run') this.#do(took, op.fails)
        else if (took) this.#took.push(took)
        return
      }
      case 'do': {
        const took = this.#took.shift()
        if (took) this.#do(took, op.fails)
      }
    }
  }

  check(): void {
    assert.deepEqual(fold(offboardingId, this.#history), this.#state, 'a folded history is the state')
    assert.ok(this.#history.filter(({ event }) => event.type === 'finished').length <= 1)
  }

  #do({ work, facts }: Took, fails: boolean): void {
    switch (work.kind) {
      case 'act':
        if (this.#record({ type: 'attempt', action: work.action, before: null })) this.#written(work.action)
        return
      case 'expire':
      case 'remind':
        this.#record({ type: work.kind })
        return
      case 'come-due': {
        if (fails) {
          this.#record({ type: 'not-read', failure: note('unreachable'), until: this.#now + 9 * minute })
          return
        }
        const fresh = offerFor(facts, this.#rules, this.#state)
        const approvers = this.#roles.map((roles, one) => this.#approver(one, roles))
        this.#record({ type: 'come-due', fresh, approvers, protection: null })
      }
    }
  }

  #tap({ verb, who, ms }: Extract<Op, { op: 'tap' }>): void {
    const by = this.#approver(who, this.#roles[who] ?? [])
    const fresh = offerFor(this.#facts(), this.#rules, this.#state)
    const tap = { by, digest: this.#state.offer.digest, fresh, protection: null }
    const commands: { readonly [name in Verb]: Command } = {
      start: { type: 'start', reason: null, approvals: null, ...tap },
      'confirm-all': { type: 'confirm-all', ...tap },
      confirm: { type: 'confirm', action: 'reset-password', ...tap },
      skip: { type: 'skip', action: 'reset-password', ...tap },
      decline: { type: 'decline', by, reason: null },
      cancel: { type: 'cancel', by },
      move: { type: 'move', by, to: { at: this.#now + ms, zone } },
      'do-now': { type: 'do-now', by, digest: tap.digest },
    }
    const before = this.#dueAt()
    const confirmed = this.#confirmed()
    const { refusal } = decide(this.#state, commands[verb], this.#now)
    if (refusal) this.#count(`${verb}: ${refusal.kind}`)
    this.#record(commands[verb])
    const after = this.#dueAt()
    if (after < before && confirmed.length > 0) {
      for (const action of confirmed) assert.ok(this.#mayConfirm(who, action), `${verb} brings ${action} forward`)
    }
    if (after > before) this.#count('moved later')
    if (after < before) this.#count(verb === 'move' ? 'moved sooner' : 'now')
  }

  /** The one thing that must never happen. */
  #written(action: StepId): void {
    const events = this.#history.map(({ event }) => event)
    const lastOf = (passes: (event: Event) => boolean) => events.findLastIndex(passes)
    const due = this.#dueAt()
    const came = lastOf(({ type }) => type === 'came-due')
    const cameAt = this.#history[came]?.at ?? 0
    const consent = lastOf((event) => event.type === 'confirmed' && event.action === action)
    assert.ok(this.#now >= due && came > lastOf(({ type }) => type === 'rescheduled'), 'not before its time')
    assert.ok(cameAt >= due, 'its time had come')
    assert.ok(consent >= 0, 'with a confirmation')
    assert.ok(consent > lastOf((event) => event.type === 'outcome' && event.action === action), 'not ended since')
    const changed = lastOf((event) => event.type === 'came-due' && event.changes.length > 0)
    assert.ok(consent > changed, 'a plan that changed was confirmed again')
    const replanned = lastOf(({ type }) => type === 'replanned')
    assert.ok(consent > replanned || replanned > came, 'a plan that changed before its time was confirmed again')
    if (consent < came) assert.ok(cameAt - due <= 4 * hour, 'what was confirmed is not begun hours late')
    this.#count('written')
    if (this.#now < this.#first) this.#count('written before its first time')
  }

  #record(command: Command): boolean {
    const { events, refusal } = decide(this.#state, command, this.#now)
    for (const event of events) {
      const isVoid = event.type === 'came-due' && event.voided.length > 0
      this.#count(isVoid ? 'voided' : event.type)
      if (event.type === 'came-due') this.#checkCameDue(event)
      this.#state = this.#append(this.#state, event)
    }
    return refusal === null && events.length > 0
  }

  /** Whoever confirmed in advance has to be allowed still. */
  #checkCameDue({ voided, offer }: Extract<Event, { type: 'came-due' }>): void {
    const isSame = offer.digest === this.#state.offer.digest
    for (const action of this.#confirmed()) {
      const by = this.#state.actions[action].confirmation?.by.id ?? ''
      const isAllowed = this.#tableAllows(Number(by.at(-1)), action)
      assert.equal(voided.includes(action), !isSame || !isAllowed, 'void is what changed, or who may no longer')
    }
  }

  #confirmed(): StepId[] {
    return Object.values(this.#state.actions)
      .filter(({ confirmation, outcome, attempts }) => confirmation && !outcome && attempts === 0)
      .map(({ step }) => step.action)
  }

  #dueAt(): number {
    const { event } = this.#history.findLast((one) => one.event.type === 'rescheduled') ?? {}
    return event?.type === 'rescheduled' ? event.to.at : this.#first
  }

  /** By the printed table and the second-person rule. */
  #mayConfirm(who: number, action: StepId): boolean {
    const starter = this.#history.find(({ event }) => event.type === 'started')?.event
    const isFirst = who === 0 || (starter?.type === 'started' && starter.by.id === this.#person(who).id)
    if (this.#state.offer.secondPerson.length > 0 && isFirst) return false
    return this.#tableAllows(who, action)
  }

  #tableAllows(who: number, action: StepId): boolean {
    const { facts } = this.#state.offer
    const roles = (facts.roles.known ? facts.roles.value : []).map(({ name }) => name as RoleName)
    if (action !== 'reset-password' && action !== 'sign-out' && action !== 'block-sign-in' && action !== 'block-email')
      return false
    return tableAllowsAny(this.#roles[who] ?? [], { roles, onlyHighest: false }, action)
  }

  get #rules() {
    return rulesOf(this.#second ? { approval: 'second-person' } : { approvalForAdmins: 'requester' })
  }

  #facts() {
    return factsOf({ roles: known(this.#leaver.map((name) => role(name))) })
  }

  #offer() {
    return offerFor(this.#facts(), this.#rules)
  }

  #person(index: number) {
    return { id: `00000000-0000-4000-8000-00000000000${index}`, name: 'Somebody' }
  }

  #approver(index: number, roles: readonly RoleName[]) {
    return approver(roles, this.#person(index))
  }

  #append(state: State | null, event: Event): State {
    const recorded: Recorded = { seq: this.#history.length, at: this.#now, hash: String(this.#history.length), event }
    this.#history.push(recorded)
    return evolve(offboardingId, state, recorded)
  }

  readonly #count = (what: string): void => {
    this.#tally.set(what, (this.#tally.get(what) ?? 0) + 1)
  }
}
