import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { z } from 'zod'
import { contosoState, jane, oscar, personOf, rob, startWorld, type World } from '../offboard.ts'
import { buttonsOf, type Message } from '../teams.ts'
import { startAnotherBot } from './another-bot.ts'
import { type Hostile, hostileRequests, type Loot } from './hostile.ts'

const chat = '19:it-approvals@thread.v2'
const atOnce = 20

/** Sends so many hostile requests to a bot that has something to lose, and sees that it loses nothing. */
export async function besiege(count: number): Promise<void> {
  const world = await startWorld()
  const { teams, simulated } = world
  const dataDir = await mkdtemp(join(tmpdir(), 'offboard-siege-'))
  const bot = await startAnotherBot({ dataDir, databaseUrl: null, tenantUrl: simulated.url })
  try {
    teams.botUrl = bot.url
    const requests = hostileRequests(await fill(world))
    const kept = teams.messages.length
    let faults = 0
    const held: { rss: number; heapUsed: number }[] = []
    for (let sent = 0; sent < count; sent += atOnce) {
      const answered = await Promise.all(fc.sample(requests, atOnce).map((request) => send(world, request)))
      faults += answered.filter((isFault) => isFault).length
      teams.messages.splice(kept)
      if (sent % 1_000 === 0) held.push(await bot.memory())
    }
    held.push(await bot.memory())
    assertNoGrowth(held)
    assert.ok(faults <= count / 100, `${faults} faults of ours`)
    assert.deepEqual(simulated.state().writes, [], 'nothing was written')
    await stillWorks(world)
  } finally {
    await bot.stop()
    await world.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** From the first third on: until then it warms up. What objects take must stay the same, whatever the process keeps. */
function assertNoGrowth(held: readonly { rss: number; heapUsed: number }[]): void {
  const warm = held[Math.ceil(held.length / 3)]
  const last = held.at(-1)
  if (!warm || !last) return
  const grown = { process: (last.rss - warm.rss) / 2 ** 20, objects: (last.heapUsed - warm.heapUsed) / 2 ** 20 }
  assert.ok(grown.process < 60 && grown.objects < 20, `memory has grown: ${JSON.stringify(grown)} MB`)
}

/** One offboarding that waits for its first confirmation, and one that is over. */
async function fill({ teams, company }: World): Promise<Loot> {
  const kenji = personOf('Kenji Sato')
  const maria = personOf('Maria Garcia')
  company.roleAssignments.push({ principalId: maria.id, role: 'Global Administrator', directoryScopeId: '/' })
  await teams.say(rob, chat, `offboard ${kenji.userPrincipalName}`)
  const over = await teams.card(chat, 'Kenji Sato', 'Start')
  const old = buttonsOf(over.card).map(({ data }) => data)
  await teams.tap(rob, over, 'Cancel')
  await teams.say(rob, chat, `offboard ${jane.userPrincipalName}`)
  await teams.tap(rob, await teams.card(chat, 'Jane Doe', 'Start'), 'Start')
  const waiting = await teams.card(chat, '1 of 4', 'Confirm reset password')
  const live = buttonsOf(waiting.card).map(({ data }) => data)
  return { teams, chat, live, old, outsiders: [oscar, maria, jane], approver: rob }
}

const ours = z.object({ error: z.object({ code: z.literal('failed'), reference: z.guid() }) })

/** @returns whether it ended in a fault of ours, such as a conversation that cannot be answered; it has a reference */
async function send({ teams }: World, { body, headers }: Hostile): Promise<boolean> {
  const response = await fetch(teams.botUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  })
  const text = await response.text()
  const what = `${response.status} ${text.slice(0, 300)} to ${body.slice(0, 2_000)}`
  assert.doesNotMatch(text, /\bat \S+ \(|node:internal|\.ts:\d/, what)
  if (response.status < 500) return /Reference [0-9A-F]{8}/.test(text)
  assert.equal(response.status, 500, what)
  assert.ok(ours.safeParse(JSON.parse(text)).success, what)
  return true
}

async function stillWorks(world: World): Promise<void> {
  const { teams } = world
  const card = await teams.card(chat, '1 of 4', 'Confirm reset password')
  await teams.tap(rob, card, 'Confirm reset password')
  await teams.until(chat, (message: Message) => message.id === card.id && isRead(message), 'the proof')
  assert.equal(contosoState(world, jane).passwordChanges, 1)
}

const isRead = ({ card }: Message): boolean => JSON.stringify(card).includes('Read back')
