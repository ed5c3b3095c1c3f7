import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import express, { type Express, type Response } from 'express'
import { exchangeAnswer } from './exchange.ts'
import { tooManyAtOnce } from './exchange-errors.ts'
import { faultOrderSchema } from './faults.ts'
import { graphAnswer } from './graph.ts'
import { happen, happeningSchema } from './happenings.ts'
import { type Answer, hangUp, type Request, type World } from './world.ts'

/** How long an answer takes at least, in milliseconds. */
export type Latency = { readonly graphMs: number; readonly exchangeMs: number }

/** A request and its answer as they went over the wire. */
export type Seen = {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: unknown
  readonly status: number
  readonly answer: unknown
}
export type Watch = (seen: Seen) => void

type Door = (world: World, request: Request) => Promise<Answer | typeof hangUp>

/** A cmdlet runs as long as its answer takes. */
const exchangeDoor =
  (latencyMs: number): Door =>
  async (world, request) => {
    const ended = world.meter.exchange()
    if (ended === null) return tooManyAtOnce()
    try {
      if (latencyMs > 0) await pause(latencyMs)
      return await exchangeAnswer(world, request)
    } finally {
      ended()
    }
  }

const graphHeaders = {
  'Content-Type': 'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8',
  'OData-Version': '4.0',
}
const exchangeHeaders = {
  'Content-Type': 'application/json;odata.metadata=minimal;charset=utf-8',
  'Rate-Limit-Limit': '30000',
}

/** The tenant's addresses: Graph, Exchange, and three of its own, for looking at it, for ordering trouble, and for what others do. */
export function doorsOf(world: World, latency: Latency, watch?: Watch): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.get('/_state', (_request, response) => {
    response.json(world.recorder.state())
  })
  // A JSON content type is asked for, so that no other page in the browser can order trouble.
  app.post('/_faults', express.json(), (request, response) => {
    const order = faultOrderSchema.safeParse(request.body)
    if (!order.success) return void response.status(400).json({ error: order.error.issues })
    world.faults.order(order.data)
    response.json({ outage: world.faults.outage, pending: world.faults.pending })
  })
  // What others do meanwhile, to see how the bot finds out: {"what": "sign-in-allowed", "who": "jane@contoso.com"}.
  app.post('/_happen', express.json(), (request, response) => {
    const order = happeningSchema.safeParse(request.body)
    if (!order.success) return void response.status(400).json({ error: order.error.issues })
    if (happen(world, order.data)) response.json({ happened: order.data })
    else response.status(404).json({ error: 'There is nobody of that name here, or no mailbox.' })
  })
  app.use((_request, response, next) => {
    if (world.faults.outage) response.socket?.destroy()
    else next()
  })
  app.use(express.text({ type: () => true, limit: '4mb' }))
  app.use('/v1.0', doorway(world, graphAnswer, latency.graphMs, graphHeaders, watch))
  app.use('/adminapi', doorway(world, exchangeDoor(latency.exchangeMs), 0, exchangeHeaders, watch))
  app.use((_request, response) => {
    // Graph's beta too: the bot is built on v1.0 only.
    response.status(404).json({ error: { code: 'UnknownError', message: 'There is nothing at this address.' } })
  })
  return app
}

function doorway(
  world: World,
  door: Door,
  latencyMs: number,
  headers: Record<string, string>,
  watch?: Watch,
): express.RequestHandler {
  return async (incoming, response) => {
    const url = new URL(incoming.url, 'http://tenant.invalid')
    const request: Request = {
      method: incoming.method,
      path: url.pathname,
      query: url.searchParams,
      headers: plainHeaders(incoming.headers),
      text: typeof incoming.body === 'string' ? incoming.body : '',
      requestId: randomUUID(),
    }
    if (latencyMs > 0) await pause(latencyMs)
    const answer = await door(world, request)
    if (answer === hangUp) return void response.socket?.destroy()
    send(world, request, answer, headers, response)
    watch?.({
      method: request.method,
      url: incoming.originalUrl,
      headers: request.headers,
      body: jsonOf(request.text),
      status: answer.status,
      answer: answer.body,
    })
  }
}

function send(
  world: World,
  request: Request,
  answer: Answer,
  headers: Record<string, string>,
  response: Response,
): void {
  response.status(answer.status)
  response.setHeader('Date', new Date(world.now()).toUTCString())
  response.setHeader('request-id', request.requestId)
  response.setHeader('client-request-id', request.headers['client-request-id'] ?? request.requestId)
  for (const [name, value] of Object.entries({ ...(answer.body ? headers : {}), ...answer.headers }))
    response.setHeader(name, value)
  if (answer.body === undefined) response.end()
  else response.end(Buffer.isBuffer(answer.body) ? answer.body : JSON.stringify(answer.body))
}

const plainHeaders = (headers: Readonly<Record<string, string | string[] | undefined>>) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]),
  )

function jsonOf(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return text
  }
}
