import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { z } from 'zod'
import { Failure } from '../errors.ts'
import { openDatabase } from '../records/database.ts'
import { type Check, missing, untold, works } from './check.ts'

/** Opens the database as a start does, which creates it or brings its schema up to date, and closes it again. */
export async function checkDatabase(options: { dataDir: string; databaseUrl: string | null }): Promise<Check> {
  const name = 'Database'
  try {
    const database = await openDatabase(options)
    try {
      const { rows } = await sql<{ version: number }>`select version from schema_version`.execute(database.db)
      const kind = options.databaseUrl ? 'PostgreSQL' : 'SQLite'
      return works(name, `${kind} opens, schema ${rows[0]?.version ?? 'unknown'}.`)
    } finally {
      await database.close()
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const setting = options.databaseUrl ? 'DATABASE_URL' : 'DATA_DIR'
    return missing(name, error.message, `Set ${setting} to a place that the bot can read and write.`)
  }
}

const healthy = z.object({ status: z.literal('ok') })

/**
 * Does the bot answer at the address where Teams will look for it?
 * @param endpoint the messaging endpoint or its origin; `null` when none was given
 */
export async function checkEndpoint(endpoint: string | null): Promise<Check> {
  const name = 'Messaging endpoint'
  if (endpoint === null)
    return untold(name, 'Not looked at.', 'npm run validate -- --endpoint https://<where the bot is reached>')
  if (!URL.canParse(endpoint)) return missing(name, 'Is not an address.', 'Give it as https://<host>/api/messages.')
  const url = new URL('/healthz', endpoint)
  const fix = `Start the bot, put https in front of it, then: curl ${url}`
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(15_000) })
    const body = await response.json().catch(() => null)
    if (response.status !== 200 || !healthy.safeParse(body).success)
      return missing(name, `${url} answered ${response.status}, and not as this bot does.`, fix)
    return url.protocol === 'https:'
      ? works(name, `${url} answers.`)
      : untold(name, `${url} answers, but Teams takes https only.`, 'Put https in front of the bot.')
  } catch {
    return missing(name, `${url} does not answer.`, fix)
  }
}

const manifestShape = z.object({ bots: z.array(z.object({ botId: z.string() })).min(1) })

/** Is the app package made for this bot? A placeholder is filled by the toolkit or by packaging. */
export function checkManifest(path: URL | string, appId: string): Check {
  const name = 'App package'
  let botId: string | undefined
  try {
    botId = manifestShape.parse(JSON.parse(readFileSync(path, 'utf8'))).bots[0]?.botId
  } catch {
    return missing(
      name,
      'appPackage/manifest.json cannot be read as a manifest with a bot.',
      'Put back appPackage/manifest.json as it came with this version.',
    )
  }
  if (botId === undefined || !z.guid().safeParse(botId).success)
    return untold(name, 'The bot id in the manifest is a placeholder, which is filled when the package is made.')
  return botId.toLowerCase() === appId.toLowerCase()
    ? works(name, 'The bot id in the manifest is CLIENT_ID.')
    : missing(
        name,
        'The bot id in the manifest is not CLIENT_ID.',
        'Set botId in appPackage/manifest.json to CLIENT_ID.',
      )
}
