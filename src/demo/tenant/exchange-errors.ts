import type { Answer } from './world.ts'

const internal = {
  /** No mailbox of that name, and no recipient either. */
  notFound: 'Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException',
  /** A parameter that does not exist, or that the role does not grant: Exchange does not say which. */
  parameter: 'Microsoft.Exchange.AdminApi.CommandInvocation.AmbiguousParameterSetException',
  value: 'Microsoft.Exchange.Configuration.Tasks.ParameterTransformationException',
} as const
export type Internal = keyof typeof internal

/**
 * Exchange's error shape: the outer words are always generic, the status hardly tells, and what is meant stands in the
 * first detail as `id|type|text`. From captured answers.
 */
export function exchangeError(status: number, kind: Internal, id: string, text: string): Answer {
  const type = internal[kind]
  const message = status === 400 ? 'Invalid Operation' : 'Error executing cmdlet'
  return {
    status,
    headers: { 'X-ExceptionType': type },
    body: {
      error: {
        code: status === 400 ? 'BadRequest' : 'InternalServerError',
        message,
        details: [{ code: 'Client', target: '', message: `${id}|${type}|${text}` }],
        innererror: {
          message,
          type: 'Microsoft.Exchange.Admin.OData.Core.ODataServiceException',
          stacktrace: '',
          ...(status === 400 ? { internalexception: { message: text, type, stacktrace: '' } } : {}),
        },
      },
    },
  }
}

/** An error before any cmdlet ran: throttled, unavailable, a wrong address. */
export const plainError = (
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): Answer => ({
  status,
  headers,
  body: { error: { code, message } },
})

/** Too many cmdlets run already. The words are those that others have captured; no time to wait is given. */
export const tooManyAtOnce = (): Answer =>
  plainError(
    400,
    'BadRequest',
    'You have reached the maximum number of concurrent requests per tenant. Please wait and try again.',
  )

/** A cmdlet that is unknown, or not granted by a role: 403, and the body is NUL bytes, not JSON. */
export const notGranted = (): Answer => ({
  status: 403,
  headers: { 'Content-Type': 'application/octet-stream' },
  body: Buffer.alloc(64),
})
