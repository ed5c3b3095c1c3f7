import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { asShipped, startTenant } from '../bots.ts'
import { type Chats, openChats } from '../chats.ts'
import { startChild } from '../child.ts'
import type { PartOptions } from '../part.ts'
import { atMost, compare } from '../result.ts'
import { interleaved } from '../rounds.ts'

const listening = z.object({ port: z.number() })
const memory = z.object({ rss: z.number() })
const mebibyte = 2 ** 20
/** How long a process is left alone before its memory is read, in milliseconds. */
const idle = 500

/** How long a new process takes for its first answer, and what it holds when nothing happens. */
export async function coldStart({ quick }: PartOptions) {
  const chats = await openChats()
  const tenant = await startTenant({})
  const { url: tenantUrl, ...tokens } = tenant.place
  const memories = { sources: [] as number[], compiled: [] as number[], botbuilder: [] as number[] }
  const cache = await mkdtemp(join(tmpdir(), 'offboard-bench-cache-'))
  // Filled once: a bot that starts again finds its database.
  const dataDir = await mkdtemp(join(tmpdir(), 'offboard-bench-'))
  const order = { tenantUrl, ...tokens, dataDir }
  const kept = (name: keyof typeof memories, round: number) => (rss: number) => {
    if (round >= 0) memories[name].push(rss / mebibyte)
  }
  try {
    const ms = await interleaved(quick ? 3 : 7, {
      sources: (round) => firstAnswer(chats, order, null, kept('sources', round)),
      compiled: (round) => firstAnswer(chats, order, cache, kept('compiled', round)),
      botbuilder: (round) => imported(kept('botbuilder', round)),
    })
    const rows = (what: string, unit: string, samples: typeof memories) => {
      const against = { against: 'importing botbuilder', unit, theirs: samples.botbuilder }
      return [
        compare({ what: `${what}, from the sources (npm start)`, ...against, ours: samples.sources }, atMost(1.5)),
        compare({ what: `${what}, compiled (the container)`, ...against, ours: samples.compiled }, atMost(1.5)),
      ]
    }
    return {
      rows: [
        ...rows('a new process → its first answered message (`help`)', 'ms', ms),
        ...rows('memory when idle (RSS)', 'MiB', memories),
      ],
      tables: [],
      drawn: [],
      notes: [],
    }
  } finally {
    await tenant.child.stop()
    await chats.close()
    await Promise.all([cache, dataDir].map((path) => rm(path, { recursive: true, force: true })))
  }
}

/** From the start of the process to the answer. */
async function firstAnswer(
  chats: Chats,
  order: object,
  cache: string | null,
  tell: (rss: number) => void,
): Promise<number> {
  const from = performance.now()
  const bot = await startChild('bot.ts', order, { flags: ['--expose-gc', ...asShipped], cache })
  try {
    await chats.say(listening.parse(bot.ready).port, 'a:first', 'help')
    const took = performance.now() - from
    await pause(idle)
    tell(memory.parse(await bot.ask('idle memory')).rss)
    return took
  } finally {
    await bot.stop()
  }
}

/** From the start of the process until botbuilder is there. */
async function imported(tell: (rss: number) => void): Promise<number> {
  const from = performance.now()
  const program = await startChild('botbuilder-alone.js', {}, { flags: ['--expose-gc'], cache: null })
  try {
    const took = performance.now() - from
    await pause(idle)
    tell(memory.parse(await program.ask('idle memory')).rss)
    return took
  } finally {
    await program.stop()
  }
}
