import type { Logger } from 'pino'
import type { Exporters } from './open-telemetry.ts'
import { unwatched, type Watch } from './watch.ts'

/** Where measurements go. `null`: not there. The connection string is not for logs. */
export type Destinations = { readonly otlp: string | null; readonly azureMonitor: string | null }

export type Watching = { readonly watch: Watch; stop(): Promise<void> }

/**
 * Starts measuring, where there is somewhere to send it. OpenTelemetry is loaded here and only then: it costs a fifth of a
 * second and fifteen megabytes, which nobody should pay who does not look at it.
 */
export async function startWatch({ otlp, azureMonitor }: Destinations, log: Logger): Promise<Watching> {
  const destinations: Exporters[] = []
  if (otlp !== null) destinations.push((await import('./otlp.ts')).otlpExporters(otlp))
  if (azureMonitor !== null) destinations.push((await import('./azure-monitor.ts')).azureExporters(azureMonitor))
  if (destinations.length === 0) return { watch: unwatched, stop: async () => undefined }
  const { openTelemetry } = await import('./open-telemetry.ts')
  return openTelemetry(destinations, log)
}
