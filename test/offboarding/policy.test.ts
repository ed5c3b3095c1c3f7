import assert from 'node:assert/strict'
import { type Facts, known, unknown } from '../../src/offboarding/facts.ts'
import { type ActionId, actionIds } from '../../src/offboarding/plan.ts'
import {
  type Approver,
  allowedBy,
  mayConfirm,
  mayOpen,
  type NotAllowed,
  rolesFor,
} from '../../src/offboarding/policy.ts'
import ours from '../../src/offboarding/role-matrix.json' with { type: 'json' }
import contract from '../contracts/role-matrix.json' with { type: 'json' }
import { approver, factsOf, jane, role } from './fixtures.ts'
import { columns, exchange, highest, type RoleName, roleNames, tableAllows } from './microsoft-table.ts'

const holding = (...names: RoleName[]): Facts => factsOf({ roles: known(names.map((name) => role(name))) })
const may = (holder: RoleName, action: ActionId, facts: Facts) => mayConfirm(approver([holder]), action, facts) === null

/** Which of the table's approvers may do it. */
const allowedOn = (facts: Facts, action: ActionId) => roleNames.filter((holder) => may(holder, action, facts))

describe('Who may confirm', () => {
  it('is what the printed table says, for every approver, leaver and action', () => {
    for (const leaver of [null, ...roleNames])
      for (const holder of roleNames)
        for (const action of actionIds)
          assert.equal(
            may(holder, action, leaver === null ? holding() : holding(leaver)),
            tableAllows(holder, leaver, action),
            `${holder}, ${action}, a leaver with ${leaver ?? 'no role'}`,
          )
  })

  it('is what the contract beside these tests says, row by row', () => {
    assert.deepEqual(ours, contract)
    const rows = [
      ['reset-password', contract.canResetPasswordAndInvalidateRefreshTokens],
      ['sign-out', contract.canResetPasswordAndInvalidateRefreshTokens],
      ['block-sign-in', contract.canPerformSensitiveActions],
    ] as const
    for (const [action, matrix] of rows) {
      const byRole: Record<string, readonly string[]> = matrix.byTargetRole
      assert.deepEqual(rolesFor(action, holding()), matrix._noAdminRole)
      for (const leaver of roleNames)
        assert.deepEqual(
          [...rolesFor(action, holding(leaver))].sort(),
          [...(byRole[leaver] ?? matrix._otherRole)].sort(),
        )
    }
  })

  it('takes the strictest row when the leaver holds several roles', () => {
    for (const first of roleNames)
      for (const second of roleNames)
        for (const action of ['reset-password', 'block-sign-in'] as const) {
          const both = roleNames.filter(
            (holder) => tableAllows(holder, first, action) && tableAllows(holder, second, action),
          )
          assert.deepEqual(allowedOn(holding(first, second), action), both, `${first} and ${second}, ${action}`)
        }
  })

  const strictest: readonly (readonly [string, Partial<Facts>])[] = [
    ['a role that is not in the table', { roles: known([{ id: 'a-custom-role', name: 'Custom', eligible: false }]) }],
    ['roles that could not be read', { roles: unknown('refused') }],
    ['membership of a role-assignable group', { roleAssignableGroup: known(true) }],
    ['groups that could not be read', { roleAssignableGroup: unknown('refused') }],
    ['a restricted administrative unit', { restricted: true }],
  ]
  for (const [what, facts] of strictest) {
    it(`leaves ${what} to Global and Privileged Authentication Administrators`, () => {
      for (const action of ['reset-password', 'sign-out', 'block-sign-in'] as const)
        assert.deepEqual([...allowedOn(factsOf(facts), action)].sort(), highest)
    })
  }

  it('counts roles that the leaver could activate like those they hold', () => {
    for (const name of roleNames)
      for (const action of actionIds) {
        const eligible = factsOf({ roles: known([role(name, true)]) })
        assert.deepEqual(allowedOn(eligible, action), allowedOn(holding(name), action), `${name}, ${action}`)
      }
  })

  it('goes by Exchange roles alone for email, whatever the leaver holds', () => {
    for (const facts of [holding(), holding('Global Administrator'), ...strictest.map(([, more]) => factsOf(more))])
      assert.deepEqual([...allowedOn(facts, 'block-email')].sort(), exchange)
  })

  it('does not go by the name of a role, only by its id', () => {
    const named = { ...approver([]), roles: known([{ id: 'another-role', name: 'Global Administrator' }]) }
    assert.equal(mayConfirm(named, 'sign-out', factsOf())?.kind, 'lacks-role')
    assert.equal(mayOpen(named)?.kind, 'lacks-role')
  })

  it('names the roles that would do, and those that did', () => {
    const refused = mayConfirm(approver(['Helpdesk Administrator']), 'block-sign-in', factsOf())
    assert.deepEqual(refused, {
      kind: 'lacks-role',
      action: 'block-sign-in',
      needs: ['Authentication Administrator', 'User Administrator', ...[...highest].reverse()],
    })
    const both = approver(['User Administrator', 'Exchange Administrator'])
    assert.deepEqual(allowedBy(both, 'sign-out', factsOf()), ['User Administrator'])
  })

  it('is never the leaver, a guest, somebody blocked, or somebody whose roles are not known', () => {
    const able = approver(['Global Administrator'])
    const self = { ...able, person: { id: jane.id, name: jane.displayName } }
    const noOnes: readonly (readonly [Approver, NotAllowed['kind']])[] = [
      [self, 'is-leaver'],
      [{ ...able, guest: true }, 'is-guest'],
      [{ ...able, enabled: false }, 'is-blocked'],
      [{ ...able, roles: unknown('refused') }, 'roles-unknown'],
    ]
    for (const [by, kind] of noOnes)
      for (const action of actionIds) assert.equal(mayConfirm(by, action, factsOf())?.kind, kind)
  })
})

describe('Who may open a review', () => {
  it('is whoever could confirm something on somebody, and nobody else', () => {
    const able = [...columns.map((name) => `${name} Administrator`), ...exchange]
    for (const name of roleNames) assert.equal(mayOpen(approver([name])) === null, able.includes(name), name)
    assert.equal(mayOpen(approver([]))?.kind, 'lacks-role')
  })

  it('is no guest, nobody blocked, and nobody whose roles are not known, whatever they hold', () => {
    const able = approver(['Global Administrator'])
    assert.equal(mayOpen({ ...able, guest: true })?.kind, 'is-guest')
    assert.equal(mayOpen({ ...able, enabled: false })?.kind, 'is-blocked')
    assert.equal(mayOpen({ ...able, roles: unknown('refused') })?.kind, 'roles-unknown')
  })
})
