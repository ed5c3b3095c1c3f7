import { setTimeout as pause } from 'node:timers/promises'
import type { Fault } from './faults.ts'
import { type Answer, type Asked, hangUp, type World } from './world.ts'

/** How a door says that something went wrong, in its own shape. */
export type Failed = (status: number, code: string, message: string, headers?: Record<string, string>) => Answer

/** Answers a call, unless a fault was ordered for it. Faults that say "after the write" do the write first. */
export async function answerOrFail(world: World, asked: Asked, failed: Failed): Promise<Answer | typeof hangUp> {
  const fault = world.faults.take(asked.name, asked.body)
  switch (fault?.kind) {
    case undefined:
      return asked.answer()
    case 'throttled':
      return failed(429, 'TooManyRequests', 'Please retry again later.', retryAfter(fault.retryAfterSeconds))
    case 'refused':
      return failed(fault.status, fault.code, fault.message)
    case 'slow':
      await pause(fault.delayMs)
      return asked.answer()
    case 'hang-up':
      if (fault.afterWrite) await asked.answer()
      return hangUp
    case 'unavailable':
      if (fault.afterWrite) await asked.answer()
      return unavailable(fault, failed)
  }
}

const words = {
  500: { code: 'InternalServerError', message: 'An internal server error occurred.' },
  502: { code: 'BadGateway', message: 'The server received an invalid response.' },
  503: { code: 'ServiceUnavailable', message: 'The service is temporarily unavailable.' },
  504: { code: 'GatewayTimeout', message: 'The request timed out.' },
} as const

function unavailable(fault: Fault & { kind: 'unavailable' }, failed: Failed): Answer {
  const { code, message } = words[fault.status]
  return failed(fault.status, code, message, retryAfter(fault.retryAfterSeconds))
}

const retryAfter = (seconds: number | undefined): Record<string, string> =>
  seconds === undefined ? {} : { 'Retry-After': String(seconds) }
