import { createPrivateKey } from 'node:crypto'
import { accessSync, constants, readFileSync } from 'node:fs'
import { z } from 'zod'
import { languageNames } from './offboarding/words/languages.ts'

/** Single settings and how each is read. Messages follow the setting's name, say what to do, and never hold its value. */
export type Environment = Readonly<Record<string, string | undefined>>

/** The names Microsoft's toolkit writes come first, then botbuilder's. All of a row mean the same. */
const sameSetting: Readonly<Record<string, readonly string[]>> = {
  CLIENT_ID: ['BOT_ID', 'MicrosoftAppId'],
  TENANT_ID: ['BOT_TENANT_ID', 'MicrosoftAppTenantId'],
  BOT_TYPE: ['MicrosoftAppType'],
  CLIENT_SECRET: ['CLIENT_PASSWORD', 'BOT_PASSWORD', 'MicrosoftAppPassword'],
}

/** Botbuilder's thumbprint and key have no room for the certificate itself, which @azure/identity needs. */
const notRead = ['CertificateThumbprint', 'CertificatePrivateKey']

/** Brings every setting under its first name. A blank value is no value; two names that disagree are a fault. */
export function withOneNameEach(env: Environment): { values: Environment; faults: string[] } {
  const present = new Map(Object.entries(env).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])))
  const faults = notRead
    .filter((name) => present.has(name))
    .map((name) => `${name} is not read: set CERTIFICATE_PATH to a PEM file with the certificate and its private key`)
  for (const [name, others] of Object.entries(sameSetting)) {
    const [first, ...rest] = [name, ...others].filter((candidate) => present.has(candidate))
    if (first === undefined) continue
    for (const other of rest)
      if (!isSame(name, present.get(first), present.get(other)))
        faults.push(`${first} and ${other} differ: they name the same setting, so keep one of them`)
    present.set(name, present.get(first) ?? '')
  }
  return { values: Object.fromEntries(present), faults }
}

/** Secrets differ by case, ids and types do not. */
function isSame(name: string, one: string | undefined, other: string | undefined): boolean {
  return name === 'CLIENT_SECRET' ? one === other : one?.toLowerCase() === other?.toLowerCase()
}

const credentialSettings = [
  ...['CLIENT_ID', 'BOT_ID', 'BOT_TYPE', 'CLIENT_SECRET', 'CLIENT_PASSWORD', 'BOT_PASSWORD', 'SECRET_BOT_PASSWORD'],
  ...['MicrosoftAppId', 'MicrosoftAppPassword', 'MicrosoftAppTenantId', 'MicrosoftAppType', ...notRead],
  ...['MANAGED_IDENTITY_CLIENT_ID', 'CERTIFICATE_PATH', 'AZURE_FEDERATED_TOKEN_FILE'],
].map((name) => name.toLowerCase())

/** The names of set credentials of a real bot, in any case: some platforms do not tell cases apart. */
export function credentialNames(env: Environment): string[] {
  return Object.keys(env).filter((name) => env[name]?.trim() && credentialSettings.includes(name.toLowerCase()))
}

export const guid = (what: string) =>
  z
    .guid({ error: ({ input }) => `${input === undefined ? 'is missing' : 'is not a GUID'}: set it to ${what}` })
    .toLowerCase()

export const oneOf = <const T extends readonly string[]>(values: T) =>
  z.enum(values, `is not known: set it to ${values.join(' or ')}`)

export const port = (otherwise: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/, { error: 'is not a port: set it to a number up to 65535', abort: true })
    .transform(Number)
    .refine((number) => number <= 65535, 'is not a port: set it to a number up to 65535')
    .default(otherwise)

/** A whole number within bounds, both allowed. */
export function count(least: number, most: number) {
  const error = `is not a whole number from ${least} to ${most}`
  return z
    .string()
    .regex(/^\d{1,6}$/, { error, abort: true })
    .transform(Number)
    .refine((number) => number >= least && number <= most, error)
}

/** `24` or `24h`, in milliseconds. */
const hours = (least: number, most: number) =>
  z
    .string()
    .transform((text) => text.replace(/ ?h$/i, ''))
    .pipe(count(least, most))
    .transform((number) => number * 3_600_000)

/** A base address without credentials, query or fragment; returned without a slash at its end. */
export function address(protocols: readonly string[]) {
  const wanted = protocols.map((protocol) => `${protocol}//`).join(' or ')
  return z
    .string()
    .refine(
      (text) => isAddress(text, protocols),
      `is not an address: it begins with ${wanted} and has a host and a path`,
    )
    .transform((text) => text.replace(/\/+$/, ''))
}

function isAddress(text: string, protocols: readonly string[]): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, password, search, hash } = new URL(text)
  return protocols.includes(protocol) && username + password + search + hash === ''
}

/** Several values between commas or spaces. */
export const listed = <T extends z.ZodType<string, string>>(item: T) =>
  z
    .string()
    .default('')
    .transform((text) => text.split(/[\s,;]+/).filter((part) => part !== ''))
    .pipe(z.array(item))

export const readable = (what: string) => z.string().refine(isReadable, `cannot be read: set it to the path of ${what}`)

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK)
    return true
  } catch {
    return false
  }
}

const makeKey = 'make one with openssl genpkey -algorithm ed25519 -out signing-key.pem'

function isSigningKey(path: string): boolean {
  try {
    return createPrivateKey(readFileSync(path)).asymmetricKeyType === 'ed25519'
  } catch {
    return false
  }
}

/** What is removed leaves a signed stub, so whoever removes needs a key. */
export function retentionFaults({ RETENTION_DAYS, SIGNING_KEY_PATH }: Environment): string[] {
  if (RETENTION_DAYS === undefined || SIGNING_KEY_PATH !== undefined) return []
  return [`SIGNING_KEY_PATH is missing: RETENTION_DAYS needs a key to sign for what is removed; ${makeKey}`]
}

const idOrName = z
  .string()
  .toLowerCase()
  .refine((text) => z.guid().safeParse(text).success || /^[^@]+@[^@]+$/.test(text), {
    error: 'holds something that is neither an object id nor a user principal name: list those, between commas',
  })

/** As strict as the exporter, which takes nothing else and says so to nobody. */
const connectionString = z
  .string()
  .regex(/^[^=;]+=[^=;]*(;[^=;]+=[^=;]*)*;?$/, 'is not a connection string: copy it whole from Application Insights')
  .regex(
    /(^|;)InstrumentationKey=[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(;|$)/,
    'has no InstrumentationKey: copy it whole from Application Insights',
  )
  .transform((text) => text.replace(/;$/, ''))

/** The settings of both ways of starting. */
export const shared = {
  PORT: port(3978),
  DATA_DIR: z.string().default('.data'),
  DATABASE_URL: z
    .string()
    .refine((text) => URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol), {
      error: 'is not a PostgreSQL address: it begins with postgres://; leave it unset for a file in DATA_DIR',
    })
    .optional(),
  PROTECTED_USERS: listed(idOrName),
  PROTECTED_GROUP: guid('the object id of a group').optional(),
  APPROVAL: oneOf(['requester', 'second-person']).default('requester'),
  APPROVAL_FOR_ADMINS: oneOf(['second-person', 'requester']).default('second-person'),
  APPROVAL_EXPIRES: hours(1, 168).default(24 * 3_600_000),
  MAX_PER_HOUR: count(1, 1_000).default(10),
  MAX_PER_HOUR_TENANT: count(1, 10_000).default(50),
  TENANT_SIZE: oneOf(['S', 'M', 'L']).default('S'),
  EXCHANGE_CONCURRENCY: count(2, 100).default(16),
  GROUP_LANGUAGE: z.enum(languageNames, `is not known: set it to ${languageNames.join(' or ')}`).default('en'),
  SYNCED_PASSWORD: oneOf(['on-premises', 'cloud']).default('on-premises'),
  OTEL_EXPORTER_OTLP_ENDPOINT: address(['http:', 'https:']).optional(),
  APPLICATIONINSIGHTS_CONNECTION_STRING: connectionString.optional(),
  RETENTION_DAYS: count(1, 36_500).optional(),
  SIGNING_KEY_PATH: z
    .string()
    .refine(isSigningKey, `is not the path of a PEM file with an Ed25519 private key: ${makeKey}`)
    .optional(),
  PUBLIC_URL: address(['https:']).optional(),
  STOP_GRACE: count(0, 10).default(5),
  LOG_LEVEL: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
}
