import assert from 'node:assert/strict'
import { readCode } from './files.ts'
import { importsOf, packageOf, told } from './imports.ts'

const source = readCode('src/')
const imports = source.flatMap(importsOf)

/**
 * Ground floor last: a file may import from its own line and from those below. What lies in src itself and wires nothing
 * (errors, config and its parts, and what a watch is told) may be used by every layer but the ground floor.
 */
const layers = [
  /^src\/((main|compile|stopping|demo|wiring|grant|permissions|validate|backup|history|evidence)\.ts$|(demo|grant|validate|watch)\/(?!watch\.ts$))/,
  /^src\/(bot|runner)\//,
  /^src\/(dialogs|cards|evidence|records|tenant|actions|webhook)\//,
  /^src\/([^/]+|watch\/watch)\.ts$/,
  /^src\/offboarding\//,
]

const floorOf = (path: string) => layers.findIndex((layer) => layer.test(path))
const within = (path: string, ...folders: readonly string[]) => folders.some((folder) => path.startsWith(folder))

describe('the import scanner that these laws stand on', () => {
  it('finds every form of import', () => {
    const text = [
      `import a, { type B } from 'one'`,
      `import type {\n  C,\n  D,\n} from './two.ts'`,
      `import 'three'`,
      `export * from '../four.ts'`,
      `export type { E } from "five/deep"`,
      `const f = await import('six')`,
      `const g = require('seven')`,
    ].join('\n')
    const found = importsOf({ path: 'src/bot/x.ts', text }).map(({ to }) => to)
    const expected = ['one', 'src/bot/two.ts', 'three', 'src/four.ts', 'five/deep', 'six', 'seven']
    assert.deepEqual(found.sort(), expected.sort())
  })

  it('reads the real source', () => {
    assert.ok(source.length > 10 && imports.length > source.length, 'too few files or imports were found')
  })
})

describe('imports go one way', () => {
  it('offboarding/ imports nothing outside itself but node:crypto, and words/ the formatter of messages, which reads nothing either: it stays pure, so that every rule can be tried without a tenant', () => {
    const allowed = (from: string, to: string) =>
      to === 'node:crypto' || (to === 'intl-messageformat' && within(from, 'src/offboarding/words/'))
    const broken = imports.filter(({ from, to }) => within(from, 'src/offboarding/') && !allowed(from, to))
    assert.deepEqual(told(broken.filter(({ to }) => !within(to, 'src/offboarding/'))), [])
  })

  it('every file of src belongs to a layer', () => {
    const paths = source.map(({ path }) => path)
    assert.deepEqual(
      paths.filter((path) => floorOf(path) < 0),
      [],
    )
  })

  it('main, demo → bot, runner → dialogs, cards, records, tenant, actions → errors, config → offboarding', () => {
    const between = imports.filter(({ from, to, ours }) => ours && floorOf(from) >= 0 && floorOf(to) >= 0)
    assert.deepEqual(told(between.filter(({ from, to }) => floorOf(from) > floorOf(to))), [])
  })

  it('bot/ and runner/ do not know each other: main.ts hands them what they need of one another', () => {
    const broken = imports.filter(
      ({ from, to }) =>
        (within(from, 'src/bot/') && within(to, 'src/runner/')) ||
        (within(from, 'src/runner/') && within(to, 'src/bot/')),
    )
    assert.deepEqual(told(broken), [])
  })

  it('nothing but demo.ts imports demo/: no way to run unauthenticated exists in production', () => {
    const broken = imports.filter(({ to }) => within(to, 'src/demo/', 'src/demo.ts'))
    assert.deepEqual(told(broken.filter(({ from }) => !within(from, 'src/demo/', 'src/demo.ts'))), [])
  })

  it('nothing in src imports tests', () => {
    const broken = imports.filter(({ to, ours }) => ours && !within(to, 'src/', 'package.json'))
    assert.deepEqual(told(broken), [])
  })
})

describe('what could leave us stays in one place', () => {
  it('botbuilder is imported in bot/ and dialogs/ only: its makers have ended it, and leaving it must touch two folders', () => {
    const broken = imports.filter(({ to }) => /^(botbuilder|botframework)/.test(to))
    assert.deepEqual(told(broken.filter(({ from }) => !within(from, 'src/bot/', 'src/dialogs/'))), [])
  })

  it('botbuilder-dialogs is imported file by file: as a whole it loads recognizers that double the start', () => {
    assert.deepEqual(told(imports.filter(({ to }) => to === 'botbuilder-dialogs')), [])
  })

  it('a database driver is imported in records/database.ts only', () => {
    const drivers = new Set(['node:sqlite', 'better-sqlite3', 'sqlite3', 'pg', 'pg-pool', 'pg-cursor', 'postgres'])
    const broken = imports.filter(({ to, ours }) => !ours && drivers.has(packageOf(to)))
    assert.deepEqual(told(broken.filter(({ from }) => from !== 'src/records/database.ts')), [])
  })

  it('a Kysely dialect is imported in records/database.ts only', () => {
    const dialects = /\bimport\b[^'"]*\b(\w*Dialect|\w*Driver|\w*QueryCompiler)\b[^'"]*from\s*['"]kysely['"]/
    const broken = source.filter(({ text }) => text.split(/(?<=['"])\n/).some((part) => dialects.test(part)))
    assert.deepEqual(
      broken.map(({ path }) => path).filter((path) => path !== 'src/records/database.ts'),
      [],
    )
  })

  it('OpenTelemetry is imported in watch/ only, so that a word of its own is added nowhere else', () => {
    const broken = imports.filter(({ to }) => /^@(opentelemetry|azure\/monitor)/.test(to))
    assert.ok(broken.length > 0, 'nothing measures')
    assert.deepEqual(told(broken.filter(({ from }) => !within(from, 'src/watch/'))), [])
  })

  it('the environment is read in config.ts only, once, so that every fault of it is reported together', () => {
    const reads = /process\s*\.\s*env\b|process\s*\[\s*['"]env|\{[^}]*\benv\b[^}]*\}\s*=\s*process\b/
    const readers = source.filter(({ text }) => reads.test(text)).map(({ path }) => path)
    const importers = imports.filter(({ to }) => to === 'node:process' || to === 'process').map(({ from }) => from)
    assert.deepEqual(
      [...readers, ...importers].filter((path) => path !== 'src/config.ts'),
      [],
    )
  })
})
