import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { pino } from 'pino'
import { z } from 'zod'
import type { Seen } from '../../src/demo/tenant/doors.ts'
import { startWatch } from '../../src/watch/start.ts'
import { jane, rob, startWorld, type World } from '../offboard.ts'
import { offboard } from '../runner/jane.ts'
import { type Collector, startCollector } from './collector.ts'

const secret = z.object({ passwordProfile: z.object({ password: z.string() }) })
const reason = 'gone to Fabrikam'

/** What is told to a collector of: a refused card, a throttled call, a stale tap, a stranger at the door, an outage. */
describe('what a collector learns of a whole offboarding', () => {
  let world: World
  let collector: Collector
  let offboarding: string
  const secrets = new Set<string>()
  const refused: number[] = []

  const overhear = ({ headers, body }: Seen) => {
    secrets.add(String(headers.authorization).replace('Bearer ', ''))
    const sent = secret.safeParse(body)
    if (sent.success) secrets.add(sent.data.passwordProfile.password)
  }

  before(async () => {
    collector = await startCollector()
    const destinations = { otlp: collector.url, azureMonitor: null }
    const { watch, stop } = await startWatch(destinations, pino({ level: 'silent' }))
    world = await startWorld({ measuring: watch, watch: overhear })
    const { teams } = world
    const driven = await offboard(world)
    offboarding = driven.id
    teams.refusals.push(403)
    world.simulated.faults.order({ add: [{ kind: 'throttled', on: 'Set-CASMailbox', retryAfterSeconds: 0 }] })
    const card = await driven.card('reset-password', 'Confirm all')
    const { data } = teams.button(card, 'Confirm all')
    await teams.invoke(rob, card, 'confirm-all', { ...data, reason })
    await driven.recorded('waiting')
    world.clock.advance(10_000)
    await driven.summary()
    await teams.invoke(rob, card, 'confirm-all', data)
    refused.push(await teams.say(rob, driven.chat, 'help', { conversation: { id: 'a:x', tenantId: rob.id } }))
    world.simulated.faults.order({ outage: true })
    await teams.say(rob, driven.chat, `offboard ${jane.userPrincipalName}`)
    await stop()
  })

  after(async () => {
    await world.stop()
    await collector.stop()
  })

  it('taps, by what was tapped and what came of it', () => {
    const taps = (verb: string, result: string) =>
      collector.valueOf('offboard.taps', { 'offboard.verb': verb, 'offboard.result': result })
    assert.equal(taps('start', 'counted'), 1)
    assert.equal(taps('confirm-all', 'counted'), 1)
    assert.equal(taps('confirm-all', 'closed'), 1)
    assert.equal(collector.valueOf('offboard.taps'), 3)
  })

  it('each action once, by how it ended', () => {
    for (const id of ['reset-password', 'sign-out', 'block-sign-in', 'block-email'])
      assert.equal(collector.valueOf('offboard.actions', { 'offboard.action': id, 'offboard.outcome': 'done' }), 1, id)
    assert.equal(collector.valueOf('offboard.actions'), 4)
  })

  it('every call to Microsoft, how long it took and whether it was put off', () => {
    const made = Object.values(world.simulated.state().calls).reduce((sum, count) => sum + count, 0)
    const answered = collector.metrics
      .get('offboard.microsoft.duration')
      ?.points.filter(({ attributes }) => 'http.response.status_code' in attributes)
    assert.equal(
      answered?.reduce((sum, { count = 0 }) => sum + count, 0),
      made,
    )
    const exchange = { 'offboard.service': 'exchange', 'url.template': 'InvokeCommand Set-CASMailbox' }
    assert.equal(collector.valueOf('offboard.microsoft.duration', exchange), 2)
    assert.equal(collector.valueOf('offboard.microsoft.throttled', exchange), 1)
    assert.equal(collector.valueOf('offboard.microsoft.throttled'), 1)
    assert.ok(collector.valueOf('offboard.microsoft.duration', { 'error.type': 'unreachable' }) > 0)
  })

  it('the card that could not be shown, who was refused at the door, and what ended in an apology', () => {
    assert.equal(collector.valueOf('offboard.card.failures', { 'http.response.status_code': 403 }), 1)
    assert.deepEqual(refused, [403])
    assert.equal(collector.valueOf('offboard.door.refusals', { 'offboard.reason': 'other-tenant' }), 1)
    assert.equal(collector.valueOf('http.server.request.duration', { 'http.response.status_code': 403 }), 1)
    assert.equal(collector.valueOf('offboard.turn.failures', { 'error.type': 'unreachable' }), 1)
  })

  it('how long due work has been waiting', () => {
    assert.deepEqual(
      collector.metrics.get('offboard.queue.age')?.points.map(({ asInt, asDouble }) => asInt ?? asDouble),
      [0],
    )
  })

  it('durations in seconds', () => {
    for (const name of ['offboard.microsoft.duration', 'http.server.request.duration', 'offboard.queue.age'])
      assert.equal(collector.metrics.get(name)?.unit, 's', name)
    const longest = collector.metrics.get('offboard.microsoft.duration')?.points.map(({ sum = 0 }) => sum) ?? []
    assert.ok(Math.max(...longest) < 60 && Math.max(...longest) > 0)
  })

  it('a span for each turn, piece of work and call, each call within what made it', () => {
    const { spans } = collector
    const byId = new Map(spans.map((span) => [span.spanId, span]))
    const calls = spans.filter(({ attributes }) => attributes['offboard.service'] !== undefined)
    assert.equal(calls.length, collector.valueOf('offboard.microsoft.duration'))
    const makers = calls.map(({ parentSpanId = '' }) => byId.get(parentSpanId)?.name)
    assert.deepEqual(new Set(makers), new Set(['turn', 'act', 'prove']))
    const done = spans.filter(({ name }) => name === 'act')
    assert.deepEqual(new Set(done.map(({ attributes }) => attributes['offboard.id'])), new Set([offboarding]))
    assert.equal(new Set(done.map(({ attributes }) => attributes['offboard.action'])).size, 4)
    const tapped = spans.find(({ attributes }) => attributes['offboard.verb'] === 'confirm-all')
    assert.partialDeepStrictEqual(tapped, { name: 'turn', attributes: { 'offboard.id': offboarding } })
    const throttled = calls.find(({ attributes }) => attributes['http.response.status_code'] === 429)
    assert.partialDeepStrictEqual(throttled, { status: { code: 2 }, attributes: { 'error.type': 'throttled' } })
    assert.ok(throttled?.attributes['offboard.request.id'], 'Microsoft’s support asks for it')
  })

  it('which program speaks, and nothing of the machine', () => {
    const [resource] = collector.resources
    assert.deepEqual(Object.keys(resource ?? {}).sort(), ['service.instance.id', 'service.name', 'service.version'])
    assert.equal(resource?.['service.name'], 'offboard')
  })

  it('no name, address, token, password, reason or chat', () => {
    const sent = collector.bodies.join('\n')
    const people = world.company.users.flatMap((user) => [user.id, user.displayName, user.userPrincipalName, user.mail])
    assert.ok(people.includes(jane.userPrincipalName) && people.includes('Rob Hale') && secrets.size >= 3)
    for (const word of [...people, ...secrets, reason, 'a:Rob', 'Bearer', '@contoso'])
      if (word) assert.ok(!sent.includes(word), `${word} was sent`)
  })

  describe('the page and the dashboard', () => {
    const page = readFileSync(new URL('../../docs/watching.md', import.meta.url), 'utf8')
    const dashboard = readFileSync(new URL('../../docs/dashboard.json', import.meta.url), 'utf8')
    const tiles = z.object({ items: z.array(z.object({ content: z.looseObject({ query: z.string().default('') }) })) })
    const queries = () => tiles.parse(JSON.parse(dashboard)).items.map(({ content }) => content.query)

    it('have a place for every metric', () => {
      for (const name of collector.metrics.keys()) {
        assert.ok(page.includes(`| \`${name}\` |`), `${name} is not in docs/watching.md`)
        assert.ok(
          queries().some((query) => query.includes(`name == "${name}"`)),
          `${name} is not on the dashboard`,
        )
      }
    })

    it('ask for nothing that is not measured', () => {
      const asked = [...queries(), page].join('\n')
      const attributes = [...collector.metrics.values()].flatMap(({ points }) =>
        points.flatMap((point) => Object.keys(point.attributes)),
      )
      for (const [, name] of asked.matchAll(/name == "([^"]+)"/g)) assert.ok(collector.metrics.has(name ?? ''), name)
      for (const [, key] of asked.matchAll(/customDimensions\["([^"]+)"\]/g))
        assert.ok(attributes.includes(key ?? ''), key)
      const inPrometheus = [...collector.metrics.keys()].map((name) => name.replaceAll('.', '_'))
      for (const [name] of asked.matchAll(/\b(offboard|http_server)_\w+(?=[{)[]| offset)/g))
        assert.ok(inPrometheus.includes(name.replace(/(_seconds)?(_total|_count)?$/, '')), name)
    })
  })
})
