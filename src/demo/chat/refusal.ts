import type { NextFunction, Request, Response } from 'express'
import { z } from 'zod'

/** A request that is answered with a status and Bot Connector's error shape, `{error: {code, message}}`. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

const tooLarge = z.object({ type: z.literal('entity.too.large') })
const malformed = z.object({ type: z.literal('entity.parse.failed') })

/** Parses what came in, or refuses it by the names of the fields that are wrong. */
export function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const faults = result.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`)
  throw new Refusal(400, 'BadSyntax', faults.join('; '))
}

/** Answers what is refused. Anything else is a bug, and goes on to Express, which prints its stack and answers 500. */
export function answerRefusals(error: unknown, _request: Request, response: Response, next: NextFunction): void {
  const refusal = refusalOf(error)
  if (refusal === null) next(error)
  else response.status(refusal.status).json({ error: { code: refusal.code, message: refusal.message } })
}

function refusalOf(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error
  if (tooLarge.safeParse(error).success) return messageSizeTooBig()
  if (malformed.safeParse(error).success) return new Refusal(400, 'BadSyntax', 'body: this is not JSON')
  return null
}

export function messageSizeTooBig(): Refusal {
  return new Refusal(413, 'MessageSizeTooBig', 'Message size too large.')
}
