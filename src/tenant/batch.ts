import { AsyncResource } from 'node:async_hooks'
import { z } from 'zod'
import { Failure } from '../errors.ts'
import type { MicrosoftCall } from '../watch/watch.ts'
import { parse } from './answers.ts'
import type { Call, Reply, Send } from './client.ts'
import { graphFailure, jsonIn } from './failures.ts'
import { isLog } from './limits.ts'

/** https://learn.microsoft.com/graph/json-batching: twenty at most. */
const most = 20

/**
 * How reads are put together. `gatherFor`: how long one waits for others to go with, in milliseconds, little beside the
 * time of a call; with 0 it goes with those that are made at the same moment. `atOnce`: how many requests are under way.
 */
export type Gathering = { readonly gatherFor: number; readonly atOnce: number }

/** https://learn.microsoft.com/graph/throttling-limits */
export const throttlePriority = 'x-ms-throttle-priority'

/** Told of each read that was answered together with others, with what came of it alone. */
export type Told = (call: Omit<MicrosoftCall, 'service'>) => void

type Waiting = {
  readonly call: Call
  readonly told: (status: number | null, requestId: string | null, failure: Failure | null) => void
  readonly resolve: (reply: Reply) => void
  readonly reject: (reason: unknown) => void
}

const batchAnswer = z.object({
  responses: z.array(
    z.object({
      id: z.string(),
      status: z.number().int(),
      headers: z
        .record(z.string(), z.unknown())
        .nullish()
        .transform((headers) => headers ?? {}),
      body: z.unknown(),
    }),
  ),
})
type Item = z.output<typeof batchAnswer>['responses'][number]

/**
 * The same reads, those made at the same moment twenty in one request. Each is answered, refused and throttled by itself,
 * as if it had gone alone, so whoever reads need not know. Writes go alone: each is reported and tried again by itself.
 */
export function inBatches(send: Send, { gatherFor, atOnce }: Gathering, told: Told = () => {}): Send {
  const queue: Waiting[] = []
  let underWay = 0
  let gathering = false

  const flush = (): void => {
    while (queue.length > 0 && underWay < atOnce) {
      underWay++
      void sendTogether(send, queue.splice(0, most)).finally(() => {
        underWay--
        if (queue.length > 0) flush()
      })
    }
  }
  const gather = (): void => {
    if (gathering) return
    gathering = true
    const go = () => {
      gathering = false
      flush()
    }
    if (gatherFor > 0) setTimeout(go, gatherFor)
    else setImmediate(go)
  }
  return (call) => {
    if (!isGathered(call)) return send(call)
    return new Promise<Reply>((resolve, reject) => {
      queue.push({ call, resolve, reject, told: tellerOf(call, told) })
      if (queue.length >= most) flush()
      else gather()
    })
  }
}

/** Tells in whoever reads' own context, so that the read belongs to their turn and not to another's. */
function tellerOf({ method, route }: Call, told: Told): Waiting['told'] {
  const started = performance.now()
  return AsyncResource.bind((status: number | null, requestId: string | null, failure: Failure | null) => {
    const ms = Math.round(performance.now() - started)
    told({ method, route, status, requestId, failure: failure?.kind ?? null, ms })
  })
}

/** A question that has a body is a read as well. The logs have a limit of their own, so each of their reads goes alone. */
const isGathered = (call: Call): boolean =>
  (call.method === 'GET' && !isLog(call)) || /\/checkMember\w+$/.test(call.path)

/** Something on the way that lets no batch through, such as a proxy: one by one its reads may pass. */
const isNoWay = (error: unknown): boolean =>
  error instanceof Failure && ['refused', 'missing', 'unexpected'].includes(error.kind)

/** Never rejects: whoever waits is told. */
async function sendTogether(send: Send, waiting: readonly Waiting[]): Promise<void> {
  const [first] = waiting
  if (first && waiting.length === 1) return sendAlone(send, first)
  try {
    const reply = await send(batchOf(waiting))
    settleAll(waiting, reply)
  } catch (error) {
    if (isNoWay(error)) await Promise.all(waiting.map((one) => sendAlone(send, one)))
    else for (const { reject } of waiting) reject(error)
  }
}

const batchOf = (waiting: readonly Waiting[]): Call => ({
  ...{ method: 'POST', route: '/$batch', path: '/$batch', headers: sharedBy(waiting) },
  body: { requests: waiting.map(({ call }, index) => requestOf(call, String(index))) },
  within: Math.max(...waiting.map(({ call }) => call.within ?? Number.MAX_SAFE_INTEGER)),
})

function settleAll(waiting: readonly Waiting[], reply: Reply): void {
  const { responses } = parse(batchAnswer, jsonIn(reply.text), reply)
  const byId = new Map(responses.map((response) => [response.id, response]))
  for (const [index, one] of waiting.entries()) settle(one, byId.get(String(index)), reply)
}

const sendAlone = (send: Send, { call, resolve, reject }: Waiting): Promise<void> => send(call).then(resolve, reject)

/** The priority of what somebody waits for is said of the whole as well. */
function sharedBy(waiting: readonly Waiting[]): Record<string, string> {
  const { [throttlePriority]: priority } = waiting[0]?.call.headers ?? {}
  return priority === undefined ? {} : { [throttlePriority]: priority }
}

function settle({ call, resolve, reject, told }: Waiting, item: Item | undefined, outer: Reply): void {
  const reply = item === undefined ? null : replyOf(call, item, outer)
  const missing = new Failure('unexpected', `${call.route} has no answer in its batch`)
  const failure = reply === null ? missing : graphFailure(reply)
  told(reply?.status ?? null, reply?.requestId ?? null, failure)
  if (failure || reply === null) reject(failure)
  else resolve(reply)
}

function requestOf(call: Call, id: string) {
  const options = Object.entries(call.query ?? {}).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  const url = options.length === 0 ? call.path : `${call.path}?${options.join('&')}`
  if (call.body === undefined) return { id, method: call.method, url, ...(call.headers && { headers: call.headers }) }
  const headers = { ...call.headers, 'Content-Type': 'application/json' }
  return { id, method: call.method, url, headers, body: call.body }
}

/** An item has the status and headers of its own; when it was answered is told by the whole. */
function replyOf(call: Call, { status, headers, body }: Item, outer: Reply): Reply {
  const texts = Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []))
  const own = new Headers(texts as [string, string][])
  const { at, since } = outer
  return {
    route: `${call.method} ${call.route}`,
    status,
    headers: own,
    text: body === undefined ? '' : JSON.stringify(body),
    requestId: own.get('request-id') ?? outer.requestId,
    ...{ at, since },
  }
}
