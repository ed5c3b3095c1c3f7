import type { Facts } from '../offboarding/facts.ts'
import { known } from '../offboarding/facts.ts'
import { rolesFor } from '../offboarding/policy.ts'
import matrix from '../offboarding/role-matrix.json' with { type: 'json' }
import { settingsTable } from './page-settings.ts'
import { directoryRoles, type Permission, permissions, resources } from './permissions.ts'
import { tableOf } from './table.ts'

/** The whole of docs/permissions.md. */
export function permissionsPage(): string {
  return `${[opening, grants(), roles(), exchange, whoMayConfirm(), settings, sources].join('\n\n')}\n`
}

const opening = `# Permissions

<!-- Written by \`npm run permissions\` from the actions' own declarations and the role matrix. Edit those, not this page. -->

What the bot's own identity needs, what each permission is for, and who may confirm what. The bot acts as itself, with
application permissions; a person's right to confirm is looked up in the directory at each tap.

\`npm run grant -- --app <CLIENT_ID>\` prints the commands that grant all of this and runs none of them.
\`npm run validate\` then shows what works and what is still missing.`

function grants(): string {
  const row = ({ name, resource, appRoleId, uses }: Permission) => [
    `\`${name}\``,
    resources[resource].name,
    `${uses.join('; ')}.`,
    `\`${appRoleId}\``,
  ]
  const header = ['permission', 'service', 'what for', 'id']
  return `## Application permissions

${tableOf(header, permissions.filter(({ optional }) => !optional).map(row))}

Optional:

${tableOf(header, permissions.filter(({ optional }) => optional).map(row))}

None of these permissions reads mail, files, chats or calendars, creates or deletes anybody, or changes groups, roles or
applications. The directory roles below allow more than the bot does: guard the bot's identity as you would an
administrator's.`
}

function roles(): string {
  const [usual, forAdmins] = [directoryRoles(false), directoryRoles(true)]
  const row = ({ name, id, use }: (typeof usual)[number], when: string) => [name, `${use}.`, when, `\`${id}\``]
  const instead = forAdmins.filter((role) => !usual.some(({ id }) => id === role.id))
  return `## Directory roles

An application permission alone does not let an app reset passwords, or act on people who hold directory roles. The bot's
identity needs two directory roles besides:

${tableOf(
  ['role', 'what for', 'when', 'id'],
  [
    ...usual.map((role) => row(role, 'always')),
    ...instead.map((role) => row(role, 'in place of User Administrator, if the bot is to act on every administrator')),
  ],
)}

With User Administrator, the bot ends with "refused" for most administrators, and says so on the card. Privileged
Authentication Administrator is close to Global Administrator: choose it on purpose (\`npm run grant -- --for-admins\`).`
}

const exchange = `## Exchange Online

Microsoft Graph has no call for the email apps. The bot makes the same call as Microsoft's PowerShell module, of two
cmdlets: \`Get-CASMailbox\` and \`Set-CASMailbox\`. It takes \`Exchange.ManageAsApp\` and a role.

Exchange Administrator is enough, as documented. It can do far more than the bot needs, in every mailbox. Exchange also takes a role group of
its own in place of the directory role, which can hold these two cmdlets only; which of its built-in roles has
\`Set-CASMailbox\` is not documented, so find it first with \`Get-ManagementRoleEntry "*\\Set-CASMailbox"\`. Exchange Recipient
Administrator may be enough; Microsoft does not say. \`npm run validate\` asks Exchange which cmdlets are granted.`

/** An ordinary person, as the rule sees one: the starting point of every row. */
const ordinary: Facts = {
  ...{ id: '', displayName: '', userPrincipalName: '', givenName: null, surname: null, mail: null, jobTitle: null },
  ...{ department: null, accountEnabled: true, guest: false, synced: false, federated: false, restricted: false },
  ...{ cloudPasswordForSynced: false, createdAt: null, passwordChangedAt: null, sessionsValidFrom: null },
  manager: known(null),
  roles: known([]),
  roleAssignableGroup: known(false),
  mailbox: known(null),
  namesakes: known(0),
  inProtectedGroup: known(false),
  ownsBot: false,
  lastGlobalAdministrator: known(false),
}

const templateIds: Readonly<Record<string, string>> = matrix.roleTemplateIds

/** Every kind of leaver that the rule tells apart. */
const leavers: readonly (readonly [string, Facts])[] = [
  ['no directory role', ordinary],
  ...Object.keys(matrix.canPerformSensitiveActions.byTargetRole).map((name) => {
    const role = { id: templateIds[name] ?? '', name, eligible: false }
    return [name, { ...ordinary, roles: known([role]) }] as const
  }),
  [
    'any other role, or a role that cannot be read',
    { ...ordinary, roles: known([{ id: '-', name: '', eligible: false }]) },
  ],
  ['membership of a group that roles can be assigned to', { ...ordinary, roleAssignableGroup: known(true) }],
  ['an account in a restricted management administrative unit', { ...ordinary, restricted: true }],
]

/** Asked of the rule that the bot enforces, so the page cannot promise what a tap would refuse. */
function whoMayConfirm(): string {
  const rows = new Map<string, string[]>()
  for (const [name, facts] of leavers) {
    const key = [rolesFor('reset-password', facts), rolesFor('block-sign-in', facts)]
      .map((allowed) => allowed.join(', '))
      .join('|')
    rows.set(key, [...(rows.get(key) ?? []), name])
  }
  const table = tableOf(
    ['the leaver holds', 'reset the password, sign out', 'block sign-in'],
    [...rows].map(([key, names]) => [names.join('; '), ...key.split('|')]),
  )
  return `## Who may confirm what

Any one of the roles is enough. It counts when it is active and tenant-wide at the moment of the tap: a role that is only
eligible has to be activated first. Of several roles the leaver holds, eligible ones included, the strictest row counts.
What cannot be read counts as the strictest row there is.

${table}

Turning off the email apps takes one of: ${rolesFor('block-email', ordinary).join(', ')}; whatever the leaver holds.

Undoing takes the same roles: those that block sign-in allow it again, and those that turn off the email apps restore them.

Nobody confirms their own offboarding. No guest confirms, and nobody whose account is blocked.`
}

const settings = `## Settings that change it

${settingsTable}`

const sources = `## Sources

* [Who can perform sensitive actions, who can reset passwords](https://learn.microsoft.com/entra/identity/role-based-access-control/privileged-roles-permissions)
* [Update user: permissions and roles for the password and the account state](https://learn.microsoft.com/graph/api/user-update)
* [revokeSignInSessions](https://learn.microsoft.com/graph/api/user-revokesigninsessions)
* [Microsoft Graph permissions reference](https://learn.microsoft.com/graph/permissions-reference)
* [App-only access to Exchange Online](https://learn.microsoft.com/powershell/exchange/app-only-auth-powershell-v2)
* [Set-CASMailbox](https://learn.microsoft.com/powershell/module/exchangepowershell/set-casmailbox)
* [A managed identity keeps its token for up to 24 hours](https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/managed-identity-best-practice-recommendations)`
