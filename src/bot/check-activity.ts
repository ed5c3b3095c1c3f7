import type { Activity } from 'botbuilder'
import { z } from 'zod'

/** Whom the bot serves. `isAllowedServiceUrl` answers for service URLs: `service-url.ts` in production. */
export type DoorRules = { readonly tenantId: string; readonly isAllowedServiceUrl: (serviceUrl: string) => boolean }

export type DoorRefusal =
  /** No token, or none that the Bot Framework made for this bot and this moment. */
  | 'not-authenticated'
  /** The keys that prove a token could not be fetched. */
  | 'keys-unreachable'
  /** Not Microsoft Teams: elsewhere (Web Chat, Direct Line) a client chooses who it is. */
  | 'other-channel'
  | 'service-url'
  | 'no-tenant'
  | 'other-tenant'
  /** Nobody signed in to Entra stands behind it. */
  | 'no-person'

/** What the channel itself reports, without anybody acting. It can bring about a greeting and nothing else. */
const withoutPerson = new Set(['conversationUpdate', 'installationUpdate'])

/**
 * May this activity, already authenticated, come in? Whether its person is a guest, holds a role or has tapped before
 * cannot be told here: the policy asks the directory, and effects are safe to ask for twice.
 */
export function checkActivity(activity: Activity, rules: DoorRules): DoorRefusal | null {
  if (activity.channelId !== 'msteams') return 'other-channel'
  if (!activity.serviceUrl || !rules.isAllowedServiceUrl(activity.serviceUrl)) return 'service-url'
  const tenants = tenantsOf(activity)
  if (tenants.length === 0) return 'no-tenant'
  if (tenants.some((tenant) => tenant.toLowerCase() !== rules.tenantId.toLowerCase())) return 'other-tenant'
  const person = activity.from?.aadObjectId
  if (person === undefined || person === null) return withoutPerson.has(activity.type) ? null : 'no-person'
  return z.guid().safeParse(person).success ? null : 'no-person'
}

const tenantOfChannel = z.object({ tenant: z.object({ id: z.string() }) })

/** Teams says it twice, not always both times; what it says must agree. */
function tenantsOf(activity: Activity): string[] {
  const inChannel = tenantOfChannel.safeParse(activity.channelData)
  return [activity.conversation?.tenantId, inChannel.data?.tenant.id].filter((id) => typeof id === 'string')
}
