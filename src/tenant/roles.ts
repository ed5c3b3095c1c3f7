import { Failure } from '../errors.ts'
import type { Role } from '../offboarding/facts.ts'
import { type Assignment, assignmentAnswer, directoryRoleAnswer, groupAnswer } from './answers.ts'
import { eventual, type Graph } from './graph.ts'
import { quoted } from './object-id.ts'

/** The role assignments of one principal, of any scope, active ones only. Those held through a group are not in it. */
const assignmentsOf = (graph: Graph, id: string) => assignmentsIn(graph, id, 'roleAssignments')

/** Eligible through Privileged Identity Management: not held now, but a tap away. */
const eligibilitiesOf = (graph: Graph, id: string) => assignmentsIn(graph, id, 'roleEligibilityScheduleInstances')

async function assignmentsIn(graph: Graph, id: string, collection: string): Promise<Assignment[]> {
  const path = `/roleManagement/directory/${collection}`
  const query = { $filter: `principalId eq ${quoted(id)}`, $expand: 'roleDefinition' }
  const rows = await graph.list({ route: path, path, query }, assignmentAnswer)
  // Asked again here: an answer to another question would hand out other people's roles.
  return rows.filter((row) => row.principalId === id)
}

/**
 * The directory roles somebody is a member of, through groups too, tenant-wide only. An OData cast is an advanced query:
 * header and `$count` are required. https://learn.microsoft.com/graph/api/user-list-transitivememberof
 */
async function memberRolesOf(graph: Graph, id: string) {
  const route = '/users/{id}/transitiveMemberOf/microsoft.graph.directoryRole'
  const query = { $count: 'true', $select: 'id,displayName,roleTemplateId' }
  return graph.list({ route, path: route.replace('{id}', id), query, headers: eventual }, directoryRoleAnswer)
}

/** Active, tenant-wide roles: what counts for somebody who approves. What cannot be made out does not count. */
export async function activeRoles(graph: Graph, id: string): Promise<Role[]> {
  const [direct, member] = await Promise.all([assignmentsOf(graph, id), memberRolesOf(graph, id)])
  const tenantWide = direct.filter((row) => row.directoryScopeId === '/')
  return distinct(
    [...tenantWide.map((row) => roleIn(row, false)), ...member.map(memberRoleIn)].filter((role) => role !== null),
  )
}

/**
 * Active and eligible roles of any scope: what counts for somebody who leaves. A role that cannot be made out makes a
 * `Failure`, so that the roles are unknown.
 */
export async function everyRole(graph: Graph, id: string): Promise<Role[]> {
  const [direct, member, eligible] = await Promise.all([
    assignmentsOf(graph, id),
    memberRolesOf(graph, id),
    eligibilitiesOf(graph, id).catch(noneIfNotReadable),
  ])
  const roles = [
    ...direct.map((row) => roleIn(row, false)),
    ...member.map(memberRoleIn),
    ...eligible.map((row) => roleIn(row, true)),
  ]
  if (roles.includes(null)) throw new Failure('unexpected', 'a directory role came without its template id')
  return distinct(roles.filter((role) => role !== null))
}

/** Tenants without Entra ID P2 have no eligibility, and say so in one of several ways. */
function noneIfNotReadable(error: unknown): Assignment[] {
  if (error instanceof Failure && [400, 403, 404].includes(error.note.status ?? 0)) return []
  throw error
}

/**
 * Is somebody in a group that roles can be assigned to? Owners of such a group are protected as well
 * (https://learn.microsoft.com/entra/identity/role-based-access-control/privileged-roles-permissions), but ownership is
 * not read here: `ownedObjects` is not among the calls that this client is held to.
 */
export async function inRoleAssignableGroup(graph: Graph, id: string): Promise<boolean> {
  const route = '/users/{id}/transitiveMemberOf/microsoft.graph.group'
  const query = {
    $filter: 'isAssignableToRole eq true',
    $count: 'true',
    $select: 'id,displayName,isAssignableToRole',
  }
  const groups = await graph.list({ route, path: route.replace('{id}', id), query, headers: eventual }, groupAnswer)
  return groups.some((group) => group.isAssignableToRole !== false)
}

function roleIn(row: Assignment, eligible: boolean): Role | null {
  const id = row.roleDefinition?.templateId ?? row.roleDefinitionId
  return id === null ? null : { id, name: row.roleDefinition?.displayName ?? id, eligible }
}

const memberRoleIn = ({
  roleTemplateId,
  displayName,
}: {
  roleTemplateId: string | null
  displayName: string | null
}) => (roleTemplateId === null ? null : { id: roleTemplateId, name: displayName ?? roleTemplateId, eligible: false })

/** One of each role, the active one where it is both, in a fixed order. */
function distinct(roles: readonly Role[]): Role[] {
  const byId = new Map<string, Role>()
  for (const role of roles) {
    const before = byId.get(role.id)
    if (before === undefined || (before.eligible && !role.eligible)) byId.set(role.id, role)
  }
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}
