import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { demoTenantId, newCompany, type User } from '../../src/demo/tenant/company.ts'
import { startSimulatedTenant } from '../../src/demo/tenant/tenant.ts'
import { openGate } from '../gate.ts'
import { Teams } from '../teams.ts'
import { Bots } from './bots.ts'

export type Scene = Awaited<ReturnType<typeof startScene>>

/**
 * Everything that outlives a killed bot: Microsoft, Teams and the records. Between the bot and the two others stand
 * gates, so that a bot can be killed at the very moment when it asks for something, or is about to be answered.
 */
export async function startScene(options: { leavers: number; databaseUrl?: string; leaseMs?: number; spare?: number }) {
  const dataDir = mkdtempSync(join(tmpdir(), 'offboard-kill-'))
  const company = newCompany()
  const leavers = Array.from({ length: options.leavers }, (_, index) => leaverOf(company.users, index))
  company.users.push(...leavers)
  const simulated = await startSimulatedTenant({
    tenantId: demoTenantId,
    company,
    staleReadsMs: 0,
    latency: { graphMs: 5, exchangeMs: 10 },
    botRoles: ['Privileged Authentication Administrator', 'Exchange Administrator'],
  })
  const tenantGate = await openGate(simulated.url)
  const teams = new Teams(demoTenantId)
  await teams.start()
  const teamsGate = await openGate(teams.serviceUrl)
  teams.serviceUrl = teamsGate.url
  const databaseUrl = options.databaseUrl ?? null
  const leaseMs = options.leaseMs ?? 500
  const bots = new Bots({ dataDir, databaseUrl, tenantUrl: tenantGate.url, leaseMs }, options.spare)
  return {
    ...{ dataDir, databaseUrl, simulated, tenantGate, teams, teamsGate, bots, leavers },
    /** Lets every request pass again. */
    openGates() {
      for (const gate of [tenantGate, teamsGate]) Object.assign(gate, { arrives: pass, answered: pass })
    },
    async stop() {
      await bots.stop()
      await Promise.all([tenantGate.close(), teamsGate.close()])
      await Promise.all([teams.stop(), simulated.close()])
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

const pass = () => undefined

/** Somebody like Jane Doe, by another name. */
function leaverOf(users: readonly User[], index: number): User {
  const jane = users.find(({ displayName }) => displayName === 'Jane Doe')
  if (!jane?.mailbox) throw new Error('Jane Doe is not there')
  const address = `leaver${index}@contoso.com`
  return {
    ...structuredClone(jane),
    id: crypto.randomUUID(),
    displayName: `Leaver ${index}`,
    givenName: `Leaver${index}`,
    surname: 'Leaving',
    userPrincipalName: address,
    mail: address,
    mailNickname: `leaver${index}`,
    proxyAddresses: [`SMTP:${address}`],
    identities: [],
  }
}
