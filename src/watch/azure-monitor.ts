import {
  type AzureMonitorExporterOptions,
  AzureMonitorMetricExporter,
  AzureMonitorTraceExporter,
} from '@azure/monitor-opentelemetry-exporter'
import type { Exporters } from './open-telemetry.ts'

/**
 * Application Insights. Without its offline storage: what cannot be sent is dropped, and nothing is written to a disk.
 * @param connectionString as Azure shows it
 */
export function azureExporters(connectionString: string, more: AzureMonitorExporterOptions = {}): Exporters {
  const options = { ...more, connectionString, disableOfflineStorage: true }
  return {
    name: 'azure-monitor',
    metrics: new AzureMonitorMetricExporter(options),
    traces: new AzureMonitorTraceExporter(options),
  }
}
