import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { startBot, startTenant } from '../bots.ts'
import { openChats } from '../chats.ts'
import { drawCurves } from '../drawing.ts'
import type { PartOptions } from '../part.ts'
import { atMost, isMet } from '../result.ts'
import { latency } from '../stage.ts'

/** Microsoft's: 3,000 writes in 150 seconds, three for each leaver. Milliseconds. */
const writeEvery = 50
const writesEach = { graph: 3, all: 4 }
const limits = { tenantSize: 'L', exchangeConcurrency: 16 } as const
const told = z.object({ written: z.number(), lastWrite: z.number(), refused: z.number() })
const inTime = atMost(1.15)
const flat = atMost(1.5)

type Ran = { readonly size: number; readonly seconds: number; readonly memory: number; readonly refused: number }

/** Lists of leavers, confirmed as a whole, against the time that Microsoft's write limit alone allows. */
export async function growLists({ say }: PartOptions, sizes: readonly number[], folder: () => Promise<string>) {
  say(`Lists of ${sizes.join(', ')}`)
  // Beside each other, each with a tenant and limits of its own: what takes time is waiting for the limits.
  const ran = await Promise.all(sizes.map(async (size) => runList(size, await folder())))
  const floorOf = (size: number) => (size * writesEach.graph * writeEvery) / 1_000
  const table = {
    title: `A list of leavers, from the tap on Confirm all to the last write, at ${latency.graphMs} ms for a call to Graph and ${latency.exchangeMs} ms to Exchange, with Microsoft's limits kept:`,
    head: [
      'leavers',
      'seconds',
      'the write limit alone',
      'ratio',
      'goal',
      '',
      'most memory ÷ idle',
      'goal',
      '',
      'refused (429)',
    ],
    lines: ran.map(({ size, seconds, memory, refused }) => {
      const ratio = seconds / floorOf(size)
      const asked = size >= 1_000
      const met = (goal: typeof flat, figure: number) => (isMet(goal, figure) ? 'met' : 'missed')
      return [
        ...[
          String(size),
          seconds,
          floorOf(size),
          ratio,
          asked ? `≤ ${inTime.value}` : '',
          asked ? met(inTime, ratio) : '',
        ],
        ...[memory, `≤ ${flat.value}`, met(flat, memory), String(refused)],
      ]
    }),
  }
  const points = (value: (one: Ran) => number) => ran.map((one) => [one.size, value(one)] as const)
  const curves = [
    { name: 'Offboard', points: points(({ seconds }) => seconds) },
    { name: 'the write limit', points: points(({ size }) => floorOf(size)) },
  ]
  const axes = { title: 'A list of leavers, from the tap to the last write', x: 'leavers', y: 'seconds' }
  const last = ran.at(-1)
  const alt = `Two curves that lie close to each other: ${last?.size} leavers take ${last?.seconds.toFixed(0)} seconds, the write limit alone ${floorOf(last?.size ?? 0).toFixed(0)}.`
  return { table, chart: { file: 'lists.svg', alt, svg: drawCurves(axes, curves) } }
}

async function runList(size: number, dataDir: string): Promise<Ran> {
  const chats = await openChats()
  const tenant = await startTenant({ crowd: size, latency, limits })
  const bot = await startBot(tenant, { dataDir })
  const chat = 'a:list'
  try {
    await chats.say(bot.port, chat, 'help')
    await pause(1_000)
    const idle = await bot.rss()
    await chats.say(bot.port, chat, `offboard\n${tenant.crowd.join('\n')}`)
    const start = await chats.button(chat, 'batch-start', 120_000)
    await chats.tap(bot.port, chat, start)
    const confirm = await chats.button(chat, 'batch-confirm-all', 120_000)
    const from = Date.now()
    await chats.tap(bot.port, chat, confirm)
    let most = 0
    const patience = from + size * writesEach.graph * writeEvery * 3 + 60_000
    for (;;) {
      const { written, lastWrite, refused } = told.parse(await tenant.child.ask('told'))
      most = Math.max(most, await bot.rss())
      if (written >= size * writesEach.all)
        return { size, seconds: (lastWrite - from) / 1_000, memory: most / idle, refused }
      if (Date.now() > patience) throw new Error(`only ${written} of ${size * writesEach.all} writes were made`)
      await pause(250)
    }
  } finally {
    await Promise.all([bot.child, tenant.child].map((child) => child.stop()))
    await chats.close()
  }
}
