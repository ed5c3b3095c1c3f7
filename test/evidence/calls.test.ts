import assert from 'node:assert/strict'
import { callsOf } from '../../src/evidence/calls.ts'
import type { Event } from '../../src/offboarding/events.ts'
import type { StepId } from '../../src/offboarding/plan.ts'
import { ann, iso, note, requested, sam, start } from '../offboarding/fixtures.ts'
import { chained } from './material.ts'

const confirmed = (action: StepId, more = {}): Event => ({
  ...{ type: 'confirmed', action, digest: 'd', by: sam, roles: [] },
  ...more,
})
const attempted = (action: StepId): Event => ({ type: 'attempted', action, before: null })
const callsIn = (...events: Event[]) => callsOf(chained([requested(), ...events]))

describe('a call', () => {
  it('was made on what the confirming tap read, not on what was read for the review', () => {
    const later = '2026-03-03T13:30:00Z'
    const calls = callsIn(
      confirmed('reset-password', { countedFrom: later }),
      confirmed('sign-out'),
      attempted('reset-password'),
      attempted('sign-out'),
    )
    assert.deepEqual(
      calls.map(({ before }) => before),
      [later, '2025-11-03T08:00:00Z'],
    )
  })

  it('keeps its own failure, whatever waits or cannot be read after it', () => {
    const own = note('unreachable', { status: 503, requestId: 'the-real-one' })
    const wait = { type: 'waiting', action: 'reset-password', until: 1 } as const
    const after: Event[][] = [
      [{ ...wait, failure: note('throttled'), of: 'turn' }],
      [{ ...wait, failure: note('unreachable'), of: 'look' }],
      // As it was written before it was written down of what.
      [{ ...wait, failure: note('throttled') }],
      [
        {
          type: 'outcome',
          action: 'reset-password',
          outcome: { kind: 'failed', failure: note('missing') },
          of: 'look',
        },
      ],
    ]
    for (const events of after) {
      const [call] = callsIn(attempted('reset-password'), { ...wait, failure: own }, ...events)
      assert.deepEqual(call?.failure, own)
    }
    const crashed = callsIn(attempted('reset-password'), { ...wait, failure: note('unreachable'), of: 'look' })
    assert.equal(crashed[0]?.failure, null, 'what a process that died left without an answer has none')
  })

  it('is drawn as it was in version 1 for a file of that version', () => {
    const wait = { type: 'waiting', action: 'reset-password', until: 1 } as const
    const history = chained([
      requested(),
      attempted('reset-password'),
      { ...wait, failure: note('unreachable', { status: 503 }) },
      { ...wait, failure: note('throttled') },
    ])
    const [call] = callsOf(history, 1)
    assert.deepEqual([call?.failure?.kind, call && 'apart' in call], ['throttled', false])
  })

  it('lists each email app that was set by itself, with its own request id', () => {
    const at = '2026-03-03T13:30:00Z'
    const refused = [{ app: 'OneWinNativeOutlookEnabled', failure: note('refused', { requestId: 'b' }) }] as const
    const together = note('refused', { status: 400, requestId: 'a' })
    const taken = [{ app: 'OutlookMobileEnabled', at, requestId: 'c' }] as const
    const answer = { at, since: at, requestId: 'c', refused, apart: { together, taken } }
    const [call] = callsIn(attempted('block-more-email'), { type: 'answered', action: 'block-more-email', answer })
    assert.deepEqual(call?.apart, { together, taken, refused })
  })

  it('began when it was sent, also the second sign-out', () => {
    const answer = { at: '2026-03-03T13:30:00Z', since: '2026-03-03T13:30:00Z', requestId: null }
    const again: Event = { type: 'signed-out-again', answer, failure: null, startedAt: start + 30_000 }
    const [call] = callsIn(confirmed('sign-out'), confirmed('block-sign-in', { by: ann }), again)
    assert.equal(call?.startedAt, iso(start + 30_000))
    assert.deepEqual([call?.follows, call?.confirmedBy], ['block-sign-in', ann], 'which is confirmed with the block')
  })
})
