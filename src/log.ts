import { type DestinationStream, type Logger, pino } from 'pino'

/**
 * The log, for operators: JSON lines with ids. An error is written as its kind, message and stack; whatever libraries
 * hang on their errors (requests with tokens, bodies with names) stays out.
 */
export function createLog(level: string, destination?: DestinationStream): Logger {
  return pino({ level, base: null, serializers: { err: describe } }, destination)
}

function describe(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error }
  const { name, message, stack, cause } = error
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : undefined
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  return { type: name, message, stack, status, code, cause: cause instanceof Error ? describe(cause) : undefined }
}
