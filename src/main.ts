import { credentialFor } from './bot/credentials.ts'
import { openDoor } from './bot/door.ts'
import type { EvidenceWays } from './bot/evidence.ts'
import { serveBot } from './bot/server.ts'
import { isSharePoint } from './bot/upload.ts'
import { clouds } from './clouds.ts'
import { readConfig } from './config.ts'
import { createLog } from './log.ts'
import { isAnswering } from './records/answering.ts'
import { openDatabase } from './records/database.ts'
import { createPace } from './records/pace.ts'
import { retentionOf, startRetiring } from './records/retiring.ts'
import { openSigningKey } from './records/signing.ts'
import { startOrExplain, stopWhenAsked } from './stopping.ts'
import { connectTenant } from './tenant/connect.ts'
import { tokenTurns } from './tenant/token-turns.ts'
import { startWatch } from './watch/start.ts'
import { wire } from './wiring.ts'

/** Production: configuration, database, tenant, bot, listen; and back again when it is asked to stop. */
await startOrExplain(async () => {
  const config = readConfig()
  const log = createLog(config.logLevel)
  const watching = await startWatch(config.measurements, log)
  const { watch } = watching
  const cloud = clouds[config.cloud]
  const database = await openDatabase({ ...config, brake: config })
  const pace = createPace(database, log)
  const tokens = tokenTurns(pace, Date.now)
  const credential = tokens.heeding(credentialFor(config, tokens.throttled))
  const { tenantSize, exchangeConcurrency } = config
  const tenant = connectTenant({
    pacing: { pace, tenantSize, exchangeConcurrency },
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
  const { appId, tenantId, serviceUrls, protectedUsers, rules, expiresAfter, groupLanguage, around } = config
  const adapter = openDoor({ appId, tenantId, cloud, credential, serviceUrls })
  const common = { database, tenant, pace, adapter, watch, log }
  const evidence: EvidenceWays = {
    key: config.signingKeyPath === null ? null : openSigningKey(config.signingKeyPath),
    publicUrl: config.publicUrl,
    // Teams takes no files of bots in the clouds of the US government:
    // https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4
    isAllowedUpload: config.cloud === 'public' ? isSharePoint : null,
  }
  const settings = { appId, protectedUsers, rules, expiresAfter, groupLanguage, around, evidence }
  const { onTurn, runner, pages } = wire({ ...common, ...settings })
  runner.start()
  const retiring = startRetiring({ database, retention: retentionOf(config), log })
  const server = await serveBot({
    adapter,
    onTurn,
    pages,
    healthy: () => true,
    ready: async () => runner.healthy && (await isAnswering(database)),
    watch,
    log,
    host: config.host,
    port: config.port,
  })
  log.info({ port: server.port }, `Bot/ME service listening at port ${server.port}`)
  const closing = [() => watching.stop(), () => database.close()]
  await stopWhenAsked({ server, working: [runner, retiring], closing }, config.stopGrace)
  log.info('stopped')
})
