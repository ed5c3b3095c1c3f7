import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { Writable } from 'node:stream'
import { Ajv } from 'ajv'
import { readHistory } from '../../src/records/history.ts'
import { jane, personOf, rob, startWorld, type World } from '../offboard.ts'
import { eventually, offboard } from './jane.ts'
import { openReceiver } from './receiver.ts'

const schema = JSON.parse(readFileSync(new URL('../../docs/webhook.schema.json', import.meta.url), 'utf8'))
const isAsDescribed = new Ajv({ allErrors: true, strictTypes: false }).compile(schema)

describe('the webhook', () => {
  let world: World
  let receiver: Awaited<ReturnType<typeof openReceiver>>
  beforeEach(async () => {
    receiver = await openReceiver()
    world = await startWorld({ around: { webhook: receiver.target } })
  })
  afterEach(async () => {
    await world.stop()
    await receiver.close()
  })

  const secondsOld = (request: { headers: Record<string, unknown> } | undefined) =>
    Math.abs(world.now() / 1_000 - Number(request?.headers['webhook-timestamp']))

  it('is told of everything in its order, signed, as the schema describes it', async () => {
    const driven = await offboard(world)
    await driven.confirmAll()
    await receiver.got('finished')
    assert.deepEqual(receiver.types().slice(0, 2), ['opened', 'started'])
    const count = (type: string) => receiver.types().filter((one) => one === type).length
    assert.deepEqual([count('confirmed'), count('outcome'), count('finished')], [4, 4, 1])
    const sequences = receiver.taken.map(({ sequence }) => sequence)
    assert.deepEqual(
      sequences,
      [...sequences].sort((a, b) => a - b),
    )
    for (const payload of receiver.taken) {
      assert.ok(isAsDescribed(payload), `${payload.type}: ${JSON.stringify(isAsDescribed.errors)}`)
      assert.equal(payload.id, `${driven.id}:${payload.sequence}`)
      assert.deepEqual(payload.leaver, { id: jane.id, userPrincipalName: jane.userPrincipalName })
    }
    assert.equal(new Set(receiver.taken.map(({ id }) => id)).size, receiver.taken.length)
    assert.ok(receiver.requests.every((request) => secondsOld(request) < 60))
    assert.deepEqual(receiver.taken.find(({ type }) => type === 'finished')?.data, {
      outcomes: { 'reset-password': 'done', 'sign-out': 'done', 'block-sign-in': 'done', 'block-email': 'done' },
    })
  })

  it('holds no name of anybody and nothing that was typed', async () => {
    await world.teams.say(rob, 'a:rob', `offboard ${jane.userPrincipalName} because she was dismissed`)
    const review = await world.teams.card('a:rob', jane.userPrincipalName, 'Start')
    await world.teams.tap(rob, review, 'Start', { reason: 'she was dismissed' })
    await world.teams.tap(rob, await world.teams.card('a:rob', '1 of 4', 'Confirm all'), 'Confirm all')
    await receiver.got('finished')
    const sent = receiver.requests.map(({ body }) => body).join('\n')
    for (const word of ['Jane Doe', rob.name, 'dismissed', 'Priya']) assert.ok(!sent.includes(word), word)
    assert.equal(receiver.taken[0]?.by?.id, rob.id)
  })

  it('never delays the offboarding while it is away, and is told of all of it when it is back', async () => {
    receiver.answers(() => 503)
    const driven = await offboard(world)
    await driven.confirmAll()
    await driven.summary()
    assert.deepEqual(receiver.types(), [])
    const tries = receiver.requests.length
    assert.ok(tries <= 3, `${tries} tries within a moment`)
    receiver.answers(() => 204)
    world.clock.advance(60_000)
    await receiver.got('finished')
    assert.equal(receiver.types()[0], 'opened')
    assert.ok(secondsOld(receiver.requests.at(-1)) < 60, 'the time is that of the try')
  })

  it('hangs without keeping anything else from being done', async () => {
    receiver.answers(() => null)
    const driven = await offboard(world)
    const began = performance.now()
    await driven.confirmAll()
    await driven.summary()
    assert.ok(performance.now() - began < 4_500, 'it waited for the receiver')
    assert.ok(receiver.requests.length <= 2)
  })

  it('is asked again when it said, and not before', async () => {
    let told = 0
    receiver.answers((response) => {
      told++
      response.setHeader('retry-after', '600')
      return told === 1 ? 429 : 204
    })
    const driven = await offboard(world)
    await driven.confirmAll()
    await driven.summary()
    assert.equal(receiver.requests.length, 1)
    world.clock.advance(590_000)
    await offboard(world, { leaver: personOf('Jane Miller-Ross') })
    assert.equal(receiver.requests.length, 1, 'nobody else asks either')
    world.clock.advance(20_000)
    await receiver.got('finished')
  })

  it('gets the same event again with the same id after a 400, in its order, and other offboardings meanwhile', async () => {
    receiver.answers((_, { body }) => (body.includes('"type":"started"') && body.includes(jane.id) ? 400 : 204))
    const driven = await offboard(world)
    await eventually(() => receiver.requests.length >= 2, 'it was sent')
    await driven.confirmAll()
    await driven.summary()
    assert.deepEqual(receiver.types(), ['opened'])
    receiver.answers(() => 204)
    world.clock.advance(3_600_000)
    await receiver.got('finished')
    const ids = receiver.requests.map(({ body }) => JSON.parse(body)).filter(({ type }) => type === 'started')
    assert.equal(new Set(ids.map(({ id }) => id)).size, 1)
  })

  it('is left alone after it has said that it is gone', async () => {
    receiver.answers(() => 410)
    const driven = await offboard(world)
    await driven.confirmAll()
    await driven.summary()
    world.clock.advance(3_600_000)
    assert.equal(receiver.requests.length, 1)
  })

  it('is told what it did not want when the bot has started again, as far as that is news', async () => {
    receiver.answers(() => 410)
    const driven = await offboard(world)
    await driven.confirmAll()
    await driven.summary()
    assert.equal(receiver.requests.length, 1)
    receiver.answers(() => 204)
    world.clock.advance(3_600_000)
    assert.equal(receiver.requests.length, 1, 'not before it starts again')
    await world.restart(() => world.clock.advance(3_600_000))
    await receiver.got('finished')
    assert.equal(receiver.types()[0], 'opened')
  })

  it('is not followed elsewhere', async () => {
    receiver.answers((response) => {
      response.setHeader('location', '/elsewhere')
      return 307
    })
    await offboard(world)
    await eventually(() => receiver.requests.length > 0, 'it was asked')
    world.clock.advance(60_000)
    await eventually(() => receiver.requests.length > 1, 'it was asked again')
    assert.ok(
      receiver.paths.every((path) => path.startsWith('/hook?')),
      receiver.paths.join(),
    )
  })

  it('is told nothing that is older than a day', async () => {
    receiver.answers(() => 503)
    await offboard(world)
    await eventually(() => receiver.requests.length > 0, 'it was asked')
    receiver.answers(() => 204)
    world.clock.advance(25 * 3_600_000)
    await receiver.got('finished')
    assert.ok(receiver.types().includes('expired') && !receiver.types().includes('opened'), receiver.types().join())
  })

  it('is told again, by the same id, of what a bot had sent when it ended, and of nothing else twice', async () => {
    const driven = await offboard(world)
    await receiver.got('started')
    await world.restart()
    await driven.confirmAll()
    await receiver.got('finished')
    const ids = receiver.taken.map(({ id }) => id)
    assert.ok(ids.length - new Set(ids).size <= 1)
    const history = await readHistory(world.database, driven.id)
    const last = Math.max(...receiver.taken.map(({ sequence }) => sequence))
    assert.equal(history.find(({ seq }) => seq === last)?.event.type, 'finished')
  })
})

describe('what comes after the lockout, and before it', () => {
  let world: World
  let receiver: Awaited<ReturnType<typeof openReceiver>>
  beforeEach(async () => {
    receiver = await openReceiver()
    world = await startWorld({ around: { webhook: receiver.target, tellsManager: true } })
  })
  afterEach(async () => {
    for (const payload of receiver.taken)
      assert.ok(isAsDescribed(payload), `${payload.type}: ${JSON.stringify([isAsDescribed.errors, payload])}`)
    await world.stop()
    await receiver.close()
  })
  const dataOf = (type: string) => receiver.taken.find((one) => one.type === type)?.data

  it('is told as well: the manager, a check, an undo', async () => {
    const driven = await offboard(world)
    await driven.confirmAll()
    await receiver.got('manager-told')
    assert.deepEqual(dataOf('manager-told'), { told: false })
    world.clock.advance(16 * 60_000)
    await receiver.got('checked')
    assert.equal(dataOf('checked')?.afterMinutes, 15)
    assert.deepEqual(dataOf('checked')?.changed, [])
    await world.teams.tap(rob, await world.teams.card(driven.chat, 'What to expect', 'Undo'), 'Undo')
    await receiver.got('undo-asked')
    const card = await world.teams.card(driven.chat, 'Undo the offboarding of Jane Doe', 'Confirm both')
    await world.teams.tap(rob, card, 'Confirm both')
    await eventually(
      () => receiver.taken.some(({ type, data }) => type === 'outcome' && data.step === 'allow-sign-in'),
      'the receiver has the undo',
    )
  })

  it('is told of a time that was set, and of a failure', async () => {
    const later = personOf('Jane Miller-Ross')
    await world.teams.say(rob, 'a:later', `offboard ${later.userPrincipalName} tomorrow at 17:00`)
    await receiver.got('opened')
    assert.match(String(dataOf('opened')?.scheduledFor), /^\d{4}-\d\d-\d\dT/)
    const refused = { kind: 'refused', status: 403, code: 'Authorization_RequestDenied', message: 'no' } as const
    world.simulated.faults.order({ add: [{ ...refused, on: 'PATCH /users/{id}', having: 'passwordProfile' }] })
    const driven = await offboard(world)
    await driven.confirmAll()
    await receiver.got('finished')
    const failed = receiver.taken.find(({ type, data }) => type === 'outcome' && data.outcome === 'failed')
    assert.equal(failed?.data.step, 'reset-password')
    assert.deepEqual(Object.keys(Object(failed?.data.failure)), ['kind', 'status', 'code', 'requestId'])
  })
})

describe('the address and the secret of the webhook', () => {
  it('stand in no log', async () => {
    let written = ''
    const lines = new Writable({
      write(chunk, _encoding, done) {
        written += chunk
        done()
      },
    })
    const receiver = await openReceiver()
    receiver.answers(() => 500)
    const world = await startWorld({ around: { webhook: receiver.target }, logTo: lines })
    await offboard(world)
    await eventually(() => receiver.requests.length > 0, 'it was asked')
    await receiver.close()
    world.clock.advance(60_000)
    await eventually(() => written.includes('the webhook was not answered'), 'nobody answers')
    await world.stop()
    for (const word of ['of-the-receiver', 'thirty-two']) assert.ok(!written.includes(word))
  })
})
