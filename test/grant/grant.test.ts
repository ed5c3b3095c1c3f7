import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { actions } from '../../src/actions/index.ts'
import { waysOf } from '../../src/grant/commands.ts'
import { instructionsFor, readGrant } from '../../src/grant/instructions.ts'
import { permissionsPage } from '../../src/grant/page.ts'
import { directoryRoles, permissions } from '../../src/grant/permissions.ts'
import contract from '../contracts/graph-permissions-subset.json' with { type: 'json' }

const app = '0b0b0b0b-1111-4222-8333-444444444444'
const usual = { app, forAdmins: false, cloud: 'public' } as const

describe('what the bot is to be granted', () => {
  it('has every permission that an action declares, and no more than the facts need besides', () => {
    const declared = new Set(actions.flatMap((action) => action.permissions))
    const names = permissions.map(({ name }) => name)
    for (const name of declared) assert.ok(names.includes(name), `${name} is declared and not granted`)
    const besides = names.filter((name) => !declared.has(name))
    const forFacts = ['RoleManagement.Read.Directory', 'GroupMember.Read.All']
    const forChecks = ['AuditLog.Read.All']
    assert.deepEqual(besides, [
      ...forFacts,
      'RoleEligibilitySchedule.Read.Directory',
      ...forChecks,
      'Device.Read.All',
      'Application.Read.All',
    ])
  })

  it('names each by the id that Microsoft publishes', () => {
    const published = new Map(
      Object.entries(contract.permissions).map(([name, one]) => [
        name,
        'ids' in one && 'appRoleId' in one.ids ? one.ids.appRoleId : null,
      ]),
    )
    const own = permissions.filter(({ name }) => published.has(name))
    assert.equal(own.length, permissions.length - 3, 'all but those of Exchange, of devices and of applications')
    for (const { name, appRoleId } of own) assert.equal(appRoleId, published.get(name), name)
  })

  it('asks for nothing that writes but what an action declares', () => {
    const writing = permissions.filter(({ name }) => !/\.Read\./.test(name)).map(({ name }) => name)
    const declared = new Set(actions.flatMap((action) => action.permissions))
    assert.deepEqual(
      writing.filter((name) => !declared.has(name)),
      [],
    )
  })

  it('asks for two directory roles, and for the stronger one only when it is wanted', () => {
    const names = (forAdmins: boolean) => directoryRoles(forAdmins).map(({ name }) => name)
    assert.deepEqual(names(false), ['User Administrator', 'Exchange Administrator'])
    assert.deepEqual(names(true), ['Privileged Authentication Administrator', 'Exchange Administrator'])
  })
})

describe('npm run grant', () => {
  const ids = permissions.filter(({ resource }) => resource === 'graph')

  it('prints the same grants in three ways, each with a line of explanation', () => {
    const ways = waysOf(usual)
    assert.equal(ways.length, 3)
    for (const { title, lines } of ways) {
      for (const { name, appRoleId, optional } of permissions) {
        const at = lines.findIndex((line) => line.startsWith(`# ${name}: `))
        assert.ok(at >= 0, `${title} explains ${name}`)
        const command = lines[at + 1] ?? ''
        assert.ok(command.includes(appRoleId) || command.includes(`--scopes ${name}`), `${title} grants ${name}`)
        assert.equal(command.startsWith('#'), optional, `${title}: ${name} is optional, and so a comment`)
      }
      for (const { id } of directoryRoles(false)) assert.ok(lines.some((line) => line.includes(id)))
    }
  })

  it('grants each permission at its own service', () => {
    const [powerShell] = waysOf(usual)
    const granted = powerShell?.lines.filter((line) => line.includes('-ResourceId $graph.Id')) ?? []
    assert.equal(granted.length, ids.length)
  })

  it('sends a body that is JSON once the shell has put the ids in', () => {
    const az = waysOf(usual)[2]?.lines.filter((line) => line.startsWith('az rest')) ?? []
    assert.ok(az.length > 0)
    for (const line of az) {
      const body = /--body "(.+)"$/.exec(line)?.[1]?.replaceAll('\\"', '"') ?? ''
      assert.doesNotThrow(() => JSON.parse(body), line)
      assert.match(line, /https:\/\/graph\.microsoft\.com\/v1\.0\//)
    }
  })

  it('speaks to the government cloud when it is told so', () => {
    const text = instructionsFor({ ...usual, cloud: 'usgov' })
    assert.doesNotMatch(text, /graph\.microsoft\.com/)
    assert.match(text, /-Environment USGov /)
  })

  it('reads its options', () => {
    assert.deepEqual(readGrant(['--app', app.toUpperCase(), '--for-admins']), { app, forAdmins: true, cloud: 'public' })
  })

  for (const args of [
    [],
    ['--app'],
    ['--app', 'offboard'],
    ['--app', `${app}; rm`],
    ['--wrong'],
    ['--app', app, '--cloud', 'x'],
  ])
    it(`does not take ${JSON.stringify(args)}`, () => {
      assert.throws(() => readGrant(args), { name: 'Failure', kind: 'misconfigured' })
    })

  it('ends with code 0 when it printed them, and with code 2 and a sentence when it was not understood', () => {
    const run = (...args: string[]) => spawnSync(process.execPath, ['src/grant.ts', ...args], { encoding: 'utf8' })
    const good = run('--app', app)
    assert.equal(good.status, 0)
    assert.equal(good.stdout, instructionsFor(usual))
    const bad = run('--app', 'x')
    assert.equal(bad.status, 2)
    assert.equal(bad.stdout, '')
    assert.match(bad.stderr, /^--app is the application \(client\) id of the bot/)
    assert.doesNotMatch(bad.stderr, /\n\s+at /)
  })
})

describe('docs/permissions.md', () => {
  it('is what npm run permissions writes', () => {
    const committed = readFileSync(new URL('../../docs/permissions.md', import.meta.url), 'utf8')
    assert.equal(committed, permissionsPage(), 'run `npm run permissions`')
  })

  it('says of each permission and directory role what it is for', () => {
    const page = permissionsPage()
    for (const { name, appRoleId } of permissions) assert.match(page, new RegExp(`\\| \`${name}\` .*${appRoleId}`))
    for (const { name } of directoryRoles(true)) assert.ok(page.includes(`| ${name} |`))
  })
})
