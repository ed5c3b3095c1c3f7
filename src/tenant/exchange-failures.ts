import { z } from 'zod'
import type { Failure } from '../errors.ts'
import type { FailureKind } from '../offboarding/events.ts'
import type { Reply } from './client.ts'
import { codeIn, failure, isSuccess, jsonIn, kindOf } from './failures.ts'

const text = z.string().nullish().catch(null)
const errorBody = z.object({
  error: z.object({
    message: text,
    details: z
      .array(z.object({ message: text }))
      .nullish()
      .catch(null),
    innererror: z
      .object({ internalexception: z.object({ type: text, message: text }).nullish().catch(null) })
      .nullish()
      .catch(null),
  }),
})
const errorsWithin = z.object({ '@adminapi.errors': z.array(z.unknown()).nullish().catch(null) })

/** What Exchange said went wrong: the .NET type without its namespace, and its text. The status hardly tells. */
type Said = { readonly type: string | null; readonly text: string }

const noMailboxType = 'ManagementObjectNotFoundException'
const noMailboxText = /specified mailbox doesn't exist|couldn't be found on '/i
const passing =
  /CmdletProxyNotAvailableFailure|ServerBusyException|TransientException|BackendCommunicationException|UnableToWriteToAadException|issue may be transient/i
const tooMany = /maximum number of concurrent requests/i

/**
 * What Exchange's answer means when it is a failure, `null` otherwise; errors inside a 200 count. A mailbox that does
 * not exist is an answer, for `isNoMailbox` to tell.
 */
export function exchangeFailure(reply: Reply): Failure | null {
  const said = saidIn(reply)
  if (isSuccess(reply.status) && said === null)
    return reply.text.trim() === '' || bodyOf(reply) !== undefined ? null : failure(reply, 'unexpected')
  if (isNoMailbox(reply)) return null
  return failure(reply, kindFor(reply, said), { code: said?.type ?? null })
}

/** There is no Exchange Online mailbox: never licensed, on-premises, a mail user, or deleted. */
export function isNoMailbox(reply: Reply): boolean {
  const said = saidIn(reply)
  return said !== null && (said.type === noMailboxType || (said.type === null && noMailboxText.test(said.text)))
}

function kindFor(reply: Reply, said: Said | null): FailureKind {
  const words = `${said?.type} ${said?.text}`
  if (reply.status === 429 || tooMany.test(words)) return 'throttled'
  if (passing.test(words)) return 'unreachable'
  // A parameter that the role does not grant is reported as one that does not exist.
  if (said?.type === 'AmbiguousParameterSetException') return 'refused'
  // A cmdlet that is not granted is a 403 whose body is empty or a run of NUL bytes.
  return isSuccess(reply.status) ? 'unexpected' : kindOf(reply.status, false)
}

/** The most precise text that there is: details, then the inner exception, then the outer message, always generic. */
function saidIn(reply: Reply): Said | null {
  const body = bodyOf(reply)
  const within = errorsWithin.safeParse(body).data?.['@adminapi.errors'] ?? []
  if (within.length > 0) return split(within.find((one) => typeof one === 'string') ?? '', null)
  const error = errorBody.safeParse(body).data?.error
  const type = reply.headers.get('x-exceptiontype')
  if (error === undefined) return isSuccess(reply.status) ? null : { type: shortName(type), text: '' }
  const detail = error.details?.find((one) => one.message)?.message
  if (detail) return split(detail, type)
  const exception = error.innererror?.internalexception
  return { type: shortName(exception?.type ?? type), text: exception?.message ?? error.message ?? '' }
}

/** `id|type|text`, as Exchange writes its details. */
function split(message: string, type: string | null): Said {
  const [, named, ...rest] = message.split('|')
  return rest.length === 0
    ? { type: shortName(type), text: message }
    : { type: shortName(named ?? type), text: rest.join('|') }
}

const shortName = (type: string | null | undefined): string | null => codeIn(type?.split('.').at(-1))

/** The body with all keys in lower case, at every depth; undefined when it is not JSON. */
export const bodyOf = (reply: Reply): unknown => lowered(jsonIn(reply.text))

function lowered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowered)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.toLowerCase(), lowered(inner)]))
}
