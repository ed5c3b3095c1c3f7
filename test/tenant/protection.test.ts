import assert from 'node:assert/strict'
import { against, graphError, jane, lines, other, type Said, type Script } from './stand-in.ts'

const group = '160c2a84-f5ac-4c8b-9f98-f1fe0c2dc5e7'
const appId = '0b0b0b0b-1111-4222-8333-444444444444'
const user = { [`GET /users/${jane}`]: { body: { id: jane, displayName: 'Jane Doe' } } }
const asking = `POST /users/${jane}/checkMemberGroups`
const owning = `GET /servicePrincipals(appId='${appId}')/owners`
const ids = (...value: unknown[]): Said => ({ body: { value } })

describe('the group that this organisation protects', () => {
  const membership = async (answer: Said, protectedGroup: string | null = group) =>
    against(
      { ...user, [asking]: answer },
      async (tenant, { asked }) => {
        const { inProtectedGroup } = await tenant.facts(jane)
        return { inProtectedGroup, questions: asked.filter(({ method, path }) => `${method} ${path}` === asking) }
      },
      { protectedGroup },
    )

  it('is asked about by its id, of the one leaver', async () => {
    const { questions } = await membership(ids(), group.toUpperCase())
    assert.deepEqual(
      questions.map(({ body }) => JSON.parse(body)),
      [{ groupIds: [group] }],
    )
  })

  it('has whom Microsoft says it has, and nobody else', async () => {
    const memberOf = async (...value: string[]) => (await membership(ids(...value))).inProtectedGroup
    assert.deepEqual(await memberOf(group), { known: true, value: true })
    assert.deepEqual(await memberOf(group.toUpperCase()), { known: true, value: true })
    assert.deepEqual(await memberOf(), { known: true, value: false })
    assert.deepEqual(await memberOf(other), { known: true, value: false })
  })

  const failing: [string, Said][] = [
    ['refused', graphError(403, 'Authorization_RequestDenied')],
    ['not found', graphError(404, 'Request_ResourceNotFound')],
    ['to wait for', { status: 429, headers: { 'retry-after': '60' } }],
    ['away', { status: 503 }],
    ['a page', { body: '<html>Sign in</html>' }],
    ['without a list', { body: {} }],
    ['a list of something else', ids({ id: group })],
  ]
  for (const [name, answer] of failing)
    it(`has perhaps anybody while the answer is ${name}`, async () =>
      assert.equal((await membership(answer)).inProtectedGroup.known, false))

  it('has perhaps anybody when its id is none', async () =>
    assert.equal((await membership(ids(), 'admins')).inProtectedGroup.known, false))

  it('has nobody where there is no such group, and nobody is asked', async () => {
    const { inProtectedGroup, questions } = await membership(ids(group), null)
    assert.deepEqual([inProtectedGroup, questions], [{ known: true, value: false }, []])
  })
})

describe('who owns the bot', () => {
  const owns = async (script: Script, id: string | null = appId) => {
    lines.length = 0
    const { ownsBot, asked } = await against(
      { ...user, ...script },
      async (tenant, server) => ({ ...(await tenant.facts(jane)), asked: server.asked }),
      { appId: id },
    )
    const warnings = lines.filter((line) => line.includes('who owns the bot could not be read'))
    return { ownsBot, warnings, asked: asked.filter(({ path }) => path.startsWith('/servicePrincipals')) }
  }

  it('is read of the bot’s own service principal, ids only', async () => {
    const { ownsBot, asked } = await owns({ [owning]: ids({ id: other }, { id: jane.toUpperCase() }) })
    assert.equal(ownsBot, true)
    assert.deepEqual(
      asked.map(({ query }) => String(query)),
      ['%24select=id'],
    )
  })

  it('is nobody who is not among them', async () => {
    const { ownsBot, warnings } = await owns({ [owning]: ids({ id: other }) })
    assert.deepEqual([ownsBot, warnings], [false, []])
  })

  it('is read to the end', async () => {
    const pages: Script = {
      [owning]: ({ query, headers }) => {
        const link = `http://${headers.host}/v1.0/servicePrincipals(appId='${appId}')/owners?$skiptoken=2`
        return { body: query.has('$skiptoken') ? { value: [{ id: jane }] } : { value: [], '@odata.nextLink': link } }
      },
    }
    assert.equal((await owns(pages)).ownsBot, true)
  })

  it('is nobody where the bot may not read it, and nothing is made of that', async () => {
    for (const [status, code] of [
      [400, 'Request_BadRequest'],
      [403, 'Authorization_RequestDenied'],
      [404, 'Request_ResourceNotFound'],
    ] as const) {
      const { ownsBot, warnings } = await owns({ [owning]: graphError(status, code) })
      assert.deepEqual([ownsBot, warnings], [false, []], code)
    }
  })

  it('is nobody where reading it went wrong, and the log says so without saying of whom', async () => {
    const endless: Said = { body: { value: [], '@odata.nextLink': 'https://example.com/v1.0/users' } }
    for (const answer of [{ status: 503 }, { status: 429, headers: { 'retry-after': '60' } }, endless]) {
      const { ownsBot, warnings } = await owns({ [owning]: answer })
      assert.deepEqual([ownsBot, warnings.length], [false, 1])
      assert.doesNotMatch(warnings.join(), new RegExp(`${jane}|Jane`))
    }
  })

  it('is not asked where the bot has no identity of its own', async () => {
    const { ownsBot, asked } = await owns({ [owning]: ids({ id: jane }) }, null)
    assert.deepEqual([ownsBot, asked], [false, []])
  })
})
