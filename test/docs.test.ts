import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import packageJson from '../package.json' with { type: 'json' }

const root = fileURLToPath(new URL('..', import.meta.url))
const inDocs = readdirSync(join(root, 'docs')).map((name) => join('docs', name))
const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...inDocs].filter((path) => path.endsWith('.md'))

describe('what the docs point at', () => {
  for (const page of pages) {
    const text = readFileSync(join(root, page), 'utf8')

    it(`is there: links of ${page}`, () => {
      const targets = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((match) => match[1] ?? '')
      const gone = targets.filter((target) => !existsSync(join(root, dirname(page), target)))
      assert.deepEqual(gone, [])
    })

    it(`is there: files and commands that ${page} names`, () => {
      const files = [...text.matchAll(/`((?:src|test|docs|infra|appPackage)\/[\w./-]+)`/g)].map(
        (match) => match[1] ?? '',
      )
      const made = /^appPackage\/build\/|disable-devices/
      const gone = files.filter((path) => !existsSync(join(root, path)) && !made.test(path))
      assert.deepEqual(gone, [])
      const commands = [...text.matchAll(/npm run ([\w:]+)/g)].map((match) => match[1] ?? '')
      assert.deepEqual(
        commands.filter((name) => !(name in packageJson.scripts)),
        [],
      )
    })
  }
})
