import assert from 'node:assert/strict'
import { type SimulatedTenant, startSimulatedTenant } from '../../src/demo/tenant/tenant.ts'
import { Failure } from '../../src/errors.ts'
import type { Tenant } from '../../src/tenant/tenant.ts'
import { checkRequest, checkResponse } from '../contracts/openapi.ts'
import { tenantAt } from './stand-in.ts'

const jane = '411c3769-17f8-4b9e-b4f1-f95726588b87'

describe('the logs, every call held to the description of Graph', () => {
  let simulated: SimulatedTenant
  let tenant: Tenant
  let violations: string[]
  let now: number
  const asked: string[] = []

  const startTenant = async (permissions?: readonly string[]) => {
    simulated = await startSimulatedTenant({
      now: () => now,
      ...(permissions ? { permissions } : {}),
      watch({ method, url, headers, body, status, answer }) {
        asked.push(url)
        violations.push(...checkRequest(method, url, headers, body), ...checkResponse(method, url, status, answer))
      },
    })
    const getToken = async () => ({ token: simulated.tokenFor('https://graph.microsoft.com'), expiresOnTimestamp: 0 })
    tenant = tenantAt(simulated.url, { tenantId: simulated.tenantId, credential: { getToken } })
  }

  beforeEach(async () => {
    violations = []
    asked.length = 0
    now = Date.UTC(2026, 2, 5, 10, 0)
    await startTenant()
  })
  afterEach(async () => {
    await simulated.close()
    assert.deepEqual(violations, [])
  })

  const since = new Date(Date.UTC(2026, 2, 5, 10, 0)).toISOString()

  it('has every attempt to sign in since a moment, counted, the successful ones kept first', async () => {
    now -= 60_000
    simulated.happen({ what: 'sign-in', who: jane })
    now += 120_000
    simulated.happen({ what: 'sign-in', who: jane, app: 'Outlook', city: 'Berlin', country: 'DE' })
    simulated.happen({ what: 'sign-in-blocked', who: jane })
    simulated.happen({ what: 'sign-in', who: jane })
    simulated.happen({ what: 'sign-in', who: 'ava.chen@contoso.com' })
    const found = await tenant.signIns(jane, since)
    assert.ok(found.known)
    assert.deepEqual([found.successful, found.refused, found.more], [1, 1, false])
    assert.deepEqual(found.kept[0], { at: '2026-03-05T10:01:00Z', app: 'Outlook', place: 'Berlin, DE', code: 0 })
    assert.equal(found.kept[1]?.code, 50057)
  })

  it('tells those that were stopped half-way from those that were refused', async () => {
    simulated.happen({ what: 'sign-in', who: jane, code: 50126 })
    simulated.happen({ what: 'sign-in', who: jane, code: 50074 })
    simulated.happen({ what: 'sign-in', who: jane, code: 53003 })
    const found = await tenant.signIns(jane, since)
    assert.ok(found.known)
    assert.deepEqual([found.successful, found.interrupted, found.refused], [0, 1, 2])
    assert.equal(found.kept[0]?.code, 50074)
  })

  it('keeps twenty attempts and counts the rest, page by page, and says when there are more than it reads', async () => {
    simulated.happen({ what: 'sign-in-blocked', who: jane })
    for (let count = 0; count < 600; count++) simulated.happen({ what: 'sign-in', who: jane })
    const found = await tenant.signIns(jane, since)
    assert.ok(found.known)
    assert.deepEqual([found.refused, found.kept.length, found.more], [500, 20, true])
    assert.equal(asked.length, 3)
  })

  it('finds the one that succeeded under many that were refused', async () => {
    simulated.happen({ what: 'sign-in', who: jane, app: 'OfficeHome' })
    simulated.happen({ what: 'sign-in-blocked', who: jane })
    for (let count = 0; count < 505; count++) simulated.happen({ what: 'sign-in', who: jane })
    const found = await tenant.signIns(jane, since)
    assert.ok(found.known)
    assert.deepEqual([found.refused, found.successful, found.more, found.everySuccess], [500, 1, true, true])
    assert.equal(found.kept[0]?.app, 'OfficeHome')
  })

  it('does not claim to have seen them all where Graph does not take that filter', async () => {
    simulated.happen({ what: 'sign-in-blocked', who: jane })
    for (let count = 0; count < 505; count++) simulated.happen({ what: 'sign-in', who: jane })
    simulated.company.filtersByStatus = false
    const found = await tenant.signIns(jane, since)
    assert.ok(found.known)
    assert.deepEqual([found.successful, found.more, found.everySuccess], [0, true, undefined])
  })

  it('says why nothing can be seen: no licence, no permission', async () => {
    simulated.company.premium = false
    const unlicensed = await tenant.signIns(jane, since)
    assert.ok(!unlicensed.known)
    assert.equal(unlicensed.failure.code, 'Authentication_RequestFromNonPremiumTenantOrB2CTenant')
    await simulated.close()
    await startTenant(['User.Read.All'])
    const refused = await tenant.signIns(jane, since)
    assert.ok(!refused.known)
    assert.equal(refused.failure.code, 'Authorization_RequestDenied')
  })

  it('waits for nobody: what passes by itself is the caller’s to try again', async () => {
    simulated.faults.order({ add: [{ kind: 'throttled', on: 'GET /auditLogs/signIns', retryAfterSeconds: 7 }] })
    await assert.rejects(
      tenant.signIns(jane, since),
      (error) => error instanceof Failure && error.retryAfterMs === 7_000,
    )
  })

  it('has who changed somebody, newest first, people and apps told apart, without a licence too', async () => {
    simulated.company.premium = false
    now += 60_000
    simulated.happen({ what: 'sign-in-blocked', who: jane })
    now += 60_000
    simulated.happen({ what: 'sign-in-allowed', who: jane, by: 'Mallory Quick' })
    simulated.happen({ what: 'sign-in-allowed', who: 'ava.chen@contoso.com', by: 'Somebody Else' })
    assert.deepEqual(await tenant.changes(jane, since), [
      { at: '2026-03-05T10:02:00.000Z', what: 'Enable account', by: { kind: 'person', name: 'Mallory Quick' } },
      {
        at: '2026-03-05T10:01:00.000Z',
        what: 'Disable account',
        by: { kind: 'app', name: 'Microsoft Azure AD Internal' },
      },
    ])
  })
})
