import { batchAnswer } from './graph-batch.ts'
import { badRequest, type Call, denied, errorAnswer, Refusal, type Route } from './graph-call.ts'
import { deviceRoutes } from './graph-devices.ts'
import { logRoutes } from './graph-logs.ts'
import { memberRoutes } from './graph-members.ts'
import { roleRoutes } from './graph-roles.ts'
import { userRoutes } from './graph-users.ts'
import { writeRoutes } from './graph-writes.ts'
import type { Throttled } from './limits.ts'
import { type Claims, readToken, type TokenFault } from './tokens.ts'
import { answerOrFail } from './trouble.ts'
import type { Answer, hangUp, Request, World } from './world.ts'

/** Exists, but only for signed-in people: an app gets a 403, https://learn.microsoft.com/graph/api/authenticationmethod-resetpassword */
const delegatedOnly: readonly Route[] = [
  { method: 'POST', template: '/users/{id}/authentication/methods/{method}/resetPassword' },
  { method: 'GET', template: '/users/{id}/authentication/operations/{operation}' },
].map(({ method, template }) => ({
  method: method === 'POST' ? 'POST' : 'GET',
  template,
  options: [],
  permissions: [],
  answer() {
    throw denied()
  },
}))

/** Every route of Graph v1.0 that the simulated tenant has, besides `$batch`. */
export const routes: readonly Route[] = [
  ...userRoutes,
  ...deviceRoutes,
  ...writeRoutes,
  ...memberRoutes,
  ...roleRoutes,
  ...logRoutes,
  ...delegatedOnly,
]

const compiled = routes.map((route) => ({ route, pattern: patternOf(route.template) }))

/** Answers one request to `/v1.0`, in the order Microsoft checks: address, token, trouble, permission, the request itself. */
export async function graphAnswer(world: World, request: Request): Promise<Answer | typeof hangUp> {
  try {
    if (request.path === '/$batch') return await batch(world, request)
    const found = routeOf(request)
    const name = `${request.method} ${found.route.template}`
    world.recorder.call(name)
    const claims = claimsOf(world, request)
    const throttled = world.meter.graph(request.method, request.path, request.query)
    if (throttled) throw tooMany(throttled, claims)
    const body = bodyOf(request)
    const call: Call = { world, request, claims, parameters: found.parameters, body }
    const failed = (status: number, code: string, message: string, headers = {}) =>
      errorAnswer(world, request, new Refusal(status, code, message, headers))
    return await answerOrFail(world, { name, body, answer: () => permitted(call, found.route) }, failed)
  } catch (error) {
    if (error instanceof Refusal) return errorAnswer(world, request, error)
    throw error
  }
}

/** A refusal is an answer too: a fault that hides the answer hides it as well. */
async function permitted(call: Call, route: Route): Promise<Answer> {
  try {
    if (!route.permissions.some((permission) => call.claims.roles.includes(permission))) throw denied()
    checkOptions(call, route)
    return await route.answer(call)
  } catch (error) {
    if (error instanceof Refusal) return errorAnswer(call.world, call.request, error)
    throw error
  }
}

async function batch(world: World, request: Request): Promise<Answer | typeof hangUp> {
  const name = `${request.method} /$batch`
  world.recorder.call(name)
  if (request.method !== 'POST') throw notAllowed()
  claimsOf(world, request)
  const body = bodyOf(request)
  const answer = async () => {
    try {
      return await batchAnswer(request, body, (one) => graphAnswer(world, one))
    } catch (error) {
      if (error instanceof Refusal) return errorAnswer(world, request, error)
      throw error
    }
  }
  return answerOrFail(world, { name, body, answer }, (status, code, message, headers = {}) =>
    errorAnswer(world, request, new Refusal(status, code, message, headers)),
  )
}

function routeOf(request: Request): { route: Route; parameters: Record<string, string> } {
  const fitting = compiled.flatMap(({ route, pattern }) => {
    const match = pattern.exec(request.path)
    return match === null ? [] : [{ route, parameters: decoded(match.groups ?? {}) }]
  })
  const segment = request.path.split('/').at(-1) ?? ''
  if (fitting.length === 0) throw new Refusal(400, 'BadRequest', `Resource not found for the segment '${segment}'.`)
  const found = fitting.find(({ route }) => route.method === request.method)
  if (found === undefined) throw notAllowed()
  return found
}

/** https://learn.microsoft.com/graph/throttling#sample-response and the headers of its limits page */
const tooMany = ({ seconds, information }: Throttled, { tid, appid }: Claims) =>
  new Refusal(429, 'TooManyRequests', 'Please retry again later.', {
    'Retry-After': String(seconds),
    'x-ms-throttle-scope': `Tenant_Application/ReadWrite/${appid}/${tid}`,
    'x-ms-throttle-information': information,
  })

const notAllowed = () =>
  new Refusal(405, 'Request_BadRequest', 'Specified HTTP method is not allowed for the request target.')

function patternOf(template: string): RegExp {
  const escaped = template.replace(/[.*+?^$()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escaped.replace(/\{(\w+)\}/g, "(?<$1>[^/']+)")}$`)
}

function decoded(groups: Readonly<Record<string, string>>): Record<string, string> {
  try {
    return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]))
  } catch {
    throw new Refusal(400, 'BadRequest', 'The address is not well formed.')
  }
}

const tokenWords: Readonly<Record<TokenFault, string>> = {
  missing: 'Access token is empty.',
  malformed: 'CompactToken parsing failed with error code: 80049217',
  forged: 'Access token validation failure. Invalid signature.',
  expired: 'Lifetime validation failed, the token is expired.',
  audience: 'Access token validation failure. Invalid audience.',
  tenant: 'Access token validation failure. Invalid tenant.',
}

function claimsOf(world: World, request: Request) {
  const expected = { audience: 'https://graph.microsoft.com', tenantId: world.tenantId, now: world.now() } as const
  const claims = readToken(request.headers.authorization, expected)
  if (typeof claims !== 'string') {
    world.recorder.token(request.headers.authorization ?? '')
    return claims
  }
  const challenge = { 'WWW-Authenticate': 'Bearer realm="", error="invalid_token"' }
  throw new Refusal(401, 'InvalidAuthenticationToken', tokenWords[claims], challenge)
}

function bodyOf(request: Request): unknown {
  if (request.text === '') return {}
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
    throw new Refusal(415, 'UnsupportedMediaType', 'The content type of the request is not supported.')
  try {
    return JSON.parse(request.text)
  } catch {
    throw badRequest('Unable to read JSON request payload.')
  }
}

/** An option that the route does not take is refused; names without a dollar sign are none of OData's. */
function checkOptions(call: Call, route: Route): void {
  const paging = route.options.length > 0 ? ['$skiptoken'] : []
  for (const name of call.request.query.keys()) {
    if (!name.startsWith('$') || route.options.includes(name) || paging.includes(name)) continue
    throw new Refusal(400, 'BadRequest', `Query option '${name}' is not supported for this request.`)
  }
  const count = call.request.query.get('$count')
  if (count !== null && count !== 'true' && count !== 'false') throw badRequest(`Invalid value '${count}' for $count.`)
}
