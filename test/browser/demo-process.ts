import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { HappeningOrder } from '../../src/demo/tenant/happenings.ts'
import type { State } from '../../src/demo/tenant/state.ts'

export type Demo = {
  /** Of the chat page, with a slash at its end. */
  readonly url: string
  state(): Promise<State>
  /** What somebody else does in the tenant. */
  happen(order: HappeningOrder): Promise<void>
  /** Asks it to stop, as a terminal does. @returns its exit code */
  stop(): Promise<number | null>
}

/** Starts what `npm run demo` starts, on free ports and with records of its own. Only what a new user has is set, and `more`. */
export async function startDemo(more: Readonly<Record<string, string>> = {}): Promise<Demo> {
  const dataDir = await mkdtemp(join(tmpdir(), 'offboard-demo-'))
  const { PATH = '', HOME = '', TZ = '' } = process.env
  const env = { PATH, HOME, TZ, PORT: '0', CHAT_PORT: '0', DATA_DIR: dataDir, ...more }
  const child = spawn(process.execPath, ['src/demo.ts'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const said: string[] = []
  for await (const line of createInterface(child.stdout)) {
    said.push(line)
    if (line.startsWith('Chat page')) break
  }
  const address = (of: string) => said.find((line) => line.startsWith(of))?.match(/http:\S+/)?.[0]
  const [url, stateUrl] = [address('Chat page'), address('Tenant')]
  assert.ok(url && stateUrl, `the demo says where it is; it said: ${said.join('\n')}`)
  return {
    url,
    state: async () => JSON.parse(await (await fetch(stateUrl)).text()),
    async happen(order) {
      const headers = { 'content-type': 'application/json' }
      const address = stateUrl.replace('_state', '_happen')
      assert.ok((await fetch(address, { method: 'POST', headers, body: JSON.stringify(order) })).ok)
    },
    async stop() {
      child.kill('SIGINT')
      await exited
      await rm(dataDir, { recursive: true, force: true })
      return child.exitCode
    },
  }
}
