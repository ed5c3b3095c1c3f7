import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import packageJson from '../../package.json' with { type: 'json' }
import { root } from './files.ts'

const asked = { ...packageJson.dependencies, ...packageJson.devDependencies }
const lock = readFileSync(new URL('package-lock.json', root), 'utf8')

describe('each dependency earns its place', () => {
  it('has a line in CONTRIBUTING.md that says why it is there', () => {
    const page = new URL('CONTRIBUTING.md', root)
    assert.ok(existsSync(page), 'CONTRIBUTING.md is missing')
    const lines = readFileSync(page, 'utf8').split('\n')
    const unexplained = Object.keys(asked).filter((name) => !lines.some((line) => line.includes(`\`${name}\``)))
    assert.deepEqual(unexplained, [])
  })

  it('is asked for at one exact version, so that an install a year from now is this one', () => {
    const loose = Object.entries(asked).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    assert.deepEqual(loose, [])
  })

  it("is none of Microsoft's pre-release emulators of Teams: the local chat of the demo is our own", () => {
    const emulators = /agentsplayground|teamsapptester|teams-?app-?test-?tool/i
    assert.doesNotMatch(JSON.stringify(packageJson), emulators)
    assert.doesNotMatch(lock, emulators)
  })

  it('runs no script of its own at install, but for those that package.json names', () => {
    const scripted = [...lock.matchAll(/"(?:node_modules\/)?([^"]+)": \{[^{}]*"hasInstallScript": true/g)]
    const names = new Set(scripted.map(([, path]) => path?.split('node_modules/').at(-1)))
    assert.deepEqual([...names].sort(), Object.keys(packageJson.allowScripts).sort())
  })
})
