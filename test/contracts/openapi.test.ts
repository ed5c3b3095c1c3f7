import assert from 'node:assert/strict'
import { checkRequest, checkResponse } from './openapi.ts'

describe('the contract that requests are held to', () => {
  it('knows what may be asked, and sees what may not', () => {
    assert.deepEqual(checkRequest('PATCH', '/v1.0/users/x', {}, { passwordProfile: { password: 'x' } }), [])
    assert.deepEqual(
      checkRequest('GET', '/v1.0/users?$search="displayName:x"', { consistencylevel: 'eventual' }, undefined),
      [],
    )
    assert.deepEqual(checkRequest('POST', '/v1.0/users/x/revokeSignInSessions', {}, {}), [])
    const wrong: [string, string, unknown][] = [
      ['PATCH', '/v1.0/users/x', { accountEnabled: 'no' }],
      ['PATCH', '/v1.0/users/x', { acountEnabled: false }],
      ['PATCH', '/v1.0/users/x', { passwordProfile: { passwort: 'x' } }],
      ['GET', '/v1.0/users?$search="displayName:x"', undefined],
      ['GET', '/v1.0/users?$top=many', undefined],
      ['GET', '/v1.0/users?$skip=3', undefined],
      ['GET', '/v1.0/users/x/transitiveMemberOf/microsoft.graph.group?$count=true', undefined],
      ['GET', '/beta/users', undefined],
      ['DELETE', '/v1.0/users/x', undefined],
    ]
    for (const [method, url, body] of wrong)
      assert.equal(checkRequest(method, url, {}, body).length > 0, true, `${method} ${url}`)
  })

  it('sees an answer that is not as described', () => {
    const jane = { id: '1', displayName: 'Jane Doe', accountEnabled: null }
    assert.deepEqual(checkResponse('GET', '/v1.0/users', 200, { value: [jane] }), [])
    assert.deepEqual(checkResponse('PATCH', '/v1.0/users/x', 204, undefined), [])
    const wrong: [string, string, number, unknown][] = [
      ['GET', '/v1.0/users', 200, { value: [{ ...jane, accountEnabled: 'no' }] }],
      ['GET', '/v1.0/users', 200, { value: [{ ...jane, createdDateTime: 'yesterday' }] }],
      ['GET', '/v1.0/users', 404, { error: { code: 'x' } }],
      ['PATCH', '/v1.0/users/x', 200, {}],
      ['PATCH', '/v1.0/users/x', 204, { id: '1' }],
      ['GET', '/v1.0/nowhere', 200, {}],
    ]
    for (const [method, url, status, body] of wrong)
      assert.notDeepEqual(checkResponse(method, url, status, body), [], `${method} ${url} ${status}`)
  })
})
