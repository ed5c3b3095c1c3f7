import type { Logger } from 'pino'
import type { WebhookTarget } from '../around-settings.ts'
import { retryAfter } from '../tenant/failures.ts'
import { signedHeaders } from './signature.ts'

/** What became of one sending. `away`: the receiver, not this message; `wants-none`: it said so for good. */
export type Delivery =
  | { readonly kind: 'taken' }
  | { readonly kind: 'away'; readonly until: number }
  | { readonly kind: 'refused'; readonly status: number; readonly waitMs: number | null }
  | { readonly kind: 'wants-none' }

export type ReceiverOptions = {
  readonly target: WebhookTarget
  /** Epoch milliseconds. */
  readonly now: () => number
  /** From 0 up to 1. */
  readonly random: () => number
  readonly fetch: typeof fetch
  readonly log: Logger
}

/** An answer may take this long, in milliseconds. Its body is not read: the status says it all. */
const answerWithin = 5_000
/** Calls at once, so that a receiver that hangs keeps no more than these from what else is to be done. */
const atOnce = 2
const busyFor = 500
const shortestPause = 5_000
const longestPause = 15 * 60_000
/** What asks for longer is asked again after this. */
const longestAsked = 24 * 3_600_000

/**
 * The one receiver of this process. While it is away everybody waits, and one call finds out whether it is back. A
 * redirect is no answer: followed, it would take the event somewhere else.
 */
export class Receiver {
  readonly #options: ReceiverOptions
  #underWay = 0
  #failures = 0
  #notBefore = 0
  #wantsNone = false

  constructor(options: ReceiverOptions) {
    this.#options = options
  }

  async send(id: string, body: string): Promise<Delivery> {
    const now = this.#options.now()
    if (this.#wantsNone) return { kind: 'wants-none' }
    if (this.#notBefore > now) return { kind: 'away', until: this.#notBefore }
    if (this.#underWay >= (this.#failures > 0 ? 1 : atOnce)) return { kind: 'away', until: now + busyFor }
    this.#underWay++
    try {
      return this.#heard(await this.#post(id, body))
    } finally {
      this.#underWay--
    }
  }

  /** @returns status and Retry-After, or `null` without an answer */
  async #post(id: string, body: string): Promise<{ status: number; waitMs: number | null } | null> {
    const { target, now, log } = this.#options
    const started = performance.now()
    try {
      const response = await this.#options.fetch(target.url, {
        method: 'POST',
        headers: { ...signedHeaders(target.secret, id, now(), body), ...fixed },
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(answerWithin),
      })
      // Never read: it could be of any size, and nothing in it is for us.
      await response.body?.cancel().catch(() => undefined)
      return { status: response.status, waitMs: retryAfter(response.headers.get('retry-after'), Date.now()) }
    } catch (error) {
      // The error may repeat the address, which may hold a key of the receiver's.
      log.warn({ code: codeOf(error), ms: Math.round(performance.now() - started) }, 'the webhook was not answered')
      return null
    }
  }

  #heard(answer: { status: number; waitMs: number | null } | null): Delivery {
    const { log } = this.#options
    if (answer === null) return this.#away(null)
    const { status, waitMs } = answer
    if (status >= 200 && status <= 299) {
      this.#failures = 0
      return { kind: 'taken' }
    }
    if (status === 410) {
      log.error({ status }, 'the webhook wants no more events; none is sent until the bot starts again')
      this.#wantsNone = true
      return { kind: 'wants-none' }
    }
    log.warn({ status }, 'the webhook did not take an event')
    if (status === 408 || status === 429 || status >= 500) return this.#away(waitMs)
    this.#failures = 0
    return { kind: 'refused', status, waitMs: waitMs === null ? null : Math.min(waitMs, longestAsked) }
  }

  #away(askedMs: number | null): Delivery {
    const { now, random } = this.#options
    const doubled = Math.min(longestPause, shortestPause * 2 ** Math.min(this.#failures, 12))
    this.#failures++
    const pause = askedMs === null ? doubled * (0.5 + random() / 2) : Math.min(askedMs, longestAsked)
    this.#notBefore = now() + Math.round(pause)
    return { kind: 'away', until: this.#notBefore }
  }
}

const fixed = { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'offboard-webhook/1' }

/** ECONNREFUSED and its like stand in the cause of fetch's error; a time-out has only a name. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const { cause } = error
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.name
}
