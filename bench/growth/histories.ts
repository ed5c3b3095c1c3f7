import { randomUUID } from 'node:crypto'
import { type Bot, startBot, startTenant } from '../bots.ts'
import { type Chats, openChats } from '../chats.ts'
import { startChild } from '../child.ts'
import { type Curve, drawCurves } from '../drawing.ts'
import type { PartOptions } from '../part.ts'
import { atMost, compare, type Row } from '../result.ts'
import { interleaved } from '../rounds.ts'
import { quantile } from '../statistics.ts'

/** What one person does with a database of this many offboardings; each in milliseconds. */
const doings = [
  '`offboard …` until its review is shown',
  'a tap on Start',
  'a tap on Confirm all',
  '`what is open`',
  '`history Jane`',
] as const
type Doing = (typeof doings)[number]
type Samples = Readonly<Record<Doing, number[]>>

export type Filled = { readonly size: number; readonly dataDir: string }

/** Fills one database after another, each in a process of its own, so that other things can be measured meanwhile. */
export async function fillAll(sizes: readonly number[], folder: () => Promise<string>): Promise<Filled[]> {
  const filled: Filled[] = []
  for (const size of sizes) {
    const dataDir = await folder()
    const child = await startChild('fill.ts', { dataDir, count: size })
    await child.stop()
    filled.push({ size, dataDir })
  }
  return filled
}

/** Taps, status and search where there are more and more offboardings, all sizes in the same rounds. */
export async function growHistories({ quick }: PartOptions, filled: readonly Filled[]) {
  const rounds = quick ? 3 : 7
  const chats = await openChats()
  const tenant = await startTenant({ leavers: filled.length * (rounds + 3) })
  const bots = await Promise.all(filled.map(({ dataDir }) => startBot(tenant, { dataDir })))
  const samples = filled.map(
    (): Samples => ({
      '`offboard …` until its review is shown': [],
      ...{ 'a tap on Start': [], 'a tap on Confirm all': [], '`what is open`': [], '`history Jane`': [] },
    }),
  )
  const leavers = tenant.leavers[Symbol.iterator]()
  try {
    const contenders = filled.map(({ size }, place) => {
      const measure = async (round: number) => {
        const bot = bots[place]
        if (!bot) return Number.NaN
        const taken = await doAll(chats, bot, leavers.next().value ?? '')
        if (round >= 0) for (const doing of doings) samples[place]?.[doing].push(taken[doing])
        return 0
      }
      return [String(size), measure] as const
    })
    await interleaved(rounds, Object.fromEntries(contenders), 2)
  } finally {
    await Promise.all([...bots.map(({ child }) => child), tenant.child].map((child) => child.stop()))
    await chats.close()
  }
  return { rows: rowsOf(filled, samples), chart: chartOf(filled, samples) }
}

async function doAll(chats: Chats, { port, child }: Bot, leaver: string): Promise<Record<Doing, number>> {
  const chat = `a:${randomUUID()}`
  const from = performance.now()
  await chats.say(port, chat, `offboard ${leaver}`)
  const start = await chats.button(chat, 'start')
  const opened = performance.now() - from
  await child.ask('calm')
  const started = await chats.tap(port, chat, start)
  const confirm = await chats.button(chat, 'confirm-all')
  await child.ask('calm')
  const open = await chats.say(port, chat, 'what is open')
  const history = await chats.say(port, chat, 'history Jane')
  const confirmed = await chats.tap(port, chat, confirm)
  await child.ask('calm')
  return {
    '`offboard …` until its review is shown': opened,
    'a tap on Start': started,
    'a tap on Confirm all': confirmed,
    '`what is open`': open,
    '`history Jane`': history,
  }
}

/** The largest against the smallest. */
function rowsOf(filled: readonly Filled[], samples: readonly Samples[]): Row[] {
  const [first, last] = [samples[0], samples.at(-1)]
  const [small, large] = [filled[0]?.size ?? 0, filled.at(-1)?.size ?? 0]
  if (!first || !last || large === small) return []
  const count = (size: number) => `${size.toLocaleString('en')} offboarding${size === 1 ? '' : 's'}`
  return doings.map((doing) => {
    const what = `${doing}, with ${count(large)}`
    return compare(
      { what, against: `with ${count(small)}`, unit: 'ms', ours: last[doing], theirs: first[doing] },
      atMost(2),
    )
  })
}

function chartOf(filled: readonly Filled[], samples: readonly Samples[]) {
  const curves: Curve[] = doings.map((doing) => ({
    name: doing.replaceAll('`', ''),
    points: filled.map(({ size }, place) => [size, quantile(samples[place]?.[doing] ?? [], 0.5)] as const),
  }))
  const sizes = filled.map(({ size }) => size.toLocaleString('en')).join(', ')
  const ends = curves.map(({ name, points }) => `${name} ${(points.at(-1)?.[1] ?? 0).toFixed(0)} ms`).join(', ')
  const axes = { title: 'One person, more and more offboardings', x: 'offboardings', y: 'ms', logarithmicX: true }
  const alt = `Curves of the time to an answer with ${sizes} offboardings; at the right: ${ends}.`
  return { file: 'histories.svg', alt, svg: drawCurves(axes, curves) }
}
