import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type Bot, inFolders, startBot, startTenant } from '../bots.ts'
import { type Chats, openChats } from '../chats.ts'
import { startChild } from '../child.ts'
import { clients, crowd, type Load } from '../load.ts'
import type { PartOptions } from '../part.ts'
import { atLeast, atMost, compare, isMet } from '../result.ts'
import { interleaved } from '../rounds.ts'
import { quantile } from '../statistics.ts'
import { figure } from '../table.ts'

const listening = z.object({ port: z.number() })
const tapWithin = atMost(250)
const tapRounds = { quick: 1, whole: 2 }

/** How many messages and taps a second, and how long each takes, while 64 clients send without a pause. */
export function turns({ quick, say }: PartOptions) {
  return inFolders(async (folder) => {
    const chats = await openChats()
    const howMany = quick ? tapRounds.quick : tapRounds.whole
    const tenant = await startTenant({ leavers: (howMany + 1) * clients })
    const bot = await startBot(tenant, { dataDir: await folder() })
    const echo = await startChild('echo.ts', {})
    try {
      const seen = new Map<string, number[]>()
      const talk = (name: string, port: number, text: string) => async (round: number) => {
        const enough = (_turns: number, elapsed: number) => elapsed >= (quick ? 1_500 : 2_000)
        return noted(seen, name, await crowd((client) => chats.say(port, `a:client-${client}`, text), enough), round)
      }
      say('Messages')
      const messages = await interleaved(quick ? 2 : 5, {
        'echo bot': talk('echo bot', listening.parse(echo.ready).port, 'hello'),
        '`help`': talk('`help`', bot.port, 'help'),
        '`what is open`': talk('`what is open`', bot.port, 'what is open'),
      })
      say('Taps')
      const taps: Record<string, number[]> = { '`offboard …`': [], 'tap on Start': [], 'tap on Confirm all': [] }
      for (let round = -1; round < howMany; round++) {
        const leavers = tenant.leavers.slice((round + 1) * clients, (round + 2) * clients)
        const loads = await offboardings(chats, bot, leavers)
        for (const [name, load] of Object.entries(loads))
          if (round >= 0) taps[name]?.push(noted(seen, name, load, round))
      }
      say('Where a message goes')
      const shares = await profiled(bot, () => talk('', bot.port, 'help')(-1))
      const against = { unit: '/s', against: "botbuilder's echo bot, state in memory", theirs: messages['echo bot'] }
      return {
        rows: [
          compare({ what: 'answers to `help`', ...against, ours: messages['`help`'] }, atLeast(0.7)),
          compare({ what: 'answers to `what is open`', ...against, ours: messages['`what is open`'] }, atLeast(0.7)),
        ],
        tables: [timesOf({ ...messages, ...taps }, seen), sharesOf(shares)],
        drawn: [],
        notes: [],
      }
    } finally {
      await Promise.all([bot.child, echo, tenant.child].map((child) => child.stop()))
      await chats.close()
    }
  })
}

function noted(seen: Map<string, number[]>, name: string, { perSecond, ms }: Load, round: number): number {
  if (round >= 0) seen.set(name, [...(seen.get(name) ?? []), ...ms])
  return perSecond
}

/** Each client asks for a leaver of its own, starts, and confirms all; each of the three is sent by all at once. */
async function offboardings(chats: Chats, bot: Bot, leavers: readonly string[]): Promise<Record<string, Load>> {
  const run = randomUUID().slice(0, 8)
  const chatOf = (client: number) => `a:${run}-client-${client}`
  const once = (turnsDone: number) => turnsDone >= 1
  const tapped = async (verb: string) => {
    // What was asked for last is done first, and every button is there: it is the taps that are measured.
    await bot.child.ask('calm')
    const buttons = await Promise.all(leavers.map((_, client) => chats.button(chatOf(client), verb)))
    return crowd(async (client) => {
      const button = buttons[client]
      return button ? chats.tap(bot.port, chatOf(client), button) : 0
    }, once)
  }
  return {
    '`offboard …`': await crowd((client) => chats.say(bot.port, chatOf(client), `offboard ${leavers[client]}`), once),
    'tap on Start': await tapped('start'),
    'tap on Confirm all': await tapped('confirm-all'),
  }
}

async function profiled({ child }: Bot, run: () => Promise<unknown>): Promise<Record<string, number>> {
  await child.ask('calm')
  await child.ask('profile')
  await run()
  return z.record(z.string(), z.number()).parse(await child.ask('shares'))
}

function timesOf(rates: Readonly<Record<string, readonly number[]>>, seen: ReadonlyMap<string, readonly number[]>) {
  return {
    title: `${clients} clients that send without a pause; taps are sent by all of them at the same moment:`,
    head: ['', 'a second', 'p50, ms', 'p99, ms', 'goal for p99'],
    lines: Object.entries(rates).map(([name, perSecond]) => {
      const ms = seen.get(name) ?? []
      const p99 = quantile(ms, 0.99)
      const met = isMet(tapWithin, p99) ? 'met' : 'missed'
      const goal = name.startsWith('tap') ? `≤ ${tapWithin.value}: ${met}` : ''
      return [name, quantile(perSecond, 0.5), quantile(ms, 0.5), p99, goal]
    }),
  }
}

function sharesOf(shares: Readonly<Record<string, number>>) {
  const mostLines = 14
  return {
    title: 'Where the bot spends its time while it answers `help`, by package, module of Node or folder of ours:',
    head: ['', 'share'],
    lines: Object.entries(shares)
      .slice(0, mostLines)
      .map(([place, share]) => [place, `${figure(share * 100)} %`]),
  }
}
