import type { Claims } from './tokens.ts'
import type { Answer, Request, World } from './world.ts'

/** A request that has passed the door: who asks, the values of the route's `{…}`, the parsed body. */
export type Call = {
  readonly world: World
  readonly request: Request
  readonly claims: Claims
  readonly parameters: Readonly<Record<string, string>>
  readonly body: unknown
}

export type Route = {
  readonly method: 'GET' | 'POST' | 'PATCH'
  /** As in Microsoft's documents: `/users/{id}/manager`. */
  readonly template: string
  /** OData options it takes, without those for paging. */
  readonly options: readonly string[]
  /** Application permissions of which one is enough; none when no app may call it. */
  readonly permissions: readonly string[]
  readonly answer: (call: Call) => Answer | Promise<Answer>
}

/** What Graph says no to. Thrown by the routes, answered in Graph's error shape by the door. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, code: string, message: string, headers: Record<string, string> = {}) {
    super(message)
    this.name = 'Refusal'
    this.status = status
    this.code = code
    this.headers = headers
  }
}

export const denied = () =>
  new Refusal(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.')

export const notFound = (id: string) =>
  new Refusal(
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  )

export const badRequest = (message: string) => new Refusal(400, 'Request_BadRequest', message)
export const unsupported = (message: string) => new Refusal(400, 'Request_UnsupportedQuery', message)

export const notPremium = () =>
  new Refusal(
    403,
    'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
    "Neither tenant is B2C or tenant doesn't have premium license",
  )

export const holds = (call: Call, ...permissions: readonly string[]): boolean =>
  permissions.some((permission) => call.claims.roles.includes(permission))

/** The header that asks for the index behind advanced queries. */
export const isEventual = (call: Call): boolean => call.request.headers.consistencylevel?.toLowerCase() === 'eventual'

/** Graph's error shape, https://learn.microsoft.com/graph/errors */
export function errorAnswer(world: World, request: Request, refusal: Refusal): Answer {
  const client = request.headers['client-request-id']
  const innerError = {
    date: new Date(world.now()).toISOString().slice(0, 19),
    'request-id': request.requestId,
    'client-request-id': client ?? request.requestId,
  }
  return {
    status: refusal.status,
    headers: refusal.headers,
    body: { error: { code: refusal.code, message: refusal.message, innerError } },
  }
}
