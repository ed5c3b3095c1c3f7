import assert from 'node:assert/strict'
import { callsOf } from '../../src/evidence/calls.ts'
import type { Event } from '../../src/offboarding/events.ts'
import type { StepId } from '../../src/offboarding/plan.ts'
import { requested, sam } from '../offboarding/fixtures.ts'
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
})
