import { pino } from 'pino'
import { z } from 'zod'
import { serveBot } from '../../src/bot/server.ts'
import { openLocalDoor } from '../../src/demo/local-door.ts'
import { demoTenantId, roleId } from '../../src/demo/tenant/company.ts'
import { type Audience, mintToken } from '../../src/demo/tenant/tokens.ts'
import { openDatabase } from '../../src/records/database.ts'
import { createPace } from '../../src/records/pace.ts'
import { connectTenant } from '../../src/tenant/connect.ts'
import { wire } from '../../src/wiring.ts'
import { unpacedInTeams } from '../unpaced.ts'

/** A bot in a process of its own, for tests: `another-bot.ts` starts it and asks what it holds. */
const { dataDir, databaseUrl, tenantUrl } = z
  .object({ dataDir: z.string(), databaseUrl: z.string().nullable(), tenantUrl: z.string() })
  .parse(JSON.parse(process.argv[2] ?? ''))

const log = pino({ level: 'silent' })
const tenantId = demoTenantId
const permissions: Readonly<Record<Audience, readonly string[]>> = {
  'https://outlook.office365.com': ['Exchange.ManageAsApp'],
  'https://graph.microsoft.com': [
    ...['User.Read.All', 'User-PasswordProfile.ReadWrite.All', 'User.RevokeSessions.All'],
    ...['User.EnableDisableAccount.All', 'RoleManagement.Read.Directory', 'RoleEligibilitySchedule.Read.Directory'],
    'GroupMember.Read.All',
  ],
}
const wids = [roleId('Privileged Authentication Administrator'), roleId('Exchange Administrator')]

const tenant = connectTenant({
  ...{ graphUrl: tenantUrl, exchangeUrl: tenantUrl, tenantId, random: Math.random, now: Date.now, log },
  ...{ cloudPasswordForSynced: false, protectedGroup: null, appId: null },
  credential: {
    async getToken(scope) {
      const isExchange = String(scope).startsWith('https://outlook')
      const audience = isExchange ? 'https://outlook.office365.com' : 'https://graph.microsoft.com'
      const now = Date.now()
      const token = mintToken({ tenantId, audience, roles: permissions[audience], wids, now })
      return { token, expiresOnTimestamp: now + 3_000_000 }
    },
  },
})
const database = await openDatabase({ dataDir, databaseUrl, now: Date.now })
const adapter = openLocalDoor({ tenantId })
const { onTurn, runner } = wire({
  ...{ database, tenant, adapter, appId: '', protectedUsers: new Set(), log, pollMs: 50 },
  ...{ pace: unpacedInTeams(createPace(database, log)), cardEveryMs: 0 },
  rules: { approval: 'requester', approvalForAdmins: 'second-person' },
  expiresAfter: 24 * 3_600_000,
})
runner.start()
const server = await serveBot({ adapter, onTurn, healthy: () => true, log, host: '127.0.0.1', port: 0 })

process.on('message', () => {
  for (let time = 0; time < 3; time++) globalThis.gc?.()
  const { rss, heapUsed } = process.memoryUsage()
  process.send?.({ rss, heapUsed })
})
process.once('disconnect', async () => {
  await server.close()
  await runner.stop()
  await database.close()
})
process.send?.({ port: server.port })
