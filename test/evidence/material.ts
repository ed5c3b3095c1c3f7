import type { Material } from '../../src/evidence/document.ts'
import type { Command } from '../../src/offboarding/decide.ts'
import { decide } from '../../src/offboarding/decide.ts'
import type { Event, Recorded } from '../../src/offboarding/events.ts'
import { fold } from '../../src/offboarding/evolve.ts'
import type { Facts } from '../../src/offboarding/facts.ts'
import { type ActionId, actionIds } from '../../src/offboarding/plan.ts'
import { hashOf } from '../../src/records/chain.ts'
import {
  answerAt,
  approver,
  factsOf,
  minute,
  note,
  offboardingId,
  offerOf,
  proofOf,
  requested,
  sam,
  start,
  tap,
} from '../offboarding/fixtures.ts'

/** A history with the hashes that the records would give it. */
export function chained(events: readonly Event[]): Recorded[] {
  let previous = ''
  return events.map((event, seq) => {
    const at = start + seq * minute
    previous = hashOf(previous, offboardingId, { seq, at, data: JSON.stringify(event) })
    return { seq, at, hash: previous, event }
  })
}

const bySam = approver(['Global Administrator'], sam)

/** Everything of an offboarding, from the asking to the last outcome, with a call that Microsoft did not take at first. */
export function wholeHistory(
  overrides: Partial<Facts> = {},
  reason: string | null = 'She found another job',
): Recorded[] {
  const facts = factsOf(overrides)
  const events: Event[] = [requested(offerOf(facts), { reason })]
  const stateNow = () => fold(offboardingId, chained(events)) ?? fail()
  const command = (wanted: Command) => {
    const { events: more } = decide(stateNow(), wanted, start + events.length * minute)
    if (more.length === 0) throw new Error(`refused: ${wanted.type}`)
    events.push(...more)
  }
  command({ type: 'start', reason: null, approvals: null, ...tap(stateNow(), bySam) })
  for (const action of actionIds) {
    command({ type: 'confirm', action, ...tap(stateNow(), bySam) })
    command({ type: 'attempt', action, before: beforeOf(action, facts) })
    if (action === 'sign-out') {
      command({
        type: 'wait',
        action,
        until: start + 60 * minute,
        failure: note('throttled', { status: 429, requestId: 'wait-1' }),
      })
      command({ type: 'attempt', action, before: null })
    }
    const answer = answerAt(stateNow())
    command({ type: 'answer', action, answer })
    command({ type: 'conclude', action, outcome: { kind: 'done', proof: proofOf(action, answer.at) } })
  }
  return chained(events)
}

function beforeOf(action: ActionId, { mailbox }: Facts) {
  if (action === 'block-email') return mailbox.known ? mailbox.value : null
  return action === 'block-sign-in' ? true : null
}

function fail(): never {
  throw new Error('no history')
}

export const materialOf = (more: Partial<Material> = {}): Material => ({
  ...{ id: offboardingId, history: wholeHistory(), altered: null, at: start + 100 * minute },
  ...{ madeFor: sam, key: null },
  ...more,
})
