import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { AppManifestUtils } from '@microsoft/app-manifest'
import { drawColor, drawOutline, type Icon } from '../appPackage/draw-icons.ts'
import manifest from '../appPackage/manifest.json' with { type: 'json' }
import dutch from '../appPackage/nl.json' with { type: 'json' }
import { readPng } from './png.ts'

const folder = new URL('../appPackage/', import.meta.url)
const bot = manifest.bots[0]
assert.ok(bot)

/** What the Microsoft 365 Agents Toolkit puts in the places of the placeholders. */
const environment: Readonly<Record<string, string>> = {
  TEAMS_APP_ID: '7d3f1a52-6c1c-4d2f-9b57-0d1f3c6a8e21',
  BOT_ID: 'a4c2e0d8-15f7-4b63-8f0a-6b9d2e7c4f10',
  BOT_DOMAIN: 'offboard.example.com',
}

const filled = (text: string) => text.replace(/\$\{\{(\w+)\}\}/g, (whole, name: string) => environment[name] ?? whole)

describe('the Teams app package', () => {
  it("is valid by Microsoft's own schema once the toolkit has filled the placeholders", async () => {
    const text = filled(JSON.stringify(manifest))
    assert.doesNotMatch(text, /\$\{/, 'a placeholder is left that the toolkit does not know')
    assert.deepEqual(await AppManifestUtils.validateAgainstSchema(JSON.parse(text)), [])
  })

  it('is refused by that schema when something is wrong, so the test above means something', async () => {
    const wrong = { ...JSON.parse(filled(JSON.stringify(manifest))), accentColor: 'blue' }
    assert.notDeepEqual(await AppManifestUtils.validateAgainstSchema(wrong), [])
  })

  it('asks for nothing beyond who is talking to the bot', () => {
    assert.deepEqual(manifest.permissions, ['identity'])
    assert.deepEqual(manifest.validDomains, [`\${{BOT_DOMAIN}}`])
    for (const wide of ['authorization', 'webApplicationInfo', 'devicePermissions', 'composeExtensions']) {
      assert.ok(!(wide in manifest), `the manifest has ${wide}, which the bot does not need`)
    }
  })

  it('works where people work: alone with the bot, in a group chat and in a team', () => {
    assert.deepEqual(bot.scopes, ['personal', 'groupChat', 'team'])
    assert.deepEqual(new Set(bot.commandLists.flatMap((list) => list.scopes)), new Set(bot.scopes))
  })

  it('keeps every file that the manifest names, and no other', () => {
    const languages = manifest.localizationInfo.additionalLanguages.map((language) => language.file)
    const named = ['manifest.json', manifest.icons.color, manifest.icons.outline, ...languages]
    for (const file of named) assert.ok(existsSync(new URL(file, folder)), `${file} is named but not there`)
    const there = readdirSync(folder).filter((file) => file !== 'build' && !file.endsWith('.ts'))
    assert.deepEqual(there.sort(), named.sort())
  })
})

describe('the commands that Teams offers', () => {
  // The bot's own answers to these are tested with its conversation.
  const understood = [
    /^offboard \[.+\]$/,
    /^help$/,
    /^cancel$/,
    /^approve here$/,
    /^status$/,
    /^(history|geschiedenis) \[.+\]$/,
    /^(evidence|bewijs) \[.+\]$/,
  ]
  const english = bot.commandLists.flatMap((list) => list.commands.map((command) => command.prompt))
  const translated = Object.entries(dutch).filter(([key]) => key.endsWith('.prompt'))

  for (const prompt of new Set([...english, ...translated.map(([, text]) => text)])) {
    it(`writes "${prompt}", which the bot understands`, () => {
      assert.ok(
        understood.some((command) => command.test(prompt)),
        `"${prompt}" is offered but not understood`,
      )
    })
  }

  it('are all prompts, so that a translated title still writes what the bot understands', () => {
    for (const { type, title } of bot.commandLists.flatMap((list) => list.commands)) {
      assert.equal(type, 'prompt', `${title} would write its title, which is translated`)
    }
  })
})

describe('the Dutch of the app package', () => {
  it("is valid by Microsoft's own schema", async () => {
    const schema = await AppManifestUtils.fetchSchema(dutch.$schema)
    // Some of its patterns are not valid with the `u` flag that ajv sets. None of those is about bots.
    const others = Object.keys(schema.patternProperties).filter((pattern) => !pattern.startsWith('^bots'))
    for (const pattern of others) delete schema.patternProperties[pattern]
    assert.deepEqual(await AppManifestUtils.validateAgainstSchema(JSON.parse(JSON.stringify(dutch)), schema), [])
    const tooLong = { ...dutch, 'description.short': 'x'.repeat(81) }
    const faults = await AppManifestUtils.validateAgainstSchema(JSON.parse(JSON.stringify(tooLong)), schema)
    assert.equal(faults.length, 1, 'the schema no longer says what is wrong')
  })

  it('has every text that the manifest has, and no other', () => {
    const commands = bot.commandLists.flatMap((list, i) =>
      list.commands.flatMap((_, j) =>
        ['title', 'description', 'prompt'].map((key) => `bots[0].commandLists[${i}].commands[${j}].${key}`),
      ),
    )
    const texts = ['name.short', 'name.full', 'description.short', 'description.full', ...commands]
    assert.deepEqual(Object.keys(dutch).sort(), ['$schema', ...texts].sort())
    for (const [key, text] of Object.entries(dutch)) assert.ok(text.trim() !== '', `${key} is empty`)
  })
})

describe('the icons', () => {
  const color = readPng(readFileSync(new URL(manifest.icons.color, folder)))
  const outline = readPng(readFileSync(new URL(manifest.icons.outline, folder)))

  it('are what appPackage/draw-icons.ts draws', () => {
    const hint = 'run `node appPackage/draw-icons.ts`'
    assert.deepEqual(color, drawColor(), hint)
    assert.deepEqual(outline, drawOutline(), hint)
  })

  it('has a colour icon of 192 pixels that fills its square with the accent colour', () => {
    assert.equal(color.size, 192)
    assert.ok(
      pixels(color).every(({ rgba }) => rgba[3] === 255),
      'a pixel is transparent; Teams rounds the corners itself',
    )
    const corner = pixels(color)[0]?.rgba.slice(0, 3) ?? []
    const hex = corner.map((part) => part.toString(16).padStart(2, '0')).join('')
    assert.equal(`#${hex}`, manifest.accentColor.toLowerCase())
  })

  it('keeps the symbol of the colour icon inside the middle 96 pixels, centred', () => {
    const background = pixels(color)[0]?.rgba.join()
    const drawn = pixels(color).filter(({ rgba }) => rgba.join() !== background)
    const [left, right] = [Math.min(...drawn.map(({ x }) => x)), Math.max(...drawn.map(({ x }) => x))]
    const [top, bottom] = [Math.min(...drawn.map(({ y }) => y)), Math.max(...drawn.map(({ y }) => y))]
    assert.ok(left >= 48 && top >= 48 && right < 144 && bottom < 144, 'the symbol is nearer than 48 pixels to the edge')
    assert.ok(Math.abs(left + right - 191) <= 4 && Math.abs(top + bottom - 191) <= 4, 'the symbol is off centre')
    assert.ok(right - left >= 80, 'the symbol is too small to read')
  })

  it('has an outline icon of 32 pixels in pure white or nothing', () => {
    assert.equal(outline.size, 32)
    const alphas = new Set(pixels(outline).map(({ rgba }) => rgba[3]))
    assert.deepEqual(alphas, new Set([0, 255]), 'a pixel is half transparent, or all are alike')
    for (const { x, y, rgba } of pixels(outline)) {
      assert.deepEqual(rgba.slice(0, 3), [255, 255, 255], `pixel ${x},${y} is not white`)
    }
  })
})

function pixels({ size, rgba }: Icon): { x: number; y: number; rgba: number[] }[] {
  return Array.from({ length: size * size }, (_, i) => ({
    x: i % size,
    y: Math.floor(i / size),
    rgba: [...rgba.subarray(i * 4, i * 4 + 4)],
  }))
}
