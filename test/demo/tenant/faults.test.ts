import assert from 'node:assert/strict'
import { goodPassword, idOf, tenantForEach } from './asking.ts'

describe('the simulated tenant has Microsoft’s bad days on order', () => {
  const at = tenantForEach()
  const jane = idOf('Jane Doe')
  const block = () => at.graph('PATCH', `/users/${jane}`, { body: { accountEnabled: false } })

  it('throttles the next calls of one kind, with Retry-After, and leaves others alone', async () => {
    at.tenant.faults.order({ add: [{ kind: 'throttled', on: 'PATCH /users/{id}', times: 2, retryAfterSeconds: 3 }] })
    assert.equal((await at.graph('GET', `/users/${jane}`)).status, 200)
    for (const _ of [1, 2]) {
      const { status, headers, body } = await block()
      assert.deepEqual([status, headers.get('retry-after'), body.error?.code], [429, '3', 'TooManyRequests'])
    }
    assert.equal((await block()).status, 204)
    assert.equal(at.tenant.state().calls['PATCH /users/{id}'], 3)
  })

  it('tells a password from a block by what the body has', async () => {
    at.tenant.faults.order({
      add: [{ kind: 'unavailable', on: 'PATCH /users/{id}', having: 'passwordProfile', status: 504 }],
    })
    assert.equal((await block()).status, 204)
    const body = { passwordProfile: { password: goodPassword } }
    assert.equal((await at.graph('PATCH', `/users/${jane}`, { body })).status, 504)
    assert.deepEqual(
      at.tenant.state().writes.map((write) => write.kind),
      ['account'],
    )
  })

  it('loses the answer after the write is done, by status or by cutting the line', async () => {
    at.tenant.faults.order({
      add: [
        { kind: 'unavailable', on: 'PATCH /users/{id}', status: 503, afterWrite: true },
        { kind: 'hang-up', on: 'POST /users/{id}/revokeSignInSessions', afterWrite: true },
        { kind: 'hang-up', on: 'Set-CASMailbox' },
      ],
    })
    assert.equal((await block()).status, 503)
    await assert.rejects(at.graph('POST', `/users/${jane}/revokeSignInSessions`))
    await assert.rejects(at.exchange('Set-CASMailbox', { Identity: jane, OWAEnabled: false }))
    assert.deepEqual(
      at.tenant.state().writes.map((write) => write.kind),
      ['account', 'sessions'],
    )
  })

  it('refuses with any words that a test asks for', async () => {
    at.tenant.faults.order({
      add: [{ kind: 'refused', on: '*', status: 403, code: 'Authorization_RequestDenied', message: 'No.' }],
    })
    assert.equal((await block()).body.error?.message, 'No.')
  })

  it('answers late when it is slow', async () => {
    at.tenant.faults.order({ add: [{ kind: 'slow', on: 'PATCH /users/{id}', delayMs: 30 }] })
    const start = performance.now()
    assert.equal((await block()).status, 204)
    assert.ok(performance.now() - start >= 25)
  })

  it('is away altogether until it is told to come back', async () => {
    const order = (body: object) =>
      fetch(`${at.tenant.url}/_faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    assert.equal((await order({ outage: true })).status, 200)
    await assert.rejects(block())
    assert.equal((await order({ outage: false })).status, 200)
    assert.equal((await block()).status, 204)
  })

  it('refuses an order it does not understand, and one that no page of its own could send', async () => {
    const post = (type: string, body: string) =>
      fetch(`${at.tenant.url}/_faults`, { method: 'POST', headers: { 'content-type': type }, body })
    assert.equal((await post('application/json', '{"add":[{"kind":"fire","on":"*"}]}')).status, 400)
    assert.equal((await post('text/plain', '{"outage":true}')).status, 400)
    assert.equal((await block()).status, 204)
  })
})
