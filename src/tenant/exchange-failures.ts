import { z } from 'zod'
import type { Failure } from '../errors.ts'
import type { FailureKind } from '../offboarding/events.ts'
import type { Reply } from './client.ts'
import { codeIn, failure, isSuccess, jsonIn, kindOf } from './failures.ts'

const text = z.string().nullish().catch(null)
const exception = z.object({ type: text, message: text })
const errorBody = z.object({
  error: z.object({
    message: text,
    details: z
      .array(z.object({ message: text }))
      .nullish()
      .catch(null),
    innererror: exception
      .extend({ internalexception: exception.nullish().catch(null) })
      .nullish()
      .catch(null),
  }),
})
const errorsWithin = z.object({ '@adminapi.errors': z.array(z.unknown()).nullish().catch(null) })

/**
 * What Exchange said went wrong: the .NET type without its namespace, and its text. The status hardly tells. `words` are
 * all of it, because what passes by itself may be named in any place; the stack traces are left out.
 */
type Said = { readonly type: string | null; readonly text: string; readonly words: string }

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
  const words = said?.words ?? ''
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
  const errors = errorsWithin.safeParse(body).data?.['@adminapi.errors'] ?? []
  const texts = errors.filter((one) => typeof one === 'string')
  if (errors.length > 0) return { ...split(texts[0] ?? '', null), words: texts.join(' ') }
  const error = errorBody.safeParse(body).data?.error
  const type = reply.headers.get('x-exceptiontype')
  if (error === undefined)
    return isSuccess(reply.status) ? null : { type: shortName(type), text: '', words: type ?? '' }
  const details = (error.details ?? []).map((one) => one.message)
  const inner = error.innererror
  const within = inner?.internalexception
  const parts = [type, ...details, within?.type, within?.message, inner?.type, inner?.message, error.message]
  const words = parts.filter(Boolean).join(' ')
  const detail = details.find(Boolean)
  if (detail) return { ...split(detail, type), words }
  return { type: shortName(within?.type ?? type), text: within?.message ?? error.message ?? '', words }
}

/** `id|type|text`, as Exchange writes its details. */
function split(message: string, type: string | null): Pick<Said, 'type' | 'text'> {
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
