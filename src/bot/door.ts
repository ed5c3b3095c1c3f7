import type { TokenCredential } from '@azure/identity'
import type { Activity } from 'botbuilder'
import { AuthenticationError, type ClaimsIdentity } from 'botframework-connector'
import { z } from 'zod'
import type { Cloud } from '../clouds.ts'
import { Failure } from '../errors.ts'
import { Adapter, DoorAuthentication, DoorRefused, type Prove } from './adapter.ts'
import { ChannelCredentials } from './credentials.ts'
import { isAllowedServiceUrl } from './service-url.ts'

export type DoorOptions = {
  readonly appId: string
  readonly tenantId: string
  readonly cloud: Cloud
  readonly credential: TokenCredential
  /** Allowed beside the cloud's own. */
  readonly serviceUrls: readonly string[]
}

const guid = z.guid()

/**
 * The way in for Microsoft Teams: tokens of the Bot Framework for this bot, from our tenant, for chats that live at
 * Microsoft. An activity that is sent a second time with the same token, while the token lasts, comes in again: Teams
 * itself sends again what was answered late. It has no second effect, because effects are bound to what was offered.
 * @throws Failure misconfigured, without a real app id and tenant: there is no door that asks nobody
 */
export function openDoor(options: DoorOptions): Adapter {
  const { cloud, credential } = options
  if (!guid.safeParse(options.appId).success) throw new Failure('misconfigured', 'The app id is not a GUID')
  if (!guid.safeParse(options.tenantId).success) throw new Failure('misconfigured', 'The tenant id is not a GUID')
  const appId = options.appId.toLowerCase()
  const allowed = [...cloud.serviceUrls, ...options.serviceUrls]
  const claims = {
    requiredEndorsements: [],
    // Botbuilder also takes Emulator and skill tokens, which any Entra tenant can issue for our app id.
    async validateClaims(found: { type: string; value: string }[]) {
      const claimOf = (type: string) => found.find((claim) => claim.type === type)?.value
      if (claimOf('iss') !== cloud.tokenIssuer || claimOf('aud')?.toLowerCase() !== appId)
        throw new DoorRefused('not-authenticated')
    },
  }
  const rules = { tenantId: options.tenantId, isAllowedServiceUrl: (url: string) => isAllowedServiceUrl(url, allowed) }
  const credentials = new ChannelCredentials(appId, cloud, credential)
  return new Adapter(new DoorAuthentication({ prove: proveBy(options), rules, cloud, credentials, claims }))
}

function proveBy({ cloud, tenantId }: DoorOptions): Prove {
  return async (activity: Activity, authorization, verify) => {
    // Azure Stack Edge has a way of its own past the token check, and it is chosen by the channel's name.
    if (activity.channelId !== 'msteams') throw new DoorRefused('other-channel')
    if (!claimsToBeFromChannel(authorization, cloud.tokenIssuer, tenantId)) throw new DoorRefused('not-authenticated')
    try {
      return await withinTenSeconds(verify())
    } catch (cause) {
      throw cause instanceof DoorRefused ? cause : new DoorRefused(reasonOf(cause), cause)
    }
  }
}

const payloadSchema = z.object({ iss: z.string(), tid: z.string().optional() })

/**
 * What the token says of itself, before its signature is looked at. For any other issuer botbuilder goes the way of the
 * Emulator, and there it adds the `tid` of an unproven token to a list of trusted issuers that never shrinks
 * (botframework-connector, emulatorValidation.ts). Nothing that could do so gets that far.
 */
function claimsToBeFromChannel(authorization: string, issuer: string, tenantId: string): boolean {
  const payload = /^Bearer [\w-]+\.([\w-]+)\.[\w-]+$/.exec(authorization)?.[1]
  if (!payload) return false
  try {
    const claims = payloadSchema.parse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')))
    return claims.iss === issuer && (claims.tid === undefined || claims.tid.toLowerCase() === tenantId.toLowerCase())
  } catch {
    return false
  }
}

/** Whether the token is at fault, or the keys could not be fetched. */
function reasonOf(cause: unknown): DoorRefused['reason'] {
  const name = cause instanceof Error ? cause.name : ''
  if (name === 'FetchError' || cause instanceof TooSlow) return 'keys-unreachable'
  return cause instanceof AuthenticationError && cause.statusCode >= 500 ? 'keys-unreachable' : 'not-authenticated'
}

class TooSlow extends Error {}

/** Botbuilder fetches the keys without a time limit. */
async function withinTenSeconds(verified: Promise<ClaimsIdentity>): Promise<ClaimsIdentity> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new TooSlow('The keys took too long')), 10_000)
  try {
    return await Promise.race([verified, promise])
  } finally {
    clearTimeout(timer)
  }
}
