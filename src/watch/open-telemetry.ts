import { randomUUID } from 'node:crypto'
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources'
import { MeterProvider, PeriodicExportingMetricReader, type PushMetricExporter } from '@opentelemetry/sdk-metrics'
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace'
import type { Logger } from 'pino'
import packageJson from '../../package.json' with { type: 'json' }
import { instrumentsOn } from './instruments.ts'
import { spansOn } from './spans.ts'
import type { Watching } from './start.ts'

/** One place that measurements are sent to. */
export type Exporters = {
  readonly name: 'otlp' | 'azure-monitor'
  readonly metrics: PushMetricExporter
  readonly traces: SpanExporter
}

/** How long one sending may last, and all of it at the end, in milliseconds. */
export const sendWithin = 3_000
const sendEvery = 60_000

/**
 * Measures and sends. Nothing is registered globally, and nothing instruments itself: what leaves is what `Watch` has a
 * place for.
 */
export function openTelemetry(destinations: readonly Exporters[], log: Logger): Watching {
  for (const destination of destinations) sayWhenAway(destination, log)
  // The standard settings OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win over ours.
  const resource = resourceFromAttributes({
    'service.name': packageJson.name,
    'service.version': packageJson.version,
    'service.instance.id': randomUUID(),
  }).merge(detectResources({ detectors: [envDetector] }))
  const meters = new MeterProvider({ resource, readers: destinations.map(({ metrics }) => readerFor(metrics)) })
  const spanProcessors = destinations.map(({ traces }) => new BatchSpanProcessor({ exporter: traces }))
  const tracers = new TracerProvider({ resource, spanProcessors })
  const { name, version } = packageJson
  const instruments = instrumentsOn(meters.getMeter(name, version))
  const spans = spansOn(tracers.getTracer(name, version))
  return {
    watch: {
      ...instruments,
      ...spans,
      tap(tap) {
        instruments.tap(tap)
        spans.tap(tap)
      },
      turnFailed(failure) {
        instruments.turnFailed(failure)
        spans.turnFailed(failure)
      },
      call(call) {
        instruments.call(call)
        spans.call(call)
      },
    },
    stop: () => atMost(Promise.allSettled([meters.shutdown(), tracers.shutdown()])),
  }
}

function readerFor(exporter: PushMetricExporter): PeriodicExportingMetricReader {
  return new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: sendEvery,
    exportTimeoutMillis: 2 * sendWithin,
  })
}

/** Whoever cannot be reached must not hold up the end. */
async function atMost(sending: Promise<unknown>): Promise<void> {
  const late = Promise.withResolvers<void>()
  const timer = setTimeout(late.resolve, sendWithin)
  await Promise.race([sending, late.promise])
  clearTimeout(timer)
}

type Sends<Batch> = { export(batch: Batch, sent: (result: { readonly code: number }) => void): void }

/** Said once when it begins and once when it ends. The exporter's own words stay out: they may hold what was answered. */
function sayWhenAway({ name, metrics, traces }: Exporters, log: Logger): void {
  let away = false
  const notice = (sent: boolean) => {
    if (away === !sent) return
    away = !sent
    if (away) log.warn({ to: name }, 'measurements cannot be sent')
    else log.info({ to: name }, 'measurements are sent again')
  }
  noticing(metrics, notice)
  noticing(traces, notice)
}

function noticing<Batch>(exporter: Sends<Batch>, notice: (sent: boolean) => void): void {
  const send = exporter.export.bind(exporter)
  exporter.export = (batch, sent) =>
    send(batch, (result) => {
      notice(result.code === 0)
      sent(result)
    })
}
