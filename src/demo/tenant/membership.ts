import roleMatrix from '../../offboarding/role-matrix.json' with { type: 'json' }
import { type Company, type Group, type RoleAssignment, type RoleName, roleId, type User } from './company.ts'

/** Every group that holds this user or group, directly or through another group. */
export function groupsOf(company: Company, memberId: string): Group[] {
  const found = new Set<Group>()
  const visit = (id: string) => {
    for (const group of company.groups) {
      if (found.has(group) || !group.members.includes(id)) continue
      found.add(group)
      visit(group.id)
    }
  }
  visit(memberId)
  return [...found]
}

/** Everyone and every group in this group, directly or through another group. */
export function membersOf(company: Company, group: Group): (User | Group)[] {
  const found = new Map<string, User | Group>()
  const visit = (of: Group) => {
    for (const id of of.members) {
      const inner = company.groups.find((one) => one.id === id)
      const member = inner ?? company.users.find((one) => one.id === id)
      if (member === undefined || found.has(id)) continue
      found.set(id, member)
      if (inner !== undefined) visit(inner)
    }
  }
  visit(group)
  return [...found.values()]
}

/** Active role assignments, held directly or through a group, of any scope. */
export function assignmentsOf(company: Company, userId: string): RoleAssignment[] {
  const holders = new Set([userId, ...groupsOf(company, userId).map((group) => group.id)])
  return company.roleAssignments.filter((assignment) => holders.has(assignment.principalId))
}

/** Somebody with a role, or in a group that roles can be given to, or in a restricted administrative unit. */
const isProtected = (company: Company, user: User): boolean =>
  assignmentsOf(company, user.id).length > 0 ||
  inRoleAssignableGroup(company, user) ||
  user.isManagementRestricted === true

const inRoleAssignableGroup = (company: Company, user: User): boolean =>
  groupsOf(company, user.id).some((group) => group.isAssignableToRole === true)

/**
 * May an app with these directory roles (template ids) do this to that person? The permission alone is enough for
 * people who are not protected, except for a password, which asks for User Administrator or more in any case.
 * https://learn.microsoft.com/graph/api/user-update, https://learn.microsoft.com/entra/identity/role-based-access-control/privileged-roles-permissions
 */
export function mayWrite(
  company: Company,
  user: User,
  wids: readonly string[],
  what: 'password' | 'sessions' | 'block',
): boolean {
  if (what === 'password' && !passwordRoles.some((name) => wids.includes(roleId(name)))) return false
  if (!isProtected(company, user)) return true
  const table =
    what === 'block' ? roleMatrix.canPerformSensitiveActions : roleMatrix.canResetPasswordAndInvalidateRefreshTokens
  const byRole: Readonly<Record<string, readonly string[] | undefined>> = table.byTargetRole
  const rows: (readonly string[])[] = assignmentsOf(company, user.id).map(
    ({ role }) => byRole[role] ?? table._otherRole,
  )
  if (inRoleAssignableGroup(company, user)) rows.push(table._memberOrOwnerOfRoleAssignableGroup)
  if (user.isManagementRestricted === true) rows.push(table._roleScopedToRestrictedManagementAU)
  return [...rolesIn(rows)].some((name) => wids.includes(roleId(name)))
}

const passwordRoles: readonly RoleName[] = [
  'User Administrator',
  'Privileged Authentication Administrator',
  'Global Administrator',
]

/** The roles that every row allows. */
function rolesIn(rows: readonly (readonly string[])[]): Set<RoleName> {
  const names = Object.keys(roleMatrix.roleTemplateIds) as RoleName[]
  return new Set(names.filter((name) => rows.every((row) => row.includes(name))))
}
