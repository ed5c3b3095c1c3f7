import { randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TurnContext } from 'botbuilder'
import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Response } from 'express'
import type { Logger } from 'pino'
import { Failure } from '../errors.ts'
import type { Watch } from '../watch/watch.ts'
import { readActivity } from './activity.ts'
import { type Adapter, DoorRefused } from './adapter.ts'
import type { DoorRefusal } from './check-activity.ts'

export type ServerOptions = {
  readonly adapter: Adapter
  readonly onTurn: (context: TurnContext) => Promise<void>
  /** Does the bot take messages? */
  readonly healthy: () => boolean
  /** Can it do what they ask for: do the records answer, is due work looked for? Left out: whenever it is healthy. */
  readonly ready?: () => boolean | Promise<boolean>
  /** What is under /evidence: pages for people with a link. Left out: there are none. */
  readonly pages?: RequestHandler
  readonly watch?: Watch
  readonly log: Logger
  readonly host: string
  readonly port: number
  /** Refuses requests made for another host name: a page in a browser must not reach the demo by a name of its own. */
  readonly loopbackOnly?: boolean
}

export type BotServer = {
  readonly port: number
  /** Says at /readyz that it is going; everything is taken as before. */
  announceEnd(): void
  /** Takes no new connection, and gives what came by then so many milliseconds. */
  close(drainMs?: number): Promise<void>
}

/**
 * Listens for Teams at POST /api/messages, for people with a link under /evidence, and at GET /healthz and /readyz for whoever watches over the bot: a bot that
 * is not healthy wants a restart, one that is not ready wants its database back.
 * @throws Failure misconfigured, when the address cannot be used
 */
export async function serveBot(options: ServerOptions): Promise<BotServer> {
  const running: Running = { turns: new Map(), leaving: false }
  const app = express().disable('x-powered-by').disable('etag').set('query parser', false)
  app.use(headers(options.loopbackOnly ?? false, running))
  app.get('/healthz', (_request, response) => {
    if (options.healthy()) response.json({ status: 'ok' })
    else refuse(response, 503)
  })
  const readiness = askedOnce(options.ready ?? options.healthy)
  app.get('/readyz', async (_request, response) => {
    if (!running.leaving && (await readiness())) response.json({ status: 'ok' })
    else refuse(response, 503)
  })
  const messages: RequestHandler = (request, response) => {
    const started = performance.now()
    const turn = take(request, response, options).finally(() => {
      running.turns.delete(turn)
      options.watch?.request(response.statusCode, performance.now() - started)
    })
    running.turns.set(turn, response)
  }
  app.post('/api/messages', isJson, express.json({ limit: '512kb' }), messages)
  if (options.pages) app.use('/evidence', options.pages)
  app.use((_request, response) => refuse(response, 404))
  app.use(onError(options.log))
  const server = await listening(createServer(app), options)
  return {
    port: (server.address() as AddressInfo).port,
    announceEnd: () => leave(running),
    close: (drainMs = 15_000) => close(server, running, drainMs),
  }
}

type Running = { readonly turns: Map<Promise<void>, Response>; leaving: boolean }

const readyWithin = 5_000

/** Anybody may ask, so all who ask at once share one look. No answer in time is a no. */
function askedOnce(ready: () => boolean | Promise<boolean>): () => Promise<boolean> {
  let asking: Promise<boolean> | null = null
  const ask = async () => {
    const late = Promise.withResolvers<boolean>()
    const timer = setTimeout(() => late.resolve(false), readyWithin)
    try {
      return await Promise.race([ready(), late.promise])
    } catch {
      return false
    } finally {
      clearTimeout(timer)
      asking = null
    }
  }
  return () => {
    asking ??= ask()
    return asking
  }
}

/** One activity, from its bytes to its answer. Never rejects. */
async function take(request: Request, response: Response, options: ServerOptions): Promise<void> {
  const activity = readActivity(request.body)
  if (!activity) return refuse(response, 400)
  try {
    const answer = await options.adapter.receive(request.get('authorization') ?? '', activity, options.onTurn)
    response.status(answer?.status ?? 200)
    if (answer?.body === undefined) response.end()
    else response.json(answer.body)
  } catch (cause) {
    if (!(cause instanceof DoorRefused)) return fail(response, options.log, cause)
    const { reason, cause: underneath } = cause
    options.log.warn(
      { reason, because: underneath instanceof Error ? underneath.name : undefined },
      'refused at the door',
    )
    options.watch?.refused(reason)
    refuse(response, statusOf[reason])
  }
}

const statusOf: { readonly [reason in DoorRefusal]: Refused } = {
  'not-authenticated': 401,
  'keys-unreachable': 503,
  'other-channel': 403,
  'service-url': 403,
  'no-tenant': 403,
  'other-tenant': 403,
  'no-person': 403,
}

const loopbackHost = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/

function headers(loopbackOnly: boolean, running: Running): RequestHandler {
  return (request, response, next) => {
    response.set({
      'Cache-Control': 'no-store',
      'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
    })
    if (running.leaving) response.set('Connection', 'close')
    if (loopbackOnly && !loopbackHost.test(request.get('host') ?? '')) refuse(response, 403)
    else next()
  }
}

/** Other content types need no preflight in a browser, so any page could send them. */
const isJson: RequestHandler = (request, response, next) => {
  if (request.is('application/json')) next()
  else refuse(response, 415)
}

const refusals = {
  400: { code: 'bad-request', message: 'The body is not an activity.' },
  401: { code: 'unauthorized', message: 'The request is not authorized.' },
  403: { code: 'forbidden', message: 'The request is not allowed here.' },
  404: { code: 'not-found', message: 'There is nothing at this address.' },
  413: { code: 'too-large', message: 'The body is too large.' },
  415: { code: 'unsupported', message: 'Send JSON.' },
  503: { code: 'unavailable', message: 'The bot does not take messages at the moment.' },
} as const

type Refused = keyof typeof refusals

/** All that a refused caller learns. The reason is in the log. */
function refuse(response: Response, status: Refused): void {
  if (!response.headersSent) response.status(status).json({ error: refusals[status] })
}

/** A bug. Its text stays here; the reference finds it in the log. */
function fail(response: Response, log: Logger, cause: unknown): void {
  const reference = randomUUID()
  log.error({ err: cause, reference }, 'a turn failed')
  if (response.headersSent) return
  response.status(500).json({ error: { code: 'failed', message: 'The bot failed. The log knows more.', reference } })
}

/** Express's own parser throws errors that say with a status below 500 what the caller did wrong. */
function onError(log: Logger): ErrorRequestHandler {
  return (error, _request, response, _next) => {
    const status = Number(error?.status)
    if (status === 413 || status === 415) refuse(response, status)
    else if (status >= 400 && status < 500) refuse(response, 400)
    else fail(response, log, error)
  }
}

async function listening(server: Server, { host, port }: ServerOptions): Promise<Server> {
  server.headersTimeout = 10_000
  server.requestTimeout = 20_000
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject).listen(port, host, resolve)
  try {
    await promise
    return server
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    throw new Failure('misconfigured', `PORT ${port} on ${host} cannot be used`, { code })
  }
}

/** A connection that stays open would go on bringing messages, and be cut in the end with one on its way. */
function leave(running: Running): void {
  running.leaving = true
  for (const response of running.turns.values()) if (!response.headersSent) response.set('Connection', 'close')
}

/**
 * Takes no new connection, lets what runs come to its end and be answered, and then cuts what is left.
 * What is on its way over a connection that is open is taken: an error would be shown to whoever tapped.
 */
async function close(server: Server, running: Running, drainMs: number): Promise<void> {
  leave(running)
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  const timeUp = Promise.withResolvers<void>()
  const timer = setTimeout(timeUp.resolve, drainMs)
  await Promise.race([Promise.all([closed, ...running.turns.keys()]), timeUp.promise])
  clearTimeout(timer)
  server.closeAllConnections()
  await closed
}
