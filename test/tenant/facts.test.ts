import assert from 'node:assert/strict'
import type { Facts } from '../../src/offboarding/facts.ts'
import { globalAdministrator } from '../../src/offboarding/policy.ts'
import { against, graphError, jane, other, type Said, type Script, tenantId } from './stand-in.ts'

const roleReader = '790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b'
const group = '160c2a84-f5ac-4c8b-9f98-f1fe0c2dc5e7'
const assignments = 'GET /roleManagement/directory/roleAssignments'
const eligibilities = 'GET /roleManagement/directory/roleEligibilityScheduleInstances'
const memberRoles = `GET /users/${jane}/transitiveMemberOf/microsoft.graph.directoryRole`
const groups = `GET /users/${jane}/transitiveMemberOf/microsoft.graph.group`
const manager = `GET /users/${jane}/manager`
const invoke = `POST /${tenantId}/InvokeCommand`
const none: Said = { body: { value: [] } }
const list = (...value: object[]): Said => ({ body: { value } })

const ordinary: Script = {
  [`GET /users/${jane}`]: { body: { id: jane, displayName: 'Jane Doe', userType: 'Member' } },
  [assignments]: none,
  [eligibilities]: none,
  [memberRoles]: none,
  [groups]: none,
  'GET /users': list({ id: jane, displayName: 'Jane Doe' }),
  [`GET /users/${jane}/registeredDevices`]: none,
  [invoke]: { status: 500, body: { error: { details: [{ message: 'a|X.ManagementObjectNotFoundException|b' }] } } },
}
const factsWith = (script: Script): Promise<Facts> =>
  against({ ...ordinary, ...script }, (tenant) => tenant.facts(jane))

const holding = (principalId: string, roleDefinitionId: string, more = {}) => ({
  principalId,
  roleDefinitionId,
  directoryScopeId: '/',
  ...more,
})

describe('a fact that cannot be read', () => {
  const rows: [keyof Facts, string][] = [
    ['manager', manager],
    ['roles', assignments],
    ['roles', memberRoles],
    ['roleAssignableGroup', groups],
    ['mailbox', invoke],
    ['namesakes', 'GET /users'],
  ]
  for (const [fact, route] of rows)
    it(`(${fact}, by ${route.replace(jane, '{id}')}) is unknown, with its reason, and the others are known`, async () => {
      const facts = await factsWith({ [route]: graphError(403, 'Authorization_RequestDenied') })
      const unknown = Object.entries(facts)
        .filter(([, value]) => JSON.stringify(value).includes('"known":false'))
        .map(([name]) => name)
      const together = { [assignments]: ['lastGlobalAdministrator'], [invoke]: ['moreEmail'] }[route] ?? []
      assert.deepEqual(unknown, [fact, ...together])
      assert.match(JSON.stringify(facts[fact]), /refused 403/)
    })

  it('is unknown when the answer makes no sense', async () => {
    const facts = await factsWith({ [groups]: { body: '<html></html>' }, [manager]: { body: {} } })
    assert.deepEqual([facts.roleAssignableGroup.known, facts.manager.known], [false, false])
  })

  it('makes no facts at all when it is the person', async () => {
    await assert.rejects(factsWith({ [`GET /users/${jane}`]: graphError(404, 'Request_ResourceNotFound') }), {
      kind: 'missing',
    })
    await assert.rejects(factsWith({ [`GET /users/${jane}`]: graphError(403, 'Authorization_RequestDenied') }), {
      kind: 'refused',
    })
  })
})

describe('the roles of a leaver', () => {
  it('count at any scope, once each, active before eligible, ids in lower case', async () => {
    const definition = { templateId: roleReader.toUpperCase(), displayName: 'Message Center Reader' }
    const { roles } = await factsWith({
      [assignments]: list(
        holding(jane.toUpperCase(), roleReader, {
          directoryScopeId: '/administrativeUnits/1',
          roleDefinition: definition,
        }),
      ),
      [eligibilities]: list(holding(jane, roleReader, { roleDefinition: definition })),
    })
    assert.deepEqual(roles, {
      known: true,
      value: [{ id: roleReader, name: 'Message Center Reader', eligible: false }],
    })
  })

  it('are none that the answer gives to somebody else', async () => {
    const { roles } = await factsWith({ [assignments]: list(holding(other, globalAdministrator)) })
    assert.deepEqual(roles, { known: true, value: [] })
  })

  it('are unknown when one of them may not be seen', async () => {
    const { roles } = await factsWith({ [memberRoles]: list({ id: 'x', displayName: null, roleTemplateId: null }) })
    assert.equal(roles.known, false)
  })

  it('are known without eligibility where the licence for it is missing', async () => {
    for (const [status, code] of [
      [400, 'AadPremiumLicenseRequired'],
      [403, 'Forbidden'],
      [404, 'NotFound'],
    ] as const)
      assert.equal((await factsWith({ [eligibilities]: graphError(status, code) })).roles.known, true)
  })

  it('are unknown when eligibility could be read but was not', async () => {
    for (const status of [429, 500, 503])
      assert.equal(
        (await factsWith({ [eligibilities]: { status, headers: { 'retry-after': '60' } } })).roles.known,
        false,
      )
  })

  it('are not saved by a group that does not say what it is', async () => {
    const { roleAssignableGroup } = await factsWith({ [groups]: list({ id: group, isAssignableToRole: null }) })
    assert.deepEqual(roleAssignableGroup, { known: true, value: true })
  })
})

describe('the roles of an approver', () => {
  const rolesWith = (script: Script) =>
    against({ ...ordinary, ...script }, async (tenant) => (await tenant.approver(jane)).roles)

  it('do not count at a smaller scope, when eligible, when hidden, or when they are somebody else’s', async () => {
    const roles = await rolesWith({
      [assignments]: list(
        holding(jane, globalAdministrator, { directoryScopeId: '/administrativeUnits/1' }),
        holding(jane, globalAdministrator, { directoryScopeId: null }),
        holding(other, globalAdministrator),
        holding(jane, roleReader),
      ),
      [eligibilities]: list(holding(jane, globalAdministrator)),
      [memberRoles]: list({ id: 'x', roleTemplateId: null }),
    })
    assert.deepEqual(roles.known && roles.value.map(({ id }) => id), [roleReader])
  })

  it('are unknown, not fewer, when half of them cannot be read', async () => {
    for (const route of [assignments, memberRoles])
      assert.equal((await rolesWith({ [route]: graphError(403, 'Authorization_RequestDenied') })).known, false)
  })

  it('belong to nobody who is blocked or a guest by their name', () =>
    against(
      { ...ordinary, [`GET /users/${jane}`]: { body: { id: jane, userPrincipalName: 'j_x.com#EXT#@contoso.com' } } },
      async (tenant) => {
        const { guest, enabled } = await tenant.approver(jane)
        assert.deepEqual([guest, enabled], [true, false])
      },
    ))
})

describe('the last Global Administrator', () => {
  const mine = holding(jane, globalAdministrator)
  const theirs = (principal: object | null, more = {}) => holding(other, globalAdministrator, { principal, ...more })
  const user = (accountEnabled?: boolean) => ({ '@odata.type': '#microsoft.graph.user', id: other, accountEnabled })
  const lastWith = async (script: Script) => (await factsWith(script)).lastGlobalAdministrator
  const yes = { known: true, value: true }
  const no = { known: true, value: false }

  it('is the one without another', async () => assert.deepEqual(await lastWith({ [assignments]: list(mine) }), yes))

  it('is not the one with another who is enabled, whether the list says so or the account', async () => {
    assert.deepEqual(await lastWith({ [assignments]: list(mine, theirs(user(true))) }), no)
    const read = { [`GET /users/${other}`]: { body: { id: other, accountEnabled: true } } }
    assert.deepEqual(await lastWith({ [assignments]: list(mine, theirs(user())), ...read }), no)
    assert.deepEqual(await lastWith({ [assignments]: list(mine, theirs(null)), ...read }), no)
  })

  it('is the one whose only company is blocked, deleted, an app, or of a smaller scope', async () => {
    const app = { '@odata.type': '#microsoft.graph.servicePrincipal', id: other, accountEnabled: true }
    for (const company of [
      theirs(user(false)),
      theirs(user()),
      theirs(app),
      theirs(user(true), { directoryScopeId: '/administrativeUnits/1' }),
      holding(other, roleReader, { principal: user(true) }),
    ])
      assert.deepEqual(await lastWith({ [assignments]: list(mine, company) }), yes)
  })

  it('is looked for in groups as well', async () => {
    const through = holding(group, globalAdministrator, {
      principal: { '@odata.type': '#microsoft.graph.group', id: group },
    })
    const members = `GET /groups/${group}/transitiveMembers`
    const script = { [assignments]: list(mine, through) }
    assert.deepEqual(await lastWith({ ...script, [members]: list(user(true)) }), no)
    assert.deepEqual(await lastWith({ ...script, [members]: list({ ...user(true), id: jane }) }), yes)
    assert.equal((await lastWith({ ...script, [members]: { status: 403 } })).known, false)
  })

  it('is unknown when there are more accounts to look at than is reasonable', async () => {
    const many = Array.from({ length: 30 }, (_, n) =>
      holding(`${other.slice(0, -2)}${n + 10}`, globalAdministrator, {
        principal: { '@odata.type': '#microsoft.graph.user' },
      }),
    )
    assert.equal((await lastWith({ [assignments]: list(mine, ...many) })).known, false)
  })

  it('is nobody whose roles are unknown and who is not among those who hold it', async () => {
    const hidden = { [memberRoles]: { status: 403 } }
    assert.deepEqual(await lastWith({ ...hidden, [assignments]: list(theirs(user(false))) }), no)
    assert.deepEqual(await lastWith({ ...hidden, [assignments]: list(mine, theirs(user(false))) }), yes)
  })

  it('is nobody who does not hold the role, and nobody has to be asked', () =>
    against(ordinary, async (tenant, { asked }) => {
      assert.deepEqual((await tenant.facts(jane)).lastGlobalAdministrator, no)
      assert.equal(asked.filter(({ query }) => query.get('$filter')?.includes('roleDefinitionId')).length, 0)
    }))
})
