import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { Failure } from '../../src/errors.ts'
import { type Database, openDatabase } from '../../src/records/database.ts'
import { createPace } from '../../src/records/pace.ts'
import { costOf } from '../../src/tenant/limits.ts'
import type { Pacing } from '../../src/tenant/paced.ts'
import { against, allOff, graphError, jane, type Said, type Script } from './stand-in.ts'

const found: Said = { body: { id: jane, displayName: 'Jane Doe' } }
const user = `GET /users/${jane}`
const patch = `PATCH /users/${jane}`
const tooMany = (headers: Record<string, string>): Said => ({ ...graphError(429, 'TooManyRequests'), headers })

describe('what a call costs', () => {
  const cost = (method: 'GET' | 'POST' | 'PATCH', path: string, query: Record<string, string> = {}) => {
    const { units, writes } = costOf({ method, path, query })
    return [units, writes]
  }

  it('is what Microsoft’s table says', () => {
    assert.deepEqual(cost('GET', '/users'), [2, 0])
    assert.deepEqual(cost('GET', '/users', { $select: 'id', $top: '9' }), [1, 0])
    assert.deepEqual(cost('GET', '/users', { $top: '100' }), [2, 0])
    assert.deepEqual(cost('GET', `/users/${jane}`, { $select: 'id' }), [1, 0])
    assert.deepEqual(cost('GET', `/users/${jane}`, { $expand: 'manager' }), [2, 0])
    assert.deepEqual(cost('GET', `/users/${jane}/transitiveMemberOf/microsoft.graph.group`), [2, 0])
    assert.deepEqual(cost('GET', `/groups/${jane}/transitiveMembers`), [5, 0])
    assert.deepEqual(cost('GET', '/roleManagement/directory/roleAssignments'), [1, 0])
    assert.deepEqual(cost('POST', `/users/${jane}/checkMemberGroups`), [4, 0])
    assert.deepEqual(cost('POST', `/users/${jane}/getMemberObjects`), [2, 0])
    assert.deepEqual(cost('POST', `/users/${jane}/revokeSignInSessions`), [1, 1])
    assert.deepEqual(cost('PATCH', `/users/${jane}`), [1, 1])
  })

  it('is, of a batch, what is in it', () => {
    const requests = [
      { id: '1', method: 'GET', url: `/users/${jane}/memberOf?$select=id` },
      { id: '2', method: 'GET', url: '/users' },
      { id: '3', method: 'PATCH', url: `/users/${jane}` },
    ]
    assert.deepEqual(costOf({ method: 'POST', path: '/$batch', body: { requests } }), { units: 4, writes: 1 })
  })
})

describe('calls at the pace of all instances', () => {
  let folder: string
  let database: Database
  let pacing: Pacing
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'offboard-pace-'))
    database = await openDatabase({ dataDir: folder, databaseUrl: null })
    const pace = createPace(database, pino({ level: 'silent' }))
    pacing = { pace, tenantSize: 'S', exchangeConcurrency: 4 }
  })
  afterEach(async () => {
    await database.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const throttled = (error: unknown) => error instanceof Failure && error.kind === 'throttled'

  it('say to Microsoft that a person waits, and that nobody does', async () => {
    await against(
      { [user]: found, [patch]: {} },
      async (tenant, { asked }) => {
        await tenant.find(jane)
        await tenant.blockSignIn(jane)
        await tenant.bulk.find(jane)
        await tenant.bulk.blockSignIn(jane)
        const priorities = asked.map(({ headers }) => headers['x-ms-throttle-priority'] ?? null)
        assert.deepEqual(priorities.slice(0, 2), ['high', 'high'])
        assert.deepEqual(new Set(priorities.slice(2)), new Set([null]))
      },
      { pacing },
    )
  })

  it('are not made while Microsoft asked to wait: no write and no read, of anybody', async () => {
    const script: Script = { [patch]: tooMany({ 'retry-after': '30' }), [user]: found }
    await against(
      script,
      async (tenant, { asked }) => {
        await assert.rejects(tenant.blockSignIn(jane), throttled)
        const before = asked.length
        assert.equal(before, 1)
        assert.ok((await tenant.writeWait('graph')) > 29_000)
        assert.equal(await tenant.writeWait('exchange'), 0)
        await assert.rejects(tenant.blockSignIn(jane), throttled)
        await assert.rejects(tenant.bulk.account(jane), throttled)
        const reading: unknown = await tenant.find(jane).catch((error: unknown) => error)
        assert.ok(reading instanceof Failure && (reading.retryAfterMs ?? 0) > 29_000)
        assert.equal(asked.length, before)
      },
      { pacing },
    )
  })

  it('are still read while only writes are too many', async () => {
    const headers = { 'retry-after': '30', 'x-ms-throttle-information': 'WriteLimitExceeded' }
    await against(
      { [patch]: tooMany(headers), [user]: found },
      async (tenant) => {
        await assert.rejects(tenant.blockSignIn(jane), throttled)
        await tenant.find(jane)
        assert.ok((await tenant.writeWait('graph')) > 29_000)
      },
      { pacing },
    )
  })

  it('go to Exchange in their places, and not while it asked to wait', async () => {
    const invoke = 'POST /5a6a5f3c-1d9c-4b57-8f2a-0c9d3c1b7e11/InvokeCommand'
    await against(
      { [invoke]: tooMany({ 'retry-after': '30' }) },
      async (tenant, { asked }) => {
        await assert.rejects(tenant.setEmailApps(jane, allOff), throttled)
        await assert.rejects(tenant.bulk.mailbox(jane), throttled)
        assert.ok((await tenant.writeWait('exchange')) > 29_000)
        assert.equal(await tenant.writeWait('graph'), 0)
        assert.equal(asked.length, 1)
      },
      { pacing },
    )
    const places = await database.db.selectFrom('place').select('until').execute()
    assert.deepEqual(
      places.filter(({ until }) => until > database.now()),
      [],
      'the place is free again',
    )
  })

  it('leave a place at Exchange for somebody who waits, however few there are', async () => {
    const invoke = 'POST /5a6a5f3c-1d9c-4b57-8f2a-0c9d3c1b7e11/InvokeCommand'
    const [begun, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    let calls = 0
    const slowly: typeof fetch = async (address, how) => {
      if (calls++ === 0) {
        begun.resolve()
        await over.promise
      }
      return fetch(address, how)
    }
    await against(
      { [invoke]: { body: { value: [] } } },
      async (tenant, { asked }) => {
        const bulk = [1, 2, 3].map(() => tenant.bulk.setEmailApps(jane, allOff))
        await begun.promise
        await tenant.setEmailApps(jane, allOff)
        assert.equal(asked.length, 1, 'before any of the others')
        over.resolve()
        await Promise.allSettled(bulk)
      },
      { pacing: { ...pacing, exchangeConcurrency: 2 }, fetch: slowly },
    )
  })

  it('are as when Microsoft is away while the records do not answer, and never fail for good', async () => {
    await against(
      { [patch]: {} },
      async (tenant, { asked }) => {
        await database.db.schema.dropTable('pace').execute()
        await assert.rejects(tenant.blockSignIn(jane), { kind: 'unreachable' })
        assert.equal(asked.length, 0)
      },
      { pacing },
    )
  })
})
