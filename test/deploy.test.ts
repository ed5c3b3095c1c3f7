import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseEnv } from 'node:util'
import { parse } from 'yaml'
import { z } from 'zod'
import packageJson from '../package.json' with { type: 'json' }
import { read, root } from './laws/files.ts'
import { importsOf, packageOf } from './laws/imports.ts'

const textOf = (path: string) => readFileSync(new URL(path, root), 'utf8')
const dockerfile = textOf('Dockerfile').replace(/\\\n\s*/g, '')
const instruction = (name: string) =>
  [...dockerfile.matchAll(new RegExp(`^${name} (.+)$`, 'gm'))].map(([, text]) => text ?? '')
const memoryFlags = [
  '--min-semi-space-size=4',
  '--max-semi-space-size=4',
  '--heap-growing-percent=50',
  '--initial-old-space-size=64',
]
const words = (json: string | undefined) => z.array(z.string()).parse(JSON.parse(json ?? '[]'))

/** Every file of ours and every package that starting src/main.ts loads. */
function reach(): { files: Set<string>; packages: Set<string> } {
  const source = new Map(read('src/', 'package.json').map((file) => [file.path, file]))
  const files = new Set(['src/main.ts'])
  const packages = new Set<string>()
  for (const path of files) {
    const file = source.get(path)
    assert.ok(file, `${path} is imported but not there`)
    for (const { to, ours } of importsOf(file)) {
      if (ours) files.add(to)
      else if (!to.startsWith('node:')) packages.add(packageOf(to))
    }
  }
  return { files, packages }
}

/** Does a list that leaves everything out but its exceptions let a path through? */
function passes(list: string, path: string): boolean {
  const lines = textOf(list)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  assert.match(lines[0] ?? '', /^\/?\*$/, `${list} does not begin by leaving everything out`)
  const covers = (line: string) => `${path}/`.startsWith(`${line.replace(/^!?\/?/, '')}/`)
  const last = lines.filter((line) => !line.includes('*') && covers(line)).at(-1)
  return last?.startsWith('!') ?? false
}

describe('what production loads', () => {
  const { files, packages } = reach()

  it('is installed without the packages of development', () => {
    assert.ok(files.size > 50 && packages.size > 5, 'the walk from src/main.ts found too little')
    const missing = [...packages].filter((name) => !Object.hasOwn(packageJson.dependencies, name))
    assert.deepEqual(missing, [], 'src/main.ts needs packages that are no dependencies')
  })

  for (const list of ['.dockerignore', '.webappignore']) {
    it(`is let through by ${list}, and the demo, the settings and the records are not`, () => {
      const lost = [...files].filter((path) => !passes(list, path))
      assert.deepEqual(lost, [])
      const never = [
        'src/demo.ts',
        'src/demo/people.ts',
        '.env',
        '.localConfigs',
        '.data/offboard.sqlite',
        '.git/config',
      ]
      for (const path of [...never, 'env/.env.dev.user', 'test/deploy.test.ts']) assert.ok(!passes(list, path), path)
    })
  }
})

describe('the container', () => {
  it('runs on the version of Node that the tests run on', () => {
    const versions = instruction('FROM').map((image) => /^node:([\d.]+)-[a-z]+-slim/.exec(image)?.[1])
    assert.deepEqual(new Set(versions), new Set([packageJson.devDependencies.node]))
  })

  it('is not root, and starts Node itself, so that it hears SIGTERM', () => {
    assert.equal(instruction('USER').at(-1), 'node')
    const after = dockerfile.slice(dockerfile.lastIndexOf('\nUSER '))
    assert.doesNotMatch(after, /^(RUN|COPY|ADD) /m, 'what comes after USER belongs to the user that runs it')
    assert.deepEqual(words(instruction('CMD').at(-1)), ['node', ...memoryFlags, 'src/main.ts'])
    assert.match(
      packageJson.scripts.start,
      new RegExp(`^node ${memoryFlags.join(' ')} `),
      'npm start takes the same memory',
    )
  })

  it('keeps its records in the one place that is a volume', () => {
    const env = Object.fromEntries(
      instruction('ENV').flatMap((line) => line.split(' ').map((pair) => pair.split('=', 2))),
    )
    assert.equal(env.DATA_DIR, instruction('VOLUME')[0])
    const known = Object.keys(parseEnv(textOf('.env.example').replaceAll(/^#([A-Z_]+=)/gm, '$1')))
    const unknown = Object.keys(env).filter((name) => !known.includes(name) && !name.startsWith('NODE_'))
    assert.deepEqual(unknown, [], 'a setting that the bot does not read')
  })

  it('starts with what was compiled when the image was made, which it cannot change', async () => {
    const compile = instruction('RUN').find((line) => line.includes('src/compile.ts'))
    assert.deepEqual(words(compile), ['node', ...memoryFlags, 'src/compile.ts'])
    const folder = await mkdtemp(join(tmpdir(), 'offboard-compiled-'))
    try {
      const env = { NODE_COMPILE_CACHE: folder }
      assert.equal((await run([...memoryFlags, 'src/compile.ts'], env)).code, 0)
      const started = await run([...memoryFlags, 'src/main.ts'], { ...env, NODE_DEBUG_NATIVE: 'COMPILE_CACHE' })
      assert.equal(started.code, 2)
      for (const part of ['src/wiring.ts', 'src/bot/server.ts', 'botbuilder/lib/index.js', 'kysely/dist/index.js'])
        assert.match(started.text, new RegExp(`${part} .*was accepted`), part)
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('compiles nothing where nobody said where to', async () => {
    const { code, text } = await run(['src/compile.ts'], {})
    assert.equal(code, 2)
    assert.match(text, /^NODE_COMPILE_CACHE does not name a folder that can be written to$/m)
  })

  it('holds nothing that npm was allowed to run, and no package of development', () => {
    assert.match(dockerfile, /npm ci --omit=dev --ignore-scripts /)
  })

  for (const [status, exit] of [[200, 0] as const, [503, 1] as const]) {
    it(`is ${exit === 0 ? 'healthy' : 'ill'} when /healthz answers ${status}`, async () => {
      const server = createServer((request, response) => {
        response.writeHead(request.url === '/healthz' ? status : 404).end()
      })
      await once(server.listen(0, '127.0.0.1'), 'listening')
      const { port } = server.address() as AddressInfo
      try {
        assert.equal(await runHealthCheck(port), exit)
      } finally {
        server.close()
      }
    })
  }

  it('is ill when nothing listens', async () => assert.equal(await runHealthCheck(1), 1))
})

/** Runs a program of ours as production does, and gives all that it says. */
async function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<{ code: unknown; text: string }> {
  const child = spawn(process.execPath, args, { cwd: fileURLToPath(root), env, stdio: ['ignore', 'pipe', 'pipe'] })
  const said: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => said.push(part))
  const [code] = await once(child, 'close')
  return { code, text: Buffer.concat(said).toString() }
}

/** Runs what the Dockerfile has Docker run. */
async function runHealthCheck(port: number): Promise<unknown> {
  const [command, ...args] = words(/ CMD (.+)$/.exec(instruction('HEALTHCHECK')[0] ?? '')?.[1])
  assert.equal(command, 'node')
  const child = spawn(process.execPath, args, { env: { PORT: String(port) }, stdio: 'ignore' })
  const [code] = await once(child, 'exit')
  return code
}

const step = z.object({
  uses: z.string(),
  with: z.looseObject({ args: z.string().optional() }),
  writeToEnvironmentFile: z.record(z.string(), z.string()).default({}),
})
const lifecycle = z.array(step).default([])
const project = z.object({ version: z.literal('v1.11'), provision: lifecycle, deploy: lifecycle, publish: lifecycle })
const projectOf = (path: string) => project.parse(parse(textOf(path)))
const placeholdersOf = (text: string) => [...text.matchAll(/\$\{\{(\w+)\}\}/g)].map(([, name]) => name ?? '')

describe('the project of the Microsoft 365 Agents Toolkit', () => {
  const development = parseEnv(textOf('env/.env.dev'))

  it('makes the app and the resources first, then packs the app with their ids', () => {
    const { provision, deploy } = projectOf('m365agents.yml')
    const order = provision.map(({ uses }) => uses.split('/')[1])
    assert.deepEqual(order, ['create', 'deploy', 'zipAppPackage', 'validateAppPackage', 'update'])
    assert.deepEqual(
      deploy.map(({ uses }) => uses),
      ['cli/runNpmCommand', 'azureAppService/zipDeploy', 'cli/runNpmCommand'],
    )
    assert.equal(deploy[0]?.with.args, 'ci --omit=dev --ignore-scripts')
  })

  it('names files that are there', () => {
    for (const yml of ['m365agents.yml', 'm365agents.local.yml'])
      for (const [, path] of textOf(yml).matchAll(/(?:path|parameters|manifestPath|ignoreFile): (?:\.\/)?(\S+)$/gm))
        assert.ok(textOf(path ?? '').length > 0)
  })

  it('asks for no value that neither env/.env.dev nor an earlier step has: the toolkit stops at one', () => {
    const { provision, deploy, publish } = projectOf('m365agents.yml')
    const written = [...provision, ...deploy, ...publish].flatMap((one) => Object.values(one.writeToEnvironmentFile))
    const outputs = [...textOf('infra/azure.bicep').matchAll(/^output (\w+)/gm)].map(([, name]) => name ?? '')
    const asked = ['m365agents.yml', 'infra/azure.parameters.json', 'appPackage/manifest.json'].flatMap((path) =>
      placeholdersOf(textOf(path)),
    )
    const known = new Set([...Object.keys(development), ...written])
    assert.deepEqual(
      [...asked, ...outputs].filter((name) => !known.has(name)),
      [],
    )
  })

  it('keeps no secret in git', () => {
    assert.deepEqual(
      Object.keys(development).filter((name) => /secret|password/i.test(name)),
      [],
    )
    const ignored = textOf('.gitignore').split('\n')
    for (const line of ['env/.env.*.user', 'env/.env.local', '.localConfigs', '.env']) assert.ok(ignored.includes(line))
  })

  it('starts the bot on a developer’s machine as a bot of one organisation, reachable from that machine only', () => {
    const { deploy } = projectOf('m365agents.local.yml')
    const envs = z.record(z.string(), z.unknown()).parse(deploy[0]?.with.envs)
    assert.deepEqual([envs.BOT_TYPE, envs.HOST, envs.PORT], ['SingleTenant', '127.0.0.1', 3978])
    assert.deepEqual(Object.keys(envs).sort(), ['BOT_TYPE', 'CLIENT_ID', 'CLIENT_SECRET', 'HOST', 'PORT', 'TENANT_ID'])
  })
})
