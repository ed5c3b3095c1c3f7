import assert from 'node:assert/strict'
import type { Command } from '../../src/offboarding/decide.ts'
import type { Answer, Offer } from '../../src/offboarding/events.ts'
import type { State } from '../../src/offboarding/evolve.ts'
import { next, type PendingProof, type Work } from '../../src/offboarding/next.ts'
import type { StepId } from '../../src/offboarding/plan.ts'
import { iso, note, proofOf } from './fixtures.ts'
import type { Ledger } from './ledger.ts'
import type { Op } from './sequences.ts'

type Report = Extract<Op, { op: 'report' }>
type Around = {
  readonly ledger: Ledger
  /** @returns whether it was taken */
  readonly record: (command: Command) => boolean
  readonly offer: (state: State) => Offer
  readonly count: (what: string) => void
}
/** A piece of work that the runner holds in memory, and the state it was read off; `sent` when it is at Microsoft. */
type Held = { readonly work: Work; readonly state: State; sent: boolean }

/** The runner, without its database: it takes what is due, and reports late, in any order, or never. */
export class Worker {
  readonly #around: Around
  #lastLook = new Map<StepId, number>()
  #held: Held[] = []

  constructor(around: Around) {
    this.#around = around
  }

  /** What was in memory is gone; what reached Microsoft stays done. */
  crash(): void {
    this.#held = []
    this.#lastLook = new Map()
  }

  take(state: State, now: number, pick: number): void {
    const isFree = ({ lane }: Work) => !this.#held.some(({ work }) => work.lane === lane)
    const free = next(state, this.#lastLook).filter((work) => work.at <= now && isFree(work))
    const work = free[pick % Math.max(1, free.length)]
    if (work) this.#held.push({ work, state, sent: false })
  }

  /** The next thing that one held piece of work does or says. */
  report({ pick, how }: Report, now: number): void {
    const held = this.#held[pick % Math.max(1, this.#held.length)]
    if (!held) return
    const { work } = held
    const answer: Answer = { at: iso(now), since: iso(now), requestId: null }
    if (work.kind === 'act' && !held.sent) {
      held.sent = this.#around.record({ type: 'attempt', action: work.action, before: null })
      if (held.sent) this.#write(work.action)
      else this.#letGo(held)
      return
    }
    this.#letGo(held)
    for (const command of this.#said(held, how, answer, now)) this.#around.record(command)
  }

  #said({ work, state }: Held, how: Report['how'], answer: Answer, now: number): Command[] {
    switch (work.kind) {
      case 'act':
        return [came(work.action, how, answer, now)]
      case 'expire':
        return [{ type: 'expire' }]
      case 'sign-out-again': {
        const { ledger } = this.#around
        const both = (['sign-out', 'block-sign-in'] as const).every((action) => ledger.wasConfirmed(action))
        assert.ok(both, 'a second sign-out without both confirmations')
        const failure = how === 'failed' ? note('refused') : null
        return [{ type: 'sign-out-again', answer: failure ? null : answer, failure }]
      }
      case 'prove':
        return work.unproven.flatMap((pending) => {
          this.#lastLook.set(pending.action, now)
          return found(pending, how, now) ?? [{ type: 'replan', fresh: this.#around.offer(state) }]
        })
      // What has a time, is looked at later or undone has tests of its own.
      default:
        return []
    }
  }

  /** The one thing that must never happen without somebody's word. */
  #write(action: StepId): void {
    assert.ok(this.#around.ledger.consent(action), `${action} was written without a confirmation`)
    this.#around.count('written')
  }

  #letGo(held: Held): void {
    this.#held = this.#held.filter((other) => other !== held)
  }
}

/** What came of a call. */
function came(action: StepId, how: Report['how'], answer: Answer, now: number): Command {
  const failure = note('throttled')
  if (how === 'wait') return { type: 'wait', action, until: now + 60_000, failure }
  if (how === 'failed') return { type: 'conclude', action, outcome: { kind: 'failed', failure } }
  return { type: 'answer', action, answer }
}

/** What a look says; `null` when what was so already is not so any more, and has to be planned anew. */
function found({ action, answer, concluded }: PendingProof, how: Report['how'], now: number): Command[] | null {
  const proof = proofOf(action, iso(now))
  if (how === 'wait') return []
  if (concluded) return [{ type: 'look', action, proof: how === 'taken' ? proof : null }]
  if (how === 'taken') {
    return [{ type: 'conclude', action, outcome: answer ? { kind: 'done', proof } : { kind: 'already', proof } }]
  }
  return answer ? [{ type: 'conclude', action, outcome: { kind: 'done', proof: null } }] : null
}
