import assert from 'node:assert/strict'
import { newCompany, type RoleName, type User } from '../../../src/demo/tenant/company.ts'
import { assignmentsOf } from '../../../src/demo/tenant/membership.ts'

describe('the company of the demo', () => {
  const company = newCompany()
  const some = (test: (user: User) => boolean) => company.users.filter(test).map((user) => user.displayName)
  const holds = (role: RoleName) => (user: User) => assignmentsOf(company, user.id).some((one) => one.role === role)

  it('has every awkward kind of leaver once at least', () => {
    assert.deepEqual(
      some((user) => user.givenName === 'Jane'),
      ['Jane Doe', 'Jane Miller-Ross'],
    )
    assert.deepEqual(
      some((user) => user.onPremisesSyncEnabled === true),
      ['Tom Becker'],
    )
    assert.deepEqual(
      some((user) => user.userType === 'Guest' && user.userPrincipalName.includes('#EXT#')),
      ['Maria Garcia'],
    )
    assert.deepEqual(
      some((user) => user.mailbox === null && user.userType === 'Member'),
      ['Kenji Sato', 'Emergency Access 1'],
    )
    assert.deepEqual(
      some((user) => !user.accountEnabled),
      ['Lucas Meyer'],
    )
    assert.deepEqual(some((user) => user.displayName.includes('<b>')).length, 1)
    assert.deepEqual(some(holds('Global Administrator')), ['Ava Chen', 'Emergency Access 1'])
    assert.deepEqual(some(holds('Privileged Authentication Administrator')), ['Martha Klein'])
    assert.ok(some(holds('Exchange Administrator')).includes('Elena Petrova'))
  })

  it('has one id, one name and one address for each person, and refers to nobody who is not there', () => {
    const ids = company.users.map((user) => user.id)
    assert.equal(new Set([...ids, ...company.groups.map((group) => group.id)]).size, ids.length + company.groups.length)
    assert.equal(new Set(company.users.map((user) => user.userPrincipalName)).size, ids.length)
    const named = [
      ...company.users.flatMap((user) => user.manager ?? []),
      ...company.groups.flatMap((group) => group.members),
      ...company.chat.map((one) => one.id),
    ]
    assert.deepEqual(
      named.filter((id) => !ids.includes(id)),
      [],
    )
  })

  it('is a copy of its own each time', () => {
    const [first] = newCompany().users
    assert.ok(first)
    first.accountEnabled = false
    assert.equal(newCompany().users[0]?.accountEnabled, true)
  })
})
