import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fill } from '../../bench/fill.ts'
import { openDatabase } from '../../src/records/database.ts'
import { openSigningKey } from '../../src/records/signing.ts'
import { firstAlteredStub } from '../../src/records/stubs.ts'
import { type DemoProcess, startDemo } from './demo-process.ts'
import { about, confirmAll, start } from './person.ts'
import { reckon } from './reckoning.ts'
import { type Scene, startScene } from './scene.ts'

const day = 24 * 3_600_000

describe('a bot that is told for how long to keep its records', function () {
  this.timeout(120_000)
  let scene: Scene
  const demos: DemoProcess[] = []
  afterEach(async () => {
    await Promise.all(demos.map((demo) => demo.kill()))
    await scene.stop()
  })

  it('removes what is older while it works, and goes on where it was killed', async () => {
    scene = await startScene({ leavers: 1 })
    const path = join(scene.dataDir, 'key.pem')
    writeFileSync(path, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }))
    const database = await openDatabase(scene)
    await fill(database, 200, { until: Date.now() - 40 * day })
    await fill(database, 20, { until: Date.now() - 4 * day })
    const left = async () => (await database.db.selectFrom('offboarding').select('id').execute()).length
    const up = async () => {
      const demo = await startDemo(scene, { RETENTION_DAYS: '30', SIGNING_KEY_PATH: path })
      demos.push(demo)
      return demo
    }
    const first = await up()
    while ((await left()) > 150) await pause(10)
    await first.kill()
    assert.ok((await left()) > 20, 'it was killed in the midst of it')
    const next = await up()
    scene.teams.botUrl = next.url
    const known = about(scene, 0)
    await start(scene, known)
    await confirmAll(scene, known)
    while ((await left()) > 21) await pause(50)
    await reckon(scene, [known])
    const stubs = await database.db.selectFrom('retired').select('number').execute()
    assert.equal(stubs.length, 200)
    assert.equal(await firstAlteredStub(database, openSigningKey(path)), null)
    await database.close()
  })
})
