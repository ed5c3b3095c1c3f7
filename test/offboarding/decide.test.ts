import assert from 'node:assert/strict'
import type { Command } from '../../src/offboarding/decide.ts'
import type { State } from '../../src/offboarding/evolve.ts'
import { known } from '../../src/offboarding/facts.ts'
import { actionIds } from '../../src/offboarding/plan.ts'
import type { Approver } from '../../src/offboarding/policy.ts'
import {
  answerAt,
  confirm,
  done,
  factsOf,
  failed,
  follow,
  inEnglish,
  offerOf,
  requested,
  running,
  sam,
  skip,
  stateOf,
  tap,
} from './fixtures.ts'
import { byAnn, byJane, bySam, kindOf, outsider, skipping, starting, typesOf } from './tapping.ts'

const review = () => stateOf(requested())
const withoutRole = { ...outsider, person: sam }
const joining = (by: Approver): Command => ({ type: 'join', by, conversation: 'another', personal: true, ...inEnglish })
const showing = (by: Approver): Command => ({ type: 'show-to-approvers', by, conversation: 'approvals' })
const declining = (by: Approver): Command => ({ type: 'decline', by, reason: 'the wrong Jane' })

const cancelled = () => follow(review(), { type: 'cancel', by: bySam })
const expired = () => follow(review(), { type: 'expire' })
const finished = () => actionIds.reduce(skip, running())

describe('Starting', () => {
  it('is for whoever asked', () => {
    assert.deepEqual(typesOf(review(), starting(review(), bySam)), ['started'])
    assert.equal(kindOf(review(), starting(review(), byAnn)), 'not-requester')
    const joined = follow(review(), joining(byAnn))
    assert.deepEqual(typesOf(joined, starting(joined, byAnn)), ['started'])
  })

  it('is refused to somebody who has lost the role since they asked, and to the leaver', () => {
    assert.equal(kindOf(review(), starting(review(), withoutRole)), 'lacks-role')
    assert.equal(kindOf(review(), starting(review(), byJane)), 'is-leaver')
  })

  it('keeps the reason that was typed last', () => {
    const state = stateOf(requested(offerOf(), { reason: 'left' }))
    const retyped = { type: 'start', approvals: null, ...tap(state, bySam), reason: 'left on Monday' } as const
    assert.equal(follow(state, retyped).reason, 'left on Monday')
    assert.equal(follow(state, starting(state, bySam)).reason, 'left')
  })

  it('ends the steps that the facts decide', () => {
    const facts = factsOf({ mailbox: known(null), federated: true })
    const state = running(facts)
    assert.deepEqual(state.actions['block-email'].outcome, { kind: 'skipped', reason: 'no-mailbox', by: null })
    assert.deepEqual(state.actions['reset-password'].outcome, { kind: 'skipped', reason: 'federated', by: null })
    assert.equal(state.actions['sign-out'].outcome, null)
  })

  it('counts once, and not for what is over', () => {
    assert.equal(kindOf(running(), starting(running(), bySam)), 'stale')
    for (const state of [cancelled(), finished()])
      assert.equal(kindOf(state, starting(state, bySam)), 'closed', state.phase)
    assert.equal(kindOf(expired(), starting(expired(), bySam)), 'expired')
  })
})

describe('Cancelling', () => {
  it('is for whoever asked, as long as nobody has started it', () => {
    assert.deepEqual(typesOf(review(), { type: 'cancel', by: bySam }), ['cancelled'])
    assert.equal(kindOf(review(), { type: 'cancel', by: byAnn }), 'not-requester')
    assert.equal(kindOf(review(), { type: 'cancel', by: withoutRole }), 'lacks-role')
    for (const state of [running(), cancelled(), expired(), finished()])
      assert.equal(kindOf(state, { type: 'cancel', by: bySam }), 'closed', state.phase)
  })
})

describe('Joining', () => {
  it('is for whoever may open a review, while anything is open', () => {
    for (const state of [review(), running(), confirm(running(), 'reset-password')])
      assert.deepEqual(typesOf(state, joining(byAnn)), ['joined'])
    for (const state of [cancelled(), expired(), finished()])
      assert.equal(kindOf(state, joining(byAnn)), 'closed', state.phase)
    assert.equal(kindOf(review(), joining(outsider)), 'lacks-role')
    assert.equal(kindOf(review(), joining(byJane)), 'is-leaver')
  })

  it('ends after twenty places', () => {
    const crowded = Array.from({ length: 19 }).reduce<State>((state) => follow(state, joining(byAnn)), review())
    assert.equal(kindOf(crowded, joining(byAnn)), 'shown-too-often')
  })
})

describe('Showing to the approvers', () => {
  it('is for what is running, by whoever may open a review', () => {
    assert.deepEqual(typesOf(running(), showing(byAnn)), ['shown-to-approvers'])
    assert.equal(kindOf(running(), showing(outsider)), 'lacks-role')
    assert.equal(kindOf(running(), showing(byJane)), 'is-leaver')
    for (const state of [review(), cancelled(), expired(), finished()])
      assert.equal(kindOf(state, showing(byAnn)), 'closed', state.phase)
  })

  it('moves the buttons there, and everywhere else follows', () => {
    const state = follow(running(), showing(byAnn))
    assert.deepEqual(
      state.showings.map(({ conversation, follows }) => [conversation, follows]),
      [
        ['a-conversation', true],
        ['approvals', false],
      ],
    )
    assert.equal(follow(state, showing(byAnn)).showings.length, 2, 'the same chat twice is one place')
  })
})

describe('Declining', () => {
  it('stops everything that has not begun, by any approver, the first person included', () => {
    for (const by of [bySam, byAnn]) {
      const state = follow(running(), declining(by))
      for (const id of actionIds)
        assert.deepEqual(state.actions[id].outcome, { kind: 'skipped', reason: 'declined', by: by.person })
      assert.equal(state.phase, 'finished')
      assert.equal(state.endReason, 'the wrong Jane')
    }
  })

  it('stops what is confirmed and not begun, and leaves what is in flight, answered or failed as it is', () => {
    const state = confirm(failed(done(running(), 'reset-password'), 'sign-out'), 'block-sign-in')
    const inFlight = follow(confirm(state, 'block-email'), { type: 'attempt', action: 'block-email', before: null })
    const after = follow(inFlight, declining(byAnn))
    assert.equal(after.actions['reset-password'].outcome?.kind, 'done')
    assert.equal(after.actions['sign-out'].outcome?.kind, 'failed')
    assert.equal(after.actions['block-sign-in'].outcome?.kind, 'skipped')
    assert.equal(after.actions['block-email'].outcome, null)
    const answered = follow(after, { type: 'answer', action: 'block-email', answer: answerAt(after) })
    assert.equal(kindOf(answered, declining(byAnn)), 'nothing-to-decline')
    assert.equal(kindOf(after, { type: 'attempt', action: 'block-sign-in', before: null }), 'decided')
  })

  it('leaves alone what was so already: there is nothing to stop', () => {
    const state = follow(running(factsOf({ accountEnabled: false })), declining(byAnn))
    assert.equal(state.actions['block-sign-in'].outcome, null)
    assert.equal(state.phase, 'running')
  })

  it('needs a role and something to stop, and is not the leaver’s', () => {
    assert.equal(kindOf(running(), declining(outsider)), 'lacks-role')
    assert.equal(kindOf(running(), declining(byJane)), 'is-leaver')
    assert.equal(kindOf(review(), declining(byAnn)), 'not-started')
    assert.equal(kindOf(finished(), declining(byAnn)), 'nothing-to-decline')
    for (const state of [cancelled(), expired()]) assert.equal(kindOf(state, declining(byAnn)), 'closed', state.phase)
  })
})

describe('Expiring', () => {
  it('closes a review that nobody started', () => {
    assert.equal(expired().phase, 'expired')
    for (const state of [cancelled(), expired(), finished()])
      assert.equal(kindOf(state, { type: 'expire' }), 'closed', state.phase)
  })

  it('does not touch a plan that was made after its runner looked at the clock', () => {
    assert.equal(kindOf(review(), { type: 'expire' }), 'stale')
    assert.equal(kindOf(running(), { type: 'expire' }), 'stale')
  })

  it('skips what nobody confirmed, and leaves what somebody did', () => {
    const state = follow(confirm(running(), 'reset-password'), { type: 'expire' })
    assert.equal(state.actions['reset-password'].outcome, null)
    for (const id of actionIds.slice(1))
      assert.deepEqual(state.actions[id].outcome, { kind: 'skipped', reason: 'expired', by: null })
    assert.equal(kindOf(state, { type: 'expire' }), 'closed')
    assert.equal(done(state, 'reset-password').phase, 'finished')
  })
})

describe('The end', () => {
  it('comes with the last outcome, in the same append, and once', () => {
    const state = ['reset-password', 'sign-out', 'block-sign-in'].reduce(
      (before, id) => skip(before, id as never),
      running(),
    )
    assert.deepEqual(typesOf(state, skipping(state, 'block-email')), ['outcome', 'finished'])
    const withFailure = failed(state, 'block-email')
    assert.equal(withFailure.phase, 'finished')
    const again = confirm(withFailure, 'block-email')
    assert.deepEqual(
      typesOf(again, { type: 'conclude', action: 'block-email', outcome: { kind: 'done', proof: null } }),
      ['outcome'],
    )
  })
})

describe('The runner', () => {
  it('does not begin again what Microsoft took, though it looked at an older state', () => {
    const attempt: Command = { type: 'attempt', action: 'reset-password', before: null }
    const begun = follow(confirm(running(), 'reset-password'), attempt)
    assert.deepEqual(typesOf(begun, attempt), ['attempted'], 'without an answer it may be done again')
    const answered = follow(begun, { type: 'answer', action: 'reset-password', answer: answerAt(begun) })
    assert.deepEqual(typesOf(answered, attempt), [])
  })
})
