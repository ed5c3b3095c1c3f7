import { randomBytes } from 'node:crypto'
import type { FailureKind, FailureNote } from './offboarding/events.ts'

/**
 * An expected failure. Its message is for the log; the person reads the sentence that `offboarding/words.ts` has for
 * its kind. It never carries a body, a token or a password. Anything else that is thrown is a bug.
 */
export class Failure extends Error {
  readonly note: FailureNote
  /** How long Microsoft asked us to wait, in milliseconds. */
  readonly retryAfterMs: number | null
  /** Told apart where it matters: what Microsoft said no to. `writes`: reads are not throttled. `tokens`: only Entra is. */
  readonly about: 'password-policy' | 'on-premises' | 'licence' | 'writes' | 'tokens' | null

  constructor(kind: FailureKind, message: string, more: Partial<Omit<FailureNote, 'kind'>> & FailureMore = {}) {
    super(message)
    this.name = 'Failure'
    this.note = { kind, status: more.status ?? null, code: more.code ?? null, requestId: more.requestId ?? null }
    this.retryAfterMs = more.retryAfterMs ?? null
    this.about = more.about ?? null
  }

  get kind(): FailureKind {
    return this.note.kind
  }
}

/** What a person reads of a fault of ours, and what finds it in the log. */
export const newReference = (): string => randomBytes(4).toString('hex').toUpperCase()

type FailureMore = { retryAfterMs?: number | null; about?: Failure['about'] }
