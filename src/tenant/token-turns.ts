import type { AccessToken, GetTokenOptions, TokenCredential } from '@azure/identity'
import { Failure } from '../errors.ts'
import type { Limit, Pace } from '../records/pace.ts'

/** Entra documents no rate for tokens. This row holds everybody back where it asks to wait. */
const entraTokens: Limit = { name: 'entra-tokens', every: 1, burst: 1, bulkBurst: 1 }
/** Where it does not say how long, in milliseconds. */
const unsaidWait = 10_000
/** A new token is asked for so long before the old one ends, in milliseconds. */
const renewedBefore = 5 * 60_000
/** A token that ends sooner than this may end on its way. */
const usableFor = 30_000

export type TokenTurns = {
  /** Told by the credential when it is answered 429: how long it was asked to wait, in milliseconds; `null` if not said. */
  readonly throttled: (ms: number | null) => void
  /** The same credential, which asks Entra for nothing while any instance was told to wait. */
  heeding(credential: TokenCredential): TokenCredential
}

/**
 * Tokens at the pace of all instances. The libraries beneath say of a 429 only that no token could be had, so whoever
 * sees it on the wire tells it here. While Entra asks to wait, the old token serves for as long as it lasts.
 * @param now our clock, epoch milliseconds: what tokens end by
 */
export function tokenTurns(pace: Pace, now: () => number): TokenTurns {
  const kept = new Map<string, AccessToken>()
  let met = { times: 0, ms: unsaidWait }

  const ask = async (credential: TokenCredential, scopes: string | string[], options?: GetTokenOptions) => {
    // Without the records nobody knows; Entra itself will say.
    const held = await pace.ahead(entraTokens, 'person').catch(() => 0)
    if (held > 1) throw tooMany(held)
    const before = met.times
    try {
      return await credential.getToken(scopes, options)
    } catch (error) {
      if (met.times === before) throw error
      await pace.hold(entraTokens, met.ms).catch(() => undefined)
      throw tooMany(met.ms)
    }
  }

  return {
    throttled(ms) {
      met = { times: met.times + 1, ms: ms ?? unsaidWait }
    },
    heeding: (credential) => ({
      async getToken(scopes, options) {
        const key = [scopes].flat().join(' ')
        const last = kept.get(key)
        if (last && now() < renewalOf(last)) return last
        try {
          const token = await ask(credential, scopes, options)
          if (token) kept.set(key, token)
          return token
        } catch (error) {
          if (last && isThrottled(error) && now() < last.expiresOnTimestamp - usableFor) return last
          throw error
        }
      },
    }),
  }
}

/** A managed identity's token lasts a day, and is to be renewed after half of that. */
const renewalOf = ({ refreshAfterTimestamp, expiresOnTimestamp }: AccessToken): number =>
  Math.min(refreshAfterTimestamp ?? Number.POSITIVE_INFINITY, expiresOnTimestamp - renewedBefore)

const isThrottled = (error: unknown): boolean => error instanceof Failure && error.kind === 'throttled'

const tooMany = (ms: number): Failure =>
  new Failure('throttled', 'Entra asked to wait before it gives a token', {
    status: 429,
    about: 'tokens',
    retryAfterMs: Math.ceil(ms),
  })
