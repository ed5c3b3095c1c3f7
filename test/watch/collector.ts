import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { z } from 'zod'

/** Attributes and values as OTLP writes them in JSON, https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding */
const value = z.union([
  z.object({ stringValue: z.string() }).transform((written) => written.stringValue),
  z.object({ intValue: z.coerce.number() }).transform((written) => written.intValue),
  z.object({ doubleValue: z.number() }).transform((written) => written.doubleValue),
  z.object({ boolValue: z.boolean() }).transform((written) => written.boolValue),
])
const attributes = z
  .array(z.object({ key: z.string(), value }))
  .transform((pairs) => Object.fromEntries(pairs.map((pair) => [pair.key, pair.value])))
const point = z.object({
  attributes,
  asInt: z.coerce.number().optional(),
  asDouble: z.number().optional(),
  count: z.coerce.number().optional(),
  sum: z.number().optional(),
})
const points = z.object({ dataPoints: z.array(point) })
const metric = z.object({
  name: z.string(),
  unit: z.string(),
  sum: points.optional(),
  gauge: points.optional(),
  histogram: points.optional(),
})
const metricsBody = z.object({
  resourceMetrics: z.array(z.object({ scopeMetrics: z.array(z.object({ metrics: z.array(metric) })) })),
})
const span = z.object({
  name: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  attributes,
  status: z.object({ code: z.number().optional() }),
})
const tracesBody = z.object({
  resourceSpans: z.array(
    z.object({ resource: z.object({ attributes }), scopeSpans: z.array(z.object({ spans: z.array(span) })) }),
  ),
})

export type Point = z.infer<typeof point>
export type Span = z.infer<typeof span>

export type Collector = Awaited<ReturnType<typeof startCollector>>

/** Takes what an OpenTelemetry collector takes, over HTTP, and keeps it. */
export async function startCollector() {
  const metrics = new Map<string, { unit: string; points: Point[] }>()
  const spans: Span[] = []
  const bodies: string[] = []
  const resources: z.infer<typeof attributes>[] = []
  const app = express().use(express.text({ type: 'application/json', limit: '10mb' }))
  app.post('/v1/metrics', (request, response) => {
    bodies.push(request.body)
    // Sums go on from the beginning, so the last report holds them all.
    for (const { scopeMetrics } of metricsBody.parse(JSON.parse(request.body)).resourceMetrics)
      for (const { name, unit, sum, gauge, histogram } of scopeMetrics.flatMap((scope) => scope.metrics))
        metrics.set(name, { unit, points: (sum ?? gauge ?? histogram)?.dataPoints ?? [] })
    response.json({})
  })
  app.post('/v1/traces', (request, response) => {
    bodies.push(request.body)
    for (const { resource, scopeSpans } of tracesBody.parse(JSON.parse(request.body)).resourceSpans) {
      resources.push(resource.attributes)
      spans.push(...scopeSpans.flatMap((scope) => scope.spans))
    }
    response.json({})
  })
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    metrics,
    spans,
    bodies,
    resources,
    /** What a metric says of these attributes: how much it counts, how often it was measured, or its value. */
    valueOf(name: string, wanted: Readonly<Record<string, string | number | boolean>> = {}): number {
      const found = metrics.get(name)?.points ?? []
      return found
        .filter((one) => Object.entries(wanted).every(([key, expected]) => one.attributes[key] === expected))
        .reduce((sum, one) => sum + (one.asInt ?? one.asDouble ?? one.count ?? 0), 0)
    },
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
