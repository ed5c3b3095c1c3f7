import { z } from 'zod'
import { type Around, around, aroundOf, webhookAddress, webhookFaults } from './around-settings.ts'
import { type CloudName, clouds } from './clouds.ts'
import { type Credential, credentialOf } from './credential.ts'
import { misconfigured, parsed } from './faults.ts'
import type { ApprovalRules } from './offboarding/policy.ts'
import type { Language } from './offboarding/words/languages.ts'
import {
  address,
  count,
  credentialNames,
  type Environment,
  guid,
  listed,
  oneOf,
  port,
  readable,
  retentionFaults,
  shared,
  withOneNameEach,
} from './settings.ts'

/** What both ways of starting have. `databaseUrl` may hold a password: it is not for logs. */
export type Settings = {
  readonly host: string
  readonly port: number
  readonly tenantId: string
  readonly dataDir: string
  readonly databaseUrl: string | null
  /** Object ids or user principal names, lower case. */
  readonly protectedUsers: ReadonlySet<string>
  /** Object id of the group whose members nobody may offboard. */
  readonly protectedGroup: string | null
  /** Who may confirm what they asked for themselves. */
  readonly rules: ApprovalRules
  /** How long a plan that nobody confirms stays open, in milliseconds. */
  readonly expiresAfter: number
  /** So many offboardings within an hour, by one person and by everybody, before each needs a second person. */
  readonly maxPerHour: number
  readonly maxPerHourTenant: number
  /** Microsoft's word for how many people the tenant has: fewer than 50, up to 500, more. Graph's limits go by it. */
  readonly tenantSize: z.infer<typeof shared.TENANT_SIZE>
  /** How many calls Exchange may have at once, from all instances together. */
  readonly exchangeConcurrency: number
  /** What is spoken in chats of several. */
  readonly groupLanguage: Language
  /** Whether this tenant takes a cloud password for people synced from Active Directory. */
  readonly cloudPasswordForSynced: boolean
  /** Days after which the history of an offboarding that is over is removed; `null`: it is kept for ever. */
  readonly retentionDays: number | null
  /** A PEM file with the Ed25519 key that signs for what the records say; `null`: nothing is signed. */
  readonly signingKeyPath: string | null
  /** Where the bot is reached from outside, for one-time links; `null`: there are none. */
  readonly publicUrl: string | null
  readonly around: Around
  /** For how long messages are still taken after the bot was asked to end, in milliseconds. */
  readonly stopGrace: number
  readonly logLevel: z.infer<typeof shared.LOG_LEVEL>
  /** Where traces and metrics go; `null`: not there. The connection string is not for logs. */
  readonly measurements: { readonly otlp: string | null; readonly azureMonitor: string | null }
}

export type Config = Settings & {
  readonly appId: string
  readonly botType: 'SingleTenant' | 'UserAssignedMSI'
  readonly credential: Credential
  readonly cloud: CloudName
  /** Service URLs allowed beside the cloud's own. */
  readonly serviceUrls: readonly string[]
  readonly graphUrl: string
  readonly exchangeUrl: string
}

export type DemoConfig = Settings & {
  /** `null`: no chat page. */
  readonly chatPort: number | null
  /** How many people the simulated company has besides those that the demo is about. */
  readonly morePeople: number
  /** `null`: the simulated tenant. */
  readonly graphUrl: string | null
  readonly exchangeUrl: string | null
}

const demoTenantId = '5e1f0c7a-3b52-4d6e-9a41-7c0d2b9f8e10'

const production = z.object({
  ...shared,
  ...around,
  WEBHOOK_URL: webhookAddress({ onThisMachine: false }),
  HOST: z.string().default('0.0.0.0'),
  CLIENT_ID: guid("the bot's application (client) id"),
  TENANT_ID: guid('the directory (tenant) id of your organisation'),
  BOT_TYPE: z
    .string('is missing: set it to SingleTenant or UserAssignedMSI')
    .toLowerCase()
    .refine((type) => type !== 'multitenant', {
      error:
        'is MultiTenant: Microsoft has ended such bots (2025-07-31), and this one serves a single organisation; register it as SingleTenant or UserAssignedMSI',
      abort: true,
    })
    .pipe(z.enum(['singletenant', 'userassignedmsi'], 'is not known: set it to SingleTenant or UserAssignedMSI'))
    .transform((type) => (type === 'singletenant' ? 'SingleTenant' : 'UserAssignedMSI')),
  CLOUD: oneOf(['public', 'usgov']).default('public'),
  SERVICE_URLS: listed(address(['https:'])),
  GRAPH_URL: address(['https:']).optional(),
  EXCHANGE_URL: address(['https:']).optional(),
  MANAGED_IDENTITY_CLIENT_ID: guid('the client id of the managed identity that the app registration trusts').optional(),
  AZURE_FEDERATED_TOKEN_FILE: readable('the token file that your platform keeps fresh').optional(),
  CERTIFICATE_PATH: readable('a PEM file with the certificate and its private key').optional(),
  CLIENT_SECRET: z.string().optional(),
})

const demo = z.object({
  ...shared,
  ...around,
  WEBHOOK_URL: webhookAddress({ onThisMachine: true }),
  CHAT_PORT: port(56150),
  CHAT: oneOf(['on', 'off']).default('on'),
  DEMO_PEOPLE: count(0, 1_400).default(0),
  TENANT_ID: guid('the tenant id of the simulated organisation').default(demoTenantId),
  GRAPH_URL: address(['http:', 'https:']).optional(),
  EXCHANGE_URL: address(['http:', 'https:']).optional(),
})

/**
 * The configuration of `npm start`.
 * @throws Failure misconfigured, listing everything that is wrong; values are never repeated
 */
export function readConfig(env: Environment = process.env): Config {
  const { values, faults } = withOneNameEach(env)
  const credential = credentialOf(values, faults)
  const settings = parsed(production, values, faults)
  faults.push(...retentionFaults(values), ...webhookFaults(values))
  if (!settings || !credential || faults.length > 0) throw misconfigured(faults)
  const cloud = clouds[settings.CLOUD]
  return {
    ...settingsOf(settings),
    host: settings.HOST,
    appId: settings.CLIENT_ID,
    botType: settings.BOT_TYPE,
    credential,
    cloud: settings.CLOUD,
    serviceUrls: settings.SERVICE_URLS,
    graphUrl: settings.GRAPH_URL ?? cloud.graphUrl,
    exchangeUrl: settings.EXCHANGE_URL ?? cloud.exchangeUrl,
  }
}

/**
 * The configuration of `npm run demo`. The demo does not ask who calls it, so it binds to loopback only, and it does
 * not start where the credentials of a real bot are at hand.
 * @throws Failure misconfigured, listing everything that is wrong; values are never repeated
 */
export function readDemoConfig(env: Environment = process.env): DemoConfig {
  const faults: string[] = []
  const found = credentialNames(env)
  if (found.length > 0)
    faults.push(
      `${found.join(', ')} must not be set: the demo takes messages from anybody on this machine, so it is
  never given the credentials of a real bot. Unset, or use npm start`.replace(/\s+/g, ' '),
    )
  const { values } = withOneNameEach(env)
  const settings = parsed(demo, values, faults)
  faults.push(...retentionFaults(values), ...webhookFaults(values))
  const chatPort = settings?.CHAT === 'on' ? settings.CHAT_PORT : null
  if (settings && chatPort !== null && chatPort !== 0 && chatPort === settings.PORT)
    faults.push('CHAT_PORT is the same as PORT: give each its own')
  if (!settings || faults.length > 0) throw misconfigured(faults)
  return {
    ...settingsOf(settings),
    host: '127.0.0.1',
    chatPort,
    morePeople: settings.DEMO_PEOPLE,
    graphUrl: settings.GRAPH_URL ?? null,
    exchangeUrl: settings.EXCHANGE_URL ?? null,
  }
}

/**
 * Where the records are, for what needs nothing else.
 * @throws Failure misconfigured
 */
export function readPlaceOfRecords(
  env: Environment = process.env,
): Pick<Settings, 'dataDir' | 'databaseUrl' | 'signingKeyPath' | 'groupLanguage'> {
  const faults: string[] = []
  const { DATA_DIR, DATABASE_URL, SIGNING_KEY_PATH, GROUP_LANGUAGE } = shared
  const schema = z.object({ DATA_DIR, DATABASE_URL, SIGNING_KEY_PATH, GROUP_LANGUAGE })
  const settings = parsed(schema, withOneNameEach(env).values, faults)
  if (!settings) throw misconfigured(faults)
  return {
    dataDir: settings.DATA_DIR,
    databaseUrl: settings.DATABASE_URL ?? null,
    signingKeyPath: settings.SIGNING_KEY_PATH ?? null,
    groupLanguage: settings.GROUP_LANGUAGE,
  }
}

function settingsOf(settings: z.infer<typeof production> | z.infer<typeof demo>): Omit<Settings, 'host'> {
  return {
    port: settings.PORT,
    tenantId: settings.TENANT_ID,
    dataDir: settings.DATA_DIR,
    databaseUrl: settings.DATABASE_URL ?? null,
    protectedUsers: new Set(settings.PROTECTED_USERS),
    protectedGroup: settings.PROTECTED_GROUP ?? null,
    rules: { approval: settings.APPROVAL, approvalForAdmins: settings.APPROVAL_FOR_ADMINS },
    expiresAfter: settings.APPROVAL_EXPIRES,
    maxPerHour: settings.MAX_PER_HOUR,
    maxPerHourTenant: settings.MAX_PER_HOUR_TENANT,
    tenantSize: settings.TENANT_SIZE,
    exchangeConcurrency: settings.EXCHANGE_CONCURRENCY,
    groupLanguage: settings.GROUP_LANGUAGE,
    cloudPasswordForSynced: settings.SYNCED_PASSWORD === 'cloud',
    around: aroundOf(settings),
    retentionDays: settings.RETENTION_DAYS ?? null,
    signingKeyPath: settings.SIGNING_KEY_PATH ?? null,
    publicUrl: settings.PUBLIC_URL ?? null,
    stopGrace: settings.STOP_GRACE * 1_000,
    logLevel: settings.LOG_LEVEL,
    measurements: {
      otlp: settings.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
      azureMonitor: settings.APPLICATIONINSIGHTS_CONNECTION_STRING ?? null,
    },
  }
}
