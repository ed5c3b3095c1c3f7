import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TokenCredential } from '@azure/identity'
import { pino } from 'pino'
import { credentialFor } from '../../src/bot/credentials.ts'
import { Failure } from '../../src/errors.ts'
import { type Database, openDatabase } from '../../src/records/database.ts'
import { createPace } from '../../src/records/pace.ts'
import { waitFor } from '../../src/tenant/retry.ts'
import { type TokenTurns, tokenTurns } from '../../src/tenant/token-turns.ts'
import { against, jane } from '../tenant/stand-in.ts'
import { appId, tenantId } from './bot-framework.ts'

const log = pino({ level: 'silent' })

/** A managed identity's endpoint, as App Service has it. */
type Answer = { readonly status: number; readonly retryAfter?: string; readonly expiresIn?: number }

describe('a token endpoint that asks to wait', () => {
  let folder: string
  let database: Database
  let server: Server
  let asked: number
  let answer: Answer
  let clock: number
  let credential: TokenCredential
  let instances: TokenTurns[] = []
  const environment = { ...process.env }

  // The library remembers for the whole process where the endpoint is, and how it was first asked.
  before(async () => {
    server = createServer((request, response) => {
      asked++
      request.resume()
      const { status, retryAfter, expiresIn = 86_400 } = answer
      response.writeHead(status, {
        'content-type': 'application/json',
        ...(retryAfter && { 'retry-after': retryAfter }),
      })
      const token = {
        ...{ access_token: `token ${asked}`, token_type: 'Bearer', resource: 'https://graph.microsoft.com' },
        expires_on: String(Math.floor(Date.now() / 1_000) + expiresIn),
      }
      response.end(JSON.stringify(status === 200 ? token : { error: 'throttled', error_description: 'later' }))
    })
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    process.env.IDENTITY_ENDPOINT = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`
    process.env.IDENTITY_HEADER = 'a-header'
    const config = { appId, tenantId, cloud: 'public', credential: { kind: 'managed-identity' } } as const
    credential = credentialFor(config, (ms) => {
      for (const one of instances) one.throttled(ms)
    })
  })
  after(async () => {
    for (const name of ['IDENTITY_ENDPOINT', 'IDENTITY_HEADER']) {
      if (environment[name] === undefined) delete process.env[name]
      else process.env[name] = environment[name]
    }
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
  })
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'offboard-tokens-'))
    clock = Date.now()
    database = await openDatabase({ dataDir: folder, databaseUrl: null, now: () => clock })
    asked = 0
    instances = []
    answer = { status: 429, retryAfter: '40' }
  })
  afterEach(async () => {
    await database.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** What one instance of the bot asks Entra with. */
  function instance() {
    const pace = createPace(database, log)
    const turns = tokenTurns(pace, () => clock)
    instances.push(turns)
    return { pace, credential: turns.heeding(credential) }
  }

  const failureOf = async (asking: Promise<unknown>): Promise<Failure> => {
    const error = await asking.then(
      () => assert.fail('this was to fail'),
      (reason: unknown) => reason,
    )
    assert.ok(error instanceof Failure)
    return error
  }

  it('is asked once, and by no instance before the time is over; no attempt is lost', async () => {
    const [one, other] = [instance(), instance()]
    const failure = await failureOf(one.credential.getToken('https://graph.microsoft.com/.default'))
    assert.deepEqual([failure.kind, failure.note.status, failure.retryAfterMs], ['throttled', 429, 40_000])
    assert.ok((waitFor(1, failure, () => 0) ?? 0) >= 40_000)
    assert.equal(asked, 1, 'and not again at once by the library')
    clock += 30_000
    const held = await failureOf(other.credential.getToken('https://graph.microsoft.com/.default'))
    assert.equal(held.kind, 'throttled')
    assert.ok((held.retryAfterMs ?? 0) >= 10_000 && (held.retryAfterMs ?? 0) < 11_000)
    assert.equal(asked, 1)
    clock += 11_000
    answer = { status: 200 }
    assert.equal((await other.credential.getToken('https://graph.microsoft.com/.default'))?.token, 'token 2')
  })

  it('holds up neither calls of those who have a token nor the rest of Microsoft', async () => {
    const { pace, credential } = instance()
    const pacing = { pace, tenantSize: 'S', exchangeConcurrency: 4 } as const
    await against(
      { [`GET /users/${jane}`]: { body: { id: jane } } },
      async (tenant, { asked: calls }) => {
        assert.equal((await failureOf(tenant.account(jane))).kind, 'throttled')
        assert.equal(calls.length, 0)
        assert.deepEqual([await tenant.writeWait('graph'), await tenant.writeWait('exchange')], [0, 0])
      },
      { pacing, credential, graphScope: 'https://another.example/.default' },
    )
  })

  it('is not missed while the old token lasts', async () => {
    const { credential } = instance()
    answer = { status: 200, expiresIn: 600 }
    // The library keeps tokens of a managed identity for the whole process, by audience.
    const scope = 'https://a-third.example/.default'
    assert.equal((await credential.getToken(scope))?.token, 'token 1')
    assert.equal((await credential.getToken(scope))?.token, 'token 1')
    assert.equal(asked, 1)
    await createPace(database, log).hold({ name: 'entra-tokens', every: 1, burst: 1, bulkBurst: 1 }, 3_600_000)
    clock += 6 * 60_000
    assert.equal((await credential.getToken(scope))?.token, 'token 1', 'it would be renewed now')
    clock += 4 * 60_000
    assert.equal((await failureOf(credential.getToken(scope))).kind, 'throttled')
    assert.equal(asked, 1)
  })
})
