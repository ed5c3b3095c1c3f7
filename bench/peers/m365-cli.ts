import { execFile } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { SimulatedTenant } from '../../src/demo/tenant/tenant.ts'
import { hosts, serveMicrosoft } from './microsoft-here.ts'

const run = promisify(execFile)
const version = '11.11.0'

export type M365Cli = {
  readonly name: string
  /** Its two commands for one leaver, each a process of its own. */
  lockOut(leaver: { readonly id: string }): Promise<void>
  stop(): Promise<void>
}

/**
 * The real `@pnp/cli-microsoft365`, fetched from the registry into a temporary folder, with Microsoft's hosts answered on
 * this machine: https://pnp.github.io/cli-microsoft365/. Its telemetry and its look for updates are off.
 * @returns a sentence that says why not, where it or its certificate cannot be had
 */
export async function startM365Cli(tenant: SimulatedTenant): Promise<M365Cli | string> {
  const folder = await mkdtemp(join(tmpdir(), 'offboard-bench-m365-'))
  const gone = () => rm(folder, { recursive: true, force: true })
  const packages = ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--no-save']
  const fetched = await told(run('npm', [...packages, `@pnp/cli-microsoft365@${version}`], { timeout: 180_000 }))
  if (fetched !== null) return gone().then(() => `npm could not fetch @pnp/cli-microsoft365: ${fetched}`)
  const microsoft = await serveMicrosoft(tenant, folder)
  if (typeof microsoft === 'string') return gone().then(() => microsoft)
  const program = join(folder, 'node_modules', '@pnp', 'cli-microsoft365', 'dist', 'index.js')
  const preload = new URL('to-this-machine.ts', import.meta.url).href
  const env = {
    PATH: process.env.PATH,
    ...{ HOME: folder, XDG_CONFIG_HOME: folder, CLIMICROSOFT365_NOUPDATE: '1' },
    ...{ NODE_EXTRA_CA_CERTS: microsoft.certificate, MICROSOFT_PORT: String(microsoft.port) },
    MICROSOFT_HOSTS: hosts.join(),
  }
  const m365 = (...words: string[]) =>
    run(process.execPath, ['--import', preload, program, ...words], { env, cwd: folder, timeout: 60_000 })
  const stop = async () => {
    await microsoft.close()
    await gone()
  }
  try {
    await m365('cli', 'config', 'set', '--key', 'disableTelemetry', '--value', 'true')
    const secret = ['--authType', 'secret', '--secret', 'of-a-tenant-that-does-not-exist']
    await m365('login', ...secret, '--appId', randomUUID(), '--tenant', tenant.tenantId)
  } catch (error) {
    await stop()
    throw error
  }
  return {
    name: `m365 CLI ${version}`,
    async lockOut({ id }) {
      const password = `${randomBytes(18).toString('base64url')}aA1!`
      const set = ['--accountEnabled', 'false', '--resetPassword', '--newPassword', password]
      await m365('entra', 'user', 'set', '--id', id, ...set)
      await m365('entra', 'user', 'session', 'revoke', '--userId', id, '--force')
    },
    stop,
  }
}

/** Why something failed, in one line; `null` when it did not. */
async function told(promise: Promise<unknown>): Promise<string | null> {
  try {
    await promise
    return null
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n').at(0) ?? '').slice(0, 200) : 'it failed'
  }
}
