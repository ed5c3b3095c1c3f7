import { setTimeout as pause } from 'node:timers/promises'
import { about, type Known, offboard } from './person.ts'
import type { Scene } from './scene.ts'

/**
 * Lets bots live one after the other, each for a moment in which two people begin to offboard somebody, one with a
 * single tap and one with four. Each is killed at random: soon after its start, or around the work that follows a tap.
 */
export async function killAtRandom(scene: Scene, times: number): Promise<Known[]> {
  const all: Known[] = []
  for (let life = 0; life < times; life++) {
    const bot = await scene.bots.start()
    scene.teams.botUrl = bot.url
    const now = (['all', 'each'] as const).map((how) => {
      const known = about(scene, all.length)
      all.push(known)
      // The bot is killed in the midst of it, so that most are cut off.
      void offboard(scene, known, how).catch(() => undefined)
      return known
    })
    if (life % 4 > 0) await Promise.race([...now.map(({ first }) => first.promise), pause(2_000)])
    await pause(Math.random() * (life % 4 > 0 ? 300 : 600))
    await bot.kill()
  }
  return all
}

export const countOf = (all: readonly Known[]): number =>
  all.reduce((sum, { acknowledged }) => sum + acknowledged.size, 0)
