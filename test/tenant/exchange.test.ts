import assert from 'node:assert/strict'
import type { Failure } from '../../src/errors.ts'
import fixtures from '../contracts/exchange-fixtures.json' with { type: 'json' }
import { against, jane, other, type Said, tenantId } from './stand-in.ts'

const invoke = `POST /${tenantId}/InvokeCommand`
const [row = assert.fail()] = fixtures.response_get_200.value
const envelope = (...rows: object[]): Said => ({ body: { ...fixtures.response_get_200, value: rows } })
const mine = { ...row, ExternalDirectoryObjectId: jane }
const sixOf = (value: boolean | null) => ({
  ActiveSyncEnabled: value,
  OWAEnabled: value,
  MAPIEnabled: value,
  EwsEnabled: value,
  PopEnabled: value,
  ImapEnabled: value,
})

const reading = (answer: Said) => against({ [invoke]: answer }, (tenant) => tenant.mailbox(jane))
const setting = (answer: Said) => against({ [invoke]: answer }, (tenant) => tenant.setEmailApps(jane, sixOf(false)))
const error = (status: number, details: string, message = 'Error executing cmdlet'): Said => ({
  status,
  body: {
    error: { code: 'InternalServerError', message, details: [{ code: 'Client', target: '', message: details }] },
  },
})

describe('a mailbox', () => {
  it('is read with one cmdlet for one object id, in lower case', () =>
    against({ [invoke]: envelope(mine) }, async (tenant, { asked }) => {
      const { apps, at, requestId } = await tenant.mailbox(jane.toUpperCase())
      assert.deepEqual(JSON.parse(asked[0]?.body ?? ''), {
        CmdletInput: { CmdletName: 'Get-CASMailbox', Parameters: { Identity: jane } },
      })
      assert.deepEqual([apps, at, requestId], [sixOf(true), '2026-10-09T10:00:05.000Z', 'a-request-id'])
    }))

  it('is read whatever the case of its property names, and what Exchange adds to them is no value', async () => {
    const shouted = Object.fromEntries(
      Object.entries({ ...mine, ...sixOf(false) }).map(([key, value]) => [key.toUpperCase(), value]),
    )
    const annotated = { 'OWAEnabled@odata.type': '#Boolean', 'owaenabled@data.type': 'System.Boolean', ...shouted }
    assert.deepEqual((await reading(envelope(annotated))).apps, sixOf(false))
  })

  it('has an app that is absent or null as not set, which is not off', async () => {
    const { OWAEnabled: _, ...without } = mine
    const { apps } = await reading(envelope({ ...without, EwsEnabled: null }))
    assert.deepEqual([apps?.OWAEnabled, apps?.EwsEnabled, apps?.PopEnabled], [null, null, true])
  })

  it('with a word where a switch stands is unexpected, and the switch is named', () =>
    assert.rejects(reading(envelope({ ...mine, PopEnabled: 'False' })), {
      kind: 'unexpected',
      message: /value\.0\.popenabled$/,
    }))

  const wrong: [string, Said][] = [
    ['of somebody else', envelope({ ...row, ExternalDirectoryObjectId: other })],
    ['of nobody in particular', envelope({ ...row, ExternalDirectoryObjectId: '' })],
    ['whose owner is not said', envelope({ DisplayName: 'Jane Doe', ...sixOf(false) })],
    ['and a second one', envelope(mine, { ...row, ExternalDirectoryObjectId: other })],
    ['that is not in the answer', envelope()],
  ]
  for (const [name, answer] of wrong)
    it(`${name} is not taken for the leaver’s`, () => assert.rejects(reading(answer), { kind: 'unexpected' }))

  it('that does not exist is none, in both of the ways that Exchange says so', async () => {
    const notFound = await reading({ status: 500, body: fixtures.error_not_found })
    const noMailbox = await reading(error(404, fixtures.error_no_mailbox_text))
    assert.deepEqual([notFound.apps, noMailbox.apps], [null, null])
    assert.equal(notFound.at, '2026-10-09T10:00:05.000Z')
  })

  it('is not none just because the address of Exchange is wrong', () =>
    assert.rejects(reading({ status: 404, body: '<html></html>' }), { kind: 'unexpected' }))

  it('that cannot be set because it does not exist is missing', () =>
    assert.rejects(setting({ status: 500, body: fixtures.error_not_found }), { kind: 'missing' }))
})

describe('what Exchange refuses', () => {
  const type = (name: string) => `Ex1|Microsoft.Exchange.${name}|A text with | bars and 'jane'`
  const rows: [string, Said, Failure['kind'], string | null][] = [
    ['no role, with NUL bytes', { status: 403, body: '\0\0\0\0' }, 'refused', null],
    ['no role, with nothing', { status: 403 }, 'refused', null],
    ['no permission in the token', { status: 401 }, 'misconfigured', null],
    [
      'a parameter that the role lacks',
      { status: 400, body: fixtures.error_bad_parameter_400 },
      'refused',
      'AmbiguousParameterSetException',
    ],
    [
      'a bad value',
      error(400, type('X.ParameterTransformationException')),
      'unexpected',
      'ParameterTransformationException',
    ],
    [
      'too many at once',
      error(400, 'You have reached the maximum number of concurrent requests per tenant. Please wait and try again'),
      'throttled',
      null,
    ],
    ['a limit', { status: 429, headers: { 'retry-after': '30' } }, 'throttled', null],
    ['a busy server, as a 400', error(400, type('Data.ServerBusyException')), 'unreachable', 'ServerBusyException'],
    [
      'a proxy that is away',
      error(400, type('CmdletProxyNotAvailableFailure')),
      'unreachable',
      'CmdletProxyNotAvailableFailure',
    ],
    [
      'a write that did not reach Entra',
      error(500, 'Ex2|Microsoft.UnableToWriteToAadException|x'),
      'unreachable',
      'UnableToWriteToAadException',
    ],
    ['a service that is away', { status: 503 }, 'unreachable', null],
    ['a fault', error(500, 'nobody knows'), 'unexpected', null],
    [
      'a type in a header only',
      { status: 500, headers: { 'x-exceptiontype': 'Microsoft.Exchange.TransientException' } },
      'unreachable',
      'TransientException',
    ],
    [
      'an exception inside',
      {
        status: 400,
        body: {
          error: {
            message: 'Invalid Operation',
            innererror: { internalexception: { type: 'A.TransientException', message: 'x' } },
          },
        },
      },
      'unreachable',
      'TransientException',
    ],
    [
      'an error inside a 200',
      { body: { '@adminapi.errors': [type('Data.ServerBusyException')], value: [] } },
      'unreachable',
      'ServerBusyException',
    ],
    [
      'an error of another kind inside a 200',
      { body: { '@adminapi.errors': [{ a: 1 }], value: [mine] } },
      'unexpected',
      null,
    ],
    ['a page inside a 200', { body: '<html>Sign in</html>' }, 'unexpected', null],
  ]
  for (const [name, answer, kind, code] of rows)
    it(`(${name}) is ${kind}`, async () => {
      const check = (failure: Failure) => {
        assert.deepEqual([failure.kind, failure.note.code, failure.note.status], [kind, code, answer.status ?? 200])
        assert.ok(!/jane|bars/.test(failure.message))
        return true
      }
      await assert.rejects(setting(answer), check)
      await assert.rejects(reading(answer), check)
    })

  const transient = [
    'CmdletProxyNotAvailableFailure',
    'ServerBusyException',
    'MailboxServerTransientException',
    'BackendCommunicationException',
    'UnableToWriteToAadException',
  ]
  const places: [string, (name: string) => Said][] = [
    ['as the type of a detail', (name) => error(500, type(`Data.${name}`))],
    ['in the words of a detail', (name) => error(400, `Ex3|X.CmdletException|It was a ${name}.`)],
    ['in a second detail', (name) => ({ status: 404, body: { error: { details: [{}, { message: name }] } } })],
    ['in the message', (name) => ({ status: 500, body: { error: { message: `Failed: ${name}` } } })],
    ['in the exception', (name) => ({ status: 400, body: { error: { innererror: { type: `A.${name}` } } } })],
    [
      'in the exception behind a plain detail',
      (name) => ({
        status: 500,
        body: {
          error: {
            details: [{ message: 'Error executing cmdlet' }],
            innererror: { internalexception: { type: `A.${name}`, message: 'x' } },
          },
        },
      }),
    ],
    ['in the header', (name) => ({ status: 403, headers: { 'x-exceptiontype': `A.${name}` } })],
    ['among the errors of a 200', (name) => ({ body: { '@adminapi.errors': ['x', name], value: [] } })],
  ]
  for (const [place, answer] of places)
    it(`passes by itself when ${place} stands a name that passes`, async () => {
      for (const name of transient) {
        await assert.rejects(setting(answer(name)), { kind: 'unreachable' }, name)
        await assert.rejects(reading(answer(name)), { kind: 'unreachable' }, name)
      }
    })

  it('is a limit whatever the status, when too many came at once', async () => {
    const tooMany = 'You have reached the maximum number of concurrent requests per tenant. Please wait and try again'
    for (const status of [400, 403, 500, 503])
      await assert.rejects(setting({ status, body: { error: { message: tooMany } } }), { kind: 'throttled' })
  })

  it('does not pass because a stack trace has such a name in it', () =>
    assert.rejects(
      setting({
        status: 500,
        body: { error: { innererror: { message: 'x', stacktrace: 'at Is.TransientException()' } } },
      }),
      { kind: 'unexpected' },
    ))

  it('is a success when it only warns that nothing had to be changed', async () => {
    const answer = await setting({ body: fixtures.response_set_200_noop_warning })
    assert.equal(answer.requestId, 'a-request-id')
    await setting({ status: 204 })
  })
})
