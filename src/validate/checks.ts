import type { TokenCredential } from '@azure/identity'
import type { Logger } from 'pino'
import { connectClient, type Host, type Send } from '../tenant/client.ts'
import { rootOf } from '../tenant/connect.ts'
import { exchangeOn } from '../tenant/exchange.ts'
import { exchangeFailure } from '../tenant/exchange-failures.ts'
import { graphFailure } from '../tenant/failures.ts'
import { graphOn } from '../tenant/graph.ts'
import type { Check } from './check.ts'
import { checkExchange } from './exchange.ts'
import { checkAccountRole, checkGraph, checkNothingMore } from './graph.ts'
import { checkDatabase, checkEndpoint, checkManifest } from './surroundings.ts'
import { checkToken } from './tokens.ts'

export type Checking = {
  readonly credential: TokenCredential
  readonly appId: string
  readonly tenantId: string
  readonly graphUrl: string
  readonly exchangeUrl: string
  readonly scopes: { readonly teams: string; readonly graph: string; readonly exchange: string }
  readonly protectedGroup: string | null
  readonly log: Logger
}

const timeout = 60_000

/** Everything about Microsoft: tokens, permissions, roles and cmdlets. Reads only; nothing is changed. */
export async function checkTenant(checking: Checking): Promise<Check[]> {
  const { credential, appId, tenantId, scopes, protectedGroup } = checking
  const { graph, exchange, exchangeModule } = clientsOf(checking)
  // One after the other: three failures of one credential at once would read as three faults.
  const teamsToken = await checkToken(credential, 'Microsoft Teams', scopes.teams)
  const graphToken = await checkToken(credential, 'Microsoft Graph', scopes.graph)
  const exchangeToken = await checkToken(credential, 'Exchange Online', scopes.exchange)
  const checks = [teamsToken.check, graphToken.check, exchangeToken.check]
  if (graphToken.check.ok === 'yes') {
    checks.push(...(await checkGraph({ graph, appId, protectedGroup }, graphToken.claims)))
    checks.push(checkAccountRole(graphToken.claims), ...checkNothingMore(appId, graphToken.claims))
  }
  if (exchangeToken.check.ok === 'yes')
    checks.push(...(await checkExchange({ appId, tenantId, exchange, send: exchangeModule }, exchangeToken.claims)))
  return checks
}

function clientsOf({ credential, tenantId, graphUrl, exchangeUrl, scopes, log }: Checking) {
  const common = { credential, now: Date.now, fetch, log, timeout }
  const graphRoot = rootOf(graphUrl, /\/v1\.0$/)
  const toGraph: Host = { ...common, url: graphRoot, version: 'v1.0', scope: scopes.graph, failureOf: graphFailure }
  const toExchange = (version: string): Send =>
    connectClient({
      ...common,
      url: `${rootOf(exchangeUrl, /\/adminapi(\/beta)?$/)}/adminapi`,
      version,
      scope: scopes.exchange,
      failureOf: exchangeFailure,
    })
  return {
    graph: graphOn(connectClient(toGraph), graphRoot),
    exchange: exchangeOn(toExchange('beta'), tenantId),
    exchangeModule: toExchange('v1.0'),
  }
}

export type Around = {
  readonly dataDir: string
  readonly databaseUrl: string | null
  readonly endpoint: string | null
  readonly manifest: URL | string
  readonly appId: string
}

/** What the bot has around it: its records, its address, its app package. */
export async function checkAround({ dataDir, databaseUrl, endpoint, manifest, appId }: Around): Promise<Check[]> {
  return [await checkDatabase({ dataDir, databaseUrl }), await checkEndpoint(endpoint), checkManifest(manifest, appId)]
}
