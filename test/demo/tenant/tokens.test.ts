import assert from 'node:assert/strict'
import { roleId } from '../../../src/demo/tenant/company.ts'
import { mintToken } from '../../../src/demo/tenant/tokens.ts'
import { exchangeAudience, goodPassword, graphAudience, idOf, tenantForEach } from './asking.ts'

describe('the simulated tenant lets in who has a token, and only for what the token says', () => {
  const at = tenantForEach()
  const jane = idOf('Jane Doe')

  it('answers 401 in Graph’s error shape without a token, with one of another audience, tenant or time, and with an altered one', async () => {
    const token = (more: object) =>
      mintToken({
        tenantId: at.tenant.tenantId,
        audience: graphAudience,
        roles: ['User.Read.All'],
        wids: [],
        now: at.clock.now,
        ...more,
      })
    const good = token({})
    const bad = [
      null,
      'not-a-token',
      token({ audience: exchangeAudience }),
      token({ tenantId: '0f0e0d0c-1111-4222-8333-444455556666' }),
      token({ now: at.clock.now - 3_600_000 }),
      `${good.slice(0, -4)}AAAA`,
      good.split('.').with(1, Buffer.from('{"roles":["User.ReadWrite.All"]}').toString('base64url')).join('.'),
    ]
    for (const one of bad) {
      const { status, body } = await at.graph('GET', `/users/${jane}`, { token: one })
      assert.deepEqual([status, body.error?.code], [401, 'InvalidAuthenticationToken'])
    }
    assert.equal((await at.graph('GET', `/users/${jane}`, { token: good })).status, 200)
  })

  it('takes a token for an hour and not longer', async () => {
    const token = at.tenant.tokenFor(graphAudience)
    at.clock.now += 3_599_000
    assert.equal((await at.graph('GET', `/users/${jane}`, { token })).status, 200)
    at.clock.now += 1000
    assert.equal((await at.graph('GET', `/users/${jane}`, { token })).status, 401)
  })

  it('refuses every call whose permission is missing', async () => {
    await at.instead({ permissions: ['User.Read.All', 'User.EnableDisableAccount.All'] })
    const password = { passwordProfile: { password: goodPassword } }
    const calls = [
      at.graph('PATCH', `/users/${jane}`, { body: password }),
      at.graph('PATCH', `/users/${jane}`, { body: { ...password, accountEnabled: false } }),
      at.graph('POST', `/users/${jane}/revokeSignInSessions`),
      at.graph('GET', '/roleManagement/directory/roleAssignments'),
      at.graph('GET', '/auditLogs/directoryAudits'),
      at.graph('PATCH', `/users/${jane}`, { body: { displayName: 'Somebody Else' } }),
    ]
    for (const { status, body } of await Promise.all(calls))
      assert.deepEqual([status, body.error?.code], [403, 'Authorization_RequestDenied'])
    assert.deepEqual(at.tenant.state().writes, [])
    assert.equal((await at.graph('PATCH', `/users/${jane}`, { body: { accountEnabled: false } })).status, 204)
  })

  it('lets no app use what is for signed-in people only', async () => {
    const method = '28c10230-6103-485e-b985-444c60001490'
    const path = `/users/${jane}/authentication/methods/${method}/resetPassword`
    assert.equal((await at.graph('POST', path, { body: { newPassword: goodPassword } })).status, 403)
  })

  it('shows an app with basic rights the basic profile and no more', async () => {
    await at.instead({ permissions: ['User.ReadBasic.All'] })
    const { body } = await at.graph('GET', `/users/${jane}?$select=displayName,accountEnabled`)
    assert.deepEqual([body.displayName, body.accountEnabled], ['Jane Doe', null])
  })

  it('counts each token once, given out here or minted elsewhere and used', async () => {
    const token = at.tenant.tokenFor(graphAudience)
    at.tenant.tokenFor(exchangeAudience)
    assert.equal(at.tenant.state().tokens, 2)
    const { tenantId } = at.tenant
    const other = mintToken({
      tenantId,
      audience: graphAudience,
      roles: ['User.Read.All'],
      wids: [],
      now: at.clock.now,
    })
    for (const one of [token, other, other]) await at.graph('GET', `/users/${jane}`, { token: one })
    await at.graph('GET', `/users/${jane}`, { token: 'not-a-token' })
    assert.equal(at.tenant.state().tokens, 3)
  })

  it('mints tokens that carry tenant, permissions and directory roles, for other tenants as well', () => {
    const token = mintToken({
      tenantId: 'other',
      audience: graphAudience,
      roles: ['A'],
      wids: [roleId('User Administrator')],
      now: 0,
    })
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
    assert.deepEqual(
      [claims.aud, claims.tid, claims.roles, claims.wids, claims.exp],
      [graphAudience, 'other', ['A'], [roleId('User Administrator')], 3600],
    )
  })
})
