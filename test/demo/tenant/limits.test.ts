import assert from 'node:assert/strict'
import { idOf, tenantForEach } from './asking.ts'

describe('the simulated tenant has Microsoft’s limits', () => {
  const at = tenantForEach({
    limits: { tenantSize: 'S', exchangeConcurrency: 2 },
    latency: { graphMs: 0, exchangeMs: 30 },
  })
  const jane = idOf('Jane Doe')
  const twenty = Array.from({ length: 20 }, (_, index) => ({ id: String(index), method: 'GET', url: '/users' }))
  const reads = async () => {
    const { body } = await at.graph('POST', '/$batch', { body: { requests: twenty } })
    return (body as { responses: { status: number; headers: Record<string, string> }[] }).responses
  }

  it('3,500 resource units in ten seconds, then 429 until enough of them are over', async function () {
    this.timeout(60_000)
    for (let batch = 0; batch < 87; batch++)
      assert.ok(
        (await reads()).every(({ status }) => status === 200),
        `batch ${batch} is allowed`,
      )
    const over = (await reads()).find(({ status }) => status === 429)
    assert.equal(over?.headers['Retry-After'], '10')
    assert.equal(over?.headers['x-ms-throttle-information'], 'ResourceUnitLimitExceeded')
    assert.ok(at.tenant.refused.graph > 0)
    at.clock.now += 10_000
    assert.equal((await at.graph('GET', `/users/${jane}`)).status, 200)
  })

  it('so many cmdlets at once, and says in words that there are too many', async () => {
    const asked = await Promise.all([1, 2, 3].map(() => at.exchange('Get-CASMailbox', { Identity: jane })))
    assert.deepEqual(asked.map(({ status }) => status).sort(), [200, 200, 400])
    const refused = asked.find(({ status }) => status === 400)
    assert.match(refused?.body.error?.message ?? '', /maximum number of concurrent requests/)
    assert.equal((await at.exchange('Get-CASMailbox', { Identity: jane })).status, 200)
  })
})
