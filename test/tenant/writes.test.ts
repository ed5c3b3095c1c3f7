import assert from 'node:assert/strict'
import { against, allOff, jane, lines, type Said, tenantId } from './stand-in.ts'

const done: Said = { status: 204 }

describe('a write to the tenant', () => {
  it('sets a password that must be changed, in a PATCH of its own', () =>
    against({ [`PATCH /users/${jane}`]: done }, async (tenant, { asked }) => {
      await tenant.resetPassword(jane, 'A-long-Passw0rd-of-a-test')
      assert.deepEqual(JSON.parse(asked[0]?.body ?? ''), {
        passwordProfile: { forceChangePasswordNextSignIn: true, password: 'A-long-Passw0rd-of-a-test' },
      })
      assert.equal(asked[0]?.headers['content-type'], 'application/json')
    }))

  it('blocks the sign-in without touching the password', () =>
    against({ [`PATCH /users/${jane}`]: done }, async (tenant, { asked }) => {
      await tenant.blockSignIn(jane)
      assert.deepEqual(JSON.parse(asked[0]?.body ?? ''), { accountEnabled: false })
    }))

  it('revokes the sessions with an empty object, and takes any 2xx as taken', () =>
    against({ [`POST /users/${jane}/revokeSignInSessions`]: { status: 204 } }, async (tenant, { asked }) => {
      await tenant.revokeSessions(jane)
      assert.equal(asked[0]?.body, '{}')
    }))

  it('tells Graph that a person waits, and carries an id of its own', () =>
    against({ [`PATCH /users/${jane}`]: done }, async (tenant, { asked }) => {
      await tenant.blockSignIn(jane)
      await tenant.blockSignIn(jane)
      const [first, second] = asked.map(({ headers }) => headers)
      assert.equal(first?.['x-ms-throttle-priority'], 'high')
      assert.match(String(first?.['client-request-id']), /^[0-9a-f-]{36}$/)
      assert.notEqual(first?.['client-request-id'], second?.['client-request-id'])
    }))

  it('turns six email apps off in one cmdlet for one object id', () =>
    against({ [`POST /${tenantId}/InvokeCommand`]: { body: { value: [] } } }, async (tenant, { asked }) => {
      await tenant.setEmailApps(jane, allOff)
      const [{ headers, body } = assert.fail()] = asked
      assert.deepEqual(JSON.parse(body), {
        CmdletInput: { CmdletName: 'Set-CASMailbox', Parameters: { Identity: jane, ...allOff } },
      })
      assert.equal(headers['x-cmdletname'], 'Set-CASMailbox')
      assert.equal(headers['x-responseformat'], 'json')
      assert.equal(headers['x-anchormailbox'], `APP:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@${tenantId}`)
      assert.equal(headers['content-type'], 'application/json; charset=utf-8')
    }))

  it('answers with Microsoft’s clock: when it was taken, and since when its effect can be dated', () =>
    against({ [`PATCH /users/${jane}`]: done }, async (tenant) => {
      const answer = await tenant.blockSignIn(jane)
      assert.equal(answer.at, '2026-10-09T10:00:05.000Z')
      assert.match(answer.since, /^2026-10-09T10:00:0[0-4]\.000Z$/)
      assert.equal(answer.requestId, 'a-request-id')
    }))

  it('is tried once, because trying again is the runner’s', () =>
    against({ [`PATCH /users/${jane}`]: { status: 503 } }, async (tenant, { asked }) => {
      await assert.rejects(tenant.blockSignIn(jane), { kind: 'unreachable' })
      assert.equal(asked.length, 1)
    }))

  for (const id of ['', ' ', '.', '..', '*', 'jane@contoso.com', `${jane}/manager`, `${jane}?`])
    it(`never leaves for ${JSON.stringify(id)}, which is no object id`, () =>
      against({}, async (tenant, { asked }) => {
        await assert.rejects(tenant.resetPassword(id, 'x'), { kind: 'missing' })
        await assert.rejects(tenant.revokeSessions(id), { kind: 'missing' })
        await assert.rejects(tenant.blockSignIn(id), { kind: 'missing' })
        await assert.rejects(tenant.setEmailApps(id, allOff), { kind: 'missing' })
        await assert.rejects(tenant.mailbox(id), { kind: 'missing' })
        await assert.rejects(tenant.account(id), { kind: 'missing' })
        assert.equal(asked.length, 0)
      }))
})

describe('the password', () => {
  const password = 'S3cret~of=a-test_that+leaks'
  const echo = (status: number, type = 'application/json'): Said => ({
    status,
    headers: { 'content-type': type, 'request-id': password },
    body: { error: { code: `Bad ${password}`, message: password, innerError: { 'request-id': password } } },
  })
  const answers: [string, Said][] = [
    ['a refusal that quotes it', echo(400)],
    ['a server error that quotes it', echo(500)],
    ['a redirect that quotes it', { status: 307, headers: { location: `/v1.0/${password}` } }],
    ['a page instead of an answer', { status: 502, body: `<html>${password}</html>` }],
  ]
  for (const [name, answer] of answers)
    it(`is in no error and no log line after ${name}`, () =>
      against({ [`PATCH /users/${jane}`]: answer }, async (tenant) => {
        const from = lines.length
        const error = await tenant.resetPassword(jane, password).catch((reason: Error) => reason)
        assert.ok(error instanceof Error)
        const seen = [error.stack, JSON.stringify(error), JSON.stringify(lines.slice(from)), String(error.cause)]
        assert.ok(!seen.join(' ').includes(password))
        assert.ok(lines.length > from)
      }))

  it('is in no error when the connection breaks', () =>
    against(
      {},
      async (tenant) => {
        const error = await tenant.resetPassword(jane, password).catch((reason: Error) => reason)
        assert.ok(error instanceof Error)
        assert.ok(!`${error.stack} ${JSON.stringify(error)} ${error.cause}`.includes(password))
      },
      {
        fetch: async (_url, options) => {
          throw new TypeError(`fetch failed with ${options?.body}`)
        },
      },
    ))
})

describe('the log', () => {
  it('has ids, routes and times, and no names, tokens or bodies', () =>
    against({ [`PATCH /users/${jane}`]: done }, async (tenant) => {
      const from = lines.length
      await tenant.blockSignIn(jane)
      await tenant.find('jane.doe@contoso.com')
      const [first, second] = lines.slice(from).map((line) => JSON.parse(line))
      assert.deepEqual(
        [first.method, first.route, first.status, first.requestId],
        ['PATCH', '/users/{id}', 204, 'a-request-id'],
      )
      assert.equal(typeof first.ms, 'number')
      assert.equal(second.route, '/users/{upn}')
      assert.ok(!/jane|token for|accountEnabled/i.test(JSON.stringify([first, second])))
    }))
})
