import { setTimeout as pause } from 'node:timers/promises'
import { pino } from 'pino'
import { z } from 'zod'
import '../../src/bot/credentials.ts'
import { serveBot } from '../../src/bot/server.ts'
import { openLocalDoor } from '../../src/demo/local-door.ts'
import { demoTenantId } from '../../src/demo/tenant/company.ts'
import { openDatabase } from '../../src/records/database.ts'
import { longestWait } from '../../src/records/due.ts'
import { createPace } from '../../src/records/pace.ts'
import { connectTenant } from '../../src/tenant/connect.ts'
import { wire } from '../../src/wiring.ts'
import { orderIn, serveOrders } from './orders.ts'
import { startProfile } from './profile.ts'

/** What production loads and wires, with durable records, on a tenant that lives elsewhere and behind the demo's door. */
const order = z.object({
  dataDir: z.string(),
  databaseUrl: z.string().nullable().default(null),
  tenantUrl: z.string(),
  graphToken: z.string(),
  exchangeToken: z.string(),
})
const wanted = z.enum(['profile', 'shares', 'memory', 'idle memory', 'calm'])

const { dataDir, databaseUrl, tenantUrl, graphToken, exchangeToken } = orderIn(order)
const log = pino({ level: 'silent' })
const database = await openDatabase({ dataDir, databaseUrl, brake: { maxPerHour: 1e6, maxPerHourTenant: 1e6 } })
const pace = createPace(database, log)
const tenant = connectTenant({
  pacing: { pace, tenantSize: 'L', exchangeConcurrency: 16 },
  ...{ graphUrl: tenantUrl, exchangeUrl: tenantUrl, tenantId: demoTenantId },
  ...{ cloudPasswordForSynced: false, protectedGroup: null, appId: null },
  ...{ now: Date.now, random: Math.random, log },
  credential: {
    async getToken(scope) {
      const token = String(scope).startsWith('https://outlook') ? exchangeToken : graphToken
      return { token, expiresOnTimestamp: Date.now() + 3_600_000 }
    },
  },
})
const adapter = openLocalDoor({ tenantId: demoTenantId })
const { onTurn, runner, pages } = wire({
  ...{ database, tenant, pace, adapter, appId: '', protectedUsers: new Set<string>(), log },
  rules: { approval: 'requester', approvalForAdmins: 'second-person' },
  expiresAfter: 24 * 3_600_000,
})
runner.start()
const server = await serveBot({ adapter, onTurn, pages, healthy: () => true, log, host: '127.0.0.1', port: 0 })
let profile: Awaited<ReturnType<typeof startProfile>> | null = null

serveOrders({ port: server.port }, async (asked) => {
  switch (wanted.parse(asked)) {
    case 'profile':
      profile = await startProfile()
      return null
    case 'shares':
      return profile?.stop()
    case 'calm':
      while ((await longestWait(database)) > 0) await pause(20)
      return null
    case 'idle memory':
      globalThis.gc?.()
      return process.memoryUsage()
    case 'memory':
      return process.memoryUsage()
  }
})
