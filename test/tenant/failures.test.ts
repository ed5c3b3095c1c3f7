import assert from 'node:assert/strict'
import { Failure } from '../../src/errors.ts'
import { retryAfter } from '../../src/tenant/failures.ts'
import { against, graphError, jane, type Said, tenantId } from './stand-in.ts'

const blocking = async (answer: Said): Promise<Failure> =>
  against({ [`PATCH /users/${jane}`]: answer }, async (tenant) => {
    const error = await tenant.blockSignIn(jane).then(
      () => assert.fail('this was to be refused'),
      (reason: unknown) => reason,
    )
    assert.ok(error instanceof Failure)
    return error
  })

const onPremises =
  'Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.'
const originated =
  'Unable to update the specified properties for objects that have originated within an external service.'
const complexity =
  'The specified password does not comply with password complexity requirements. Please provide a different password.'

type Expected = [name: string, answer: Said, kind: Failure['kind'], about: Failure['about'], code: string | null]

const rows: Expected[] = [
  ['a bad request', graphError(400, 'Request_BadRequest'), 'unexpected', null, 'Request_BadRequest'],
  [
    'a synced object',
    graphError(400, 'Request_BadRequest', onPremises),
    'refused',
    'on-premises',
    'Request_BadRequest',
  ],
  [
    'a foreign object',
    graphError(400, 'Request_BadRequest', originated),
    'refused',
    'on-premises',
    'Request_BadRequest',
  ],
  [
    'a weak password',
    graphError(400, 'Request_BadRequest', complexity),
    'refused',
    'password-policy',
    'Request_BadRequest',
  ],
  [
    'a federated user',
    graphError(400, 'Request_BadRequest', 'Not for a federated user.'),
    'refused',
    null,
    'Request_BadRequest',
  ],
  [
    'a token it does not take',
    graphError(401, 'InvalidAuthenticationToken'),
    'misconfigured',
    null,
    'InvalidAuthenticationToken',
  ],
  [
    'a missing privilege',
    graphError(403, 'Authorization_RequestDenied'),
    'refused',
    null,
    'Authorization_RequestDenied',
  ],
  [
    'a missing licence',
    graphError(403, 'Authentication_RequestFromNonPremiumTenantOrB2CTenant'),
    'refused',
    'licence',
    'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
  ],
  [
    'somebody deleted meanwhile',
    graphError(404, 'Request_ResourceNotFound'),
    'missing',
    null,
    'Request_ResourceNotFound',
  ],
  ['a 404 that is not Graph’s', { status: 404, body: '<html>No such page</html>' }, 'unexpected', null, null],
  ['a method that is not there', graphError(405, 'Request_BadRequest'), 'unexpected', null, 'Request_BadRequest'],
  ['a failed dependency', graphError(424, 'FailedDependency'), 'unexpected', null, 'FailedDependency'],
  ['a limit', graphError(429, 'TooManyRequests'), 'throttled', null, 'TooManyRequests'],
  ['a fault', graphError(500, 'InternalServerError'), 'unreachable', null, 'InternalServerError'],
  ['a fault by its general name', graphError(500, 'generalException'), 'unreachable', null, 'generalException'],
  ['a fault that nobody knows', graphError(500, 'UnknownError', ''), 'unreachable', null, 'UnknownError'],
  ['a fault without a word', { status: 500 }, 'unreachable', null, null],
  ['a gateway with a page of its own', { status: 502, body: '<html></html>' }, 'unreachable', null, null],
  ['a service that is away', { status: 503 }, 'unreachable', null, null],
  ['a service that took too long', graphError(504, 'GatewayTimeout'), 'unreachable', null, 'GatewayTimeout'],
  ['a redirect', { status: 302, headers: { location: 'https://example.com/' } }, 'unexpected', null, null],
  ['a code that is no code', graphError(400, 'a whole sentence of a body'), 'unexpected', null, null],
]

describe('what Graph refuses', () => {
  for (const [name, answer, kind, about, code] of rows)
    it(`${name} is ${kind}${about === null ? '' : `, about ${about}`}`, async () => {
      const failure = await blocking(answer)
      const note = { kind, status: answer.status, code, requestId: 'a-request-id' }
      assert.deepEqual([failure.note, failure.about], [note, about])
    })

  it('is named by route, status and code, never by what was said', async () => {
    const failure = await blocking(graphError(400, 'Request_BadRequest', onPremises))
    assert.equal(failure.message, 'PATCH /users/{id} answered 400 Request_BadRequest')
  })

  it('keeps the inner request id, however it is spelt, when the header is missing', async () => {
    const spelt = async (name: string) =>
      blocking({
        status: 403,
        headers: { 'request-id': '' },
        body: { error: { code: 'Authorization_RequestDenied', [name]: { 'request-id': 'inner-id' } } },
      })
    assert.equal((await spelt('innerError')).note.requestId, 'inner-id')
    assert.equal((await spelt('innererror')).note.requestId, 'inner-id')
  })

  it('says how long to wait, in seconds or until a time on its own clock', async () => {
    const waiting = async (value: string) =>
      (await blocking({ status: 429, headers: { 'retry-after': value } })).retryAfterMs
    assert.equal(await waiting('17'), 17_000)
    assert.equal(await waiting('Fri, 09 Oct 2026 10:01:05 GMT'), 60_000)
    assert.equal(await waiting('soon'), null)
  })
})

describe('a Retry-After', () => {
  const at = Date.parse('2026-10-09T10:00:00Z')
  it('in the past is no wait at all', () => assert.equal(retryAfter('Fri, 09 Oct 2026 09:00:00 GMT', at), 0))
  it('that is not there is not a wait of nothing', () => assert.equal(retryAfter(null, at), null))
  it('below zero or without end is not believed', () => {
    assert.equal(retryAfter('-5', at), null)
    assert.equal(retryAfter('9'.repeat(40), at), null)
  })
})

describe('no answer at all', () => {
  it('is unreachable, with the system’s code', async () => {
    const refused = Object.assign(new TypeError('fetch failed'), {
      cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }),
    })
    const failing = { fetch: async () => Promise.reject(refused) }
    await against(
      {},
      (tenant) => assert.rejects(tenant.blockSignIn(jane), failureLike('unreachable', 'ECONNREFUSED')),
      failing,
    )
  })

  it('is unreachable when time runs out', async () => {
    const late = { fetch: async () => Promise.reject(new DOMException('late', 'TimeoutError')) }
    await against(
      {},
      (tenant) => assert.rejects(tenant.blockSignIn(jane), failureLike('unreachable', 'TimeoutError')),
      late,
    )
  })

  it('for want of a token is misconfigured, and the secret in the error is not kept', async () => {
    const error = Object.assign(new Error('AADSTS7000215: invalid secret abc'), {
      name: 'AuthenticationError',
      statusCode: 401,
    })
    const credential = { getToken: async () => Promise.reject(error) }
    await against(
      {},
      (tenant) =>
        assert.rejects(tenant.blockSignIn(jane), (reason: Failure) => {
          assert.deepEqual([reason.kind, reason.message], ['misconfigured', 'no token: AuthenticationError'])
          return true
        }),
      { credential },
    )
  })

  it('from the place that gives tokens is unreachable too', async () => {
    const credential = {
      getToken: async () => Promise.reject(new Error('getaddrinfo ENOTFOUND login.microsoftonline.com')),
    }
    await against({}, (tenant) => assert.rejects(tenant.blockSignIn(jane), { kind: 'unreachable' }), { credential })
    const none = { credential: { getToken: async () => null } }
    await against({}, (tenant) => assert.rejects(tenant.blockSignIn(jane), { kind: 'misconfigured' }), none)
  })
})

describe('an answer that is not as documented', () => {
  const user = `GET /users/${jane}`
  const rows: [string, Said, RegExp][] = [
    ['not JSON', { body: '{"id": "' }, /in its body$/],
    ['a page', { body: '<html>Sign in</html>' }, /in its body$/],
    ['a list', { body: [] }, /in its shape$/],
    ['without id', { body: { accountEnabled: true } }, /in id$/],
    ['a word where a flag stands', { body: { id: jane, accountEnabled: 'secretly' } }, /in accountEnabled$/],
    [
      'a time that is none',
      { body: { id: jane, lastPasswordChangeDateTime: 'secretly' } },
      /in lastPasswordChangeDateTime$/,
    ],
  ]
  for (const [name, answer, message] of rows)
    it(`(${name}) is unexpected and names the field, not what stands in it`, () =>
      against({ [user]: answer }, (tenant) =>
        assert.rejects(tenant.account(jane), (failure: Failure) => {
          assert.equal(failure.kind, 'unexpected')
          assert.match(failure.message, message)
          assert.ok(!failure.message.includes('secretly'))
          return true
        }),
      ))

  it('(somebody else) is unexpected', () =>
    against({ [user]: { body: { id: tenantId, accountEnabled: false } } }, (tenant) =>
      assert.rejects(tenant.account(jane), { kind: 'unexpected' }),
    ))

  it('with fields nobody knows, and without those nobody needs, is taken', () =>
    against({ [user]: { body: { id: jane.toUpperCase(), '@odata.context': 'x', surprise: {} } } }, async (tenant) => {
      const { accountEnabled, passwordChangedAt, at } = await tenant.account(jane)
      assert.deepEqual([accountEnabled, passwordChangedAt, at], [null, null, '2026-10-09T10:00:05.000Z'])
    }))
})

const failureLike = (kind: string, code: string) => (reason: Failure) =>
  reason.kind === kind && reason.note.code === code
