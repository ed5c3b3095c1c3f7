import assert from 'node:assert/strict'
import { decide } from '../../src/offboarding/decide.ts'
import { known } from '../../src/offboarding/facts.ts'
import { actionIds } from '../../src/offboarding/plan.ts'
import {
  ann,
  approver,
  confirm,
  done,
  factsOf,
  failed,
  follow,
  note,
  offerOf,
  requested,
  role,
  running,
  skip,
  stateOf,
} from './fixtures.ts'
import {
  attesting,
  byJane,
  bySam,
  confirmedBy,
  confirming,
  confirmingAll,
  decided,
  kindOf,
  outsider,
  refusalOf,
  skipping,
  starting,
} from './tapping.ts'

const helpdesk = approver(['Helpdesk Administrator'])
const synced = factsOf({ synced: true })

describe('A confirmation', () => {
  it('says which plan, who, and which of their roles allowed it', () => {
    const state = running()
    assert.deepEqual(decided(state, confirming(state, 'reset-password', helpdesk)).events, [
      {
        type: 'confirmed',
        action: 'reset-password',
        digest: state.offer.digest,
        by: ann,
        roles: ['Helpdesk Administrator'],
        countedFrom: '2025-11-03T08:00:00Z',
      },
    ])
  })

  it('comes in turn: the card of an action exists when all before it are decided', () => {
    const state = running()
    for (const id of actionIds.slice(1)) assert.equal(kindOf(state, confirming(state, id)), 'out-of-turn', id)
    const second = skip(state, 'reset-password')
    assert.deepEqual(confirmedBy(second, confirming(second, 'sign-out')), ['sign-out'])
  })

  it('counts once, and the second one learns who was first', () => {
    const state = confirm(running(), 'reset-password')
    assert.deepEqual(refusalOf(state, confirming(state, 'reset-password', bySam)), {
      kind: 'decided',
      action: 'reset-password',
      by: ann,
    })
    assert.equal(kindOf(done(state, 'reset-password'), confirming(state, 'reset-password')), 'decided')
    const skipped = skip(running(), 'reset-password')
    assert.deepEqual(refusalOf(skipped, confirming(skipped, 'reset-password', bySam)), {
      kind: 'decided',
      action: 'reset-password',
      by: ann,
    })
  })

  it('needs somebody who may, before it is told anything else', () => {
    const state = running()
    assert.equal(kindOf(state, confirming(state, 'block-sign-in', helpdesk)), 'lacks-role')
    for (const command of [confirming, skipping, attesting])
      assert.equal(kindOf(state, command(state, 'reset-password', byJane)), 'is-leaver')
    assert.equal(kindOf(state, { ...confirmingAll(state, byJane) }), 'is-leaver')
    assert.equal(kindOf(state, { ...confirming(state, 'reset-password', outsider), digest: 'old' }), 'lacks-role')
  })

  it('has no place before the start or after the end', () => {
    const review = stateOf(requested())
    for (const command of [confirming(review, 'reset-password'), skipping(review, 'sign-out'), confirmingAll(review)])
      assert.equal(kindOf(review, command), 'not-started')
    for (const over of [follow(review, { type: 'cancel', by: bySam }), follow(review, { type: 'expire' })])
      for (const command of [confirming(over, 'reset-password'), skipping(over, 'sign-out'), confirmingAll(over)])
        assert.equal(kindOf(over, command), over.phase === 'cancelled' ? 'closed' : 'expired')
  })

  it('comes too late when its time is over, even before anybody has written that down', () => {
    const fresh = running(factsOf(), { expiresAfter: 60 * 60_000 })
    const late = fresh.plannedAt + fresh.expiresAfter
    for (const command of [confirming(fresh, 'reset-password'), confirmingAll(fresh), skipping(fresh, 'sign-out')])
      assert.deepEqual(decide(fresh, command, late), { events: [], refusal: { kind: 'expired' } })
    assert.equal(decide(fresh, confirming(fresh, 'reset-password'), late - 1).refusal, null)
    const review = stateOf(requested(offerOf(), { expiresAfter: 60 * 60_000 }))
    assert.equal(decide(review, starting(review, bySam), late).refusal?.kind, 'expired')
  })

  it('is refused for somebody who is protected now', () => {
    const state = running()
    const protection = { kind: 'on-protected-list' } as const
    for (const command of [confirming(state, 'reset-password'), confirmingAll(state), skipping(state, 'sign-out')])
      assert.deepEqual(refusalOf(state, { ...command, protection }), { kind: 'protected', protection })
  })

  it('may be given again after a failure, also once everything else is over, and starts afresh', () => {
    const state = failed(running(), 'reset-password')
    const again = follow(state, confirming(state, 'reset-password'))
    assert.equal(again.actions['reset-password'].outcome, null)
    assert.equal(again.actions['reset-password'].attempts, 0)
    const over = failed(actionIds.slice(0, 3).reduce(skip, running()), 'block-email')
    assert.equal(over.phase, 'finished')
    assert.deepEqual(confirmedBy(over, confirming(over, 'block-email')), ['block-email'])
    assert.deepEqual(decided(over, skipping(over, 'block-email')).refusal, null)
  })
})

describe('A stale tap', () => {
  const before = running()
  const administrator = offerOf(factsOf({ roles: known([role('Exchange Administrator')]) }))

  it('on an older card does nothing', () => {
    for (const command of [confirming(before, 'reset-password'), skipping(before, 'sign-out'), confirmingAll(before)])
      assert.equal(kindOf(before, { ...command, digest: '0'.repeat(32) }), 'stale')
  })

  it('when the facts have changed plans anew, and confirms nothing', () => {
    const { events, refusal } = decided(before, { ...confirming(before, 'reset-password'), fresh: administrator })
    assert.equal(refusal?.kind, 'stale')
    assert.deepEqual(events, [{ type: 'replanned', offer: administrator, changes: ['roles'] }])
  })

  it('ends what the new facts decide', () => {
    const withoutMailbox = offerOf(factsOf({ mailbox: known(null) }))
    const { events } = decided(before, { ...confirmingAll(before), fresh: withoutMailbox })
    assert.deepEqual(
      events.map((event) => [event.type, event.type === 'outcome' && event.action]),
      [
        ['replanned', false],
        ['outcome', 'block-email'],
      ],
    )
  })

  it('by somebody who may not under the new facts is refused, and plans nothing', () => {
    const command = confirming(before, 'reset-password', helpdesk)
    assert.equal(kindOf(before, { ...command, fresh: administrator }), 'lacks-role')
  })
})

describe('Confirm all', () => {
  it('confirms what waits, in order, and leaves what is decided', () => {
    const state = skip(running(), 'reset-password')
    assert.deepEqual(confirmedBy(state, confirmingAll(state)), ['sign-out', 'block-sign-in', 'block-email'])
    const all = follow(state, confirmingAll(state))
    assert.equal(kindOf(all, confirmingAll(all)), 'closed')
  })

  it('confirms what this person may, and names what is missing', () => {
    const state = running()
    const { refusal } = decided(state, confirmingAll(state, helpdesk))
    assert.deepEqual(confirmedBy(state, confirmingAll(state, helpdesk)), ['reset-password', 'sign-out'])
    assert.ok(refusal?.kind === 'partly')
    assert.deepEqual(
      refusal.missing.map((no) => no.kind === 'lacks-role' && no.action),
      ['block-sign-in', 'block-email'],
    )
  })

  it('is refused whole to somebody who may confirm none of it', () => {
    const administrator = running(factsOf({ roles: known([role('Security Administrator')]) }))
    const state = skip(administrator, 'block-email')
    assert.equal(kindOf(state, confirmingAll(state, helpdesk)), 'lacks-role')
  })

  it('does not touch what is to be done on-premises', () => {
    const state = running(synced)
    assert.ok(!confirmedBy(state, confirmingAll(state)).includes('reset-password'))
  })
})

describe('Done on-premises', () => {
  it('is signed for where the plan asks for it', () => {
    const state = running(synced)
    assert.equal(kindOf(state, confirming(state, 'reset-password')), 'out-of-turn')
    const signed = follow(state, attesting(state, 'reset-password'))
    assert.deepEqual(signed.actions['reset-password'].outcome, { kind: 'skipped', reason: 'on-premises', by: ann })
  })

  it('is signed for where the cloud refused a synced account, and nowhere else', () => {
    const state = skip(skip(running(synced), 'reset-password'), 'sign-out')
    assert.equal(kindOf(state, attesting(state, 'block-sign-in')), 'out-of-turn')
    const refused = failed(state, 'block-sign-in', note('refused').kind)
    assert.equal(follow(refused, attesting(refused, 'block-sign-in')).actions['block-sign-in'].outcome?.kind, 'skipped')
    const cloud = failed(running(), 'reset-password')
    assert.equal(kindOf(cloud, attesting(cloud, 'reset-password')), 'out-of-turn')
  })
})
