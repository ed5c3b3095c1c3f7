import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Company, demoTenantId, newCompany, type RoleName, roleId, type User } from './company.ts'
import { openDirectory } from './directory.ts'
import { doorsOf, type Latency, type Watch } from './doors.ts'
import { type Faults, newFaults } from './faults.ts'
import { type HappeningOrder, happen } from './happenings.ts'
import { type Limits, type Meter, newMeter } from './limits.ts'
import { newRecorder, type State } from './state.ts'
import { type Audience, mintToken } from './tokens.ts'
import type { World } from './world.ts'

export type TenantOptions = {
  /** 0, or left out, for any free port. */
  port?: number
  tenantId?: string
  /** Microsoft's clock, milliseconds since 1970. */
  now?: () => number
  latency?: Latency
  /** How long reads go on showing what was there before a write. */
  staleReadsMs?: number
  company?: Company
  /** The bot's application permissions, by name. */
  permissions?: readonly string[]
  /** The bot's own directory roles. */
  botRoles?: readonly RoleName[]
  /** Microsoft's limits; without them nothing is throttled but by order. */
  limits?: Limits
  /** Sees every exchange, bodies included: for tests that hold requests and answers to a contract. */
  watch?: Watch
}

export type SimulatedTenant = {
  /** `http://127.0.0.1:{port}`; Graph is under `/v1.0`, Exchange under `/adminapi`. */
  readonly url: string
  readonly graphUrl: string
  readonly exchangeUrl: string
  readonly stateUrl: string
  readonly tenantId: string
  /** The people, live: what is changed here is what the next read shows. */
  readonly users: User[]
  readonly company: Company
  readonly faults: Faults
  /** How many calls the limits refused. */
  readonly refused: Meter['refused']
  /** Lets others than the bot do something now. @returns whether there is such a person */
  happen(order: HappeningOrder): boolean
  state(): State
  /** An access token of the bot, good for an hour. */
  tokenFor(audience: Audience): string
  close(): Promise<void>
}

/** What the bot asks for and no more. */
const botPermissions: readonly string[] = [
  'User.Read.All',
  'User-PasswordProfile.ReadWrite.All',
  'User.RevokeSessions.All',
  'User.EnableDisableAccount.All',
  'RoleManagement.Read.Directory',
  'RoleEligibilitySchedule.Read.Directory',
  'GroupMember.Read.All',
  'AuditLog.Read.All',
  'Exchange.ManageAsApp',
]
const usualBotRoles: readonly RoleName[] = ['User Administrator', 'Exchange Administrator']

/** Starts a tenant on 127.0.0.1 that speaks Graph and Exchange as strictly as Microsoft's, as far as this bot goes. */
export async function startSimulatedTenant(options: TenantOptions = {}): Promise<SimulatedTenant> {
  const { tenantId = demoTenantId, now = Date.now, company = newCompany() } = options
  const recorder = newRecorder(tenantId, company)
  const faults = newFaults()
  let url = ''
  const directory = openDirectory(company, now, options.staleReadsMs ?? 2000)
  const meter = newMeter(options.limits, now)
  const world: World = { tenantId, company, directory, faults, recorder, meter, now, origin: () => url }
  const server = createServer(doorsOf(world, options.latency ?? { graphMs: 0, exchangeMs: 0 }, options.watch))
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    graphUrl: url,
    exchangeUrl: url,
    stateUrl: `${url}/_state`,
    tenantId,
    users: company.users,
    company,
    faults,
    happen: (order) => happen(world, order),
    refused: meter.refused,
    state: recorder.state,
    tokenFor(audience) {
      const { permissions = botPermissions, botRoles = usualBotRoles } = options
      const isExchange = audience === 'https://outlook.office365.com'
      const roles = permissions.filter((name) => name.startsWith('Exchange.') === isExchange)
      const token = mintToken({ tenantId, audience, roles, wids: botRoles.map(roleId), now: now() })
      recorder.token(token)
      return token
    },
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
