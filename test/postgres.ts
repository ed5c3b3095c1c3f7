import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { postgresBin } from './loud-skips.ts'

/** A PostgreSQL server of the test's own. `restart` stops and starts it on the same port with the same rows. */
export type Postgres = { readonly url: string; stop(): Promise<void>; restart(): Promise<void> }

/** Whom the server runs as: PostgreSQL refuses to run as root. Empty when we are not root. */
type RunAs = { readonly uid?: number; readonly gid?: number }
type Place = { readonly bin: string; readonly folder: string; readonly port: number; readonly runAs: RunAs }

/**
 * Starts an empty server on a free port of 127.0.0.1, in a temporary folder that goes when it stops. `null` when
 * PostgreSQL's programs are not on this machine. `durable` waits for the disk at each commit, as in production.
 */
export async function startPostgres({ durable = false } = {}): Promise<Postgres | null> {
  const bin = postgresBin()
  if (bin === null) return null
  const place = {
    bin,
    folder: mkdtempSync(join(tmpdir(), 'offboard-postgres-')),
    port: await freePort(),
    runAs: user(),
  }
  const { uid, gid } = place.runAs
  if (uid !== undefined && gid !== undefined) chownSync(place.folder, uid, gid)
  initialise(place)
  const running = { server: await launch(place, durable) }
  const forget = stopWithProcess(() => {
    // pg_ctl waits until the server is gone; one that still writes would keep its folder alive.
    spawnSync(join(bin, 'pg_ctl'), ['stop', '-m', 'immediate', '-D', join(place.folder, 'rows')], {
      cwd: place.folder,
      stdio: 'ignore',
      ...place.runAs,
    })
    rmSync(place.folder, { recursive: true, force: true })
  })
  return {
    url: `postgres://offboard@127.0.0.1:${place.port}/postgres`,
    async stop() {
      await halt(running.server)
      rmSync(place.folder, { recursive: true, force: true })
      forget()
    },
    async restart() {
      await halt(running.server)
      running.server = await launch(place, durable)
    },
  }
}

function initialise({ bin, folder, runAs }: Place): void {
  const options = ['--username=offboard', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync']
  execFileSync(join(bin, 'initdb'), [`--pgdata=${join(folder, 'rows')}`, ...options], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    ...runAs,
  })
}

/** Resolves when the server itself says that it takes connections. */
async function launch({ bin, folder, port, runAs }: Place, durable: boolean): Promise<ChildProcess> {
  const speed = durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']
  const settings = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories=', ...speed]
  const flags = settings.flatMap((setting) => ['-c', setting])
  const server = spawn(join(bin, 'postgres'), ['-D', join(folder, 'rows'), ...flags], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    ...runAs,
  })
  const said: string[] = []
  await new Promise<void>((resolve, reject) => {
    createInterface(server.stderr).on('line', (line) => {
      said.push(line)
      if (line.includes('ready to accept connections')) resolve()
    })
    server.once('error', reject)
    server.once('exit', () => reject(new Error(`PostgreSQL did not start:\n${said.join('\n')}`)))
  })
  return server
}

/** A "fast" shutdown: connected clients are sent away, then everything is written. */
async function halt(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const gone = once(server, 'exit')
  server.kill('SIGINT')
  await gone
}

/** No server outlives the tests, not even when they are ended early. */
function stopWithProcess(stop: () => void): () => void {
  const end = () => process.exit(143)
  process.once('exit', stop)
  process.once('SIGTERM', end)
  return () => process.off('exit', stop).off('SIGTERM', end)
}

function user(): RunAs {
  if (process.getuid?.() !== 0) return {}
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string) => Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }))
      return { uid: id('-u'), gid: id('-g') }
    } catch {
      // There is no such user here; the next one may exist.
    }
  }
  throw new Error('PostgreSQL does not run as root, and there is neither a user "postgres" nor "nobody"')
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return address.port
}
