import assert from 'node:assert/strict'
import { needsPostgres } from '../loud-skips.ts'
import { startPostgres } from '../postgres.ts'
import { type KnownBatch, killWhile, knownBatch, offboardMany, reckonBatches } from './batches.ts'
import { type Scene, startScene } from './scene.ts'

const size = 20
const ways = ['again', 'stopped', 'all', 'each'] as const

describe('a bot that is killed again and again in the middle of lists', () => {
  let scene: Scene
  afterEach(() => scene.stop())

  const killAll = async (lists: number, times: number) => {
    const all = Array.from({ length: lists }, (_, index): KnownBatch => {
      return knownBatch(scene, index, size, ways[index % ways.length] ?? 'all')
    })
    const first = await scene.bots.start()
    scene.teams.botUrl = first.url
    // One after the other, so that there is always one in the middle.
    const tapping = all.reduce((before, known) => before.then(() => offboardMany(scene, known)), Promise.resolve())
    await killWhile(scene, times, tapping)
    await reckonBatches(scene, all, 120_000)
  }

  it('loses nobody and no decision, in a SQLite file', async () => {
    scene = await startScene({ leavers: 4 * size })
    await killAll(4, 50)
  })

  it('loses nobody and no decision, on PostgreSQL', async function () {
    needsPostgres(this)
    const postgres = await startPostgres()
    assert.ok(postgres)
    scene = await startScene({ leavers: 3 * size, databaseUrl: postgres.url })
    await killAll(3, 30)
    await scene.bots.stop()
    await postgres.stop()
  })
})
