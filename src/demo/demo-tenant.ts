import type { TokenCredential } from '@azure/identity'
import type { Logger } from 'pino'
import type { DemoConfig } from '../config.ts'
import type { Pace } from '../records/pace.ts'
import { connectTenant } from '../tenant/connect.ts'
import type { Tenant } from '../tenant/tenant.ts'
import { unwatched, type Watch } from '../watch/watch.ts'
import type { ChatPerson } from './chat/chat.ts'
import type { Contact } from './chat/roster.ts'
import type { DemoClock } from './demo-clock.ts'
import { peopleOf } from './people.ts'
import { people as contosoPeople, newCompany } from './tenant/company.ts'
import { crowdOf } from './tenant/crowd.ts'
import { startSimulatedTenant } from './tenant/tenant.ts'
import { type Audience, mintToken } from './tenant/tokens.ts'

/** What the bot may do in the demo: the permissions and directory roles that docs/permissions.md asks for. */
const permissions = [
  'User.Read.All',
  'User-PasswordProfile.ReadWrite.All',
  'User.RevokeSessions.All',
  'User.EnableDisableAccount.All',
  'RoleManagement.Read.Directory',
  'RoleEligibilitySchedule.Read.Directory',
  'GroupMember.Read.All',
  'AuditLog.Read.All',
]
/** What is optional is granted in the simulated tenant; another server may not know it. */
const optional = ['Device.Read.All']
/** The simulated company's emergency account, which nobody is to lock out. */
const breakGlass = 'emergency.access1@contoso.onmicrosoft.com'
const privilegedAuthenticationAdministrator = '7be44c8a-adaf-4e2a-84d6-ab2649e08a13'
const exchangeAdministrator = '29232cdf-9323-42fd-ade2-1d097af3e4de'

export type DemoTenant = {
  readonly tenant: Tenant
  /** Who can sit at the chat page. */
  readonly people: readonly ChatPerson[]
  readonly findPeople: (text: string) => Promise<readonly Contact[]>
  readonly protectedUsers: ReadonlySet<string>
  readonly stateUrl: string | null
  close(): Promise<void>
}

/** The simulated tenant, or another server that speaks its protocols when the settings name one. */
export async function demoTenant(
  config: DemoConfig,
  log: Logger,
  { watch = unwatched, pace, clock = Date }: { watch?: Watch; pace?: Pace; clock?: Pick<DemoClock, 'now'> } = {},
): Promise<DemoTenant> {
  const { tenantId, tenantSize, exchangeConcurrency } = config
  const company = newCompany()
  company.users.push(...crowdOf(config.morePeople))
  const simulated =
    config.graphUrl && config.exchangeUrl ? null : await startSimulatedTenant({ tenantId, company, now: clock.now })
  const graphUrl = config.graphUrl ?? simulated?.graphUrl ?? ''
  const tenant = connectTenant({
    graphUrl,
    exchangeUrl: config.exchangeUrl ?? simulated?.exchangeUrl ?? '',
    tenantId,
    credential: demoCredential(tenantId, simulated ? [...permissions, ...optional] : permissions, clock.now),
    cloudPasswordForSynced: config.cloudPasswordForSynced,
    protectedGroup: config.protectedGroup,
    appId: null,
    now: clock.now,
    random: Math.random,
    ...(pace ? { pacing: { pace, tenantSize, exchangeConcurrency } } : {}),
    watch,
    log,
  })
  const people = simulated
    ? contosoPeople.map(({ id, name, upn, label }) => ({ id, name, userPrincipalName: upn, label }))
    : await peopleOf(graphUrl, tokenFor(tenantId, 'https://graph.microsoft.com', permissions, clock.now()))
  return {
    tenant,
    people,
    findPeople: async (text) => {
      const found = text.trim() === '' ? [] : await tenant.search(text, 20)
      return found.map(({ id, displayName, userPrincipalName }) => ({ id, name: displayName, userPrincipalName }))
    },
    protectedUsers: simulated ? new Set([...config.protectedUsers, breakGlass]) : config.protectedUsers,
    stateUrl: simulated?.stateUrl ?? null,
    close: async () => simulated?.close(),
  }
}

/** A token for a tenant that does not exist: right in form, signed by nobody. */
function demoCredential(tenantId: string, graphRoles: readonly string[], now: () => number): TokenCredential {
  return {
    async getToken(scopes) {
      const scope = Array.isArray(scopes) ? scopes[0] : scopes
      const audience = scope?.startsWith('https://outlook')
        ? 'https://outlook.office365.com'
        : 'https://graph.microsoft.com'
      return { token: tokenFor(tenantId, audience, graphRoles, now()), expiresOnTimestamp: now() + 3_000_000 }
    },
  }
}

function tokenFor(tenantId: string, audience: Audience, graphRoles: readonly string[], now: number): string {
  const roles = audience === 'https://graph.microsoft.com' ? graphRoles : ['Exchange.ManageAsApp']
  const wids = [privilegedAuthenticationAdministrator, exchangeAdministrator]
  return mintToken({ tenantId, audience, roles, wids, now })
}
