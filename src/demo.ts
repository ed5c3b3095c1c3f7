import { join } from 'node:path'
import type { EvidenceWays } from './bot/evidence.ts'
import { type BotServer, serveBot } from './bot/server.ts'
import { readDemoConfig } from './config.ts'
import { startChat } from './demo/chat/chat.ts'
import { demoClock } from './demo/demo-clock.ts'
import { demoTenant } from './demo/demo-tenant.ts'
import { isLoopback, openLocalDoor } from './demo/local-door.ts'
import { createLog } from './log.ts'
import { isAnswering } from './records/answering.ts'
import { openDatabase } from './records/database.ts'
import { createPace } from './records/pace.ts'
import { retentionOf, startRetiring } from './records/retiring.ts'
import { openSigningKey } from './records/signing.ts'
import { startOrExplain, stopWhenAsked } from './stopping.ts'
import { startWatch } from './watch/start.ts'
import { wire } from './wiring.ts'

const bot = { id: 'offboard', name: 'Offboard' }

/** The wiring of production on a simulated tenant, with a chat page; everything on 127.0.0.1. */
await startOrExplain(async () => {
  const config = readDemoConfig()
  const log = createLog(config.logLevel)
  const watching = await startWatch(config.measurements, log)
  const { watch } = watching
  const clock = demoClock(join(config.dataDir, 'clock-ahead'))
  const opened = await openDatabase({ ...config, brake: config })
  // PostgreSQL has a clock of its own, which is put ahead by as much.
  const database = { ...opened, now: () => opened.now() + clock.ahead }
  const pace = createPace(database, log)
  const { tenant, people, findPeople, protectedUsers, stateUrl, close } = await demoTenant(config, log, {
    ...{ watch, pace, clock },
  })
  const adapter = openLocalDoor({ tenantId: config.tenantId })
  const { rules, expiresAfter, groupLanguage, around } = config
  const common = { database, tenant, pace, adapter, watch, log }
  const evidence: EvidenceWays = {
    key: config.signingKeyPath === null ? null : openSigningKey(config.signingKeyPath),
    get publicUrl() {
      return `http://127.0.0.1:${server.port}`
    },
    isAllowedUpload: isLoopback,
  }
  const settings = { appId: '', protectedUsers, rules, expiresAfter, groupLanguage, around, evidence }
  const { onTurn, runner, pages } = wire({ ...common, ...settings })
  runner.start()
  const retiring = startRetiring({ database, retention: retentionOf(config), log })
  const { host, port } = config
  const server: BotServer = await serveBot({
    adapter,
    onTurn,
    pages,
    healthy: () => true,
    ready: async () => runner.healthy && (await isAnswering(database)),
    watch,
    log,
    host,
    port,
    loopbackOnly: true,
  })
  const botUrl = `http://127.0.0.1:${server.port}/api/messages`
  const chat =
    config.chatPort === null
      ? null
      : await startChat({
          ...{ port: config.chatPort, botUrl, bot, people, findPeople },
          tenantId: config.tenantId,
          now: clock.now,
          // Another server than the simulated tenant has a clock that nobody can put ahead.
          clock: stateUrl ? clock : null,
          file: join(config.dataDir, 'chat.jsonl'),
        })
  say(`Bot          ${botUrl}`)
  if (stateUrl) say(`Tenant       ${stateUrl}  (what changed in the simulated Microsoft 365)`)
  if (chat) say(`Chat page    ${chat.url}  (open this; type: offboard Jane)`)
  const closing = [() => watching.stop(), async () => chat?.close(), close, () => database.close()]
  await stopWhenAsked({ server, working: [runner, retiring], closing }, config.stopGrace)
})

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
