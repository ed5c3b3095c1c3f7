import assert from 'node:assert/strict'
import { type SimulatedTenant, startSimulatedTenant } from '../../../src/demo/tenant/tenant.ts'

const jane = 'jane@contoso.com'

describe('what others do in the simulated tenant', () => {
  let tenant: SimulatedTenant
  beforeEach(async () => {
    tenant = await startSimulatedTenant({ staleReadsMs: 0 })
  })
  afterEach(() => tenant.close())

  const happen = async (order: object) => {
    const body = JSON.stringify(order)
    const response = await fetch(`${tenant.url}/_happen`, {
      ...{ method: 'POST', body, headers: { 'content-type': 'application/json' } },
    })
    return response.status
  }
  const account = () => tenant.users.find(({ userPrincipalName }) => userPrincipalName === jane) ?? assert.fail()

  it('can be ordered over HTTP: an account, a password, an email app', async () => {
    assert.equal(await happen({ what: 'sign-in-blocked', who: jane, by: 'Mallory Quick' }), 200)
    assert.equal(account().accountEnabled, false)
    assert.equal(await happen({ what: 'sign-in-allowed', who: jane }), 200)
    assert.equal(account().accountEnabled, true)
    const before = account().lastPasswordChangeDateTime
    assert.equal(await happen({ what: 'password-changed', who: jane }), 200)
    assert.notEqual(account().lastPasswordChangeDateTime, before)
    assert.equal(await happen({ what: 'email-app', who: jane, app: 'PopEnabled', on: false }), 200)
    assert.equal(account().mailbox?.PopEnabled, false)
  })

  it('is refused where it makes no sense, or there is nobody', async () => {
    assert.equal(await happen({ what: 'earthquake', who: jane }), 400)
    assert.equal(await happen({ what: 'email-app', who: jane, app: 'Fax' }), 400)
    assert.equal(await happen({ what: 'sign-in', who: 'nobody@contoso.com' }), 404)
  })

  it('is not counted among what the bot did', async () => {
    await happen({ what: 'sign-in-blocked', who: jane })
    assert.deepEqual(tenant.state().writes, [])
    assert.deepEqual(tenant.state().changed, [])
  })
})
