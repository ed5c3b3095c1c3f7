import { z } from 'zod'
import type { Adapter } from '../bot/adapter.ts'
import { helpCard } from '../cards/help.ts'
import { messageWith } from '../dialogs/message.ts'
import { Failure } from '../errors.ts'
import { wordsIn } from '../offboarding/words.ts'
import type { Tenant } from '../tenant/tenant.ts'
import { type Check, missing, works } from './check.ts'

export type Sending = {
  readonly adapter: Adapter
  readonly tenant: Pick<Tenant, 'find'>
  readonly appId: string
  readonly tenantId: string
  /** Teams' address for whoever does not know the region yet. */
  readonly serviceUrl: string
  readonly audience: string
}

const refusal = z.looseObject({ statusCode: z.number(), code: z.string().optional().catch(undefined) })

/**
 * Sends the help card into the personal chat with somebody who has the app installed.
 * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages
 * @param to object id or user principal name
 */
export async function sendSample(sending: Sending, to: string): Promise<Check> {
  const name = 'Sample card'
  const { adapter, tenant, appId, tenantId, serviceUrl, audience } = sending
  const fix = 'Install the app for this person in Teams (personal scope), then validate again.'
  try {
    const person = await tenant.find(to)
    if (person === null) return missing(name, 'Nobody has this object id or user principal name.', 'Check --to.')
    const conversation = {
      isGroup: false,
      bot: { id: `28:${appId}`, name: 'Offboard' },
      members: [{ id: person.id, name: '' }],
      tenantId,
      channelData: { tenant: { id: tenantId } },
    }
    await adapter.createConversationAsync(appId, 'msteams', serviceUrl, audience, conversation, async (turn) => {
      await turn.sendActivity(messageWith(helpCard(wordsIn('en'))))
    })
    return works(name, 'Sent. Look at it in Teams.')
  } catch (error) {
    if (error instanceof Failure) return missing(name, `Could not be sent: ${error.message}.`, 'See the checks above.')
    const { data } = refusal.safeParse(error)
    if (!data) throw error
    return missing(name, `Teams answered ${data.statusCode}${data.code ? ` ${data.code}` : ''}.`, fix)
  }
}
