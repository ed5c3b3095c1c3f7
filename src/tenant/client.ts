import { randomUUID } from 'node:crypto'
import type { TokenCredential } from '@azure/identity'
import {
  Client,
  type Context,
  GraphClientError,
  type Middleware,
  ResponseType,
} from '@microsoft/microsoft-graph-client'
import type { Logger } from 'pino'
import { Failure } from '../errors.ts'
import type { MicrosoftCall } from '../watch/watch.ts'
import { timesOf } from './clock.ts'
import { codeIn, credentialFailure, networkFailure } from './failures.ts'

/** One request. `route` is the path with its ids left out, for logs and errors; `path` is the real one, encoded. */
export type Call = {
  readonly method: 'GET' | 'POST' | 'PATCH'
  readonly route: string
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** How long it may last, in milliseconds, where that is less than the host allows. */
  readonly within?: number
}

/** An answer, its body as text. `at` and `since` are ISO 8601 on Microsoft's clock. */
export type Reply = {
  readonly route: string
  readonly status: number
  readonly text: string
  readonly headers: Headers
  readonly at: string
  readonly since: string
  readonly requestId: string | null
}

/** Sends one request, once. Throws a `Failure` when there is no answer, or one that is a failure. */
export type Send = (call: Call) => Promise<Reply>

export type Host = {
  /** Root of the service without a trailing slash, `https://graph.microsoft.com`. */
  readonly url: string
  /** First segment of every path, `v1.0`. */
  readonly version: string
  readonly scope: string
  readonly credential: TokenCredential
  /** How long one call may last, in milliseconds. */
  readonly timeout: number
  /** What an answer means when it is not what was asked for; `null` when it is, or when the caller tells. */
  readonly failureOf: (reply: Reply) => Failure | null
  readonly now: () => number
  readonly fetch: typeof fetch
  /** Told of every call, when it has ended. */
  readonly called?: (call: Omit<MicrosoftCall, 'service'>) => void
  readonly log: Logger
}

/**
 * The Graph client with two middlewares of ours: a bearer token for the configured host and nobody else, and the fetch.
 * Its own authentication handler knows https hosts of Microsoft only; its RetryHandler would multiply with ours; its
 * RedirectHandler and TelemetryHandler are left out because nothing here is redirected or reported to Microsoft.
 * https://learn.microsoft.com/graph/sdks/customize-client
 */
export function connectClient(host: Host): Send {
  const took = new WeakMap<Response, number>()
  const client = Client.initWithMiddleware({
    baseUrl: host.url,
    defaultVersion: host.version,
    middleware: bearer(host, transport(host, took)),
  })
  return async (call) => {
    const started = performance.now()
    const answered: { status?: number; requestId?: string | null } = {}
    let failed: Failure['kind'] | null = null
    try {
      const response = await request(client, call, host.timeout)
      const reply = await replyOf(call, response, took.get(response) ?? performance.now() - started, host.now())
      Object.assign(answered, { status: reply.status, requestId: reply.requestId })
      const failure = host.failureOf(reply)
      if (failure !== null) throw failure
      return reply
    } catch (error) {
      const failure = failureIn(error) ?? error
      failed = failure instanceof Failure ? failure.kind : 'unexpected'
      throw failure
    } finally {
      const ms = Math.round(performance.now() - started)
      const { method, route } = call
      host.log.debug({ method, route, ...answered, ms }, 'called Microsoft')
      host.called?.({ method, route, status: null, requestId: null, ...answered, failure: failed, ms })
    }
  }
}

function request(client: Client, call: Call, timeout: number): Promise<Response> {
  const query = Object.entries(call.query ?? {}).map(([name, value]) => `${name}=${encodeQuery(value)}`)
  const sending = client
    .api(query.length === 0 ? call.path : `${call.path}?${query.join('&')}`)
    .headers({ accept: 'application/json', 'client-request-id': randomUUID(), ...call.headers })
    .option('signal', AbortSignal.timeout(Math.max(1, Math.min(timeout, call.within ?? timeout))))
    .responseType(ResponseType.RAW)
  if (call.method === 'GET') return sending.get()
  return call.method === 'PATCH' ? sending.patch(call.body) : sending.post(call.body)
}

/** Commas stay as they are: `$select` lists read better in a trace, and need no escape in a query. */
const encodeQuery = (value: string): string => encodeURIComponent(value).replaceAll('%2C', ',')

async function replyOf(call: Call, response: Response, took: number, now: number): Promise<Reply> {
  return {
    route: `${call.method} ${call.route}`,
    status: response.status,
    headers: response.headers,
    text: await response.text().catch((error: unknown) => {
      throw networkFailure(error)
    }),
    requestId: codeIn(response.headers.get('request-id')),
    ...timesOf(response.headers.get('date'), took, now),
  }
}

function bearer(host: Host, next: Middleware): Middleware {
  const base = new URL(`${host.url}/${host.version}/`)
  return {
    async execute(context: Context) {
      const url = new URL(String(context.request))
      // A link in an answer is Microsoft's word for where to go next, but never a reason to show our token elsewhere.
      if (url.origin !== base.origin || !url.pathname.startsWith(base.pathname))
        throw carrying(new Failure('unexpected', 'an address outside the configured host was refused'))
      const headers = new Headers(context.options?.headers)
      headers.set('authorization', `Bearer ${await tokenOf(host, context.options?.signal ?? undefined)}`)
      context.options = { ...context.options, headers }
      await next.execute(context)
    },
  }
}

async function tokenOf(host: Host, signal: AbortSignal | undefined): Promise<string> {
  try {
    const getting = host.credential.getToken(host.scope, signal ? { abortSignal: signal } : {})
    const token = await (signal ? Promise.race([getting, endOf(signal)]) : getting)
    if (token) return token.token
  } catch (error) {
    throw carrying(credentialFailure(error))
  }
  throw carrying(new Failure('misconfigured', 'the credential gave no token'))
}

/** Not every credential heeds the signal: a managed identity's asks its endpoint for as long as that takes. */
const endOf = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })

function transport(host: Host, took: WeakMap<Response, number>): Middleware {
  return {
    async execute(context: Context) {
      const started = performance.now()
      try {
        // A redirect is an answer like any other: followed, it would carry the token along.
        context.response = await host.fetch(String(context.request), { ...context.options, redirect: 'manual' })
      } catch (error) {
        throw carrying(networkFailure(error))
      }
      took.set(context.response, performance.now() - started)
    },
  }
}

/** The client passes a GraphClientError through as it is and makes a GraphError, without cause, of anything else. */
function carrying(failure: Failure): GraphClientError {
  const error = new GraphClientError(failure.message)
  error.customError = failure
  return error
}

function failureIn(error: unknown): Failure | null {
  return error instanceof GraphClientError && error.customError instanceof Failure ? error.customError : null
}
