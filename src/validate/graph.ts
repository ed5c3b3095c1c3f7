import { m365Permission } from '../grant/commands.ts'
import { directoryRoles, type Permission, permissions } from '../grant/permissions.ts'
import matrix from '../offboarding/role-matrix.json' with { type: 'json' }
import { type Check, missing, untold, works } from './check.ts'
import { type Asking, type ReadResult, readWith } from './reads.ts'
import type { Claims } from './tokens.ts'

/** Each Graph permission by the token's word and, where there is one, by a read. */
export function checkGraph(asking: Asking, claims: Claims): Promise<Check[]> {
  const own = permissions.filter(({ resource }) => resource === 'graph')
  return Promise.all(
    own.map(async (permission) =>
      judged(permission, asking.appId, claims.roles, await readWith(permission.name, asking)),
    ),
  )
}

/** The read decides where there is one; without it the token's word has to do. */
function judged(
  permission: Permission,
  appId: string,
  roles: readonly string[] | null,
  read: ReadResult | null,
): Check {
  const { name } = permission
  const named = roles?.includes(name) ?? null
  if (read?.kind === 'worked')
    return works(name, named === false ? 'A read worked, though the token names something else.' : 'A read worked.')
  if (read?.kind === 'unclear') return notYet(permission, `A read failed: ${read.why}.`, read.fix)
  if (read?.kind === 'refused')
    return named
      ? notYet(permission, 'The token names it, but a read was refused.', 'Wait some minutes, then validate again.')
      : notYet(permission, 'A read was refused.', m365Permission(appId, permission))
  if (named === null) return untold(name, 'The token does not say, and there is no read that would show it.')
  return named
    ? works(name, 'The token names it. Not tried: that would change somebody.')
    : notYet(permission, 'The token does not name it.', m365Permission(appId, permission))
}

function notYet({ name, optional, uses }: Permission, detail: string, fix: string): Check {
  return optional ? untold(name, `${detail} It is optional: ${uses.join('; ')}.`, fix) : missing(name, detail, fix)
}

/** What the token names beyond what is asked for. Less is safer, so it is said; it stops nothing. */
export function checkNothingMore(appId: string, claims: Claims): Check[] {
  const wanted = new Set(permissions.map(({ name }) => name))
  const more = (claims.roles ?? []).filter((name) => !wanted.has(name))
  if (more.length === 0) return []
  const fix = `m365 entra approleassignment remove --appId ${appId} --resource "Microsoft Graph" --scopes ${more.join(',')}`
  return [
    untold('Nothing more than needed', `The token also names ${more.join(', ')}, which the bot does not use.`, fix),
  ]
}

const ids = matrix.roleTemplateIds

/** The directory role for accounts, as far as the token tells. */
export function checkAccountRole({ wids }: Claims): Check {
  const name = 'Directory role for accounts'
  if (wids === null) return untold(name, 'The token does not say which directory roles the bot has.')
  if (wids.includes(ids['Global Administrator']))
    return untold(
      name,
      'Global Administrator: far more than needed.',
      `Assign ${usualRole} instead, and remove Global Administrator from the bot.`,
    )
  if (wids.includes(ids['Privileged Authentication Administrator']))
    return works(name, 'Privileged Authentication Administrator: everybody, administrators too.')
  if (wids.includes(ids[usualRole])) return works(name, `${usualRole}: everybody but most administrators.`)
  return missing(
    name,
    `Neither ${usualRole} nor Privileged Authentication Administrator is in the token.`,
    assign(usualRole),
  )
}

const usualRole = 'User Administrator'

/** The assignment as one command; the principal is the id of the service principal, which `grant` shows how to find. */
export function assign(name: string): string {
  const role = directoryRoles(false).find((one) => one.name === name)
  return `m365 entra roleassignment add --roleDefinitionId ${role?.id ?? ''} --principal <object id of the bot's service principal>`
}
