import { actions } from '../actions/index.ts'
import type { ActionId } from '../offboarding/plan.ts'
import matrix from '../offboarding/role-matrix.json' with { type: 'json' }

/** The two services that the bot's permissions belong to, by the application ids they have in every tenant. */
export const resources = {
  graph: { name: 'Microsoft Graph', appId: '00000003-0000-0000-c000-000000000000' },
  exchange: { name: 'Office 365 Exchange Online', appId: '00000002-0000-0ff1-ce00-000000000000' },
} as const
export type ResourceName = keyof typeof resources

/** An application permission: what it is called, which service has it, and by which id it is granted. */
export type Permission = {
  readonly name: string
  readonly resource: ResourceName
  readonly appRoleId: string
  /** Without it something smaller is missing; what, `uses` says. */
  readonly optional: boolean
  /** What it is for, a few words each. */
  readonly uses: readonly string[]
}

/**
 * Ids of the application roles, in the order in which they are granted. Graph: https://learn.microsoft.com/graph/permissions-reference. Exchange:
 * https://learn.microsoft.com/powershell/exchange/app-only-auth-powershell-v2
 */
const appRoles: Readonly<Record<string, { resource: ResourceName; id: string }>> = {
  'User.Read.All': { resource: 'graph', id: 'df021288-bdef-4463-88db-98f22de89214' },
  'RoleManagement.Read.Directory': { resource: 'graph', id: '483bed4a-2ad3-4361-a73b-c83ccdbdc53c' },
  'GroupMember.Read.All': { resource: 'graph', id: '98830695-27a2-44f7-8c18-0c3ebc9698f6' },
  'User-PasswordProfile.ReadWrite.All': { resource: 'graph', id: 'cc117bb9-00cf-4eb8-b580-ea2a878fe8f7' },
  'User.RevokeSessions.All': { resource: 'graph', id: '77f3a031-c388-4f99-b373-dc68676a979e' },
  'User.EnableDisableAccount.All': { resource: 'graph', id: '3011c876-62b7-4ada-afa2-506cbbecc68c' },
  'Exchange.ManageAsApp': { resource: 'exchange', id: 'dc50a0fb-09a3-484d-be87-e023b12c6440' },
  'RoleEligibilitySchedule.Read.Directory': { resource: 'graph', id: 'ff278e11-4a33-4d0c-83d2-d01dc58929a5' },
  'AuditLog.Read.All': { resource: 'graph', id: 'b0afded3-3588-46d8-8b3d-9842eff778da' },
  'Device.Read.All': { resource: 'graph', id: '7438b122-aefc-4978-80ed-43db9fcc7715' },
  'Application.Read.All': { resource: 'graph', id: '9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30' },
}

const actionNames: { readonly [action in ActionId]: string } = {
  'reset-password': 'reset the password',
  'sign-out': 'sign out everywhere',
  'block-sign-in': 'block sign-in, and allow it again where that is undone',
  'block-email': 'turn off the email apps, and on again where that is undone',
}

type Use = { readonly permission: string; readonly use: string; readonly optional: boolean }

/** What reading the facts needs, `src/tenant/gather.ts`, `roles.ts`, `protection.ts` and `last-administrator.ts`. */
const readings: readonly Use[] = [
  { permission: 'User.Read.All', use: 'find the leaver and read the account', optional: false },
  {
    permission: 'RoleManagement.Read.Directory',
    use: 'read the directory roles of the leaver and of whoever taps, and whether the leaver is the last Global Administrator',
    optional: false,
  },
  {
    permission: 'GroupMember.Read.All',
    use: 'read whether the leaver is in a group that roles can be assigned to, or in the protected group',
    optional: false,
  },
  {
    permission: 'RoleEligibilitySchedule.Read.Directory',
    use: 'read the roles that the leaver may activate; RoleManagement.Read.Directory reads them too, so grant it only where validate says that they cannot be read',
    optional: true,
  },
  {
    permission: 'AuditLog.Read.All',
    use: 'show attempts to sign in after an offboarding, which takes Microsoft Entra ID P1 as well, and who changed something since; without it the checks say what they cannot see',
    optional: true,
  },
  {
    permission: 'Device.Read.All',
    use: "show the leaver's registered devices on the review card; without it the card says that they are not shown",
    optional: true,
  },
  {
    permission: 'Application.Read.All',
    use: 'read who owns the bot, so that no owner is offboarded with it; without it nobody is known to be an owner',
    optional: true,
  },
]

/** What reading the facts needs, and what the actions declare: each permission once, the required ones first. */
export const permissions: readonly Permission[] = collected([
  ...readings,
  ...actions.flatMap(({ id, permissions }) =>
    permissions.map((permission) => ({ permission, use: useOf(permission, id), optional: false })),
  ),
])

/** To prove an action is to read the account again; everything else that an action declares is for doing it. */
function useOf(permission: string, action: ActionId): string {
  return permission === 'User.Read.All' ? 'read back the proof' : actionNames[action]
}

function collected(uses: readonly Use[]): Permission[] {
  const nameless = uses.find(({ permission }) => !appRoles[permission])
  if (nameless) throw new Error(`The permission ${nameless.permission} has no id in src/grant/permissions.ts`)
  return Object.entries(appRoles).flatMap(([name, role]) => {
    const own = uses.filter((one) => one.permission === name)
    if (own.length === 0) return []
    return {
      name,
      resource: role.resource,
      appRoleId: role.id,
      optional: own.every((one) => one.optional),
      uses: [...new Set(own.map((one) => one.use))],
    }
  })
}

/** A directory role for the bot's own identity, by name and template id, which is also its definition id. */
export type DirectoryRole = { readonly name: string; readonly id: string; readonly use: string }

const templateIds: Readonly<Record<string, string>> = matrix.roleTemplateIds

/**
 * The two directory roles. The first of what the actions declare is enough for leavers without roles; the second acts
 * on administrators as well.
 */
export function directoryRoles(forAdmins: boolean): readonly DirectoryRole[] {
  const names = [...new Set(actions.flatMap((action) => rolesIn(action.directoryRoles, forAdmins)))]
  return names.map((name) => {
    const id = templateIds[name]
    if (!id) throw new Error(`The directory role ${name} is not in src/offboarding/role-matrix.json`)
    const own = actions.filter((action) => rolesIn(action.directoryRoles, forAdmins).includes(name))
    return { name, id, use: own.map((action) => actionNames[action.id]).join(', ') }
  })
}

const rolesIn = (names: readonly string[], forAdmins: boolean) =>
  names.length > 1 && forAdmins ? names.slice(1, 2) : names.slice(0, 1)
