import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'

const envelope = z.object({
  data: z.object({
    baseType: z.string(),
    baseData: z.looseObject({
      name: z.string().optional(),
      metrics: z.array(z.object({ name: z.string(), value: z.number() })).default([]),
      properties: z.record(z.string(), z.string()),
    }),
  }),
})

const line = z.object({ origin: z.string(), envelopes: z.array(envelope) })

describe('Application Insights', () => {
  const sent: z.infer<typeof line>['envelopes'][number]['data'][] = []
  const addresses = new Set<string>()

  before(async () => {
    const program = fileURLToPath(new URL('measure-for-azure.ts', import.meta.url))
    const env = { PATH: process.env.PATH, APPLICATION_INSIGHTS_NO_STATSBEAT: 'true' }
    const { stdout } = await promisify(execFile)(process.execPath, [program], { env })
    for (const text of stdout.trim().split('\n')) {
      const { origin, envelopes } = line.parse(JSON.parse(text))
      addresses.add(origin)
      sent.push(...envelopes.map(({ data }) => data))
    }
  })

  it('is sent metrics under the names that the alerts ask for', () => {
    const metrics = sent.flatMap(({ baseData }) => baseData.metrics.map((metric) => ({ ...metric, ...baseData })))
    assert.partialDeepStrictEqual(
      metrics.find(({ metrics: [metric] }) => metric?.name === 'offboard.actions'),
      { properties: { 'offboard.action': 'sign-out', 'offboard.outcome': 'done', 'offboard.proven': 'false' } },
    )
    const duration = metrics.find(({ metrics: [metric] }) => metric?.name === 'offboard.microsoft.duration')
    assert.equal(duration?.value, 1.2)
  })

  it('is sent a turn as a request and a call to Microsoft as a dependency', () => {
    const named = (type: string) => sent.filter(({ baseType }) => baseType === type).map(({ baseData }) => baseData)
    assert.partialDeepStrictEqual(named('RequestData'), [{ name: 'turn', success: true }])
    assert.partialDeepStrictEqual(named('RemoteDependencyData'), [
      { name: 'GET /users/{id}', resultCode: '404', success: false },
    ])
  })

  it('is reached at the address in the connection string', () => {
    assert.deepEqual(addresses, new Set(['https://insights.invalid']))
  })
})
