import assert from 'node:assert/strict'
import { offerFor } from '../../src/actions/offer.ts'
import { emailApps, type Facts, known, unknown } from '../../src/offboarding/facts.ts'
import { actionIds, changesBetween } from '../../src/offboarding/plan.ts'
import { apps, confirm, factsOf, offerOf, role, rulesOf, running, skip } from './fixtures.ts'

const kinds = (facts: Facts) => actionIds.map((id) => offerOf(facts).plan[id].kind)

describe('A plan', () => {
  const plans: readonly (readonly [string, Partial<Facts>, readonly string[]])[] = [
    ['does all four for somebody with a mailbox', {}, ['do', 'do', 'do', 'do']],
    ['leaves a guest’s password, sessions and mail at home', { guest: true }, ['skip', 'skip', 'do', 'skip']],
    ['leaves a federated password', { federated: true }, ['skip', 'do', 'do', 'do']],
    ['leaves a synced password to Active Directory', { synced: true }, ['on-premises', 'do', 'do', 'do']],
    [
      'resets a synced password where the tenant takes it',
      { synced: true, cloudPasswordForSynced: true },
      ['do', 'do', 'do', 'do'],
    ],
    ['only proves a block that is there', { accountEnabled: false }, ['do', 'do', 'already', 'do']],
    ['blocks when Microsoft did not say', { accountEnabled: null }, ['do', 'do', 'do', 'do']],
    ['skips mail without a mailbox', { mailbox: known(null) }, ['do', 'do', 'do', 'skip']],
    ['only proves apps that are all off', { mailbox: known(apps(false)) }, ['do', 'do', 'do', 'already']],
    [
      'takes an app that is not set for one that is on',
      { mailbox: known({ ...apps(false), EwsEnabled: null }) },
      ['do', 'do', 'do', 'do'],
    ],
    ['blocks mail when the mailbox could not be read', { mailbox: unknown('refused') }, ['do', 'do', 'do', 'do']],
  ]
  for (const [sentence, facts, expected] of plans)
    it(sentence, () => {
      assert.deepEqual(kinds(factsOf(facts)), expected)
    })

  it('keeps what is decided and plans the rest anew', () => {
    const state = skip(confirm(running(), 'reset-password'), 'sign-out')
    const { plan } = offerFor(factsOf({ guest: true }), rulesOf(), state)
    assert.deepEqual(
      actionIds.map((id) => plan[id].kind),
      ['do', 'do', 'do', 'skip'],
    )
  })
})

describe('The digest of a plan', () => {
  const digest = (facts: Partial<Facts> = {}, rules = rulesOf()) => offerOf(factsOf(facts), rules).digest
  const changing: readonly (readonly [string, Partial<Facts>])[] = [
    ['another account', { id: '00000000-0000-4000-8000-000000000000' }],
    ['another name', { displayName: 'Jane Roe' }],
    ['another address to sign in with', { userPrincipalName: 'jane.doe@contoso.com' }],
    ['a guest', { guest: true }],
    ['a synced account', { synced: true, cloudPasswordForSynced: true }],
    ['a federated account', { federated: true }],
    ['a restricted unit', { restricted: true }],
    ['a role', { roles: known([role('Reports Reader')]) }],
    ['a role that could be activated', { roles: known([role('Reports Reader', true)]) }],
    ['roles that are not known', { roles: unknown('refused') }],
    ['a role-assignable group', { roleAssignableGroup: known(true) }],
    ['groups that are not known', { roleAssignableGroup: unknown('refused') }],
    ['a namesake', { namesakes: known(1) }],
    ['namesakes that are not known', { namesakes: unknown('refused') }],
    ['a block', { accountEnabled: false }],
    ['no mailbox', { mailbox: known(null) }],
    ['apps that are off', { mailbox: known(apps(false)) }],
  ]
  for (const [what, facts] of changing)
    it(`changes with ${what}`, () => {
      assert.notEqual(digest(facts), digest())
    })

  it('tells each of these from every other', () => {
    const all = [{}, ...changing.map(([, facts]) => facts)].map((facts) => digest(facts))
    assert.equal(new Set(all).size, all.length)
  })

  it('changes when a second person is needed', () => {
    assert.notEqual(digest({}, rulesOf({ approval: 'second-person' })), digest())
    const administrator = { roles: known([role('Reports Reader')]) }
    assert.notEqual(digest(administrator, rulesOf({ approvalForAdmins: 'requester' })), digest(administrator))
  })

  const same: readonly (readonly [string, Partial<Facts>])[] = [
    ['times, which our own actions change', { passwordChangedAt: null, sessionsValidFrom: '2026-03-03T13:00:00Z' }],
    ['one app of six', { mailbox: known({ ...apps(true), PopEnabled: false }) }],
    ['title, department and manager', { jobTitle: 'Lead', department: null, manager: unknown('refused') }],
  ]
  for (const [what, facts] of same)
    it(`does not change with ${what}`, () => {
      assert.equal(digest(facts), digest())
    })

  it('does not depend on the order of roles, or on the reason why they are not known', () => {
    const [one, two] = [role('Reports Reader'), role('Helpdesk Administrator')]
    assert.equal(digest({ roles: known([one, two]) }), digest({ roles: known([two, one]) }))
    assert.equal(digest({ roles: unknown('refused') }), digest({ roles: unknown('not in time') }))
  })

  it('is 32 characters that say nothing', () => {
    assert.match(digest(), /^[0-9a-f]{32}$/)
  })
})

describe('What changed between two plans', () => {
  it('is named, all of it, and nothing else', () => {
    const after = factsOf({
      displayName: 'Jane Roe',
      roles: known([role('Reports Reader')]),
      mailbox: known(null),
      accountEnabled: false,
      synced: true,
      namesakes: known(2),
    })
    assert.deepEqual(changesBetween(factsOf(), after), ['name', 'roles', 'mailbox', 'account', 'origin', 'namesakes'])
    assert.deepEqual(changesBetween(factsOf(), factsOf({ jobTitle: 'Lead', manager: known(null) })), [])
  })

  it('counts a role-assignable group and a restricted unit as roles', () => {
    assert.deepEqual(changesBetween(factsOf(), factsOf({ roleAssignableGroup: known(true) })), ['roles'])
    assert.deepEqual(changesBetween(factsOf(), factsOf({ restricted: true })), ['roles'])
  })

  it('sees each of the six apps', () => {
    for (const app of emailApps) {
      const off = factsOf({ mailbox: known({ ...apps(true), [app]: false }) })
      assert.deepEqual(changesBetween(factsOf(), off), ['mailbox'])
    }
  })
})
