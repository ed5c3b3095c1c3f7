import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { Scene } from './scene.ts'

export type DemoProcess = {
  readonly url: string
  /** Asks it to stop, and waits until it has: its exit code and how long that took, in milliseconds. */
  stop(): Promise<{ code: number | null; tookMs: number }>
  kill(): Promise<void>
}

const script = fileURLToPath(new URL('../../src/demo.ts', import.meta.url))

/**
 * `npm run demo` as it is, with its own lease of half a minute, on the tenant and the records of a scene. Rejects with
 * what it says when it cannot start. `clockOff` is how far the clock of its machine is from ours, in milliseconds.
 */
export async function startDemo(
  scene: Pick<Scene, 'tenantGate' | 'dataDir' | 'databaseUrl'>,
  settings: Record<string, string> = {},
  { clockOff = 0 } = {},
): Promise<DemoProcess> {
  const env = {
    ...{ CHAT: 'off', PORT: '0', LOG_LEVEL: 'error', MAX_PER_HOUR: '1000', MAX_PER_HOUR_TENANT: '10000' },
    ...{ GRAPH_URL: scene.tenantGate.url, EXCHANGE_URL: scene.tenantGate.url, DATA_DIR: scene.dataDir },
    ...(scene.databaseUrl ? { DATABASE_URL: scene.databaseUrl } : {}),
    ...settings,
  }
  const child = spawn(process.execPath, ['--import', clockOffBy(clockOff), script], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = text(child.stderr)
  const gone = once(child, 'exit')
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  createInterface(child.stdout).on('line', (line) => {
    const url = /^Bot\s+(\S+)/.exec(line)?.[1]
    if (url) resolve(url)
  })
  void gone.then(async ([code]) => reject(new Error(`the demo ended with ${code}: ${await said}`)))
  const url = await promise
  return {
    url,
    async stop() {
      const asked = performance.now()
      child.kill('SIGTERM')
      const [code] = await gone
      return { code, tookMs: performance.now() - asked }
    },
    async kill() {
      child.kill('SIGKILL')
      await gone
    },
  }
}

/** A module that puts the process's clock off, before anything of it is loaded. */
function clockOffBy(ms: number): string {
  const program = `
    const Real = Date
    const now = () => Real.now() + ${ms}
    globalThis.Date = class extends Real {
      constructor(...parts) { super(...(parts.length === 0 ? [now()] : parts)) }
      static now() { return now() }
    }`
  return `data:text/javascript,${encodeURIComponent(program)}`
}
