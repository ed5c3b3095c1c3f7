import type { TokenCredential } from '@azure/identity'
import type { Logger } from 'pino'
import type { Answer } from '../offboarding/events.ts'
import { unwatched, type Watch } from '../watch/watch.ts'
import { connectClient, type Send } from './client.ts'
import { type Exchange, exchangeOn } from './exchange.ts'
import { exchangeFailure } from './exchange-failures.ts'
import { graphFailure } from './failures.ts'
import { gather } from './gather.ts'
import { type Graph, graphOn } from './graph.ts'
import { objectId } from './object-id.ts'
import { approver, find, readUserReply } from './people.ts'
import { withReadRetry } from './retry.ts'
import { search } from './search.ts'
import type { Account, Tenant } from './tenant.ts'

const graphTimeout = 20_000
/** Exchange may take this long where nobody waits for a tap's answer, in milliseconds. */
const mailboxPatience = 6_000

/** Exchange starts a session of its own for a cmdlet; seconds are usual, a minute happens. */
const exchangeTimeout = 100_000

export type TenantOptions = {
  /** `https://graph.microsoft.com`, with or without `/v1.0` and a slash at its end. */
  readonly graphUrl: string
  /** `https://outlook.office365.com`, with or without `/adminapi`, `/adminapi/beta` and a slash at its end. */
  readonly exchangeUrl: string
  /** The tenant's id, a GUID; Exchange takes its `onmicrosoft.com` domain as well. */
  readonly tenantId: string
  readonly credential: TokenCredential
  readonly graphScope?: string
  readonly exchangeScope?: string
  /** Whether this tenant takes a cloud password for people synced from an on-premises Active Directory. */
  readonly cloudPasswordForSynced: boolean
  /** Object id of the group whose members nobody may offboard; `null` without one. */
  readonly protectedGroup: string | null
  /** The bot's application (client) id, to know who owns it; `null` where it has no identity of its own. */
  readonly appId: string | null
  /** Our clock, epoch milliseconds. */
  readonly now: () => number
  /** Between 0 and 1, for the spread of waits. */
  readonly random: () => number
  readonly fetch?: typeof fetch
  /** Between the tries of a read while a person waits. */
  readonly wait?: (milliseconds: number) => Promise<unknown>
  readonly watch?: Watch
  readonly log: Logger
}

/**
 * Microsoft 365 over HTTP. Reads for a person who waits (search, find, approver, facts) are tried three times and last
 * no longer than six seconds each; proofs and writes are tried once, because the runner tries those again.
 */
export function connectTenant(options: TenantOptions): Tenant {
  const { graph, exchange } = connect(options)
  const { cloudPasswordForSynced, protectedGroup, appId, log } = options
  const waiting = { graph: graph.patient, mailbox: exchange.patient.mailbox }
  const gathering = { ...waiting, cloudPasswordForSynced, protectedGroup, appId, log }
  return {
    search: (words, limit) => search(graph.patient, words, limit),
    find: (idOrName) => find(graph.patient, idOrName),
    approver: (id) => approver(graph.patient, id),
    facts: (id, mailboxWithin = mailboxPatience) => gather(gathering, id, mailboxWithin),
    account: (id) => accountOf(graph.once, id),
    mailbox: (id) => exchange.once.mailbox(id),
    // forceChangePasswordNextSignIn is the documented best practice, https://learn.microsoft.com/graph/api/user-update
    resetPassword: (id, password) =>
      patchUser(graph.once, id, { passwordProfile: { forceChangePasswordNextSignIn: true, password } }),
    revokeSessions: async (id) => {
      const route = '/users/{id}/revokeSignInSessions'
      return graph.once.write({ method: 'POST', route, path: route.replace('{id}', objectId(id)), body: {} })
    },
    blockSignIn: (id) => patchUser(graph.once, id, { accountEnabled: false }),
    allowSignIn: (id) => patchUser(graph.once, id, { accountEnabled: true }),
    setEmailApps: (id, apps) => exchange.once.setEmailApps(id, apps),
  }
}

function connect(options: TenantOptions) {
  const { credential, now, watch = unwatched, log } = options
  const common = { credential, now, log, fetch: options.fetch ?? fetch }
  const graphUrl = rootOf(options.graphUrl, /\/v1\.0$/)
  const exchangeUrl = `${rootOf(options.exchangeUrl, /\/adminapi(\/beta)?$/)}/adminapi`
  const toGraph = connectClient({
    ...common,
    url: graphUrl,
    version: 'v1.0',
    scope: options.graphScope ?? 'https://graph.microsoft.com/.default',
    timeout: graphTimeout,
    failureOf: graphFailure,
    called: (call) => watch.call({ service: 'graph', ...call }),
  })
  const toExchange = connectClient({
    ...common,
    url: exchangeUrl,
    version: 'beta',
    scope: options.exchangeScope ?? 'https://outlook.office365.com/.default',
    timeout: exchangeTimeout,
    failureOf: exchangeFailure,
    called: (call) => watch.call({ service: 'exchange', ...call }),
  })
  return {
    graph: inBothWays(toGraph, options, (send): Graph => graphOn(send, graphUrl)),
    exchange: inBothWays(toExchange, options, (send): Exchange => exchangeOn(send, options.tenantId)),
  }
}

const inBothWays = <T>(send: Send, options: TenantOptions, on: (send: Send) => T): { once: T; patient: T } => ({
  once: on(send),
  patient: on(withReadRetry(send, options)),
})

/** An address without its version and trailing slashes. Throws a TypeError when it is not an address. */
export function rootOf(url: string, version: RegExp): string {
  const { origin, pathname } = new URL(url)
  return origin + pathname.replace(/\/+$/, '').replace(version, '')
}

async function accountOf(graph: Graph, id: string): Promise<Account> {
  // Without ConsistencyLevel: the index behind advanced queries lags behind the directory.
  const fields = 'id,accountEnabled,lastPasswordChangeDateTime,signInSessionsValidFromDateTime'
  const { value, reply } = await readUserReply(graph, id, fields)
  return {
    at: reply.at,
    requestId: reply.requestId,
    accountEnabled: value.accountEnabled,
    passwordChangedAt: value.lastPasswordChangeDateTime,
    sessionsValidFrom: value.signInSessionsValidFromDateTime,
  }
}

async function patchUser(graph: Graph, id: string, body: object): Promise<Answer> {
  return graph.write({ method: 'PATCH', route: '/users/{id}', path: `/users/${objectId(id)}`, body })
}
