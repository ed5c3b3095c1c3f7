import { z } from 'zod'
import { serveBot } from '../../src/bot/server.ts'
import { readDemoConfig } from '../../src/config.ts'
import { demoTenant } from '../../src/demo/demo-tenant.ts'
import { openLocalDoor } from '../../src/demo/local-door.ts'
import { createLog } from '../../src/log.ts'
import { openDatabase } from '../../src/records/database.ts'
import { createPace } from '../../src/records/pace.ts'
import { wire } from '../../src/wiring.ts'
import { unpacedInTeams } from '../unpaced.ts'

/**
 * The demo's wiring in a process to be killed, with a short lease, on a tenant that lives elsewhere. Everything is
 * loaded before it is told to begin, so that a test that kills many does not wait for each to load.
 */
const order = z.object({
  dataDir: z.string(),
  databaseUrl: z.string().nullable(),
  tenantUrl: z.string(),
  leaseMs: z.number(),
})
export type Order = z.infer<typeof order>

process.once('message', async (message) => {
  const { dataDir, databaseUrl, tenantUrl, leaseMs } = order.parse(message)
  const config = readDemoConfig({
    ...{ CHAT: 'off', PORT: '0', LOG_LEVEL: 'error', DATA_DIR: dataDir, GRAPH_URL: tenantUrl, EXCHANGE_URL: tenantUrl },
    ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
  })
  const log = createLog(config.logLevel)
  const database = await openDatabase({ ...config, brake: { maxPerHour: 1e6, maxPerHourTenant: 1e6 } })
  const pace = createPace(database, log)
  const { tenant, protectedUsers } = await demoTenant(config, log, { pace })
  const adapter = openLocalDoor({ tenantId: config.tenantId })
  const { rules, expiresAfter, host, port } = config
  const parts = { database, tenant, adapter, appId: '', protectedUsers, rules, expiresAfter, log, leaseMs, pollMs: 50 }
  const { onTurn, runner } = wire({ ...parts, pace: unpacedInTeams(pace), cardEveryMs: 0 })
  runner.start()
  const server = await serveBot({ adapter, onTurn, healthy: () => true, log, host, port })
  process.send?.({ port: server.port })
})

// Its parent is gone: there is nobody to kill it any more.
process.once('disconnect', () => process.exit(1))
process.send?.('loaded')
