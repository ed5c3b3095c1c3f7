import { z } from 'zod'
import { type CloudName, clouds } from './clouds.ts'
import { Failure } from './errors.ts'
import type { ApprovalRules } from './offboarding/policy.ts'
import type { Language } from './offboarding/words/languages.ts'
import {
  address,
  credentialNames,
  type Environment,
  guid,
  listed,
  oneOf,
  port,
  readable,
  shared,
  withOneNameEach,
} from './settings.ts'

/** How the bot proves who it is to Microsoft, the most preferred way that is configured. */
export type Credential =
  | { readonly kind: 'managed-identity' }
  /** A managed identity that the app registration trusts. */
  | { readonly kind: 'federated'; readonly managedIdentityId: string }
  /** A token file that the platform keeps fresh (Kubernetes workload identity). */
  | { readonly kind: 'workload'; readonly tokenFile: string }
  /** A PEM file with the certificate and its private key. */
  | { readonly kind: 'certificate'; readonly path: string }
  /** A function, so that a printed configuration does not show it. */
  | { readonly kind: 'secret'; readonly reveal: () => string }

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
  /** What is spoken in chats of several. */
  readonly groupLanguage: Language
  /** Whether this tenant takes a cloud password for people synced from Active Directory. */
  readonly cloudPasswordForSynced: boolean
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
  /** `null`: the simulated tenant. */
  readonly graphUrl: string | null
  readonly exchangeUrl: string | null
}

const demoTenantId = '5e1f0c7a-3b52-4d6e-9a41-7c0d2b9f8e10'

const production = z.object({
  ...shared,
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
  CHAT_PORT: port(56150),
  CHAT: oneOf(['on', 'off']).default('on'),
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
  const settings = parsed(demo, withOneNameEach(env).values, faults)
  const chatPort = settings?.CHAT === 'on' ? settings.CHAT_PORT : null
  if (settings && chatPort !== null && chatPort !== 0 && chatPort === settings.PORT)
    faults.push('CHAT_PORT is the same as PORT: give each its own')
  if (!settings || faults.length > 0) throw misconfigured(faults)
  return {
    ...settingsOf(settings),
    host: '127.0.0.1',
    chatPort,
    graphUrl: settings.GRAPH_URL ?? null,
    exchangeUrl: settings.EXCHANGE_URL ?? null,
  }
}

/** The order of preference: the fewer secrets there are, the fewer can be lost. */
function credentialOf(values: Environment, faults: string[]): Credential | null {
  if (values.BOT_TYPE?.toLowerCase() === 'userassignedmsi') return { kind: 'managed-identity' }
  const { MANAGED_IDENTITY_CLIENT_ID, AZURE_FEDERATED_TOKEN_FILE, CERTIFICATE_PATH, CLIENT_SECRET } = values
  if (MANAGED_IDENTITY_CLIENT_ID) return { kind: 'federated', managedIdentityId: MANAGED_IDENTITY_CLIENT_ID }
  if (AZURE_FEDERATED_TOKEN_FILE) return { kind: 'workload', tokenFile: AZURE_FEDERATED_TOKEN_FILE }
  if (CERTIFICATE_PATH) return { kind: 'certificate', path: CERTIFICATE_PATH }
  if (CLIENT_SECRET) return { kind: 'secret', reveal: () => CLIENT_SECRET }
  faults.push(
    'No credential is set: on Azure set BOT_TYPE=UserAssignedMSI, or one of MANAGED_IDENTITY_CLIENT_ID, AZURE_FEDERATED_TOKEN_FILE, CERTIFICATE_PATH, CLIENT_SECRET',
  )
  return null
}

function settingsOf(settings: z.infer<z.ZodObject<typeof shared>> & { TENANT_ID: string }): Omit<Settings, 'host'> {
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
    groupLanguage: settings.GROUP_LANGUAGE,
    cloudPasswordForSynced: settings.SYNCED_PASSWORD === 'cloud',
    logLevel: settings.LOG_LEVEL,
    measurements: {
      otlp: settings.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
      azureMonitor: settings.APPLICATIONINSIGHTS_CONNECTION_STRING ?? null,
    },
  }
}

function parsed<T extends z.ZodType>(schema: T, values: Environment, faults: string[]): z.infer<T> | null {
  const result = schema.safeParse(values)
  if (result.success) return result.data
  for (const { path, message } of result.error.issues) faults.push(`${String(path[0])} ${message}`)
  return null
}

function misconfigured(faults: readonly string[]): Failure {
  const lines = [...new Set(faults)].map((fault) => `  ${fault}.`)
  return new Failure('misconfigured', `Offboard cannot start as it is configured:\n${lines.join('\n')}`)
}
