import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { crowdOf } from '../../src/demo/tenant/crowd.ts'
import { progressOf, proveSoon, reviewOf } from '../batch.ts'
import { said } from '../conversations/turns.ts'
import { type Line, openLine } from '../line.ts'
import { needsPostgres } from '../loud-skips.ts'
import { rob, startWorld, type World } from '../offboard.ts'
import { type Postgres, startPostgres } from '../postgres.ts'
import { contentOf, type Message } from '../teams.ts'

const chat = 'a:rob'
const second = 1_000
const minute = 60 * second
const size = 25

describe('a list that three instances on PostgreSQL share', function () {
  this.timeout(120_000)
  let postgres: Postgres | null = null
  let line: Line
  let world: World
  let others: Awaited<ReturnType<World['another']>>[] = []
  let asUsual: () => void
  before(function () {
    needsPostgres(this)
  })
  beforeEach(async () => {
    postgres = await startPostgres()
    line = await openLine(postgres?.url ?? '')
    world = await startWorld({ databaseUrl: line.url, brake: { maxPerHour: 1_000, maxPerHourTenant: 1_000 } })
    others = [await world.another(), await world.another()]
    asUsual = proveSoon(world)
  })
  afterEach(async () => {
    asUsual()
    await line.mend()
    for (const other of others) await other.stop()
    await world.stop()
    await line.close()
    await postgres?.stop()
  })

  const started = async (): Promise<Message> => {
    const crowd = crowdOf(size)
    world.company.users.push(...crowd)
    await said(world, rob, chat, `offboard\n${crowd.map(({ displayName }) => displayName).join('\n')}`)
    await world.teams.tap(rob, await reviewOf(world.teams, chat), `Start for ${size}`)
    return progressOf(world.teams, chat)
  }
  const resets = () => world.simulated.state().changed.map(({ passwordChanges }) => passwordChanges)
  /** Time goes on until everybody's password is reset; nobody's is twice. */
  const done = async () => {
    // No faster than this, or leases would end while somebody is at work.
    const going = setInterval(() => world.clock.advance(second), 250)
    const isDone = (message: Message) => contentOf(message).includes(`Sign out ${size} people`)
    await world.teams.until(chat, isDone, 'everybody is done', 60_000).finally(() => clearInterval(going))
    await world.teams.card(chat, `${size} done`)
    assert.deepEqual(resets(), Array(size).fill(1))
  }

  it('is brought to everybody once, when Microsoft is away for five minutes in the middle of it', async () => {
    const progress = await started()
    world.simulated.faults.order({ add: [{ kind: 'slow', on: 'GET /users/{id}/manager', times: 1, delayMs: 400 }] })
    await world.teams.tap(rob, progress, `Reset ${size} passwords`)
    world.simulated.faults.order({ outage: true })
    await pause(1_000)
    // Another instance takes over from the one whose lease ends while it waits, and reads in vain as well.
    world.clock.advance(5 * minute)
    await pause(1_000)
    assert.deepEqual(resets(), [])
    world.simulated.faults.order({ outage: false })
    await done()
  })

  it('is brought to everybody once, when the records are away in the middle of it', async () => {
    const progress = await started()
    world.simulated.faults.order({ add: [{ kind: 'slow', on: 'GET /users/{id}/manager', times: size, delayMs: 300 }] })
    await world.teams.tap(rob, progress, `Reset ${size} passwords`)
    await line.cut()
    await pause(1_500)
    await line.mend()
    // Whoever held it could not renew its lease, which ends.
    world.clock.advance(31 * second)
    await done()
  })
})
