import assert from 'node:assert/strict'
import type { Event } from '../../src/offboarding/events.ts'
import { cardsOf, evolve, fold, isOpen, type State } from '../../src/offboarding/evolve.ts'
import { known } from '../../src/offboarding/facts.ts'
import { actionIds } from '../../src/offboarding/plan.ts'
import {
  ann,
  answerAt,
  apps,
  braked,
  confirm,
  done,
  factsOf,
  failed,
  follow,
  history,
  inEnglish,
  note,
  offboardingId,
  offerOf,
  requested,
  running,
  sam,
  skip,
  stateOf,
  tap,
} from './fixtures.ts'
import { byAnn, bySam, confirmingAll } from './tapping.ts'

const full: Event[] = [
  requested(),
  { type: 'joined', by: ann, conversation: 'another', personal: true, ...inEnglish },
  { type: 'started', by: sam, reason: 'left', approvals: 'approvals', brake: null },
  { type: 'confirmed', action: 'reset-password', digest: offerOf().digest, by: ann, roles: ['Global Administrator'] },
  { type: 'attempted', action: 'reset-password', before: null },
  { type: 'outcome', action: 'reset-password', outcome: { kind: 'failed', failure: note('refused') } },
  { type: 'declined', by: ann, reason: null },
]

describe('A history', () => {
  it('is the same folded at once or event by event', () => {
    const recorded = history(...full)
    const stepwise = recorded.reduce<State | null>((state, one) => evolve(offboardingId, state, one), null)
    assert.deepEqual(fold(offboardingId, recorded), stepwise)
    assert.equal(fold(offboardingId, []), null)
  })

  it('begins with the request, which comes once', () => {
    assert.throws(() => stateOf({ type: 'finished' }), /begins with finished/)
    assert.throws(() => stateOf(requested(), requested()), /requested twice/)
  })

  it('says how far it goes and its last hash, which the summary prints', () => {
    const recorded = history(...full)
    const state = stateOf(...full)
    assert.equal(state.seq, recorded.length - 1)
    assert.equal(state.hash, recorded.at(-1)?.hash)
  })
})

describe('The state', () => {
  it('keeps the first attempt’s before-values, for undo', () => {
    const state = follow(
      confirm(running(), 'reset-password'),
      { type: 'attempt', action: 'reset-password', before: true },
      { type: 'attempt', action: 'reset-password', before: false },
    )
    const { before, attempts, firstAttemptAt } = state.actions['reset-password']
    assert.deepEqual([before, attempts], [true, 2])
    assert.ok(firstAttemptAt !== null && firstAttemptAt < state.requestedAt + state.seq * 60_000)
  })

  it('knows an attempt without an answer, also when it waits: it may have reached Microsoft', () => {
    const begun = follow(confirm(running(), 'reset-password'), {
      type: 'attempt',
      action: 'reset-password',
      before: null,
    })
    const waiting = follow(begun, { type: 'wait', action: 'reset-password', until: 0, failure: note('unreachable') })
    assert.equal(waiting.actions['reset-password'].unanswered, true)
    const answered = follow(waiting, { type: 'answer', action: 'reset-password', answer: answerAt(waiting) })
    assert.equal(answered.actions['reset-password'].unanswered, false)
    assert.equal(answered.actions['reset-password'].waiting, null)
  })

  it('keeps what is decided through a new plan, and forgets nothing of it', () => {
    const state = skip(done(running(), 'reset-password'), 'sign-out')
    const guest = offerOf(factsOf({ guest: true }))
    const replanned = follow(state, { type: 'replan', fresh: guest })
    for (const id of ['reset-password', 'sign-out'] as const)
      assert.deepEqual(replanned.actions[id], state.actions[id], id)
    assert.equal(replanned.actions['block-email'].step.kind, 'skip')
    assert.deepEqual(replanned.changes, ['origin'])
  })

  it('takes a late proof of a second sign-out for that one, and the first stands', () => {
    const state = actionIds.reduce((before, id) => done(before, id), running())
    const again = follow(state, { type: 'sign-out-again', answer: answerAt(state), failure: null })
    const looked = follow(again, { type: 'look', action: 'sign-out', proof: null })
    assert.equal(looked.signedOutAgain?.looks, 1)
    assert.deepEqual(looked.actions['sign-out'].outcome, state.actions['sign-out'].outcome)
  })

  it('names whoever asked and joined once each', () => {
    const join = { type: 'join', by: byAnn, conversation: 'another', personal: false, ...inEnglish } as const
    const state = follow(stateOf(requested()), join, { ...join, conversation: 'a third' })
    assert.deepEqual(
      state.askers.map(({ id }) => id),
      [sam.id, ann.id],
    )
    assert.equal(state.showings.length, 3)
  })

  it('shows somebody alone the cards in their language and time, and a chat of several in its own', () => {
    const dutch = { language: 'nl', zone: 'Europe/Amsterdam' } as const
    const join = { type: 'join', by: byAnn, conversation: 'another', personal: true, ...inEnglish } as const
    const asked = stateOf(requested(offerOf(), { personal: true, ...dutch }))
    const state = follow(asked, join, { ...join, conversation: 'a group', personal: false, ...dutch })
    const { showings } = follow(state, { type: 'start', reason: null, approvals: 'approvals', ...tap(state, byAnn) })
    assert.deepEqual(
      showings.map(({ language, zone }) => [language, zone]),
      [
        ['nl', 'Europe/Amsterdam'],
        ['en', 'Europe/Paris'],
        [null, 'Europe/Amsterdam'],
        [null, 'Europe/Amsterdam'],
      ],
    )
  })

  it('remembers that too many were started', () => {
    assert.deepEqual(braked({ scope: 'organisation', count: 51 }).brake, { scope: 'organisation', count: 51 })
  })
})

describe('Open', () => {
  it('is a review, what runs, and what is tried again after the end', () => {
    const review = stateOf(requested())
    const over = failed(actionIds.slice(0, 3).reduce(skip, running()), 'block-email')
    assert.equal(isOpen(review), true)
    assert.equal(isOpen(running()), true)
    assert.equal(isOpen(over), false)
    assert.equal(isOpen(confirm(over, 'block-email')), true)
    assert.equal(isOpen(follow(review, { type: 'cancel', by: bySam })), false)
    assert.equal(isOpen(follow(review, { type: 'expire' })), false)
  })
})

describe('The cards', () => {
  it('come in order: the next when the one before is decided, the summary last', () => {
    const review = stateOf(requested())
    assert.deepEqual(cardsOf(review), ['review'])
    assert.deepEqual(cardsOf(running()), ['review', 'reset-password'])
    assert.deepEqual(cardsOf(confirm(running(), 'reset-password')), ['review', 'reset-password', 'sign-out'])
    const over = actionIds.reduce(skip, running())
    assert.deepEqual(cardsOf(over), ['review', ...actionIds, 'summary'])
  })

  it('of what was confirmed all at once are there, also behind one that waits for Active Directory', () => {
    const state = running(factsOf({ synced: true }))
    const all = follow(state, confirmingAll(state))
    assert.deepEqual(cardsOf(all), ['review', ...actionIds])
    assert.deepEqual(cardsOf(confirm(failed(all, 'sign-out'), 'sign-out')), ['review', ...actionIds])
  })

  it('leave nothing out that the facts decided', () => {
    const facts = factsOf({ guest: true, mailbox: known(apps(true)) })
    assert.deepEqual(cardsOf(running(facts)), ['review', 'reset-password', 'sign-out', 'block-sign-in'])
  })

  it('say a word when time ran out', () => {
    assert.deepEqual(cardsOf(follow(stateOf(requested()), { type: 'expire' })), ['review', 'expired'])
    const state = follow(confirm(running(), 'reset-password'), { type: 'expire' })
    assert.deepEqual(cardsOf(state), ['review', ...actionIds, 'expired'])
  })
})
