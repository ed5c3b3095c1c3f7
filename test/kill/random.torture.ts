import assert from 'node:assert/strict'
import { countOf, killAtRandom } from './lives.ts'
import { reckon } from './reckoning.ts'
import { type Scene, startScene } from './scene.ts'

describe('a bot that is killed two hundred times', () => {
  let scene: Scene
  afterEach(() => scene.stop())

  it('loses nothing that was acknowledged, finishes it without another tap, and does nothing else', async () => {
    scene = await startScene({ leavers: 410 })
    const all = await killAtRandom(scene, 200)
    await scene.bots.start()
    await reckon(scene, all, 60_000)
    assert.ok(countOf(all) >= 200, `only ${countOf(all)} taps were acknowledged`)
  })
})
