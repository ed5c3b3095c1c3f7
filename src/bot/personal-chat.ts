import { type Activity, type ConversationParameters, TurnContext } from 'botbuilder'
import type { State } from '../offboarding/evolve.ts'
import { rememberConversation } from '../records/conversations.ts'
import { type PersonalChat, personalChatOf, rememberPersonalChat } from '../records/personal-chats.ts'
import { askTeams } from './asking-teams.ts'
import type { BotOptions } from './bot.ts'
import { readerOf, zoneOf } from './reader.ts'
import { readReference, referenceTextOf } from './reference.ts'
import { openingLimit } from './teams-limits.ts'
import type { TellOptions } from './tell.ts'

/**
 * Remembers somebody's own chat with the bot, so that they can be told there. Written only when something of it is new:
 * most messages come from where the last one did.
 */
export async function knowPersonalChat({ database }: BotOptions, context: TurnContext): Promise<void> {
  const { conversation, from } = context.activity
  if (conversation.conversationType !== 'personal' || !from?.aadObjectId) return
  const known = await personalChatOf(database, from.aadObjectId)
  const { language } = readerOf(context.activity)
  const reader = { language, zone: zoneOf(context.activity) ?? known?.reader.zone ?? '' }
  const chat = { conversation: conversation.id, reader }
  if (known !== null && isSame(known, chat)) return
  // Without their name: the way there is enough.
  const { user: _, ...reference } = TurnContext.getConversationReference(context.activity)
  await rememberConversation(database, conversation.id, JSON.stringify(reference))
  await rememberPersonalChat(database, from.aadObjectId, chat)
}

/**
 * Where a client does not tell its time zone, the one stands that the person's own chat told last. Microsoft documents it
 * for messages (`localTimezone`), and says nothing of taps.
 */
export async function knowZone({ database }: Pick<BotOptions, 'database'>, activity: Activity): Promise<void> {
  const { from } = activity
  if (zoneOf(activity) !== null || !from?.aadObjectId) return
  const zone = (await personalChatOf(database, from.aadObjectId))?.reader.zone
  if (zone) Object.assign(activity, { localTimezone: zone })
}

const isSame = (one: PersonalChat, other: PersonalChat): boolean =>
  one.conversation === other.conversation &&
  one.reader.language === other.reader.language &&
  one.reader.zone === other.reader.zone

/**
 * Opens the chat with somebody who never wrote to the bot. Teams allows it where the app is installed for them, and
 * refuses it everywhere else (https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages).
 * @param person Entra object id, which Teams takes for a member's id
 */
export async function openPersonalChat(options: TellOptions, state: State, person: string): Promise<PersonalChat> {
  const { adapter, appId, database, groupLanguage } = options
  const { bot, channelId, serviceUrl, conversation } = await readReference(database, state.home.conversation)
  const { tenantId } = conversation
  const channelData = { tenant: { id: tenantId } }
  // Botbuilder's type asks for a first message as well, which Teams does not.
  const parameters = { isGroup: false, bot, members: [{ id: person }], tenantId, channelData } as ConversationParameters
  return askTeams(options, openingLimit, { urgency: 'bulk', patience: 1_000 }, () => {
    const { promise, resolve, reject } = Promise.withResolvers<PersonalChat>()
    const timer = setTimeout(() => reject(new Error('Teams did not answer in time')), openWithin)
    // The audience is the credential's own business.
    const opening = adapter.createConversationAsync(appId, channelId, serviceUrl, '', parameters, async (context) => {
      const reader = { language: groupLanguage, zone: state.zone }
      const chat = { conversation: context.activity.conversation.id, reader }
      await rememberConversation(database, chat.conversation, referenceTextOf(context))
      await rememberPersonalChat(database, person, chat)
      resolve(chat)
    })
    opening.catch(reject)
    return promise.finally(() => clearTimeout(timer))
  })
}

/** Milliseconds; the connector itself would wait for ever. */
const openWithin = 20_000
