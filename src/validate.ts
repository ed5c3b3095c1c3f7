import { credentialFor } from './bot/credentials.ts'
import { openDoor } from './bot/door.ts'
import { type Cloud, clouds } from './clouds.ts'
import { type Config, readConfig } from './config.ts'
import { createLog } from './log.ts'
import { startOrExplain } from './stopping.ts'
import { connectTenant } from './tenant/connect.ts'
import { readAsked } from './validate/asked.ts'
import { type Checking, checkAround, checkTenant } from './validate/checks.ts'
import { exitCodeOf, reportOf } from './validate/report.ts'
import { sendSample } from './validate/sample-card.ts'

const manifest = new URL('../appPackage/manifest.json', import.meta.url)

/** Looks at the configuration that `npm start` would use. Exit code 0, 1 when something is missing, 2 when it cannot look. */
await startOrExplain(async () => {
  const { endpoint, to } = readAsked(process.argv.slice(2))
  const config = readConfig()
  const cloud = clouds[config.cloud]
  const checking: Checking = {
    ...config,
    credential: credentialFor(config),
    scopes: {
      teams: `${cloud.channelScope}/.default`,
      graph: `${cloud.graphUrl}/.default`,
      exchange: `${cloud.exchangeUrl}/.default`,
    },
    log: createLog('silent'),
  }
  const checks = [...(await checkTenant(checking)), ...(await checkAround({ ...config, endpoint, manifest }))]
  if (to !== null) checks.push(await sample(config, checking, cloud, to))
  process.stdout.write(reportOf(checks))
  process.exitCode = exitCodeOf(checks)
})

function sample(config: Config, { credential, scopes, log }: Checking, cloud: Cloud, to: string) {
  const tenant = connectTenant({
    ...config,
    credential,
    graphScope: scopes.graph,
    exchangeScope: scopes.exchange,
    now: Date.now,
    random: Math.random,
    log,
  })
  // The address that works for every region of a cloud ends in /teams/; the chat's own comes with its messages.
  const serviceUrl = `${cloud.serviceUrls[0] ?? ''}teams/`
  const adapter = openDoor({ ...config, cloud, credential })
  return sendSample({ ...config, adapter, tenant, serviceUrl, audience: cloud.channelScope }, to)
}
