import type { ClientSecretCredentialOptions, ManagedIdentityCredential } from '@azure/identity'
import { z } from 'zod'
import { Failure } from '../errors.ts'
import { retryAfter } from '../tenant/failures.ts'

type Additional = NonNullable<ClientSecretCredentialOptions['additionalPolicies']>[number]
type Policy = Additional['policy']

/** Told of a 429 of Entra's token endpoint: how long it asked to wait, in milliseconds; `null` where it did not say. */
export type Throttled = (ms: number | null) => void

/**
 * Stands on the wire between a credential and Entra. A 429 is told and ends the call: the library would wait for it where
 * nobody else learns of it, and then say only that there is no token.
 */
function stopAtThrottling(throttled: Throttled): Policy {
  return {
    name: 'stopAtThrottling',
    async sendRequest(request, next) {
      const response = await next(request)
      if (response.status !== 429) return response
      throttled(retryAfter(response.headers.get('retry-after') ?? null, Date.now()))
      throw new Failure('throttled', 'Entra asked to wait before it gives a token', { status: 429 })
    },
  }
}

/** After the library's own retries, so that each answer is seen. */
export const watching = (throttled: Throttled): { additionalPolicies: Additional[] } => ({
  additionalPolicies: [{ policy: stopAtThrottling(throttled), position: 'perRetry' }],
})

type Pipeline = { addPolicy(policy: Policy, options: { afterPhase: 'Retry' }): void }
const isPipeline = (value: unknown): value is Pipeline =>
  typeof value === 'object' && value !== null && 'addPolicy' in value && typeof value.addPolicy === 'function'
/** A managed identity's credential takes the option and puts its own in its place (@azure/identity 4.14). */
const managedShape = z.looseObject({ identityClient: z.looseObject({ pipeline: z.custom<Pipeline>(isPipeline) }) })

export function watched(credential: ManagedIdentityCredential, throttled: Throttled): ManagedIdentityCredential {
  managedShape.parse(credential).identityClient.pipeline.addPolicy(stopAtThrottling(throttled), { afterPhase: 'Retry' })
  return credential
}
