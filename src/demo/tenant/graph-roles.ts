import roleMatrix from '../../offboarding/role-matrix.json' with { type: 'json' }
import { guidFor, type RoleAssignment, type RoleName, roleId } from './company.ts'
import { badRequest, type Call, notFound, Refusal, type Route } from './graph-call.ts'
import { collectionAnswer, type Kind, project, userDefaults, userKind } from './graph-collection.ts'
import type { Entity } from './graph-filter.ts'
import { principalEntity, roleEntity } from './graph-members.ts'
import type { Answer } from './world.ts'

const readRoles = ['RoleManagement.Read.Directory', 'Directory.Read.All', 'Directory.ReadWrite.All']

const assignmentProperties = [
  'id',
  'principalId',
  'roleDefinitionId',
  'directoryScopeId',
  'appScopeId',
  'condition',
  'principalOrganizationId',
]
const assignmentKind: Kind = {
  context: 'roleManagement/directory/roleAssignments',
  properties: assignmentProperties,
  defaults: null,
  filterable: ['principalId', 'roleDefinitionId', 'directoryScopeId'],
  searchable: [],
  expanded: ['principal', 'roleDefinition'],
  directory: false,
}
const eligibilityKind: Kind = {
  ...assignmentKind,
  context: 'roleManagement/directory/roleEligibilityScheduleInstances',
  properties: [...assignmentProperties, 'memberType', 'roleEligibilityScheduleId', 'startDateTime', 'endDateTime'],
}
const directoryRoleKind: Kind = {
  context: 'directoryRoles',
  properties: ['id', 'deletedDateTime', 'description', 'displayName', 'roleTemplateId'],
  defaults: null,
  filterable: ['roleTemplateId', 'displayName'],
  searchable: [],
  directory: true,
}

export const roleRoutes: readonly Route[] = [
  {
    method: 'GET',
    template: '/roleManagement/directory/roleAssignments',
    options: ['$filter', '$expand', '$select'],
    permissions: readRoles,
    answer: (call) =>
      collectionAnswer(
        call,
        assignmentKind,
        call.world.company.roleAssignments.map((one) => assignmentEntity(call, one)),
      ),
  },
  {
    method: 'GET',
    template: '/roleManagement/directory/roleEligibilityScheduleInstances',
    options: ['$filter', '$expand', '$select'],
    permissions: ['RoleEligibilitySchedule.Read.Directory', 'RoleManagement.Read.Directory'],
    answer: eligibilities,
  },
  {
    method: 'GET',
    template: '/directoryRoles',
    options: ['$filter', '$select'],
    permissions: readRoles,
    answer: (call) =>
      collectionAnswer(
        call,
        directoryRoleKind,
        activated(call).map((name) => roleEntity(call, name)),
      ),
  },
  {
    method: 'GET',
    template: "/directoryRoles(roleTemplateId='{roleTemplateId}')/members",
    options: ['$select', '$count'],
    permissions: readRoles,
    answer: roleMembers,
  },
]

/** Roles exist as objects of a tenant once somebody has been given them. */
const activated = (call: Call): RoleName[] => [...new Set(call.world.company.roleAssignments.map((one) => one.role))]

/** The definition id of a built-in role is its template id. */
function assignmentEntity(call: Call, { principalId, role, directoryScopeId }: RoleAssignment): Entity {
  const id = guidFor(`assignment ${principalId} ${role} ${directoryScopeId}`)
  const roleDefinitionId = roleId(role)
  const entity = { id, principalId, roleDefinitionId, directoryScopeId, appScopeId: null }
  return { ...entity, ...expanded(call, principalId, role) }
}

function expanded(call: Call, principalId: string, role: RoleName): Entity {
  const names =
    call.request.query
      .get('$expand')
      ?.split(',')
      .map((name) => name.trim()) ?? []
  const wrong = names.find((name) => name !== 'principal' && name !== 'roleDefinition')
  if (wrong !== undefined) throw badRequest(`Expanding '${wrong}' is not supported.`)
  const principal = call.world.directory.find(principalId) ?? call.world.directory.group(principalId)
  return {
    ...(names.includes('roleDefinition') ? { roleDefinition: definitionEntity(role) } : {}),
    ...(names.includes('principal') && principal ? { principal: shortened(principalEntity(call, principal)) } : {}),
  }
}

/** A principal comes with a user's usual properties and, as Microsoft's example shows, whether it is enabled. */
const shortened = (principal: Entity): Entity =>
  principal['@odata.type'] === '#microsoft.graph.user'
    ? project(principal, [...userDefaults, 'accountEnabled'])
    : principal

const definitionEntity = (role: RoleName): Entity => ({
  id: roleId(role),
  templateId: roleMatrix.roleTemplateIds[role],
  displayName: role,
  description: role,
  isBuiltIn: true,
  isEnabled: true,
})

function eligibilities(call: Call): Answer {
  if (!call.world.company.premium)
    throw new Refusal(
      400,
      'AadPremiumLicenseRequired',
      'The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license.',
    )
  const instances = call.world.company.roleEligibilities.map((one) => {
    const entity = assignmentEntity(call, one)
    const roleEligibilityScheduleId = guidFor(`schedule ${String(entity.id)}`)
    return {
      ...entity,
      memberType: 'Direct',
      roleEligibilityScheduleId,
      startDateTime: '2025-01-13T08:00:00Z',
      endDateTime: null,
    }
  })
  return collectionAnswer(call, eligibilityKind, instances)
}

function roleMembers(call: Call): Answer {
  const wanted = call.parameters.roleTemplateId ?? ''
  const name = activated(call).find((role) => roleId(role) === wanted.toLowerCase())
  if (name === undefined) throw notFound(wanted)
  const held = call.world.company.roleAssignments.filter((one) => one.role === name && one.directoryScopeId === '/')
  const members = held.flatMap(({ principalId }) => {
    const principal = call.world.directory.find(principalId) ?? call.world.directory.group(principalId)
    return principal === undefined ? [] : [principalEntity(call, principal)]
  })
  return collectionAnswer(call, { ...userKind, context: 'directoryObjects', defaults: null }, members)
}
