import { z } from 'zod'
import { type Group, guidFor, type RoleName, roleId, type User, userProperties } from './company.ts'
import { badRequest, type Call, holds, isEventual, notFound, type Route, unsupported } from './graph-call.ts'
import { collectionAnswer, type Kind, project } from './graph-collection.ts'
import type { Entity } from './graph-filter.ts'
import { userEntity, userOf } from './graph-users.ts'
import { assignmentsOf, groupsOf, membersOf } from './membership.ts'
import type { Answer } from './world.ts'

const readUsers = ['User.Read.All', 'Directory.Read.All', 'Directory.ReadWrite.All']
const readGroups = ['GroupMember.Read.All', 'Group.Read.All', 'Directory.Read.All', 'Directory.ReadWrite.All']
const readRoles = ['RoleManagement.Read.Directory', 'Directory.Read.All', 'Directory.ReadWrite.All']
const check = ['User.Read.All', 'User.ReadWrite.All', ...readGroups, 'Application.Read.All']

const roleProperties: readonly string[] = ['id', 'deletedDateTime', 'description', 'displayName', 'roleTemplateId']
const groupProperties: readonly string[] = [
  'id',
  'createdDateTime',
  'description',
  'displayName',
  'groupTypes',
  'isAssignableToRole',
  'mail',
  'mailEnabled',
  'onPremisesSyncEnabled',
  'securityEnabled',
  'visibility',
]

const roleKind: Kind = {
  context: 'directoryRoles',
  properties: roleProperties,
  defaults: null,
  filterable: ['displayName', 'roleTemplateId', 'id'],
  searchable: [],
  directory: true,
}
const groupKind: Kind = {
  context: 'groups',
  properties: groupProperties,
  defaults: null,
  filterable: groupProperties,
  searchable: ['displayName', 'description', 'mail'],
  directory: true,
}
/** Users, groups and roles in one list: each is told by its `@odata.type`. */
const objectKind: Kind = {
  context: 'directoryObjects',
  properties: [...new Set([...userProperties, ...groupProperties, ...roleProperties])],
  defaults: null,
  filterable: ['id', 'displayName', 'accountEnabled', 'userType', 'isAssignableToRole'],
  searchable: ['displayName'],
  directory: true,
}

const listOptions = ['$search', '$filter', '$count', '$select', '$top']
const ofUser = '/users/{id}/transitiveMemberOf'

export const memberRoutes: readonly Route[] = [
  {
    method: 'GET',
    template: ofUser,
    options: listOptions,
    permissions: [...readUsers, 'GroupMember.Read.All', 'Group.Read.All'],
    answer: (call) => collectionAnswer(call, objectKind, [...rolesOf(call), ...groupsIn(call)]),
  },
  {
    method: 'GET',
    template: `${ofUser}/microsoft.graph.directoryRole`,
    options: ['$filter', '$count', '$select', '$top'],
    permissions: [...readUsers, 'GroupMember.Read.All', 'Group.Read.All'],
    answer: (call) => castAnswer(call, roleKind, rolesOf(call)),
  },
  {
    method: 'GET',
    template: `${ofUser}/microsoft.graph.group`,
    options: ['$filter', '$count', '$select', '$top'],
    permissions: [...readUsers, 'GroupMember.Read.All', 'Group.Read.All'],
    answer: (call) => castAnswer(call, groupKind, groupsIn(call)),
  },
  {
    method: 'GET',
    template: '/groups/{id}/transitiveMembers',
    options: listOptions,
    permissions: readGroups.filter((name) => name !== 'Directory.ReadWrite.All'),
    answer(call) {
      const id = call.parameters.id ?? ''
      const group = call.world.directory.group(id)
      if (group === undefined) throw notFound(id)
      const members = membersOf(call.world.company, group).map((member) => principalEntity(call, member))
      return collectionAnswer(call, objectKind, members)
    },
  },
  { method: 'POST', template: '/users/{id}/checkMemberGroups', options: [], permissions: check, answer: memberGroups },
  {
    method: 'POST',
    template: '/users/{id}/checkMemberObjects',
    options: [],
    permissions: check,
    answer: memberObjects,
  },
  {
    method: 'POST',
    template: '/users/{id}/getMemberObjects',
    options: [],
    permissions: check,
    answer(call) {
      const body = z.object({ securityEnabledOnly: z.boolean().nullish() }).safeParse(call.body)
      if (!body.success) throw badRequest('Invalid value specified for property securityEnabledOnly.')
      return idsAnswer(call, objectIds(call, body.data.securityEnabledOnly === true))
    },
  },
]

/** A directory role as an activated object of the tenant, whose id is not its template's. */
export function roleEntity(call: Call, name: RoleName): Entity {
  const id = guidFor(`${call.world.tenantId} directory role ${name}`)
  return { id, deletedDateTime: null, description: name, displayName: name, roleTemplateId: roleId(name) }
}

/** A user or a group as a member or a principal, with its type. Of what the app may not read, only the id comes. */
export function principalEntity(call: Call, principal: User | Group): Entity {
  if ('members' in principal) return typed('group', groupEntity(principal), holds(call, ...readGroups))
  return typed('user', userEntity(call, principal), holds(call, ...readUsers))
}

const groupEntity = (group: Group): Entity => project(group, groupProperties)

function typed(type: string, entity: Entity, readable: boolean): Entity {
  const known = { '@odata.type': `#microsoft.graph.${type}`, ...entity }
  if (readable) return known
  return Object.fromEntries(
    Object.entries(known).map(([name, value]) => [name, name === 'id' || name.startsWith('@') ? value : null]),
  )
}

/** Tenant-wide roles only: those of an administrative unit are not memberships. */
function rolesOf(call: Call): Entity[] {
  const assignments = assignmentsOf(call.world.company, userOf(call).id).filter((one) => one.directoryScopeId === '/')
  const names = [...new Set(assignments.map((one) => one.role))]
  return names.map((name) => typed('directoryRole', roleEntity(call, name), holds(call, ...readRoles)))
}

const groupsIn = (call: Call): Entity[] =>
  groupsOf(call.world.company, userOf(call).id).map((group) =>
    typed('group', groupEntity(group), holds(call, ...readGroups)),
  )

/** A cast is an advanced query, https://learn.microsoft.com/graph/api/user-list-transitivememberof */
function castAnswer(call: Call, kind: Kind, entities: readonly Entity[]): Answer {
  if (!isEventual(call) || call.request.query.get('$count') !== 'true') throw unsupported('Unsupported Query.')
  return collectionAnswer(call, kind, entities)
}

function memberGroups(call: Call): Answer {
  const body = z.object({ groupIds: z.array(z.string()).max(20) }).safeParse(call.body)
  if (!body.success) throw badRequest('Invalid value specified for property groupIds.')
  const held = new Set(groupsOf(call.world.company, userOf(call).id).map((group) => group.id))
  return idsAnswer(
    call,
    body.data.groupIds.filter((id) => held.has(id)),
  )
}

function memberObjects(call: Call): Answer {
  const body = z.object({ ids: z.array(z.string()).max(20) }).safeParse(call.body)
  if (!body.success) throw badRequest('Invalid value specified for property ids.')
  const held = new Set(objectIds(call, false))
  return idsAnswer(
    call,
    body.data.ids.filter((id) => held.has(id)),
  )
}

function objectIds(call: Call, securityEnabledOnly: boolean): string[] {
  const groups = groupsOf(call.world.company, userOf(call).id).filter(
    (group) => !securityEnabledOnly || group.securityEnabled,
  )
  return [...groups.map((group) => group.id), ...rolesOf(call).map((role) => String(role.id))]
}

const idsAnswer = (call: Call, value: readonly string[]): Answer => ({
  status: 200,
  body: { '@odata.context': `${call.world.origin()}/v1.0/$metadata#Collection(Edm.String)`, value },
})
