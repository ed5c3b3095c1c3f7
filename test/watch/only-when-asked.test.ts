import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import { startWatch } from '../../src/watch/start.ts'
import { unwatched } from '../../src/watch/watch.ts'
import { startCollector } from './collector.ts'

const root = new URL('../../', import.meta.url)
const preload = new URL('loaded-modules.ts', import.meta.url)

/** Starts the demo, stops it as soon as it listens, and returns which measuring modules it loaded. */
async function loadedBy(settings: Readonly<Record<string, string>>): Promise<Set<string>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'offboard-watch-'))
  const env = { PATH: process.env.PATH, HOME: dataDir, DATA_DIR: dataDir, PORT: '0', CHAT: 'off', ...settings }
  const child = spawn(process.execPath, ['--import', preload.href, 'src/demo.ts'], { cwd: root, env })
  try {
    return new Set(await saidBy(child))
  } finally {
    child.kill('SIGKILL')
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function saidBy(child: ChildProcess): Promise<string[]> {
  let said = ''
  let told = ''
  child.stderr?.on('data', (text) => {
    told += text
  })
  child.stdout?.on('data', async (text) => {
    said += text
    const bot = /^Bot +(http\S+:\d+)\S*\n.*\n/m.exec(said)?.[1]
    if (!bot || child.killed) return
    // Whoever answers has come to the end of its start, and hears a signal.
    await fetch(`${bot}/healthz`)
    child.kill('SIGINT')
  })
  const [code] = await once(child, 'close')
  assert.equal(code, 0, told)
  return [...told.matchAll(/^loads (.+)$/gm)].map(([, name]) => name ?? '')
}

describe('measuring', () => {
  it('costs nothing where nobody asked for it: no module of it is even loaded', async () => {
    assert.deepEqual(await loadedBy({}), new Set())
    const collector = await startCollector()
    assert.deepEqual(
      await loadedBy({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }),
      new Set(['@opentelemetry']),
      'the same look finds them where they are asked for',
    )
    assert.match(collector.bodies.join('\n'), /offboard\.queue\.age/, 'and what is left is sent at the end')
    await collector.stop()
  }).timeout(30_000)

  it('is not there without a destination', async () => {
    const { watch, stop } = await startWatch({ otlp: null, azureMonitor: null }, pino({ level: 'silent' }))
    await stop()
    assert.equal(watch, unwatched)
  })

  it('says once that nobody takes what it sends, and holds up neither the bot nor its end', async () => {
    const collector = await startCollector()
    await collector.stop()
    const lines: { msg: string }[] = []
    const destination = new Writable({
      write(line, _encoding, done) {
        lines.push(JSON.parse(line))
        done()
      },
    })
    const { watch, stop } = await startWatch({ otlp: collector.url, azureMonitor: null }, pino(destination))
    assert.equal(await watch.during({ name: 'turn' }, async () => 'answered'), 'answered')
    watch.tap({ verb: 'start', result: 'counted', offboarding: 'x' })
    const started = performance.now()
    await stop()
    assert.ok(performance.now() - started < 5_000)
    assert.deepEqual(
      lines.map(({ msg }) => msg),
      ['measurements cannot be sent'],
    )
  }).timeout(15_000)

  it('leaves a failure as it is, and only names its kind', async () => {
    const collector = await startCollector()
    const { watch, stop } = await startWatch({ otlp: collector.url, azureMonitor: null }, pino({ level: 'silent' }))
    const secret = new Error('Jane Doe did it')
    await assert.rejects(
      watch.during({ name: 'act' }, () => Promise.reject(secret)),
      (error) => error === secret,
    )
    await stop()
    assert.partialDeepStrictEqual(collector.spans, [{ name: 'act', attributes: { 'error.type': 'bug' } }])
    assert.doesNotMatch(collector.bodies.join('\n'), /Jane/)
    await collector.stop()
  })
})
