import { killWhile, knownBatch, offboardMany, reckonBatches } from './batches.ts'
import { type Scene, startScene } from './scene.ts'

describe('a bot that is killed in the middle of a list', function () {
  this.timeout(150_000)
  let scene: Scene
  afterEach(() => scene.stop())

  it('loses nobody and no decision, does nothing else, and leaves no card behind', async () => {
    scene = await startScene({ leavers: 20 })
    const bot = await scene.bots.start()
    scene.teams.botUrl = bot.url
    const known = knownBatch(scene, 0, 20, 'each')
    const tapping = offboardMany(scene, known)
    await killWhile(scene, 6, tapping)
    await reckonBatches(scene, [known])
  })
})
