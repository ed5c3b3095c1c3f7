import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { offerFor } from '../../src/actions/offer.ts'
import { checksOf, checkTimes, dueCheck, type Finding, heldActions, lockedAt } from '../../src/offboarding/checks.ts'
import { type Command, decide } from '../../src/offboarding/decide.ts'
import type { Event, Recorded } from '../../src/offboarding/events.ts'
import { evolve, type State } from '../../src/offboarding/evolve.ts'
import type { Facts } from '../../src/offboarding/facts.ts'
import { known } from '../../src/offboarding/facts.ts'
import { redoDigest } from '../../src/offboarding/found.ts'
import { next } from '../../src/offboarding/next.ts'
import { actionIds, type StepId, stepIds } from '../../src/offboarding/plan.ts'
import { type Approver, mayConfirm } from '../../src/offboarding/policy.ts'
import { isTakenBack, type UndoStepId, undoes, undoOfferFor, undoSteps } from '../../src/offboarding/undo.ts'
import {
  ann,
  answerAt,
  approver,
  apps,
  done,
  factsOf,
  failed,
  inEnglish,
  minute,
  note,
  offboardingId,
  proofOf,
  rulesOf,
  running,
  sam,
  skip,
} from './fixtures.ts'

const runs = 4_000

type Ending = 'done' | 'unproven' | 'failed' | 'skipped'
type Op =
  | { readonly op: 'time'; readonly ms: number }
  | { readonly op: 'others'; readonly enabled: boolean; readonly webOn: boolean }
  | { readonly op: 'check'; readonly changed: boolean }
  | { readonly op: 'redo' | 'ask' | 'expire'; readonly who: number; readonly fresh: boolean }
  | { readonly op: 'undo'; readonly who: number; readonly step: UndoStepId | null; readonly fresh: boolean }
  | { readonly op: 'work'; readonly fails: boolean }

const who = fc.nat(3)
const fresh = fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, fc.constant(false))
const op: fc.Arbitrary<Op> = fc.oneof(
  fc.constantFrom(minute, 20 * minute, 2 * 60 * minute, 25 * 60 * minute).map((ms) => ({ op: 'time' as const, ms })),
  fc.record({ op: fc.constant('others' as const), enabled: fc.boolean(), webOn: fc.boolean() }),
  fc.record({ op: fc.constant('check' as const), changed: fc.boolean() }),
  fc.record({ op: fc.constantFrom('redo' as const, 'ask' as const, 'expire' as const), who, fresh }),
  fc.record({ op: fc.constant('undo' as const), who, step: fc.constantFrom(null, ...undoSteps), fresh }),
  fc.record({ op: fc.constant('work' as const), fails: fc.boolean() }),
)

const crowd: readonly Approver[] = [
  approver(['Global Administrator'], sam),
  approver(['Global Administrator'], ann),
  approver(['Exchange Administrator'], { id: '00000000-0000-4000-8000-000000000003', name: 'Eve Ex' }),
  approver(['Reports Reader'], { id: '00000000-0000-4000-8000-000000000004', name: 'Rob Reads' }),
]

/** What came after an offboarding, one thing after the other, with what is true of the account meanwhile. */
class Afterwards {
  readonly history: Recorded[] = []
  readonly counts = new Map<string, number>()
  state: State
  now: number
  facts: Facts
  readonly #second: boolean
  readonly #begun: State

  constructor(state: State, second: boolean) {
    this.state = state
    this.#begun = state
    this.#second = second
    this.now = (state.endedAt ?? state.requestedAt) + minute
    this.facts = factsOf({ accountEnabled: false, mailbox: known(apps(false)) })
  }

  step(op: Op): void {
    const { state } = this
    const by = crowd['who' in op ? op.who : 0] as Approver
    const offer = offerFor(this.facts, rulesOf({ approval: this.#second ? 'second-person' : 'requester' }), state)
    const undo = undoOfferFor(state, offer)
    const digest = (newest: string) => ('fresh' in op && op.fresh ? newest : '0'.repeat(32))
    switch (op.op) {
      case 'time':
        this.now += op.ms
        return
      case 'others':
        this.facts = {
          ...this.facts,
          accountEnabled: op.enabled,
          mailbox: known({ ...apps(false), OWAEnabled: op.webOn }),
        }
        return
      case 'check':
        this.#check(op.changed)
        return
      case 'redo': {
        const tap = { by, digest: digest(redoDigest(state)), fresh: offer, protection: null }
        this.#consented(by, { type: 'redo', elsewhere: { undone: [], later: [] }, ...tap })
        return
      }
      case 'ask':
        this.#decide({ type: 'ask-undo', by, fresh: undo, approvals: null, overtaken: false, ...place })
        return
      case 'expire':
        this.#decide({ type: 'expire-undo' })
        return
      case 'undo': {
        const seen = digest(state.undo?.offer.digest ?? '')
        this.#consented(by, {
          type: 'confirm-undo',
          step: op.step,
          by,
          digest: seen,
          fresh: undo,
          overtaken: false,
        })
        return
      }
      case 'work':
        this.#work(op.fails)
    }
  }

  #check(changed: boolean): void {
    const after = dueCheck(this.state, this.now)
    const findings = heldActions(this.state).map((action): Finding => {
      return changed ? { kind: 'changed', action, at: null, apps: [], by: null } : { kind: 'holds', action }
    })
    const seen = {
      findings,
      signIns: { known: false, failure: note('refused') } as const,
      proven: [],
      approvals: null,
      elsewhere: { undone: [], later: [] },
    }
    const events = this.#decide({ type: 'check', after: after ?? checkTimes[0] ?? 0, ...seen })
    if (after === null) assert.deepEqual(events, [], 'nothing is looked at before its time')
  }

  /** Whatever is confirmed was confirmed by somebody who may, who saw what is so, and who is the second where one is needed. */
  #consented(by: Approver, command: Extract<Command, { type: 'redo' | 'confirm-undo' }>): void {
    const before = this.state
    for (const event of this.#decide(command)) {
      if (event.type !== 'confirmed') continue
      assert.equal(mayConfirm(by, event.action, this.facts), null)
      assert.notEqual(command.digest, '0'.repeat(32))
      const first = command.type === 'redo' ? sam.id : before.undo?.by.id
      if (this.#second) assert.notEqual(by.person.id, first, 'one person alone')
      if (command.type === 'redo') continue
      const step = event.action as UndoStepId
      assert.equal(before.actions[undoes[step]].outcome?.kind, 'done', 'only what was done is undone')
      if (step === 'allow-sign-in') assert.notEqual(this.facts.accountEnabled, true, 'somebody allowed it already')
    }
  }

  #work(fails: boolean): void {
    const work = next(this.state).find((one) => one.kind === 'act' && one.at <= this.now)
    if (work?.kind !== 'act') return
    const { action } = work
    assert.ok(this.state.actions[action].confirmation, `${action} without a confirmation`)
    this.#decide({ type: 'attempt', action, before: this.history.length % 2 === 0 })
    if (fails) this.#decide({ type: 'conclude', action, outcome: { kind: 'failed', failure: note('refused') } })
    else {
      this.#decide({ type: 'answer', action, answer: answerAt(this.state) })
      const proof = proofOf(action, new Date(this.now).toISOString())
      this.#decide({ type: 'conclude', action, outcome: { kind: 'done', proof } })
      if (action === 'allow-sign-in') this.facts = { ...this.facts, accountEnabled: true }
    }
  }

  #decide(command: Command): readonly Event[] {
    const before = this.state
    const { events, refusal } = decide(before, command, this.now)
    this.counts.set(command.type, (this.counts.get(command.type) ?? 0) + (refusal === null ? 1 : 0))
    for (const event of events) {
      const hash = createHash('sha256').update(this.state.hash).update(JSON.stringify(event)).digest('hex')
      this.state = evolve(offboardingId, this.state, { seq: this.state.seq + 1, at: this.now, hash, event })
      this.history.push({ seq: this.state.seq, at: this.now, hash, event })
    }
    for (const id of actionIds)
      if (before.actions[id].isTouched)
        assert.deepEqual(
          this.state.actions[id].before,
          before.actions[id].before,
          'what was there before stays on record',
        )
    return events
  }

  check(): void {
    const again = this.history.reduce<State>((state, one) => evolve(offboardingId, state, one), this.#begun)
    assert.deepEqual(again, this.state, 'the history folds to the state')
    assert.ok(checksOf(this.state).length <= checkTimes.length)
    this.history.forEach(({ event }, place) => {
      if (event.type !== 'checked') return
      const before = this.history
        .slice(0, place)
        .reduce<State>((state, one) => evolve(offboardingId, state, one), this.#begun)
      for (const { action } of event.findings) {
        assert.ok(isHeldIn(before, action), 'what was not done is not looked after')
        assert.equal(isTakenBack(before, action), false, 'what is undone is not looked after')
        if (isTakenBack(before, 'block-sign-in'))
          assert.equal(action, 'block-email', 'who is let in gets a new password')
      }
      if (event.findings.length === 0) assert.fail('nothing to look after was looked after')
    })
    if (lockedAt(this.state) === null) assert.equal(dueCheck(this.state, this.now + 48 * 60 * minute), null)
    for (const id of stepIds)
      if (this.state.actions[id].attempts > 0) assert.ok(this.state.actions[id].confirmation, `${id} unconfirmed`)
  }
}

const isHeldIn = ({ actions }: State, id: StepId): boolean =>
  ['done', 'already'].includes(actions[id].outcome?.kind ?? '')

const place = { conversation: 'a-conversation', personal: true, ...inEnglish }

function ended(endings: readonly Ending[], second: boolean): State {
  const rules = second ? 'second-person' : 'requester'
  const begun = running(factsOf(), {}, null)
  const offer = offerFor(factsOf(), rulesOf({ approval: rules }), begun)
  const state = { ...begun, offer }
  return actionIds.reduce<State>((before, id, index) => {
    if (endings[index] === 'failed') return failed(before, id)
    return endings[index] === 'skipped' ? skip(before, id) : done(before, id, endings[index] !== 'unproven')
  }, state)
}

describe(`After an offboarding, whatever happens, in ${runs} sequences`, () => {
  it('nothing is restored or done again that nobody who was allowed confirmed, and checks keep to their times', function () {
    this.timeout(60_000)
    const counts = new Map<string, number>()
    const ending = fc.constantFrom<Ending>('done', 'done', 'done', 'unproven', 'failed', 'skipped')
    const sequence = fc.record({
      endings: fc.tuple(ending, ending, ending, ending),
      second: fc.boolean(),
      ops: fc.array(op, { minLength: 5, maxLength: 30, size: 'max' }),
    })
    fc.assert(
      fc.property(sequence, ({ endings, second, ops }) => {
        const afterwards = new Afterwards(ended(endings, second), second)
        for (const one of ops) afterwards.step(one)
        afterwards.check()
        for (const [type, count] of afterwards.counts) counts.set(type, (counts.get(type) ?? 0) + count)
      }),
      { numRuns: runs },
    )
    for (const type of ['check', 'redo', 'ask-undo', 'confirm-undo', 'expire-undo', 'answer'])
      assert.ok((counts.get(type) ?? 0) > 50, `hardly ever ${type}`)
  })
})
