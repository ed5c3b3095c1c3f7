import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { badRequest } from './graph-call.ts'
import { type Answer, hangUp, type Request } from './world.ts'

const mostRequests = 20

const itemSchema = z.object({
  id: z.string().min(1),
  method: z.enum(['GET', 'POST', 'PATCH', 'PUT', 'DELETE']),
  url: z.string().startsWith('/'),
  dependsOn: z.array(z.string()).default([]),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.unknown().optional(),
})
const batchSchema = z.object({ requests: z.array(itemSchema) })
type Item = z.output<typeof itemSchema>

/**
 * Up to 20 requests in one. Each is answered, refused and throttled by itself; one that waits for a failed one is not
 * made (424). https://learn.microsoft.com/graph/json-batching
 * @param one answers a single request
 */
export async function batchAnswer(
  outer: Request,
  body: unknown,
  one: (request: Request) => Promise<Answer | typeof hangUp>,
): Promise<Answer> {
  const items = itemsOf(body)
  const answered = new Map<string, Answer>()
  for (const item of items) {
    const isBlocked = item.dependsOn.some((id) => (answered.get(id)?.status ?? 424) >= 400)
    const answer = isBlocked ? failedDependency : await one(requestOf(outer, item))
    // A connection cut inside Microsoft shows as a timeout of that item.
    answered.set(item.id, answer === hangUp ? { status: 504, headers: {} } : answer)
  }
  const responses = [...answered].map(([id, { status, headers = {}, body: content }]) => ({
    id,
    status,
    headers: { ...headers, 'Content-Type': 'application/json' },
    ...(content === undefined ? {} : { body: content }),
  }))
  return { status: 200, body: { responses } }
}

const failedDependency: Answer = {
  status: 424,
  body: { error: { code: 'FailedDependency', message: 'A request this one depends on has failed.' } },
}

function itemsOf(body: unknown): Item[] {
  const batch = batchSchema.safeParse(body)
  if (!batch.success) throw badRequest('Invalid batch payload format.')
  const { requests } = batch.data
  if (requests.length === 0 || requests.length > mostRequests)
    throw badRequest(`Number of batch request steps must be between 1 and ${mostRequests}.`)
  if (new Set(requests.map((item) => item.id)).size < requests.length) throw badRequest('Request ids must be unique.')
  for (const item of requests) {
    const hasType = Object.keys(item.headers).some((name) => name.toLowerCase() === 'content-type')
    if (item.body !== undefined && !hasType)
      throw badRequest(`Write request id : ${item.id} does not contain Content-Type header.`)
  }
  return requests
}

function requestOf(outer: Request, item: Item): Request {
  const url = new URL(item.url, 'http://batch.invalid')
  const headers = Object.fromEntries(Object.entries(item.headers).map(([name, value]) => [name.toLowerCase(), value]))
  return {
    method: item.method,
    path: url.pathname,
    query: url.searchParams,
    headers: { ...headers, authorization: outer.headers.authorization },
    text: item.body === undefined ? '' : JSON.stringify(item.body),
    requestId: randomUUID(),
  }
}
