import assert from 'node:assert/strict'
import { crowdOf } from '../../src/demo/tenant/crowd.ts'
import type { Seen } from '../../src/demo/tenant/doors.ts'
import { type SimulatedTenant, startSimulatedTenant } from '../../src/demo/tenant/tenant.ts'
import type { Tenant } from '../../src/tenant/tenant.ts'
import { checkRequest, checkResponse } from '../contracts/openapi.ts'
import { jane, startStandIn, tenantAt } from './stand-in.ts'

type Item = { id: string; method: string; url: string; headers?: Record<string, string>; body?: unknown }
type Answered = { id: string; status: number; body?: unknown }

describe('reads of many, twenty in a request, each held to the description of Graph', () => {
  let simulated: SimulatedTenant
  let tenant: Tenant
  let batches: Item[][]
  let waits: number[]
  let violations: string[]

  beforeEach(async () => {
    batches = []
    waits = []
    violations = []
    simulated = await startSimulatedTenant({ staleReadsMs: 0, watch: watching })
    simulated.company.users.push(...crowdOf(40))
    tenant = tenantAt(simulated.url, {
      tenantId: simulated.tenantId,
      credential: {
        getToken: async (scope) => ({
          token: simulated.tokenFor(
            String(scope).includes('outlook') ? 'https://outlook.office365.com' : 'https://graph.microsoft.com',
          ),
          expiresOnTimestamp: 0,
        }),
      },
      wait: async (ms) => void waits.push(ms),
    })
  })
  afterEach(async () => {
    await simulated.close()
    assert.deepEqual(violations, [])
  })

  function watching({ method, url, headers, body, status, answer }: Seen): void {
    if (!url.startsWith('/v1.0')) return
    violations.push(...checkRequest(method, url, headers, body), ...checkResponse(method, url, status, answer))
    if (url !== '/v1.0/$batch' || status !== 200) return
    const { requests } = body as { requests: Item[] }
    const { responses } = answer as { responses: Answered[] }
    batches.push(requests)
    for (const one of requests) {
      const own = Object.fromEntries(
        Object.entries(one.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
      )
      violations.push(...checkRequest(one.method, `/v1.0${one.url}`, own, one.body))
      const answered = responses.find(({ id }) => id === one.id)
      if (answered) violations.push(...checkResponse(one.method, `/v1.0${one.url}`, answered.status, answered.body))
    }
  }

  const people = () => simulated.users.slice(-20).map(({ id }) => id)
  const read = (ids: readonly string[]) => Promise.all(ids.map((id) => tenant.bulk.facts(id)))

  it('say the same as reads one by one, in a tenth of the requests', async () => {
    const together = await read(people())
    const sizes = batches.map((items) => items.length)
    for (const facts of together.slice(0, 4)) {
      // Devices are for the eye, and nobody reads those of a thousand.
      const { devices: _, ...alone } = await tenant.facts(facts.id)
      assert.deepEqual(facts, alone)
    }
    assert.ok(sizes.every((size) => size <= 20) && sizes.length <= 12, sizes.join())
  })

  it('are throttled one by one: only what was refused is read again, after the time that was asked', async () => {
    simulated.faults.order({ add: [{ kind: 'throttled', on: 'GET /users/{id}', times: 2, retryAfterSeconds: 7 }] })
    const facts = await read(people())
    assert.equal(facts.length, 20)
    assert.deepEqual(waits, [7_000, 7_000])
    const reads = batches.flat().filter(({ url }) => /^\/users\/[0-9a-f-]{36}\?/.test(url))
    assert.equal(reads.length, 22)
  })

  it('outlast a refusal and an outage of the whole request', async () => {
    const on = 'POST /$batch'
    simulated.faults.order({
      add: [
        { kind: 'throttled', on, times: 1, retryAfterSeconds: 3 },
        { kind: 'unavailable', on, times: 3 },
      ],
    })
    assert.equal((await read(people())).length, 20)
    assert.ok(waits.includes(3_000))
  })

  it('fail one by one: who is gone is missing, and the others are read', async () => {
    const [gone = '', ...others] = people()
    simulated.users.splice(
      simulated.users.findIndex(({ id }) => id === gone),
      1,
    )
    const results = await Promise.allSettled([gone, ...others].map((id) => tenant.bulk.facts(id)))
    const [first, ...rest] = results
    assert.equal(first?.status === 'rejected' && first.reason.kind, 'missing')
    assert.ok(rest.every(({ status }) => status === 'fulfilled'))
  })

  it('are the reads of one tap as well, with their priority, so that it is one request and not ten', async () => {
    const [id = ''] = people()
    await Promise.all([tenant.approver(jane), tenant.facts(id, { mailboxWithin: 0 })])
    const [first = [], ...later] = batches
    assert.ok(first.length >= 9, String(first.length))
    assert.ok(later.every((items) => items.length <= 2))
    for (const { headers } of batches.flat()) assert.equal(headers?.['x-ms-throttle-priority'], 'high')
  })

  it('go one by one where something on the way lets no batch through', async () => {
    const refused = { kind: 'refused', on: 'POST /$batch', times: 100, code: 'Forbidden', message: 'No.' } as const
    simulated.faults.order({ add: [{ ...refused, status: 403 }] })
    const [id = ''] = people()
    const facts = await tenant.facts(id)
    assert.ok(facts.manager.known && facts.roles.known && facts.namesakes.known)
  })

  it('leave out the logs, which have a limit of their own', async () => {
    const [id = ''] = people()
    await Promise.all([tenant.bulk.signIns(id, '2026-10-09T00:00:00Z'), tenant.bulk.account(id)])
    assert.deepEqual(batches, [])
  })

  it('never hold a write: each goes by itself', async () => {
    const ids = people().slice(0, 5)
    await Promise.all(ids.map((id) => tenant.bulk.blockSignIn(id)))
    assert.deepEqual(batches, [])
    await Promise.all(ids.map((id) => tenant.bulk.account(id)))
    assert.equal(batches.length, 1)
  })

  it('find exactly one person by address, object id or whole name, and guess nobody', async () => {
    const looked = async (entry: string) => {
      const found = await tenant.bulk.lookUp(entry)
      return found.kind === 'ambiguous' ? found.found.map(({ displayName }) => displayName) : found.kind
    }
    const { id = '', displayName = '', userPrincipalName = '' } = simulated.users.at(-1) ?? {}
    for (const entry of [
      id,
      displayName,
      displayName.toUpperCase(),
      userPrincipalName,
      ` ${displayName} `,
      'jane.doe@contoso.com',
    ])
      assert.equal(await looked(entry), 'sure', entry)
    const [given, family] = displayName.split(' ')
    assert.equal(await looked(`${family}, ${given}`), 'sure')
    assert.deepEqual(await looked('Miller'), ['Jane Miller-Ross'])
    assert.deepEqual(await looked('Jane Miller'), ['Jane Miller-Ross'])
    assert.deepEqual(await looked('zoe o’brien-nunez'), ["Zoë O'Brien-Núñez"])
    assert.equal((await looked('Sam')).length, 5)
    for (const entry of ['Nobody Atall', 'nobody@contoso.com', '???', '00000000-0000-4000-8000-000000000000'])
      assert.equal(await looked(entry), 'unknown', entry)
    const twin = {
      ...structuredClone(simulated.users.at(-1)),
      id: crypto.randomUUID(),
      userPrincipalName: 'twin@contoso.com',
    }
    Object.assign(twin, { mail: 'twin@contoso.com', proxyAddresses: [] })
    simulated.users.push(twin as (typeof simulated.users)[number])
    assert.deepEqual(await looked(displayName), [displayName, displayName])
  })
})

describe('a batch that is not answered as documented', () => {
  it('fails for what has no answer, and for nothing else', async () => {
    const stand = await startStandIn({
      'POST /$batch': ({ body }) => {
        const { requests } = JSON.parse(body) as { requests: Item[] }
        const [first] = requests
        return { body: { responses: [{ id: first?.id, status: 200, body: { id: jane, accountEnabled: true } }] } }
      },
    })
    const tenant = tenantAt(stand.url)
    const [one, two] = await Promise.allSettled([tenant.bulk.account(jane), tenant.bulk.account(jane)])
    assert.equal(one?.status, 'fulfilled')
    assert.equal(two?.status === 'rejected' && two.reason.kind, 'unexpected')
    await stand.stop()
  })
})
