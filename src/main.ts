import { credentialFor } from './bot/credentials.ts'
import { openDoor } from './bot/door.ts'
import { serveBot } from './bot/server.ts'
import { clouds } from './clouds.ts'
import { readConfig } from './config.ts'
import { createLog } from './log.ts'
import { isAnswering } from './records/answering.ts'
import { openDatabase } from './records/database.ts'
import { startOrExplain, untilStopped } from './stopping.ts'
import { connectTenant } from './tenant/connect.ts'
import { startWatch } from './watch/start.ts'
import { wire } from './wiring.ts'

/** Production: configuration, database, tenant, bot, listen; and back again when it is asked to stop. */
await startOrExplain(async () => {
  const config = readConfig()
  const log = createLog(config.logLevel)
  const watching = await startWatch(config.measurements, log)
  const { watch } = watching
  const cloud = clouds[config.cloud]
  const credential = credentialFor(config)
  const database = await openDatabase({ ...config, brake: config })
  const tenant = connectTenant({
    graphUrl: config.graphUrl,
    exchangeUrl: config.exchangeUrl,
    tenantId: config.tenantId,
    graphScope: `${cloud.graphUrl}/.default`,
    exchangeScope: `${cloud.exchangeUrl}/.default`,
    cloudPasswordForSynced: config.cloudPasswordForSynced,
    protectedGroup: config.protectedGroup,
    appId: config.appId,
    now: Date.now,
    random: Math.random,
    credential,
    watch,
    log,
  })
  const { appId, tenantId, serviceUrls, protectedUsers, rules, expiresAfter, groupLanguage } = config
  const adapter = openDoor({ appId, tenantId, cloud, credential, serviceUrls })
  const common = { database, tenant, adapter, watch, log }
  const { onTurn, runner } = wire({ ...common, appId, protectedUsers, rules, expiresAfter, groupLanguage })
  runner.start()
  const server = await serveBot({
    adapter,
    onTurn,
    healthy: () => true,
    ready: async () => runner.healthy && (await isAnswering(database)),
    watch,
    log,
    host: config.host,
    port: config.port,
  })
  log.info({ port: server.port }, `Bot/ME service listening at port ${server.port}`)
  await untilStopped()
  await Promise.all([server.close(), runner.stop()])
  await watching.stop()
  await database.close()
  log.info('stopped')
})
