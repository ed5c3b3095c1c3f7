import { z } from 'zod'
import { Failure } from '../errors.ts'
import type { FailureKind } from '../offboarding/events.ts'
import type { Reply } from './client.ts'

const text = z.string().nullish().catch(null)
const innerError = z.object({ 'request-id': text }).nullish().catch(null)

/** Graph's error shape, https://learn.microsoft.com/graph/errors; both spellings of the inner error are seen. */
const errorBody = z.object({
  error: z.object({ code: text, message: text, innerError, innererror: innerError }),
})

const onPremises = /on-premises mastered|originated within an external service/i
const passwordPolicy = /password does not comply|password complexity|banned password|password policy/i
const federated = /federated (user|domain|account)/i
const licenceCodes = ['Authentication_RequestFromNonPremiumTenantOrB2CTenant', 'AadPremiumLicenseRequired']

/**
 * What Graph's refusal means, `null` when it is none, by status and code. Its message is looked at for three things that
 * have no code of their own (on-premises, password policy, federated) and is never kept.
 */
export function graphFailure(reply: Reply): Failure | null {
  if (isSuccess(reply.status)) return null
  const parsed = errorBody.safeParse(jsonIn(reply.text))
  const error = parsed.success ? parsed.data.error : null
  const inner = error?.innerError ?? error?.innererror
  const requestId = reply.requestId ?? codeIn(inner?.['request-id'])
  const code = codeIn(error?.code)
  const about = aboutOf(reply.status, code, error?.message ?? '')
  const isNo = about !== null || (reply.status === 400 && federated.test(error?.message ?? ''))
  // A fault of Graph's own, whatever its code (InternalServerError, generalException, UnknownError), passes by itself.
  const kind = reply.status === 500 ? 'unreachable' : kindOf(reply.status, error !== null)
  return failure(reply, isNo ? 'refused' : kind, { code, requestId, about: about ?? limitIn(reply) })
}

export const isSuccess = (status: number): boolean => status >= 200 && status <= 299

/** A failure that names the route, the status and the code, and nothing that was sent or received. */
export function failure(reply: Reply, kind: FailureKind, more: More = {}): Failure {
  const { code = null, requestId = reply.requestId, about = null } = more
  const retryAfterMs = retryAfter(reply.headers.get('retry-after'), Date.parse(reply.at))
  const message = `${reply.route} answered ${reply.status}${code === null ? '' : ` ${code}`}`
  return new Failure(kind, message, { status: reply.status, code, requestId, about, retryAfterMs })
}

type More = { code?: string | null; requestId?: string | null; about?: Failure['about'] }

/**
 * @param readable whether the body was Microsoft's error shape: a 404 without it is a wrong address, not somebody missing
 */
export function kindOf(status: number, readable: boolean): FailureKind {
  if (status === 401) return 'misconfigured'
  if (status === 403) return 'refused'
  if (status === 404) return readable ? 'missing' : 'unexpected'
  if (status === 429) return 'throttled'
  return [408, 502, 503, 504].includes(status) ? 'unreachable' : 'unexpected'
}

/** Which limit was met, where Graph says so, https://learn.microsoft.com/graph/throttling-limits */
const limitIn = (reply: Reply): Failure['about'] =>
  reply.status === 429 && reply.headers.get('x-ms-throttle-information') === 'WriteLimitExceeded' ? 'writes' : null

function aboutOf(status: number, code: string | null, message: string): Failure['about'] {
  if (code !== null && licenceCodes.includes(code)) return 'licence'
  if (status !== 400) return null
  if (onPremises.test(message)) return 'on-premises'
  return passwordPolicy.test(message) ? 'password-policy' : null
}

/**
 * Retry-After in milliseconds: whole seconds, or an HTTP date, https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 * @param at when the answer was given, epoch milliseconds on the same clock as the date
 */
export function retryAfter(header: string | null, at: number): number | null {
  const value = header?.trim() ?? ''
  if (/^\d{1,7}(\.\d+)?$/.test(value)) return Math.ceil(Number(value) * 1_000)
  const date = /^[A-Za-z]{3}/.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(date) ? null : Math.max(0, date - at)
}

/** The call did not get an answer. Only the system's short code is kept: an error's text may hold an address. */
export function networkFailure(error: unknown): Failure {
  const code = networkCode(error)
  return new Failure('unreachable', `no answer from Microsoft${code === null ? '' : `: ${code}`}`, { code })
}

/** No token could be had. What cannot be reached may be tried again; anything else is for the operator to mend. */
export function credentialFailure(error: unknown): Failure {
  if (error instanceof Failure) return error
  const { name: word, statusCode } = coded.parse(error)
  const said = error instanceof Error ? `${word} ${networkCode(error)} ${error.message}` : ''
  const away = /abort|timeout|timed out|network|endpoints_resolution|ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT/i.test(said)
  const status = statusCode ?? 0
  const passing = status === 429 ? 'throttled' : away || status >= 500 ? 'unreachable' : null
  const name = codeIn(word)
  return new Failure(passing ?? 'misconfigured', `no token${name === null ? '' : `: ${name}`}`, {
    code: name,
    ...(status === 429 ? { about: 'tokens', status } : {}),
  })
}

const coded = z.object({ code: text, name: text, statusCode: z.number().nullish().catch(null) }).catch({
  code: null,
  name: null,
  statusCode: null,
})

/** ECONNREFUSED and its like stand in the cause of fetch's error; a time-out has only a name. */
function networkCode(error: unknown): string | null {
  const { code, name } = coded.parse(error)
  const within = coded.parse(error instanceof Error ? error.cause : null)
  return codeIn(within.code ?? code ?? name)
}

/** A code or a request id is one word; whatever else stands in its place could be a piece of a body. */
export const codeIn = (code: string | null | undefined): string | null =>
  code && /^[\w.-]{1,100}$/.test(code) ? code : null

/** The JSON of a body, or undefined. The parser's own error would quote the body. */
export function jsonIn(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
