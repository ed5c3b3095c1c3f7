import { gunzipSync } from 'node:zlib'
import { pino } from 'pino'
import { azureExporters } from '../../src/watch/azure-monitor.ts'
import { openTelemetry } from '../../src/watch/open-telemetry.ts'

/**
 * A program that measures a little and prints what would go to Application Insights, one request a line. A process of its
 * own, because the exporter asks Microsoft for settings some seconds after it was made, and does not end that.
 */
const exporters = azureExporters(
  'InstrumentationKey=11111111-2222-4333-8444-555555555555;IngestionEndpoint=https://insights.invalid',
  {
    httpClient: {
      async sendRequest(request) {
        const { body, headers } = request
        const text = body instanceof Uint8Array ? gunzipSync(body).toString() : String(body)
        process.stdout.write(
          `${JSON.stringify({ origin: new URL(request.url).origin, envelopes: JSON.parse(text) })}\n`,
        )
        const bodyAsText = JSON.stringify({ itemsReceived: 1, itemsAccepted: 1, errors: [] })
        return { request, headers, status: 200, bodyAsText }
      },
    },
  },
)
const { watch, stop } = openTelemetry([exporters], pino({ level: 'silent' }))
const call = { service: 'graph', method: 'GET', route: '/users/{id}', requestId: null } as const
await watch.during({ name: 'turn', activity: 'invoke' }, async () => {
  watch.call({ ...call, status: 404, failure: 'missing', ms: 1_200 })
})
watch.outcome('sign-out', { kind: 'done', proof: null })
await stop()
process.exit(0)
