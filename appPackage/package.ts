/**
 * Writes appPackage/build/offboard.zip, which Teams takes as it is. `npm run package` reads BOT_ID (or CLIENT_ID),
 * BOT_DOMAIN and TEAMS_APP_ID from .env and env/.env.dev, or from the environment, which comes first.
 * What a package is: https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/apps-package
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { zipSync } from 'fflate'
import { z } from 'zod'
import { Failure } from '../src/errors.ts'
import { type Environment, guid, withOneNameEach } from '../src/settings.ts'
import { startOrExplain } from '../src/stopping.ts'
import manifest from './manifest.json' with { type: 'json' }

const settings = z.object({
  CLIENT_ID: guid("the bot's application (client) id; BOT_ID means the same"),
  TEAMS_APP_ID: guid('the id of the app in Teams, or leave it unset to use that of the bot').optional(),
  BOT_DOMAIN: z
    .string('is missing: set it to the host name where Teams reaches the bot')
    .regex(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/i, 'is not a host name: set it without https:// and path')
    .toLowerCase(),
})

/** Always the same, so that the same app is the same package. A zip holds local times, hence no UTC. */
const mtime = new Date(2020, 0, 1)

/**
 * The app package as the bytes of a zip: the manifest, filled in, and what it names.
 * @throws Failure misconfigured, listing everything that is missing or wrong
 */
export function packApp(env: Environment): Uint8Array {
  const { icons, localizationInfo } = manifest
  const others = [icons.color, icons.outline, ...localizationInfo.additionalLanguages.map(({ file }) => file)]
  const files = Object.fromEntries(others.map((file) => [file, new Uint8Array(read(file))]))
  return zipSync({ 'manifest.json': filledManifest(env), ...files }, { level: 9, mtime })
}

/** Microsoft's toolkit fills the same placeholders from its own environment files. */
function filledManifest(env: Environment): Uint8Array {
  const { BOT_ID, TEAMS_APP_ID, BOT_DOMAIN } = idsFrom(env)
  const values = new Map(Object.entries({ BOT_ID, TEAMS_APP_ID, BOT_DOMAIN }))
  const text = read('manifest.json')
    .toString()
    .replace(/\$\{\{(\w+)\}\}/g, (placeholder, name: string) => values.get(name) ?? placeholder)
  const left = /\$\{\{\w+\}\}/.exec(text)
  if (left) throw new Failure('misconfigured', `The manifest has ${left[0]}, which nothing fills in.`)
  return new TextEncoder().encode(text)
}

function idsFrom(env: Environment) {
  const { values, faults } = withOneNameEach(env)
  const read = settings.safeParse(values)
  for (const { path, message } of read.error?.issues ?? []) faults.push(`${String(path[0])} ${message}`)
  if (!read.success || faults.length > 0)
    throw new Failure('misconfigured', `The package cannot be written:\n  ${faults.join('.\n  ')}.`)
  const { CLIENT_ID, TEAMS_APP_ID = CLIENT_ID, BOT_DOMAIN } = read.data
  return { BOT_ID: CLIENT_ID, TEAMS_APP_ID, BOT_DOMAIN }
}

function read(file: string): Buffer {
  return readFileSync(new URL(file, import.meta.url))
}

if (process.argv[1] === import.meta.filename)
  await startOrExplain(async () => {
    const zip = packApp(process.env)
    mkdirSync(new URL('build/', import.meta.url), { recursive: true })
    writeFileSync(new URL('build/offboard.zip', import.meta.url), zip)
    process.stdout.write(
      'Wrote appPackage/build/offboard.zip. Upload it in the Teams admin center: Teams apps, Manage apps, Upload new app.\n',
    )
  })
