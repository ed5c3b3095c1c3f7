import type { TokenCredential } from '@azure/identity'
import type { Logger } from 'pino'
import type { Answer } from '../offboarding/events.ts'
import type { Urgency } from '../records/pace.ts'
import type { Places } from '../records/places.ts'
import { unwatched, type Watch } from '../watch/watch.ts'
import { type Gathering, inBatches, throttlePriority } from './batch.ts'
import { connectClient, type Send } from './client.ts'
import { devicesReader, withDevices } from './devices.ts'
import { type Exchange, exchangeOn } from './exchange.ts'
import { exchangeFailure } from './exchange-failures.ts'
import { graphFailure } from './failures.ts'
import { gather } from './gather.ts'
import { type Graph, graphOn } from './graph.ts'
import { readChanges, readSignIns } from './logs.ts'
import { lookUp } from './look-up.ts'
import { objectId } from './object-id.ts'
import { type Pacing, pacedExchange, pacedGraph, writeWait } from './paced.ts'
import { approver, find, readUserReply } from './people.ts'
import { whileNobodyWaits, withReadRetry } from './retry.ts'
import { search } from './search.ts'
import type { Account, Tenant } from './tenant.ts'
import { viewersOf } from './viewers.ts'

const graphTimeout = 20_000
const graphScope = 'https://graph.microsoft.com/.default'
/** Exchange may take this long where nobody waits for a tap's answer, in milliseconds; and where nobody waits at all. */
const mailboxPatience = 6_000
const bulkMailboxPatience = 120_000

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
  /** Where all instances agree on how fast they go; without it every call goes out at once. */
  readonly pacing?: Pacing
}

/**
 * Microsoft 365 over HTTP. Reads for a person who waits (search, find, approver, facts) are tried three times and last
 * no longer than six seconds each; proofs and writes are tried once, because the runner tries those again.
 */
export function connectTenant(options: TenantOptions): Tenant {
  const sends = connect(options)
  const bulk: Tenant = {
    ...tenantOn(options, sends, 'bulk'),
    get bulk() {
      return bulk
    },
  }
  return { ...tenantOn(options, sends, 'person'), bulk }
}

type Sends = { readonly graph: Send; readonly exchange: Send; readonly places: Places | null }

function tenantOn(options: TenantOptions, sends: Sends, urgency: Urgency): Omit<Tenant, 'bulk'> {
  const { cloudPasswordForSynced, protectedGroup, appId, log, pacing } = options
  const { graph, exchange, aside } = hostsOf(options, sends, urgency)
  const patience = urgency === 'bulk' ? bulkMailboxPatience : mailboxPatience
  const devices = devicesReader(options.credential, options.graphScope ?? graphScope)
  const waiting = { graph: graph.patient, mailbox: exchange.patient.mailbox }
  const gathering = { ...waiting, cloudPasswordForSynced, protectedGroup, appId, log }
  return {
    search: (words, limit) => search(graph.patient, words, limit),
    find: (idOrName) => find(graph.patient, idOrName),
    ...viewersOf((id) => approver(graph.patient, id), options.now),
    facts(id, about) {
      const reading = gather(gathering, id, patience, about)
      // A tap that has no time for the mailbox has none for these, and in bulk nobody reads them.
      return urgency === 'bulk' || about?.mailboxWithin !== undefined
        ? reading
        : withDevices(reading, devices(aside, id))
    },
    lookUp: (entry) => lookUp(graph.patient, entry),
    account: (id) => accountOf(graph.once, id),
    mailbox: (id) => exchange.once.mailbox(id),
    signIns: (id, since) => readSignIns(graph.once, id, since),
    changes: (id, since) => readChanges(graph.once, id, since),
    writeWait: async (service) => (pacing ? writeWait(pacing, sends.places, service, urgency) : 0),
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
    setMoreEmailApps: (id, apps) => exchange.once.setEmailApps(id, apps),
  }
}

function connect(options: TenantOptions): Sends {
  const { credential, now, watch = unwatched, log } = options
  const common = { credential, now, log, fetch: options.fetch ?? fetch }
  const graphUrl = rootOf(options.graphUrl, /\/v1\.0$/)
  const exchangeUrl = `${rootOf(options.exchangeUrl, /\/adminapi(\/beta)?$/)}/adminapi`
  const toGraph = connectClient({
    ...common,
    url: graphUrl,
    version: 'v1.0',
    scope: options.graphScope ?? graphScope,
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
  const { pacing } = options
  const count = pacing?.exchangeConcurrency ?? 0
  // One at least, or what somebody waits for would stand behind everything else.
  const reserved = Math.max(1, Math.floor(count / 4))
  const places = pacing?.pace.places({ name: 'exchange', count, reserved }) ?? null
  return { graph: toGraph, exchange: toExchange, places }
}

/** Graph and Exchange for what somebody waits for, or for what nobody does. */
function hostsOf(options: TenantOptions, { graph, exchange, places }: Sends, urgency: Urgency) {
  const { pacing, tenantId } = options
  const inTurn = pacing ? pacedGraph(graph, pacing, urgency) : graph
  const { watch = unwatched, log } = options
  const together = inBatches(inTurn, gathering[urgency], (call) => {
    log.debug(call, 'called Microsoft, together with others')
    watch.call({ service: 'graph', ...call })
  })
  const inPlace = pacing && places ? pacedExchange(exchange, pacing, places, urgency) : exchange
  const url = rootOf(options.graphUrl, /\/v1\.0$/)
  const asUrgent = urgency === 'person' ? urgently : (send: Send) => send
  const onGraph = (send: Send): Graph => graphOn(send, url)
  return {
    graph: inBothWays(asUrgent(together), options, urgency, onGraph),
    // A request with others is answered when the slowest of them is: for what nobody may wait for.
    aside: onGraph(withReadRetry(asUrgent(inTurn), options)),
    exchange: inBothWays(inPlace, options, urgency, (send): Exchange => exchangeOn(send, tenantId)),
  }
}

/** Marks calls that a person waits for. */
const urgently =
  (send: Send): Send =>
  (call) =>
    send({ ...call, headers: { [throttlePriority]: 'high', ...call.headers } })

/** What somebody waits for waits for nothing else, and never behind a Graph that answers slowly. */
const gathering: { readonly [urgency in Urgency]: Gathering } = {
  person: { gatherFor: 0, atOnce: 100 },
  bulk: { gatherFor: 5, atOnce: 4 },
}

/** Tried once, for the runner, which tries again by itself; and tried for as long as it is waited for. */
function inBothWays<T>(
  send: Send,
  options: TenantOptions,
  urgency: Urgency,
  on: (send: Send) => T,
): { once: T; patient: T } {
  const patient = urgency === 'bulk' ? withReadRetry(send, options, whileNobodyWaits) : withReadRetry(send, options)
  return { once: on(send), patient: on(patient) }
}

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
