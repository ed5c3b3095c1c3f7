import { z } from 'zod'
import { Failure } from '../errors.ts'
import type { Limit, Pace, Urgency } from '../records/pace.ts'
import type { Places } from '../records/places.ts'
import type { Call, Reply, Send } from './client.ts'
import { jsonIn, retryAfter } from './failures.ts'
import { costOf, exchangeCalls, graphLogs, graphUnits, graphWrites, isLog, type TenantSize } from './limits.ts'

export type Pacing = {
  readonly pace: Pace
  readonly tenantSize: TenantSize
  /** How many calls Exchange may have at once, from all instances. */
  readonly exchangeConcurrency: number
}

/** Waits of this length are waited for in the process; longer ones are a failure that says when to come back. Milliseconds. */
const patience: { readonly [urgency in Urgency]: number } = { person: 1_500, bulk: 2_500 }
/** Exchange's calls take seconds themselves. */
const placePatience: { readonly [urgency in Urgency]: number } = { person: 3_000, bulk: 5_000 }
/** How long everybody is held back where Microsoft says no and not for how long, in milliseconds. */
const unsaidWait = 10_000
/** When bulk work looks again whether fewer wait for Exchange, in milliseconds. */
const crowdedWait = 2_000
/** For so long Exchange gets one call fewer at once after it said that there were too many. */
const closedFor = 60_000

/** The same calls to Graph, each when it is its turn. */
export function pacedGraph(send: Send, { pace, tenantSize }: Pacing, urgency: Urgency): Send {
  const unitLimit = graphUnits(tenantSize)
  const everything = [graphWrites, unitLimit]
  return async (call) => {
    const { units, writes } = costOf(call)
    const started = performance.now()
    const waiting = { urgency, patience: mostOf(patience[urgency], call) }
    if (isLog(call)) await pace.take(graphLogs, 1, waiting)
    await pace.take(unitLimit, units, waiting)
    if (writes > 0) await pace.take(graphWrites, writes, waiting)
    try {
      const reply = await send(lessTime(call, performance.now() - started))
      for (const ms of call.path === '/$batch' ? waitsIn(reply) : []) await holdAll(pace, everything, ms)
      return reply
    } catch (error) {
      const usual = isLog(call) ? [graphLogs] : everything
      const met = error instanceof Failure && error.about === 'writes' ? [graphWrites] : usual
      if (isThrottled(error) && error.about !== 'tokens') await holdAll(pace, met, error.retryAfterMs)
      throw error
    }
  }
}

/** The same calls to Exchange, no more at once than it takes. */
export function pacedExchange(send: Send, { pace }: Pacing, places: Places, urgency: Urgency): Send {
  return async (call) => {
    const held = await pace.ahead(exchangeCalls, urgency)
    if (held > 1) throw new Failure('throttled', 'Exchange asked to wait', { retryAfterMs: held })
    const started = performance.now()
    const place = await places.take({ urgency, patience: mostOf(placePatience[urgency], call) })
    try {
      const reply = await send(lessTime(call, performance.now() - started))
      place.free()
      return reply
    } catch (error) {
      // Too many at once has a status of its own making, and no time to wait.
      const isTooMany = isThrottled(error) && error.note.status !== 429
      if (isTooMany) place.close(closedFor)
      else place.free()
      if (isThrottled(error) && !isTooMany && error.about !== 'tokens')
        await holdAll(pace, [exchangeCalls], error.retryAfterMs)
      throw error
    }
  }
}

/** How long a write would have to wait for its turn now, in milliseconds; nothing is taken. */
export async function writeWait(
  { pace, tenantSize }: Pacing,
  places: Places | null,
  service: 'graph' | 'exchange',
  urgency: Urgency,
): Promise<number> {
  // Bulk work comes back; what somebody waits for is let through first in any case.
  if (service === 'exchange' && urgency === 'bulk' && places?.crowded) return crowdedWait
  const limits: Limit[] = service === 'exchange' ? [exchangeCalls] : [graphUnits(tenantSize), graphWrites]
  const waits = await Promise.all(limits.map((limit) => pace.ahead(limit, urgency)))
  const longest = Math.max(...waits)
  return longest <= patience[urgency] ? 0 : longest
}

/** What was waited is part of the time that the call may last. */
const lessTime = (call: Call, waited: number): Call =>
  call.within === undefined ? call : { ...call, within: Math.max(1, Math.round(call.within - waited)) }

const mostOf = (ms: number, { within = Number.POSITIVE_INFINITY }: Call): number => Math.min(ms, within / 2)

const isThrottled = (error: unknown): error is Failure => error instanceof Failure && error.kind === 'throttled'

/**
 * A 429 slows everybody: an early retry of anybody's counts against the limit as well. Where the records cannot be told,
 * which is in the log, the call's own failure still says how long to wait.
 */
async function holdAll(pace: Pace, limits: readonly Limit[], ms: number | null): Promise<void> {
  for (const limit of limits) await pace.hold(limit, ms ?? unsaidWait).catch(() => undefined)
}

const answersWithin = z.object({
  responses: z.array(z.looseObject({ status: z.number(), headers: z.record(z.string(), z.string()).catch({}) })),
})

/** In a batch each call is throttled by itself, https://learn.microsoft.com/graph/throttling#throttling-and-batching */
function waitsIn(reply: Reply): (number | null)[] {
  const responses = answersWithin.safeParse(jsonIn(reply.text)).data?.responses ?? []
  const throttled = responses.filter(({ status }) => status === 429)
  return throttled.map(({ headers }) => {
    const name = Object.keys(headers).find((one) => one.toLowerCase() === 'retry-after')
    return retryAfter(name === undefined ? null : (headers[name] ?? null), Date.parse(reply.at))
  })
}
