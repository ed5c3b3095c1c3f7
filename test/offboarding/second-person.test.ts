import assert from 'node:assert/strict'
import type { State } from '../../src/offboarding/evolve.ts'
import { type Facts, known, unknown } from '../../src/offboarding/facts.ts'
import { type Approver, secondPersonFor } from '../../src/offboarding/policy.ts'
import {
  ann,
  braked,
  factsOf,
  follow,
  inEnglish,
  offerOf,
  requested,
  role,
  rulesOf,
  running,
  sam,
  stateOf,
} from './fixtures.ts'
import {
  attesting,
  byAnn,
  bySam,
  confirmedBy,
  confirming,
  confirmingAll,
  kindOf,
  outsider,
  skipping,
  starting,
} from './tapping.ts'

describe('A second person is needed', () => {
  const four = rulesOf({ approval: 'second-person' })
  const admins = rulesOf()
  const none = rulesOf({ approvalForAdmins: 'requester' })

  it('for nobody in particular, unless the organisation asks for it', () => {
    assert.deepEqual(secondPersonFor(factsOf(), admins), [])
    assert.deepEqual(secondPersonFor(factsOf(), none), [])
    assert.deepEqual(secondPersonFor(factsOf(), four), ['policy'])
  })

  const administrators: readonly (readonly [string, Partial<Facts>])[] = [
    ['an active role', { roles: known([role('Reports Reader')]) }],
    ['an eligible role', { roles: known([role('Global Administrator', true)]) }],
    ['roles that could not be read', { roles: unknown('refused') }],
    ['a role-assignable group', { roleAssignableGroup: known(true) }],
    ['groups that could not be read', { roleAssignableGroup: unknown('refused') }],
    ['a restricted administrative unit', { restricted: true }],
  ]
  for (const [what, facts] of administrators) {
    it(`for a leaver with ${what}, unless the organisation does without`, () => {
      assert.deepEqual(secondPersonFor(factsOf(facts), admins), ['administrator'])
      assert.deepEqual(secondPersonFor(factsOf(facts), none), [])
      assert.deepEqual(secondPersonFor(factsOf(facts), four), ['policy', 'administrator'])
    })
  }
})

describe('A second person, once it is needed', () => {
  const four = offerOf(factsOf(), rulesOf({ approval: 'second-person' }))
  const begun = (by: Approver): State => {
    const joined = follow(stateOf(requested(four)), {
      type: 'join',
      by: byAnn,
      conversation: 'another',
      personal: true,
      ...inEnglish,
    })
    return follow(joined, starting(joined, by))
  }

  it('is not whoever asked or started it, whichever button they tap', () => {
    const state = begun(byAnn)
    for (const by of [bySam, byAnn])
      for (const command of [confirming, skipping, attesting])
        assert.equal(kindOf(state, command(state, 'reset-password', by)), 'needs-second-person')
    assert.equal(kindOf(state, confirmingAll(state, bySam)), 'needs-second-person')
  })

  it('is anybody else who may, one who only joined included', () => {
    const state = begun(bySam)
    assert.equal(
      state.askers.some(({ id }) => id === ann.id),
      true,
    )
    assert.deepEqual(confirmedBy(state, confirming(state, 'reset-password', byAnn)), ['reset-password'])
  })

  it('is needed for an administrator by default, and after the brake', () => {
    const administrator = running(factsOf({ roles: known([role('Reports Reader')]) }))
    const tooMany = braked({ scope: 'person', count: 11 })
    for (const state of [administrator, tooMany]) {
      assert.equal(kindOf(state, confirming(state, 'reset-password', bySam)), 'needs-second-person')
      assert.deepEqual(confirmedBy(state, confirming(state, 'reset-password')), ['reset-password'])
    }
  })

  it('is needed at once when the leaver has become an administrator, and no plan is made for the first', () => {
    const state = running()
    const fresh = offerOf(factsOf({ roles: known([role('Reports Reader')]) }))
    assert.equal(kindOf(state, { ...confirming(state, 'reset-password', bySam), fresh }), 'needs-second-person')
  })

  it('is not asked of somebody without a role: they are told about the role', () => {
    const state = begun(bySam)
    assert.equal(kindOf(state, confirming(state, 'reset-password', { ...outsider, person: sam })), 'lacks-role')
  })
})
