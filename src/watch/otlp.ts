import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { type Exporters, sendWithin } from './open-telemetry.ts'

/**
 * OTLP over HTTP, as JSON, which every collector takes at the port of http/protobuf (4318). The exporters themselves read
 * the other standard settings, OTEL_EXPORTER_OTLP_HEADERS for one.
 * https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 * @param endpoint base address without a slash at its end
 */
export function otlpExporters(endpoint: string): Exporters {
  return {
    name: 'otlp',
    metrics: new OTLPMetricExporter({ url: `${endpoint}/v1/metrics`, timeoutMillis: sendWithin }),
    traces: new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, timeoutMillis: sendWithin }),
  }
}
