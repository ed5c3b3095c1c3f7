import assert from 'node:assert/strict'
import { roleId } from '../../../src/demo/tenant/company.ts'
import { eventual, idOf, namesIn, query, tenantForEach } from './asking.ts'

describe('the simulated tenant tells roles and groups like Graph', () => {
  const at = tenantForEach()
  const memberships = (
    name: string,
    cast: string,
    options: Record<string, string>,
    headers: Record<string, string> = eventual,
  ) => at.graph('GET', `/users/${idOf(name)}/transitiveMemberOf/microsoft.graph.${cast}${query(options)}`, { headers })

  it('lists direct assignments only, so a role held through a group shows the group', async () => {
    const ofOmar = await at.graph(
      'GET',
      `/roleManagement/directory/roleAssignments${query({ $filter: `principalId eq '${idOf('Omar Haddad')}'` })}`,
    )
    assert.deepEqual(ofOmar.body.value, [])
    const reply = await memberships('Omar Haddad', 'directoryRole', {
      $count: 'true',
      $select: 'displayName,roleTemplateId',
    })
    assert.deepEqual(reply.body.value, [
      {
        '@odata.type': '#microsoft.graph.directoryRole',
        displayName: 'Message Center Reader',
        roleTemplateId: roleId('Message Center Reader'),
      },
    ])
  })

  it('expands the role and the principal of an assignment', async () => {
    const filter = `roleDefinitionId eq '${roleId('Global Administrator')}'`
    const { body } = await at.graph(
      'GET',
      `/roleManagement/directory/roleAssignments${query({ $filter: filter, $expand: 'principal' })}`,
    )
    const principals = (body.value ?? []).map(
      (row) => row.principal as { displayName: string; accountEnabled: boolean },
    )
    assert.deepEqual(
      principals.map((one) => [one.displayName, one.accountEnabled]),
      [
        ['Ava Chen', true],
        ['Emergency Access 1', true],
      ],
    )
    const roles = await at.graph(
      'GET',
      `/roleManagement/directory/roleAssignments${query({ $filter: `principalId eq '${idOf('Rob Hale')}'`, $expand: 'roleDefinition', $select: 'roleDefinitionId' })}`,
    )
    assert.deepEqual(
      (roles.body.value ?? []).map((row) => (row.roleDefinition as { displayName: string }).displayName),
      ['User Administrator', 'Exchange Administrator'],
    )
  })

  it('refuses a cast without the header or without a count', async () => {
    assert.equal((await memberships('Rob Hale', 'directoryRole', { $count: 'true' }, {})).status, 400)
    assert.equal((await memberships('Rob Hale', 'group', {})).status, 400)
  })

  it('tells groups that roles can be given to from others', async () => {
    const options = { $filter: 'isAssignableToRole eq true', $count: 'true', $select: 'displayName' }
    assert.deepEqual(namesIn(await memberships('Nadia Rahman', 'group', options)), ['Payroll Approvers'])
    assert.deepEqual(namesIn(await memberships('Jane Doe', 'group', options)), [])
    assert.deepEqual(namesIn(await memberships('Jane Doe', 'group', { $count: 'true' })), ['Sales'])
  })

  it('gives only ids of what the app may not read', async () => {
    await at.instead({ permissions: ['User.Read.All'] })
    const { body } = await memberships('Rob Hale', 'directoryRole', { $count: 'true', $select: 'id,displayName' })
    assert.equal(body.value?.length, 2)
    assert.deepEqual(
      (body.value ?? []).map((row) => [typeof row.id, row.displayName]),
      [
        ['string', null],
        ['string', null],
      ],
    )
  })

  it('tells eligible roles apart, in tenants that pay for them', async () => {
    const path = `/roleManagement/directory/roleEligibilityScheduleInstances${query({ $filter: `principalId eq '${idOf('Irene Walsh')}'`, $expand: 'roleDefinition' })}`
    assert.equal((await at.graph('GET', path)).body.value?.[0]?.roleDefinitionId, roleId('User Administrator'))
    assert.deepEqual((await memberships('Irene Walsh', 'directoryRole', { $count: 'true' })).body.value, [])
    at.tenant.company.premium = false
    const { status, body } = await at.graph('GET', path)
    assert.deepEqual([status, body.error?.code], [400, 'AadPremiumLicenseRequired'])
  })

  it('knows who is in a role and in a group, and who is not', async () => {
    const members = `/directoryRoles(roleTemplateId='${roleId('Global Administrator')}')/members`
    assert.deepEqual(namesIn(await at.graph('GET', members)), ['Ava Chen', 'Emergency Access 1'])
    assert.equal(
      (await at.graph('GET', `/directoryRoles(roleTemplateId='${roleId('Billing Administrator')}')/members`)).status,
      404,
    )
    const payroll = at.tenant.company.groups.find((group) => group.displayName === 'Payroll Approvers')
    assert.deepEqual(namesIn(await at.graph('GET', `/groups/${payroll?.id}/transitiveMembers?$select=displayName`)), [
      'Nadia Rahman',
    ])
    const nadia = `/users/${idOf('Nadia Rahman')}`
    const ids = [payroll?.id, '11111111-1111-4111-8111-111111111111']
    assert.deepEqual((await at.graph('POST', `${nadia}/checkMemberGroups`, { body: { groupIds: ids } })).body.value, [
      payroll?.id,
    ])
    assert.deepEqual((await at.graph('POST', `${nadia}/checkMemberObjects`, { body: { ids } })).body.value, [
      payroll?.id,
    ])
    assert.deepEqual(
      (await at.graph('POST', `${nadia}/getMemberObjects`, { body: { securityEnabledOnly: false } })).body.value,
      [payroll?.id],
    )
    assert.equal((await at.graph('GET', '/directoryRoles')).body.value?.length, 6)
    assert.equal((await at.graph('GET', `${nadia}/transitiveMemberOf`)).body.value?.length, 1)
  })
})
