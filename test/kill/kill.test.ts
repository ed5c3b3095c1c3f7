import assert from 'node:assert/strict'
import { countOf, killAtRandom } from './lives.ts'
import { reckon } from './reckoning.ts'
import { type Scene, startScene } from './scene.ts'

describe('a bot that is killed at any moment', function () {
  this.timeout(120_000)
  let scene: Scene
  afterEach(() => scene.stop())

  it('loses nothing that was acknowledged, finishes it without another tap, and does nothing else', async () => {
    scene = await startScene({ leavers: 60 })
    const all = await killAtRandom(scene, 22)
    await scene.bots.start()
    await reckon(scene, all)
    assert.ok(countOf(all) >= 20, `only ${countOf(all)} taps were acknowledged`)
  })
})
