import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { AppManifestUtils } from '@microsoft/app-manifest'
import { unzipSync } from 'fflate'
import { z } from 'zod'
import { packApp } from '../appPackage/package.ts'
import { Failure } from '../src/errors.ts'
import { root } from './laws/files.ts'

const bot = 'a4c2e0d8-15f7-4b63-8f0a-6b9d2e7c4f10'
const app = '7d3f1a52-6c1c-4d2f-9b57-0d1f3c6a8e21'
const env = { BOT_ID: bot, BOT_DOMAIN: 'offboard.example.com' }

const shape = z.looseObject({
  id: z.string(),
  bots: z.array(z.looseObject({ botId: z.string() })),
  validDomains: z.array(z.string()),
  icons: z.object({ color: z.string(), outline: z.string() }),
  localizationInfo: z.looseObject({ additionalLanguages: z.array(z.looseObject({ file: z.string() })) }),
})

const unpack = (values: Readonly<Record<string, string>>) => new Map(Object.entries(unzipSync(packApp(values))))
const textIn = (files: ReadonlyMap<string, Uint8Array>, name: string) => new TextDecoder().decode(files.get(name))
const manifestIn = (files: ReadonlyMap<string, Uint8Array>) => shape.parse(JSON.parse(textIn(files, 'manifest.json')))

function faultsOf(values: Readonly<Record<string, string>>): string {
  try {
    packApp(values)
  } catch (cause) {
    assert.ok(cause instanceof Failure && cause.kind === 'misconfigured')
    return cause.message
  }
  assert.fail('nothing was wrong')
}

describe('the zip that is uploaded to Teams', () => {
  it('holds the manifest and what it names, at the root, and nothing else', () => {
    const files = unpack(env)
    const { icons, localizationInfo } = manifestIn(files)
    const languages = localizationInfo.additionalLanguages.map(({ file }) => file)
    assert.deepEqual([...files.keys()].sort(), ['manifest.json', icons.color, icons.outline, ...languages].sort())
    for (const [name, bytes] of files)
      if (name !== 'manifest.json')
        assert.deepEqual(Buffer.from(bytes), readFileSync(new URL(`appPackage/${name}`, root)), name)
  })

  it('holds a manifest that is valid by Microsoft’s schema, of this bot and no other', async () => {
    const files = unpack({ ...env, TEAMS_APP_ID: app })
    const { id, bots, validDomains } = manifestIn(files)
    assert.deepEqual([id, bots[0]?.botId, validDomains], [app, bot, ['offboard.example.com']])
    assert.doesNotMatch(textIn(files, 'manifest.json'), /\$\{/)
    assert.deepEqual(await AppManifestUtils.validateAgainstSchema(JSON.parse(textIn(files, 'manifest.json'))), [])
  })

  it('takes the bot’s id for the app’s where there is no other, and CLIENT_ID for BOT_ID', () => {
    const { id, bots } = manifestIn(unpack({ CLIENT_ID: bot.toUpperCase(), BOT_ID: '', BOT_DOMAIN: env.BOT_DOMAIN }))
    assert.deepEqual([id, bots[0]?.botId], [bot, bot])
  })

  it('is the same bytes for the same bot', () => {
    assert.deepEqual(packApp(env), packApp({ ...env, TEAMS_APP_ID: bot }))
  })

  it('is not written with anything missing or wrong, and all of that is named at once', () => {
    const nothing = faultsOf({})
    for (const name of ['CLIENT_ID is missing', 'BOT_DOMAIN is missing']) assert.ok(nothing.includes(name), name)
    const said = faultsOf({ BOT_ID: 'mine', TEAMS_APP_ID: 'yours', BOT_DOMAIN: 'https://offboard.example.com/' })
    for (const name of ['CLIENT_ID', 'TEAMS_APP_ID', 'BOT_DOMAIN']) assert.match(said, new RegExp(`  ${name} is not a`))
  })
})
