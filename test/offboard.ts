import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import { pino } from 'pino'
import { type Around, nothingAround } from '../src/around-settings.ts'
import type { EvidenceWays } from '../src/bot/evidence.ts'
import { serveBot } from '../src/bot/server.ts'
import { isLoopback, openLocalDoor } from '../src/demo/local-door.ts'
import { demoTenantId, newCompany, type RoleName } from '../src/demo/tenant/company.ts'
import type { Watch } from '../src/demo/tenant/doors.ts'
import type { Limits } from '../src/demo/tenant/limits.ts'
import { startSimulatedTenant } from '../src/demo/tenant/tenant.ts'
import { createLog } from '../src/log.ts'
import type { ApprovalRules } from '../src/offboarding/policy.ts'
import type { Language } from '../src/offboarding/words/languages.ts'
import type { BrakeLimits } from '../src/records/brake.ts'
import { type Database, openDatabase } from '../src/records/database.ts'
import { createPace } from '../src/records/pace.ts'
import { connectTenant, type TenantOptions } from '../src/tenant/connect.ts'
import type { Watch as Measuring } from '../src/watch/watch.ts'
import { wire } from '../src/wiring.ts'
import { Teams, type TeamsPerson } from './teams.ts'
import { unpacedInTeams } from './unpaced.ts'

/** People of the simulated company whom many tests need. */
export const ava = personOf('Ava Chen')
export const rob = personOf('Rob Hale')
export const hana = personOf('Hana Novak')
export const oscar = personOf('Oscar Lund')
export const jane = personOf('Jane Doe')

export function personOf(name: string): TeamsPerson & { userPrincipalName: string } {
  const user = newCompany().users.find(({ displayName }) => displayName === name)
  if (!user) throw new Error(`nobody is called ${name}`)
  return { id: user.id, name, userPrincipalName: user.userPrincipalName }
}

type Changing<T> = { -readonly [key in keyof T]: T[key] }

export type World = Awaited<ReturnType<typeof startWorld>>

/**
 * The whole product as the demo wires it, on a simulated tenant and a real database, with a Teams that a test drives.
 * Time goes by as always, and `clock.advance` lets it jump.
 */
export async function startWorld(
  options: {
    staleReadsMs?: number
    databaseUrl?: string
    protectedUsers?: string[]
    cloudPasswordForSynced?: boolean
    botRoles?: RoleName[]
    rules?: Partial<ApprovalRules>
    expiresAfter?: number
    groupLanguage?: Language
    around?: Partial<Around>
    /** The bot's application permissions, where they are not the usual ones. */
    permissions?: readonly string[]
    brake?: BrakeLimits
    dataDir?: string
    latency?: { graphMs: number; exchangeMs: number }
    /** Microsoft's limits, kept by the simulated tenant and known to the bot. */
    limits?: Limits
    /** What the bot takes them to be, where that is something else. */
    believed?: Partial<Limits>
    /** How soon after an edit a card is edited again, and whether Teams' limits are kept. Otherwise tests would wait for them. */
    cardEveryMs?: number
    teamsPaced?: boolean
    /** Sees everything that the simulated tenant is sent. */
    watch?: Watch
    /** What measures the bot. */
    measuring?: Measuring
    /** Where the whole log goes. */
    logTo?: Writable
    /** How evidence reaches people. Default: unsigned, as a file or by a link to this bot. */
    evidence?: Partial<EvidenceWays>
    /** Puts something between the bot and the simulated tenant; given its address, gives another. */
    through?: (url: string) => Promise<string>
  } = {},
) {
  const clock = {
    offset: 0,
    advance(ms: number) {
      this.offset += ms
    },
  }
  const now = () => Date.now() + clock.offset
  const log = options.logTo ? createLog('trace', options.logTo) : pino({ level: process.env.TEST_LOG ?? 'silent' })
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'offboard-test-')))
  const rules: ApprovalRules = { approval: 'requester', approvalForAdmins: 'second-person', ...options.rules }
  const expiresAfter = options.expiresAfter ?? 24 * 3_600_000
  const { staleReadsMs = 0, latency } = options
  const measuring = options.measuring ? { watch: options.measuring } : {}
  const company = newCompany()
  const simulated = await startSimulatedTenant({
    tenantId: demoTenantId,
    company,
    now,
    staleReadsMs,
    botRoles: options.botRoles ?? ['Privileged Authentication Administrator', 'Exchange Administrator'],
    ...(latency ? { latency } : {}),
    ...(options.permissions ? { permissions: options.permissions } : {}),
    ...(options.limits ? { limits: options.limits } : {}),
    ...(options.watch ? { watch: options.watch } : {}),
  })
  const url = (await options.through?.(simulated.url)) ?? simulated.url
  const { tenantSize, exchangeConcurrency } = {
    ...{ tenantSize: 'L' as const, exchangeConcurrency: 16 },
    ...{ ...options.limits, ...options.believed },
  }
  const tenantOn = (database: Database) => {
    const shared = createPace(database, log)
    const pace = options.teamsPaced ? shared : unpacedInTeams(shared)
    return { pace, tenant: connectTenant({ ...connecting, pacing: { pace, tenantSize, exchangeConcurrency } }) }
  }
  const connecting: TenantOptions = {
    graphUrl: url,
    exchangeUrl: url,
    tenantId: demoTenantId,
    credential: {
      async getToken(scope) {
        const audience = String(scope).startsWith('https://outlook')
          ? ('https://outlook.office365.com' as const)
          : ('https://graph.microsoft.com' as const)
        return { token: simulated.tokenFor(audience), expiresOnTimestamp: Date.now() + 3_600_000 }
      },
    },
    cloudPasswordForSynced: options.cloudPasswordForSynced ?? false,
    protectedGroup: null,
    appId: null,
    random: Math.random,
    ...measuring,
    now,
    log,
  }
  const teams = new Teams(demoTenantId)
  await teams.start()
  const protectedUsers = new Set((options.protectedUsers ?? []).map((name) => name.toLowerCase()))
  const open = () =>
    openDatabase({
      ...{ dataDir, databaseUrl: options.databaseUrl ?? null, now },
      ...(options.brake ? { brake: options.brake } : {}),
    })
  const ways: Changing<EvidenceWays> = { key: null, publicUrl: 'http://127.0.0.1:1', isAllowedUpload: isLoopback }
  const start = async (shared: Database | null = null) => {
    const database = shared ?? (await open())
    const adapter = openLocalDoor({ tenantId: demoTenantId })
    const own = tenantOn(database)
    const parts = {
      database,
      ...own,
      adapter,
      appId: '',
      protectedUsers,
      rules,
      expiresAfter,
      groupLanguage: options.groupLanguage ?? 'en',
      around: { ...nothingAround, ...options.around },
      // Not copied: the address is known once the bot listens.
      evidence: Object.assign(ways, options.evidence),
      log,
      pollMs: 20,
      cardEveryMs: options.cardEveryMs ?? 0,
      ...measuring,
    }
    const { onTurn, runner, pages } = wire(parts)
    runner.start()
    const server = await serveBot({
      adapter,
      onTurn,
      pages,
      healthy: () => true,
      log,
      host: '127.0.0.1',
      port: 0,
      ...measuring,
    })
    teams.botUrl = `http://127.0.0.1:${server.port}/api/messages`
    if (options.evidence?.publicUrl === undefined) ways.publicUrl = `http://127.0.0.1:${server.port}`
    const stop = async () => {
      await server.close()
      await runner.stop()
      if (!shared) await database.close()
    }
    return { ...{ database, runner, stop }, ...own }
  }
  let running = await start()
  return {
    ...{ clock, now, company, simulated, teams, dataDir, protectedUsers },
    get database() {
      return running.database
    },
    get tenant() {
      return running.tenant
    },
    get pace() {
      return running.pace
    },
    /**
     * Another instance of the bot on the same records, which Teams calls from now on; whoever asks stops it. Within one
     * process a SQLite file has one connection, because waiting for another's lock stops the process that holds it.
     */
    another: () => start(options.databaseUrl ? null : running.database),
    /** Stops the bot and starts it again on the same records. `meanwhile` happens while it is not running. */
    async restart(meanwhile: () => void = () => undefined) {
      await running.stop()
      meanwhile()
      running = await start()
    },
    async stop() {
      await running.stop()
      await teams.stop()
      await simulated.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** What the simulated tenant says became of somebody. */
export function contosoState(world: World, person: TeamsPerson) {
  const changed = world.simulated.state().changed.find(({ id }) => id === person.id)
  if (!changed) return { passwordChanges: 0, sessionRevocations: 0, accountEnabled: true, emailAppsOff: 0 }
  const { passwordChanges, sessionRevocations, accountEnabled, emailAppsOff } = changed
  return { passwordChanges, sessionRevocations, accountEnabled, emailAppsOff }
}
