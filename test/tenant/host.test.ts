import assert from 'node:assert/strict'
import { against, allOff, jane, type Said, type Script, startStandIn, tenantAt, tenantId } from './stand-in.ts'

const user: Said = { body: { id: jane } }
const facts: Script = { [`GET /users/${jane}`]: { body: { id: jane, displayName: 'Jane Doe' } } }
const roles = `GET /users/${jane}/transitiveMemberOf/microsoft.graph.directoryRole`
const assignments = 'GET /roleManagement/directory/roleAssignments'

describe('the token', () => {
  it('goes to Graph for Graph, and to Exchange for Exchange', () =>
    against(
      { [`GET /users/${jane}`]: user, [`POST /${tenantId}/InvokeCommand`]: { status: 403 } },
      async (tenant, { asked }) => {
        await tenant.account(jane)
        await tenant.mailbox(jane).catch(() => {})
        const [graph, exchange] = asked.map(({ headers }) => headers.authorization)
        assert.equal(graph, 'Bearer token for https://graph.microsoft.com/.default')
        assert.equal(exchange, 'Bearer token for https://outlook.office365.com/.default')
      },
    ))

  it('does not follow a link to the next page on another host', async () => {
    const stranger = await startStandIn({})
    const next = `${stranger.url}/v1.0/users/${jane}/next`
    const script = {
      ...facts,
      [roles]: { body: { value: [], '@odata.nextLink': next } },
      [assignments]: { body: { value: [] } },
    }
    await against(script, async (tenant) => {
      const { roles: held } = await tenant.facts(jane)
      assert.equal(held.known, false)
      assert.equal((await tenant.approver(jane)).roles.known, false)
    })
    assert.deepEqual(stranger.asked, [])
    await stranger.stop()
  })

  for (const next of [
    'https://graph.microsoft.com.example.com/v1.0/users',
    '//example.com/v1.0/users',
    'users',
    '/beta/users',
  ])
    it(`does not follow ${next}`, () =>
      against(
        { 'GET /users': { body: { value: [], '@odata.nextLink': next } }, ...facts },
        async (tenant, { asked }) => {
          assert.equal((await tenant.facts(jane)).namesakes.known, false)
          assert.equal(asked.filter(({ path }) => path === '/users').length, 1)
        },
      ))

  it('does not leave the host by an address hidden in the query of a link', () =>
    against(
      {
        'GET /users': ({ headers }) => ({
          body: {
            value: [],
            '@odata.nextLink': `http://${headers.host}/v1.0/users?$skiptoken=https://example.com/v1.0/x`,
          },
        }),
        ...facts,
      },
      async (tenant) => assert.equal((await tenant.facts(jane)).namesakes.known, false),
    ))

  it('does not follow a redirect', async () => {
    const stranger = await startStandIn({ [`GET /users/${jane}`]: user })
    const redirect = { status: 302, headers: { location: `${stranger.url}/v1.0/users/${jane}` } }
    await against({ [`GET /users/${jane}`]: redirect }, (tenant) =>
      assert.rejects(tenant.account(jane), { kind: 'unexpected' }),
    )
    assert.deepEqual(stranger.asked, [])
    await stranger.stop()
  })
})

describe('a call', () => {
  it('can always be ended, and ends by itself', async () => {
    const signals: unknown[] = []
    const spying: typeof fetch = async (url, options) => {
      signals.push(options?.signal)
      return fetch(url, options)
    }
    const script = { [`GET /users/${jane}`]: user, [`POST /${tenantId}/InvokeCommand`]: { status: 204 } }
    const act = async (tenant: ReturnType<typeof tenantAt>) => {
      await tenant.account(jane)
      await tenant.setEmailApps(jane, allOff)
    }
    await against(script, act, { fetch: spying })
    assert.equal(signals.length, 2)
    assert.ok(signals.every((signal) => signal instanceof AbortSignal))
  })
})

describe('a collection of several pages', () => {
  const namesakes = (pages: number): Script => ({
    ...facts,
    'GET /users': ({ query, headers }) => {
      const page = Number(query.get('$skiptoken') ?? 1)
      const link = `http://${headers.host}/v1.0/users?$skiptoken=${page + 1}`
      const value = [{ id: `${page}`, displayName: 'Jane Doe' }]
      return { body: { value, ...(page < pages ? { '@odata.nextLink': link } : {}) } }
    },
  })

  it('is read to its end', () =>
    against(namesakes(10), async (tenant) =>
      assert.deepEqual((await tenant.facts(jane)).namesakes, { known: true, value: 10 }),
    ))

  it('is unknown, not shortened, when it does not end', () =>
    against(namesakes(11), async (tenant) => assert.equal((await tenant.facts(jane)).namesakes.known, false)))
})

describe('the addresses', () => {
  it('are taken with and without version and slash', async () => {
    const server = await startStandIn({
      [`GET /users/${jane}`]: user,
      [`POST /${tenantId}/InvokeCommand`]: { status: 204 },
    })
    try {
      for (const graphUrl of ['', '/', '/v1.0', '/v1.0/'])
        await tenantAt(server.url, { graphUrl: `${server.url}${graphUrl}` }).account(jane)
      for (const exchangeUrl of ['', '/', '/adminapi', '/adminapi/', '/adminapi/beta', '/adminapi/beta/'])
        await tenantAt(server.url, { exchangeUrl: `${server.url}${exchangeUrl}` }).setEmailApps(jane, allOff)
      assert.equal(server.asked.length, 10)
    } finally {
      await server.stop()
    }
  })
})
