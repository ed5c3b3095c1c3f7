import { type CloudName, clouds } from '../clouds.ts'
import { type DirectoryRole, directoryRoles, type Permission, permissions, resources } from './permissions.ts'

/** Whom to grant, and how much. `app` is the bot's application (client) id. */
export type Grant = { readonly app: string; readonly forAdmins: boolean; readonly cloud: CloudName }

const names = ['graph', 'exchange'] as const

/** One way of granting: its lines are commands and comments, for a shell that takes `#` as a comment. */
export type Way = { readonly title: string; readonly lines: readonly string[] }

/** The same grants in three ways; one of them is enough. */
export const waysOf = (grant: Grant): readonly Way[] => [graphPowerShell(grant), m365Cli(grant), azRest(grant)]

/** https://learn.microsoft.com/powershell/module/microsoft.graph.applications/new-mgserviceprincipalapproleassignment */
function graphPowerShell({ app, forAdmins, cloud }: Grant): Way {
  const environment = cloud === 'usgov' ? ' -Environment USGov' : ''
  const grantOne = ({ resource, appRoleId }: Permission) =>
    `New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $bot.Id -PrincipalId $bot.Id -ResourceId $${resource}.Id -AppRoleId ${appRoleId}`
  const assign = ({ id }: DirectoryRole) =>
    `New-MgRoleManagementDirectoryRoleAssignment -PrincipalId $bot.Id -RoleDefinitionId ${id} -DirectoryScopeId '/'`
  return {
    title: 'Microsoft Graph PowerShell',
    lines: [
      `Connect-MgGraph${environment} -Scopes Application.Read.All,AppRoleAssignment.ReadWrite.All,RoleManagement.ReadWrite.Directory`,
      `$bot = Get-MgServicePrincipal -Filter "appId eq '${app}'"`,
      ...names.map((name) => `$${name} = Get-MgServicePrincipal -Filter "appId eq '${resources[name].appId}'"`),
      ...explained(grantOne, assign, forAdmins),
    ],
  }
}

/** https://pnp.github.io/cli-microsoft365/cmd/entra/approleassignment/approleassignment-add */
function m365Cli({ app, forAdmins, cloud }: Grant): Way {
  const assign = ({ id }: DirectoryRole) => `m365 entra roleassignment add --roleDefinitionId ${id} --principal "$bot"`
  return {
    title: 'CLI for Microsoft 365 (bash)',
    lines: [
      `m365 login${cloud === 'usgov' ? ' --cloud USGovHigh' : ''}`,
      `bot=$(m365 entra enterpriseapp get --appId ${app} --query id --output text)`,
      ...explained((permission) => m365Permission(app, permission), assign, forAdmins),
    ],
  }
}

/** One permission, in one line that stands alone. */
export const m365Permission = (app: string, { name, resource }: Pick<Permission, 'name' | 'resource'>) =>
  `m365 entra approleassignment add --appId ${app} --resource ${resources[resource].appId} --scopes ${name}`

/** https://learn.microsoft.com/cli/azure/reference-index#az-rest */
function azRest({ app, forAdmins, cloud }: Grant): Way {
  const root = `${clouds[cloud].graphUrl}/v1.0`
  const post = (path: string, body: string) =>
    `az rest --method post --url "${root}${path}" --headers Content-Type=application/json --body "${body.replaceAll('"', '\\"')}"`
  const grantOne = ({ resource, appRoleId }: Permission) =>
    post(
      '/servicePrincipals/$bot/appRoleAssignments',
      `{"principalId":"$bot","resourceId":"$${resource}","appRoleId":"${appRoleId}"}`,
    )
  const assign = ({ id }: DirectoryRole) =>
    post(
      '/roleManagement/directory/roleAssignments',
      `{"principalId":"$bot","roleDefinitionId":"${id}","directoryScopeId":"/"}`,
    )
  const idOf = (appId: string) => `$(az ad sp show --id ${appId} --query id --output tsv)`
  return {
    title: 'Azure CLI (bash)',
    lines: [
      ...(cloud === 'usgov' ? ['az cloud set --name AzureUSGovernment'] : []),
      'az login --allow-no-subscriptions',
      `bot=${idOf(app)}`,
      ...names.map((name) => `${name}=${idOf(resources[name].appId)}`),
      ...explained(grantOne, assign, forAdmins),
    ],
  }
}

/** A line of explanation before each command. What is optional comes last, and as a comment. */
function explained(
  grantOne: (permission: Permission) => string,
  assign: (role: DirectoryRole) => string,
  forAdmins: boolean,
): string[] {
  const why = ({ name, uses }: Permission) => `# ${name}: ${uses.join('; ')}`
  const required = permissions.filter(({ optional }) => !optional)
  const optional = permissions.filter((permission) => permission.optional)
  return [
    ...required.flatMap((permission) => [why(permission), grantOne(permission)]),
    ...directoryRoles(forAdmins).flatMap((role) => [`# Directory role ${role.name}: ${role.use}`, assign(role)]),
    '# Optional, to be run without the leading #:',
    ...optional.flatMap((permission) => [why(permission), `# ${grantOne(permission)}`]),
  ]
}
