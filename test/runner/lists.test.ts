import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { crowdOf } from '../../src/demo/tenant/crowd.ts'
import { memberId } from '../../src/offboarding/batch/digest.ts'
import { graphWrites } from '../../src/tenant/limits.ts'
import { isSummary, progressOf, proveSoon, reviewOf, titleLike } from '../batch.ts'
import { said } from '../conversations/turns.ts'
import { type Gate, openGate } from '../gate.ts'
import { ava, rob, startWorld, type World } from '../offboard.ts'
import { contentOf, type Message } from '../teams.ts'
import { eventually } from './jane.ts'

const chat = 'a:rob'
const second = 1_000
const minute = 60 * second
const everybody = { maxPerHour: 1_000, maxPerHourTenant: 1_000 }

/** A list of so many people, from that number of the crowd on, started: the card with the buttons for all of them. */
async function startedList(world: World, size: number, where = chat, from = 0): Promise<Message> {
  const crowd = crowdOf(from + size).slice(from)
  world.company.users.push(...crowd)
  await said(world, rob, where, `offboard\n${crowd.map(({ displayName }) => displayName).join('\n')}`)
  const review = await reviewOf(world.teams, where)
  await world.teams.tap(rob, review, titleLike(review, /^Start for/))
  return progressOf(world.teams, where)
}

const passwordsReset = (world: World) =>
  world.simulated.state().changed.filter(({ passwordChanges }) => passwordChanges > 0).length

describe('a decision for many that Microsoft gets in the way of', function () {
  this.timeout(60_000)
  let world: World
  let asUsual: () => void
  beforeEach(async () => {
    world = await startWorld({ brake: everybody })
    asUsual = proveSoon(world)
  })
  afterEach(async () => {
    asUsual()
    await world.stop()
  })

  const delayed = async () => {
    const events = await world.database.db.selectFrom('batch_event').select('type').execute()
    return events.some(({ type }) => type === 'delayed')
  }
  /** No card ever said that somebody was refused, or is to be confirmed once more. */
  const neverSaid = (pattern: RegExp) => {
    for (const { versions } of world.teams.messages)
      for (const card of versions) assert.doesNotMatch(contentOf({ text: '', card }), pattern)
  }

  it('is kept for everybody when one read is answered with a 429 that lasts, and nobody is said to need somebody else', async () => {
    const progress = await startedList(world, 45)
    world.simulated.faults.order({
      add: [
        { kind: 'throttled', on: 'GET /users/{id}/manager', times: 1, retryAfterSeconds: 200 },
        { kind: 'throttled', on: 'GET /users', times: 1, retryAfterSeconds: 200 },
      ],
    })
    await world.teams.tap(rob, progress, 'Reset 45 passwords')
    await world.teams.card(chat, 'Goes on at', 'Microsoft asked the bot to wait', 'is being brought to')
    assert.ok(passwordsReset(world) < 45)
    world.clock.advance(202 * second)
    await eventually(async () => {
      world.clock.advance(second)
      return passwordsReset(world) === 45
    }, 'all are done')
    await world.teams.card(chat, '45 done', 'Sign out 45 people')
    neverSaid(/Needs|Changed|Could not be read/)
  })

  it('outlives five minutes without Microsoft, and is then done for everybody, once', async () => {
    const progress = await startedList(world, 25)
    world.simulated.faults.order({ add: [{ kind: 'slow', on: 'GET /users/{id}/manager', times: 1, delayMs: 400 }] })
    await world.teams.tap(rob, progress, 'Reset 25 passwords')
    world.simulated.faults.order({ outage: true })
    const back = world.now() + 5 * minute
    while (world.now() < back || !(await delayed())) {
      world.clock.advance(5 * second)
      await pause(50)
    }
    await world.teams.card(chat, 'Goes on at', 'Microsoft could not be reached', 'is being brought to 25 more people')
    world.simulated.faults.order({ outage: false })
    await eventually(async () => {
      world.clock.advance(5 * second)
      return passwordsReset(world) === 25
    }, 'all are done')
    await world.teams.card(chat, '25 done', 'Sign out 25 people')
    neverSaid(/Could not be read|failed/)
    assert.deepEqual(
      world.simulated.state().changed.map(({ passwordChanges }) => passwordChanges),
      Array(25).fill(1),
    )
  })
})

describe('a list that Microsoft gets in the way of while it is looked up', function () {
  this.timeout(60_000)
  let world: World
  beforeEach(async () => {
    world = await startWorld({ brake: everybody })
  })
  afterEach(() => world.stop())

  const sureOnes = ['Sam Adler', 'Sam Brooks', 'sam.carter@contoso.com']
  const sent = () => said(world, rob, chat, `offboard\n${sureOnes.join('\n')}`)

  it('waits as long as it is asked, says so, and then knows everybody', async () => {
    world.simulated.faults.order({ add: [{ kind: 'throttled', on: 'GET /users', times: 1, retryAfterSeconds: 200 }] })
    await sent()
    await world.teams.card(chat, 'Looking up who they are', 'Goes on at', 'Microsoft asked the bot to wait')
    world.clock.advance(202 * second)
    await world.teams.card(chat, 'Sure\n3', 'Left alone\n0', 'Start for 3')
  })

  it('takes nobody for protected, or for somebody with roles, because it could not be read', async () => {
    world.simulated.faults.order({
      add: [
        {
          kind: 'throttled',
          on: 'GET /roleManagement/directory/roleEligibilityScheduleInstances',
          times: 1,
          retryAfterSeconds: 200,
        },
      ],
    })
    await sent()
    await world.teams.card(chat, 'Looking up who they are', 'Goes on at')
    world.clock.advance(202 * second)
    const review = await world.teams.card(chat, 'Sure\n3', 'Start for 3')
    assert.doesNotMatch(contentOf(review), /administrator/)
  })
})

describe('a list that is stopped while a decision is on its way', function () {
  this.timeout(60_000)
  let world: World
  let gate: Gate
  let asUsual: () => void
  let other: Awaited<ReturnType<World['another']>> | null = null
  beforeEach(async () => {
    world = await startWorld({
      brake: everybody,
      through: async (url) => {
        gate = await openGate(url)
        return gate.url
      },
    })
    asUsual = proveSoon(world)
  })
  afterEach(async () => {
    asUsual()
    await other?.stop()
    other = null
    await world.stop()
    await gate.close()
  })

  /** Two passwords that could not be reset, and the card that offers to try again. */
  const failedTwice = async (): Promise<Message> => {
    const progress = await startedList(world, 2)
    world.simulated.faults.order({
      add: [{ kind: 'refused', on: 'PATCH /users/{id}', times: 2, status: 403, code: 'Denied', message: 'no' }],
    })
    await world.teams.tap(rob, progress, 'Reset 2 passwords')
    return world.teams.card(chat, '2 failed', 'Try again for 2')
  }
  /** What is read of leavers is held from now on. */
  const holdReads = () => {
    const arrived = Promise.withResolvers<void>()
    const released = Promise.withResolvers<void>()
    gate.arrives = async ({ body }) => {
      if (!body.includes('/manager')) return
      arrived.resolve()
      await released.promise
    }
    return { arrived: arrived.promise, release: released.resolve }
  }
  const recorded = (type: string) =>
    eventually(async () => {
      const events = await world.database.db.selectFrom('batch_event').select('type').execute()
      return events.some((event) => event.type === type)
    }, `the list is ${type}`)
  const nothingFollowed = async () => {
    const rows = await world.database.db.selectFrom('event').select('type').where('type', '=', 'confirmed').execute()
    assert.deepEqual([passwordsReset(world), rows.length], [0, 2], 'confirmed at first, and not once more')
  }

  it('does nothing more of what was tapped before', async () => {
    const failed = await failedTwice()
    const reads = holdReads()
    await world.teams.tap(rob, failed, 'Try again for 2')
    await reads.arrived
    await world.teams.tap(ava, failed, 'Stop')
    await recorded('withdrawn')
    reads.release()
    const summary = await world.teams.until(chat, isSummary, 'the summary', 20_000)
    assert.match(contentOf(summary), /Reset password: 2 failed/)
    await nothingFollowed()
  })

  it('does nothing more either where another instance took over from one that had fallen silent', async () => {
    const failed = await failedTwice()
    const reads = holdReads()
    await world.teams.tap(rob, failed, 'Try again for 2')
    await reads.arrived
    other = await world.another()
    // Taps go to the other, which takes the list over when the lease has ended.
    await world.teams.tap(ava, failed, 'Stop')
    world.clock.advance(31 * second)
    await recorded('finished')
    await world.teams.until(chat, isSummary, 'the summary', 20_000)
    reads.release()
    await world.restart()
    await nothingFollowed()
  })

  it('goes on where another instance took over, and does everything once', async () => {
    const progress = await startedList(world, 3)
    const reads = holdReads()
    await world.teams.tap(rob, progress, 'Reset 3 passwords')
    await reads.arrived
    gate.arrives = () => undefined
    other = await world.another()
    world.clock.advance(31 * second)
    await world.teams.card(chat, '3 done', 'Sign out 3 people')
    reads.release()
    await world.restart()
    assert.deepEqual(
      world.simulated.state().changed.map(({ passwordChanges }) => passwordChanges),
      [1, 1, 1],
    )
  })
})

describe('one of a list who is confirmed alone', function () {
  this.timeout(60_000)
  let world: World
  beforeEach(async () => {
    world = await startWorld({ brake: everybody })
  })
  afterEach(() => world.stop())

  it('goes before all that nobody waits for', async () => {
    const progress = await startedList(world, 3)
    const [one] = await world.database.db.selectFrom('offboarding').select(['id', 'digest']).execute()
    // So much was written lately that bulk work waits seconds for its turn, and somebody who waits does not.
    await world.pace.count(graphWrites, 72)
    const tap = { verb: 'confirm', offboarding: one?.id, action: 'reset-password', digest: one?.digest }
    await world.teams.invoke(rob, progress, 'confirm', tap)
    await eventually(() => passwordsReset(world) === 1, 'it is done')
    assert.ok((await world.pace.ahead(graphWrites, 'bulk')) > 0, 'bulk work would still wait')
    await world.teams.card(chat, '1 done · 2 to be confirmed', 'Reset 2 passwords')
  })
})

describe('lists that wait for Microsoft', function () {
  this.timeout(60_000)
  let world: World
  beforeEach(async () => {
    world = await startWorld({ brake: everybody })
  })
  afterEach(() => world.stop())

  it('hold up no other list, however many they are: it is looked up, and theirs are stopped', async () => {
    const chats = Array.from({ length: 9 }, (_, index) => `a:rob ${index}`)
    const cards = []
    for (const [index, where] of chats.entries()) cards.push(await startedList(world, 2, where, index * 2))
    world.simulated.faults.order({
      add: [{ kind: 'unavailable', on: 'PATCH /users/{id}', times: 18, retryAfterSeconds: 3_000 }],
    })
    for (const card of cards) await world.teams.tap(rob, card, 'Reset 2 passwords')
    for (const where of chats) await world.teams.card(where, '2 waiting for Microsoft')
    await startedList(world, 2, 'a:rob', 18)
    await world.teams.tap(rob, cards[8] as Message, 'Stop')
    await world.teams.card('a:rob 8', 'Stopped by Rob Hale')
  })
})

describe('a fault of ours that is met for a list', function () {
  this.timeout(60_000)
  let world: World
  let asUsual: () => void
  const log = new PassThrough({ encoding: 'utf8' })
  beforeEach(async () => {
    world = await startWorld({ brake: everybody, logTo: log })
    asUsual = proveSoon(world)
  })
  afterEach(async () => {
    asUsual()
    await world.stop()
  })

  const referenceOn = (message: Message): string => /[Rr]eference ([0-9A-F]{8})/.exec(contentOf(message))?.[1] ?? ''
  /** What the card refers to is found in the log. */
  const isLogged = (reference: string) =>
    eventually(() => `${log.read() ?? ''}`.includes(`"reference":"${reference}"`), 'the log has it')
  const memberAt = async (place: number) => {
    const batch = await world.database.db.selectFrom('batch').select('id').executeTakeFirstOrThrow()
    return memberId(batch.id, place)
  }

  it('stays with the person whom it concerns: the decision comes to all others', async () => {
    const progress = await startedList(world, 3)
    const id = await memberAt(1)
    await world.database.db.updateTable('event').set({ data: '{' }).where('offboarding', '=', id).execute()
    await world.teams.tap(rob, progress, 'Reset 3 passwords')
    const card = await world.teams.card(
      chat,
      'Something went wrong on our side',
      '1 person:',
      '2 done · 1 to be confirmed',
    )
    await isLogged(referenceOn(card))
  })

  it('stays with the person whom it concerns when they are begun: all others are', async () => {
    const crowd = crowdOf(3)
    world.company.users.push(...crowd)
    await said(world, rob, chat, `offboard\n${crowd.map(({ displayName }) => displayName).join('\n')}`)
    const review = await reviewOf(world.teams, chat)
    await world.database.db.updateTable('batch_offer').set({ offer: '{}' }).where('place', '=', 2).execute()
    await world.teams.tap(rob, review, 'Start for 3')
    const card = await world.teams.card(chat, 'Offboarding of 2 people', 'went wrong on our side', 'Reset 2 passwords')
    await isLogged(referenceOn(card))
  })

  it('is told when it concerns them all, and what failed is tried again until it goes on', async () => {
    const crowd = crowdOf(2)
    world.company.users.push(...crowd)
    await said(world, rob, chat, `offboard\n${crowd.map(({ displayName }) => displayName).join('\n')}`)
    const review = await reviewOf(world.teams, chat)
    await sql`alter table search_word rename to search_words`.execute(world.database.db)
    await world.teams.tap(rob, review, 'Start for 2')
    const card = await world.teams.card(chat, 'Something went wrong on our side, and is tried again at')
    await isLogged(referenceOn(card))
    await sql`alter table search_words rename to search_word`.execute(world.database.db)
    await eventually(() => {
      world.clock.advance(5 * second)
      return world.teams.messages.some((message) => contentOf(message).includes('Reset 2 passwords'))
    }, 'it went on')
    const ready = await progressOf(world.teams, chat)
    assert.doesNotMatch(contentOf(ready), /went wrong/)
  })
})
