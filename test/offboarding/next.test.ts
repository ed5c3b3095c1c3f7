import assert from 'node:assert/strict'
import type { State } from '../../src/offboarding/evolve.ts'
import { known } from '../../src/offboarding/facts.ts'
import { dueAt, laneOf, next, provenWithin, signOutGap, type Work } from '../../src/offboarding/next.ts'
import { type ActionId, actionIds } from '../../src/offboarding/plan.ts'
import {
  answerAt,
  confirm,
  done,
  factsOf,
  failed,
  follow,
  iso,
  minute,
  note,
  proofOf,
  requested,
  running,
  skip,
  start,
  stateOf,
  tap,
} from './fixtures.ts'
import { bySam } from './tapping.ts'

const hour = 60 * minute
const confirmAll = (state: State) => follow(state, { type: 'confirm-all', ...tap(state) })
const answer = (state: State, action: ActionId) => follow(state, { type: 'answer', action, answer: answerAt(state) })
const acts = (state: State) => next(state).flatMap((work) => (work.kind === 'act' ? [work.action] : []))
const kinds = (state: State) => next(state).map(({ kind }) => kind)
function only<K extends Work['kind']>(
  state: State,
  kind: K,
  lastLook?: Map<ActionId, number>,
): Extract<Work, { kind: K }> {
  const found = next(state, lastLook).filter((work): work is Extract<Work, { kind: K }> => work.kind === kind)
  assert.equal(found.length, 1, `one piece of work of kind ${kind}`)
  return found[0] as Extract<Work, { kind: K }>
}

describe('What is to be done', () => {
  it('is nothing but waiting for somebody, before anybody confirmed', () => {
    assert.deepEqual(kinds(stateOf(requested())), ['expire'])
    assert.deepEqual(kinds(running()), ['expire'])
  })

  it('is never anything without a confirmation', () => {
    assert.deepEqual(acts(running()), [])
    assert.deepEqual(acts(actionIds.reduce(skip, running())), [])
    assert.deepEqual(acts(follow(confirmAll(running()), { type: 'decline', by: bySam, reason: null })), [])
  })

  it('is nothing at all once it is cancelled or has expired', () => {
    const review = stateOf(requested())
    assert.deepEqual(next(follow(review, { type: 'cancel', by: bySam })), [])
    assert.deepEqual(next(follow(review, { type: 'expire' })), [])
    assert.equal(dueAt([]), null)
  })

  it('goes through Graph one at a time, in order, with Exchange beside it', () => {
    let state = confirmAll(running())
    assert.deepEqual(acts(state), ['reset-password', 'block-email'])
    for (const id of ['reset-password', 'sign-out'] as const) state = answer(state, id)
    assert.deepEqual(acts(state), ['block-sign-in', 'block-email'])
    state = answer(state, 'block-email')
    assert.deepEqual(acts(state), ['block-sign-in'])
    const lanes = next(confirmAll(running())).map(({ lane }) => lane)
    assert.equal(new Set(lanes).size, lanes.length, 'one piece of work a lane')
    assert.equal(laneOf('block-email'), 'exchange')
  })

  it('stays in its lane while Microsoft asks to wait, until the time that was given', () => {
    const until = start + 9 * minute
    const state = confirmAll(running())
    const waiting = follow(state, { type: 'wait', action: 'reset-password', until, failure: note('throttled') })
    assert.deepEqual(acts(waiting), ['reset-password', 'block-email'])
    assert.equal(next(waiting).find(({ lane }) => lane === 'graph')?.at, until)
  })

  it('goes on with the next action when one has failed', () => {
    assert.deepEqual(acts(failed(confirmAll(running()), 'reset-password')), ['sign-out', 'block-email'])
  })

  it('is the action again after a crash, and after somebody said to try again', () => {
    const begun = follow(confirm(running(), 'reset-password'), {
      type: 'attempt',
      action: 'reset-password',
      before: null,
    })
    assert.deepEqual(acts(begun), ['reset-password'])
    assert.deepEqual(acts(confirm(failed(running(), 'reset-password'), 'reset-password')), ['reset-password'])
  })

  it('is due at the earliest of its pieces', () => {
    const state = confirmAll(running())
    assert.equal(dueAt(next(state)), state.actions['reset-password'].confirmation?.at)
  })
})

describe('A look for a proof', () => {
  it('comes at once, then ever more seldom within a minute', () => {
    const state = answer(confirm(running(), 'reset-password'), 'reset-password')
    const from = state.actions['reset-password'].answeredAt ?? 0
    assert.equal(only(state, 'prove').at, from)
    const after = (seconds: number) =>
      only(state, 'prove', new Map([['reset-password', from + seconds * 1_000]])).at - from
    assert.deepEqual([0, 1, 3, 4, 20, 59].map(after), [1_000, 2_000, 4_000, 8_000, 32_000, 60_000])
  })

  it('that found nothing within a minute comes again after 5 minutes, 15 minutes, an hour and a day, and then no more', () => {
    let state = done(skip(running(), 'reset-password'), 'sign-out', false)
    const from = state.actions['sign-out'].answeredAt ?? 0
    const seen: number[] = []
    for (;;) {
      const last = new Map([['sign-out' as const, from + provenWithin]])
      const work = next(state, last).find(({ kind }) => kind === 'prove')
      if (!work) break
      seen.push((work.at - from) / minute)
      state = follow(state, { type: 'look', action: 'sign-out', proof: null })
    }
    assert.deepEqual(seen, [5, 15, 60, 24 * 60])
  })

  it('ends with the proof, and settles what was not confirmed by Microsoft', () => {
    const state = done(skip(running(), 'reset-password'), 'sign-out', false)
    const proven = follow(state, { type: 'look', action: 'sign-out', proof: proofOf('sign-out', iso(start)) })
    assert.ok(!kinds(proven).includes('prove'))
    assert.deepEqual(proven.actions['sign-out'].outcome, { kind: 'done', proof: proofOf('sign-out', iso(start)) })
  })

  it('of what was so already comes with the start, and of both lanes apart', () => {
    const mailbox = known({
      ActiveSyncEnabled: false,
      OWAEnabled: false,
      MAPIEnabled: false,
      EwsEnabled: false,
      PopEnabled: false,
      ImapEnabled: false,
    })
    assert.ok(!kinds(stateOf(requested())).includes('prove'))
    const state = running(factsOf({ accountEnabled: false, mailbox }))
    const looks = next(state).flatMap((work) => (work.kind === 'prove' ? [[work.lane, work.unproven[0]?.action]] : []))
    assert.deepEqual(looks, [
      ['graph-proof', 'block-sign-in'],
      ['exchange-proof', 'block-email'],
    ])
  })
})

describe('The second sign-out', () => {
  function blocked(gap: number): State {
    const state = confirmAll(running())
    const at = (ms: number) => ({ at: iso(start + ms), since: iso(start + ms), requestId: null })
    const signedOut = follow(
      answer(state, 'reset-password'),
      { type: 'answer', action: 'sign-out', answer: at(0) },
      { type: 'answer', action: 'block-sign-in', answer: at(gap) },
    )
    return signedOut
  }

  it('comes after a block that came more than a minute after the first, on Microsoft’s clock', () => {
    assert.ok(kinds(blocked(signOutGap + 1)).includes('sign-out-again'))
    assert.ok(!kinds(blocked(signOutGap)).includes('sign-out-again'))
  })

  it('comes once, whatever became of it', () => {
    const state = blocked(hour)
    const again = follow(state, { type: 'sign-out-again', answer: answerAt(state), failure: null })
    assert.ok(!kinds(again).includes('sign-out-again'))
    const refused = follow(state, { type: 'sign-out-again', answer: null, failure: note('refused') })
    assert.ok(!kinds(refused).includes('sign-out-again'))
  })

  it('needs both to have been done by us', () => {
    const withoutFirst = done(done(skip(done(running(), 'reset-password'), 'sign-out'), 'block-sign-in'), 'block-email')
    assert.ok(!kinds(withoutFirst).includes('sign-out-again'))
    const failedBlock = failed(done(done(running(), 'reset-password'), 'sign-out'), 'block-sign-in')
    assert.ok(!kinds(failedBlock).includes('sign-out-again'))
  })
})

describe('Expiry', () => {
  it('is due a day after the plan, or as long as the organisation says', () => {
    assert.equal(only(stateOf(requested()), 'expire').at, start + 24 * hour)
    const short = running(factsOf(), { expiresAfter: hour })
    assert.equal(only(short, 'expire').at, short.plannedAt + hour)
  })

  it('begins anew with a new plan, and ends when everything is decided', () => {
    const state = running()
    const replanned = follow(state, { type: 'replan', fresh: { ...state.offer, digest: 'f'.repeat(32) } })
    assert.equal(only(replanned, 'expire').at, replanned.plannedAt + 24 * hour)
    assert.ok(replanned.plannedAt > state.plannedAt)
    assert.ok(!kinds(confirmAll(state)).includes('expire'))
  })
})
