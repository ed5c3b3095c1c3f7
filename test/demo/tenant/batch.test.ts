import assert from 'node:assert/strict'
import { idOf, type Row, tenantForEach } from './asking.ts'

describe('the simulated tenant takes batches like Graph', () => {
  const at = tenantForEach()
  const jane = idOf('Jane Doe')
  const send = async (requests: readonly object[]) => {
    const reply = await at.graph('POST', '/$batch', { body: { requests } })
    return { ...reply, responses: (reply.body.responses ?? []) as readonly Row[] }
  }

  it('answers each request by itself: one that fails does not fail the others', async () => {
    const { status, responses } = await send([
      { id: '1', method: 'GET', url: `/users/${jane}?$select=displayName` },
      { id: '2', method: 'GET', url: '/users/nobody' },
      {
        id: '3',
        method: 'PATCH',
        url: `/users/${jane}`,
        headers: { 'Content-Type': 'application/json' },
        body: { accountEnabled: false },
      },
      { id: '4', method: 'GET', url: '/users', dependsOn: ['2'] },
    ])
    assert.equal(status, 200)
    assert.deepEqual(
      responses.map((one) => [one.id, one.status]),
      [
        ['1', 200],
        ['2', 404],
        ['3', 204],
        ['4', 424],
      ],
    )
    assert.equal(at.tenant.state().changed[0]?.accountEnabled, false)
  })

  it('throttles each request by itself', async () => {
    at.tenant.faults.order({ add: [{ kind: 'throttled', on: 'GET /users/{id}', retryAfterSeconds: 7 }] })
    const { status, responses } = await send([{ id: '1', method: 'GET', url: `/users/${jane}` }])
    assert.equal(status, 200)
    assert.equal(responses[0]?.status, 429)
    assert.deepEqual(responses[0]?.headers, { 'Retry-After': '7', 'Content-Type': 'application/json' })
  })

  it('refuses more than 20, the same id twice, and a body without its type', async () => {
    const get = (id: number) => ({ id: String(id), method: 'GET', url: '/users' })
    assert.equal((await send(Array.from({ length: 21 }, (_, index) => get(index)))).status, 400)
    assert.equal((await send(Array.from({ length: 20 }, (_, index) => get(index)))).status, 200)
    assert.equal((await send([get(1), get(1)])).status, 400)
    assert.equal(
      (await send([{ id: '1', method: 'PATCH', url: `/users/${jane}`, body: { accountEnabled: false } }])).status,
      400,
    )
  })
})
