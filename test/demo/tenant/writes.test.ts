import assert from 'node:assert/strict'
import { goodPassword, idOf, tenantForEach } from './asking.ts'

describe('the simulated tenant writes like Graph', () => {
  const at = tenantForEach()
  const jane = idOf('Jane Doe')
  const patch = (id: string, body: unknown) => at.graph('PATCH', `/users/${id}`, { body })
  const password = (text: string) => ({ passwordProfile: { forceChangePasswordNextSignIn: true, password: text } })

  it('resets a password, and keeps of it nothing but what it was like', async () => {
    const reply = await patch(jane, password(goodPassword))
    assert.deepEqual([reply.status, reply.text], [204, ''])
    const state = await (await fetch(at.tenant.stateUrl)).text()
    assert.ok(!state.includes(goodPassword))
    const { changed, writes } = at.tenant.state()
    assert.equal(changed[0]?.passwordChanges, 1)
    assert.equal(changed[0]?.lastPasswordChangeDateTime, '2026-03-05T10:15:30Z')
    assert.deepEqual(writes[0]?.detail, { length: 16, classes: 4 })
  })

  it('refuses passwords that are short, simple, common, or made of the name', async () => {
    for (const text of ['aB3#', 'abcdefghijkl', 'Contoso#2026x', 'xK9#jane#qQ2', `aB3#${'x'.repeat(300)}`]) {
      const { status, body } = await patch(jane, password(text))
      assert.equal(status, 400)
      assert.equal(
        body.error?.message,
        'The specified password does not comply with password complexity requirements. Please provide a different password.',
      )
    }
    assert.deepEqual(at.tenant.state().changed, [])
  })

  it('loses the block with the password when both are in one request', async () => {
    assert.equal((await patch(jane, { accountEnabled: false, ...password('weak') })).status, 400)
    assert.equal(at.tenant.users.find((user) => user.id === jane)?.accountEnabled, true)
  })

  it('blocks, and blocks again without complaint', async () => {
    for (const _ of [1, 2]) assert.equal((await patch(jane, { accountEnabled: false })).status, 204)
    assert.equal(at.tenant.state().changed[0]?.accountEnabled, false)
  })

  it('refuses values of the wrong kind, properties it does not know and bodies that say nothing', async () => {
    for (const body of [
      { accountEnabled: 'false' },
      { passwordProfile: { secret: 'x' } },
      {},
      { passwordProfile: { password: 7 } },
    ])
      assert.equal((await patch(jane, body)).body.error?.code, 'Request_BadRequest')
    const headers = { 'content-type': 'text/plain' }
    assert.equal((await at.graph('PATCH', `/users/${jane}`, { body: { accountEnabled: false }, headers })).status, 415)
  })

  it('revokes sessions with an answer that proves nothing, and moves the time that does', async () => {
    const { status, body } = await at.graph('POST', `/users/${jane}/revokeSignInSessions`)
    assert.deepEqual([status, body.value], [200, true])
    const changed = at.tenant.state().changed[0]
    assert.deepEqual(
      [changed?.sessionRevocations, changed?.signInSessionsValidFromDateTime],
      [1, '2026-03-05T10:15:30Z'],
    )
  })

  it('refuses to write what an on-premises directory masters, unless this tenant takes it', async () => {
    const tom = idOf('Tom Becker')
    for (const body of [{ accountEnabled: false }, password(goodPassword)])
      assert.equal(
        (await patch(tom, body)).body.error?.message,
        'Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.',
      )
    assert.equal((await at.graph('POST', `/users/${tom}/revokeSignInSessions`)).status, 200)
    at.tenant.company.onPremisesWrites = 'accepted'
    assert.equal((await patch(tom, { accountEnabled: false })).status, 204)
  })

  it('sets no password for somebody who signs in elsewhere', async () => {
    assert.equal((await patch(idOf('Freya Lindqvist'), password(goodPassword))).status, 400)
    assert.equal((await patch(idOf('Freya Lindqvist'), { accountEnabled: false })).status, 204)
  })

  it('protects administrators and members of role-assignable groups from a bot that is User Administrator only', async () => {
    for (const name of ['Elena Petrova', 'Nadia Rahman', 'Ava Chen']) {
      const id = idOf(name)
      const replies = [
        await patch(id, password(goodPassword)),
        await patch(id, { accountEnabled: false }),
        await at.graph('POST', `/users/${id}/revokeSignInSessions`),
      ]
      for (const { status, body } of replies)
        assert.deepEqual([status, body.error?.code], [403, 'Authorization_RequestDenied'], name)
    }
    await at.instead({ botRoles: ['Privileged Authentication Administrator'] })
    assert.equal((await patch(idOf('Elena Petrova'), password(goodPassword))).status, 204)
    assert.equal((await patch(idOf('Nadia Rahman'), { accountEnabled: false })).status, 204)
  })

  it('lets a bot without any role block and sign out ordinary people, but not reset their passwords', async () => {
    await at.instead({ botRoles: [] })
    assert.equal((await patch(jane, { accountEnabled: false })).status, 204)
    assert.equal((await at.graph('POST', `/users/${jane}/revokeSignInSessions`)).status, 200)
    assert.equal((await patch(jane, password(goodPassword))).status, 403)
  })

  it('goes on reading the old values for two seconds after a write, by its own clock', async () => {
    const fields = '$select=accountEnabled,lastPasswordChangeDateTime'
    const read = async () => (await at.graph('GET', `/users/${jane}?${fields}`)).body
    await patch(jane, { accountEnabled: false })
    at.clock.now += 1000
    await patch(jane, password(goodPassword))
    assert.equal((await read()).accountEnabled, true)
    at.clock.now += 1000
    assert.deepEqual(
      [(await read()).accountEnabled, (await read()).lastPasswordChangeDateTime],
      [false, '2025-01-13T08:00:00Z'],
    )
    at.clock.now += 1000
    assert.equal((await read()).lastPasswordChangeDateTime, '2026-03-05T10:15:31Z')
  })

  it('shows at once what a test or another administrator changed', async () => {
    const user = at.tenant.users.find((one) => one.id === jane)
    assert.ok(user)
    user.accountEnabled = false
    assert.equal((await at.graph('GET', `/users/${jane}?$select=accountEnabled`)).body.accountEnabled, false)
  })
})
