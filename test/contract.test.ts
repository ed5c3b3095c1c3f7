import assert from 'node:assert/strict'
import type { Seen } from '../src/demo/tenant/doors.ts'
import { permissions } from '../src/grant/permissions.ts'
import exchange from './contracts/exchange-fixtures.json' with { type: 'json' }
import graphPermissions from './contracts/graph-permissions-subset.json' with { type: 'json' }
import { checkRequest, checkResponse } from './contracts/openapi.ts'
import { group, review, said } from './conversations/turns.ts'
import { ava, rob, startWorld, type World } from './offboard.ts'
import { buttonsOf, type Message } from './teams.ts'

/** Everybody who takes another way through the product, found by what would be typed for them. */
const leavers: readonly [address: string, typed: string][] = [
  ['jane@contoso.com', 'Jane Doe'],
  ['tom.becker@contoso.com', 'tom becker'],
  ['maria.garcia_fabrikam.com#EXT#@contoso.onmicrosoft.com', 'maria.garcia@fabrikam.com'],
  ['kenji.sato@contoso.com', 'Sato'],
  ['freya.lindqvist@north.contoso.com', 'freya.lindqvist@north.contoso.com'],
  ['lucas.meyer@contoso.com', 'lucas'],
  ['bobby.tables@contoso.com', 'Bobby <b>Tables</b>'],
  ["zoe.o'brien-nunez@contoso.com", "zoe.o'brien-nunez@contoso.com"],
  ['nadia.rahman@contoso.com', 'Nadia "Rahman"'],
  ['omar.haddad@contoso.com', 'omar'],
  ['irene.walsh@contoso.com', 'walsh, irene'],
  ['hana.novak@contoso.com', 'hana'],
  ['emergency.access1@contoso.onmicrosoft.com', 'emergency access'],
]

describe('what goes over the wire while everybody is offboarded', () => {
  const seen: Seen[] = []
  /** Everything that Graph was asked, what was asked together one by one. */
  const toGraph = () => seen.filter(({ url }) => url.startsWith('/v1.0/')).flatMap(askedIn)
  const toExchange = () => seen.filter(({ url }) => url.startsWith('/adminapi/'))
  let world: World

  before(async function () {
    this.timeout(60_000)
    world = await startWorld({ cloudPasswordForSynced: false, watch: (one) => seen.push(one) })
    makeAdministratorThroughGroup(world)
    await said(world, rob, group, 'offboard jane')
    for (const [address, typed] of leavers) await offboard(address, typed)
    await said(world, rob, group, 'offboard nobody at all')
    await said(world, rob, group, 'offboard sam')
  })
  after(() => world.stop())

  /** Asked for by one person and confirmed by another, to the summary; each in a chat of its own. */
  async function offboard(address: string, typed: string): Promise<void> {
    const { teams } = world
    const chat = `19:${leavers.findIndex(([one]) => one === address)}@thread.v2`
    await teams.tap(rob, await review(world, rob, chat, typed, {}, address), 'Start')
    for (;;) {
      const card = await teams.until(chat, (message) => isSummary(message) || isToDecide(message), 'a card to decide')
      if (isSummary(card)) return
      const buttons = buttonsOf(card.card).map(({ title }) => title)
      const wanted = ['Done on-premises', 'Confirm all', ...buttons].find((title) => buttons.includes(title)) ?? ''
      await teams.tap(ava, card, wanted)
      await teams.until(chat, (message) => message.id === card.id && !buttonsOf(message.card).some(decides), 'its edit')
    }
  }
  const decides = ({ title }: { title: string }) => title === 'Skip'
  const isToDecide = ({ card }: Message) => buttonsOf(card).some(decides)
  const isSummary = ({ card }: Message) => JSON.stringify(card)?.includes('What to expect') ?? false

  it('reached every call that the product makes, and changed what it should', () => {
    assert.deepEqual([...new Set(toGraph().map(routeOf))].sort(), [
      'GET /groups/{id}/transitiveMembers',
      'GET /roleManagement/directory/roleAssignments',
      'GET /roleManagement/directory/roleEligibilityScheduleInstances',
      'GET /users',
      'GET /users/{id}',
      'GET /users/{id}/manager',
      'GET /users/{id}/transitiveMemberOf',
      'PATCH /users/{id}',
      'POST /users/{id}/revokeSignInSessions',
    ])
    assert.deepEqual([...new Set(toExchange().map(cmdletOf))].sort(), ['Get-CASMailbox', 'Set-CASMailbox'])
    assert.equal(world.simulated.state().changed.length, leavers.length)
  })

  it('is, to Graph, what Microsoft describes: addresses, options, headers and bodies', () => {
    for (const { method, url, headers, body } of toGraph())
      assert.deepEqual(checkRequest(method, url, headers, body), [], `${method} ${url}`)
  })

  it('comes back from the simulated Graph as Microsoft describes', () => {
    for (const { method, url, status, answer } of toGraph())
      assert.deepEqual(checkResponse(method, url, status, answer), [], `${method} ${url} ${status}`)
  })

  it('never writes anything but a password, a sign-out and a block', () => {
    for (const { method, url, body } of toGraph().filter(({ method }) => method !== 'GET')) {
      const kind = method === 'POST' ? 'POST {}' : `PATCH ${shapeOf(body)}`
      assert.ok(
        [
          'POST {}',
          'PATCH {"accountEnabled":false}',
          'PATCH {"passwordProfile":{"forceChangePasswordNextSignIn":true,"password":"…"}}',
        ].includes(kind),
        kind,
      )
      if (method === 'POST') assert.match(url, /^\/v1\.0\/users\/[0-9a-f-]{36}\/revokeSignInSessions$/)
    }
  })

  it('is, to Exchange, what its PowerShell module sends: address, headers and body', () => {
    const { url: address, headers, body } = exchange.request_get
    const shapes = new Map([
      ['Get-CASMailbox', body.CmdletInput.Parameters],
      ['Set-CASMailbox', exchange.request_set.body.CmdletInput.Parameters],
    ])
    for (const one of toExchange()) {
      const cmdlet = cmdletOf(one)
      const sent = Object(one.body).CmdletInput
      assert.equal(
        `${one.method} ${one.url}`,
        `POST ${new URL(address.split('?')[0] ?? '').pathname.replace('%7BtenantGuid%7D', world.simulated.tenantId)}`,
      )
      assert.deepEqual(Object.keys(Object(one.body)), ['CmdletInput'])
      assert.deepEqual(Object.keys(sent), ['CmdletName', 'Parameters'])
      assert.deepEqual(Object.keys(sent.Parameters), Object.keys(shapes.get(cmdlet) ?? {}))
      const { Identity: identity, ...apps } = sent.Parameters
      assert.match(identity, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
      assert.ok(Object.values(apps).every((app) => app === false))
      for (const [name, value] of Object.entries({ ...headers, 'X-CmdletName': cmdlet }))
        assert.match(one.headers[name.toLowerCase()] ?? '', patternOf(value, world.simulated.tenantId), name)
    }
  })

  it('needs every permission that is documented as required, and no other', () => {
    const required = new Set(permissions.filter(({ optional }) => !optional).map(({ name }) => name))
    const used = new Set([
      ...toGraph().map((one) => grantFor(one, required)),
      ...toExchange().map(() => 'Exchange.ManageAsApp'),
    ])
    assert.deepEqual([...used].sort(), [...required].sort())
  })

  it('tells a request from another by its own id, and carries no more than a token and the usual headers', () => {
    const ids = seen.map(({ headers }) => headers['client-request-id'])
    assert.equal(new Set(ids).size, seen.length)
    const usual =
      /^(accept|accept-encoding|accept-language|authorization|client-request-id|connection|connection-id|consistencylevel|content-length|content-type|host|prefer|sec-fetch-mode|transfer-encoding|user-agent|x-anchormailbox|x-cmdletname|x-ms-throttle-priority|x-responseformat)$/
    for (const { headers } of seen) for (const name of Object.keys(headers)) assert.match(name, usual)
  })
})

/** The approver's role comes through a group, so that groups are read as well. */
function makeAdministratorThroughGroup({ company }: World): void {
  const [watchers] = company.groups.filter(({ isAssignableToRole }) => isAssignableToRole)
  assert.ok(watchers)
  watchers.members.push(ava.id)
  for (const assignment of company.roleAssignments)
    if (assignment.principalId === ava.id) assignment.principalId = watchers.id
}

type Asked = { id: string; method: string; url: string; headers?: Record<string, string>; body?: unknown }
type Answered = { id: string; status: number; body?: unknown }

function askedIn(one: Seen): Seen[] {
  if (one.url !== '/v1.0/$batch') return [one]
  const { requests } = one.body as { requests: Asked[] }
  const { responses } = one.answer as { responses: Answered[] }
  return requests.map(({ id, method, url, headers = {}, body }) => {
    const { status = 0, body: answer } = responses.find((response) => response.id === id) ?? {}
    const own = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
    return { ...one, method, url: `/v1.0${url}`, headers: own, body, status, answer }
  })
}

const cmdletOf = ({ body }: Seen): string => String(Object(body).CmdletInput?.CmdletName)

/** `GET /users/{id}`, without OData casts. */
function routeOf({ method, url }: Pick<Seen, 'method' | 'url'>): string {
  const { pathname } = new URL(url, 'http://graph.invalid')
  const path = pathname
    .replace('/v1.0', '')
    .replace(/\/microsoft\.graph\.\w+$/, '')
    .replace(/^\/(users|groups)\/[^/]+/, '/$1/{id}')
  return `${method} ${path}`
}

/** The values of a body replaced where they are secret. */
const shapeOf = (body: unknown): string => JSON.stringify(body, (key, value) => (key === 'password' ? '…' : value))

/** A captured header as a pattern: what stands in braces differs from call to call. */
function patternOf(header: string, tenantId: string): RegExp {
  const parts = header.replace('@{tenantGuid}', `@${tenantId}`).split(/(\{token[^}]*\}|\{guid[^}]*\})/)
  const patterns = parts.map((part) => {
    if (part.startsWith('{guid')) return '[0-9a-f-]{36}'
    return part.startsWith('{token') ? '\\S+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  })
  return new RegExp(`^${patterns.join('')}$`, 'i')
}

type Grants = Readonly<Record<string, Readonly<Record<string, { Application?: { least: string[]; other: string[] } }>>>>

/** Two properties of a user have permissions of their own, https://learn.microsoft.com/graph/api/user-update */
const ofProperty: Readonly<Record<string, string>> = {
  passwordProfile: 'User-PasswordProfile.ReadWrite.All',
  accountEnabled: 'User.EnableDisableAccount.All',
}

/** The least of the permissions held that Microsoft's table takes for this request. */
function grantFor(one: Seen, held: ReadonlySet<string>): string {
  const [method = '', path = ''] = routeOf(one).split(' ')
  const paths: Grants = graphPermissions.paths
  const { least = [], other = [] } = paths[path]?.[method]?.Application ?? {}
  const property = method === 'PATCH' ? ofProperty[Object.keys(Object(one.body))[0] ?? ''] : undefined
  const grant = property ?? [...least, ...other].find((name) => held.has(name))
  assert.ok(grant && [...least, ...other].includes(grant), `nothing that is documented allows ${method} ${path}`)
  return grant
}
