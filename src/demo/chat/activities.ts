import { type Conversation, type Member, mriOfBot, type Roster } from './roster.ts'
import type { Entry } from './transcript.ts'

/** What every activity of a person needs; `serviceUrl` is where the bot answers. */
export type Scene = {
  readonly roster: Roster
  readonly serviceUrl: string
  readonly now: () => number
}

/** Who does it, where, and in which language their client is. */
export type Speaker = { readonly member: Member; readonly conversation: Conversation; readonly locale: string }

export type Activity = Readonly<Record<string, unknown>>

/**
 * The fields that Teams sends with whatever a person does, in the shape of
 * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-messages
 */
function common(scene: Scene, speaker: Speaker, id: string): Activity {
  const { member, conversation, locale } = speaker
  const at = new Date(scene.now())
  const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone
  return {
    id,
    timestamp: at.toISOString(),
    localTimestamp: localTime(at),
    localTimezone: timezone,
    channelId: 'msteams',
    serviceUrl: scene.serviceUrl,
    from: { id: member.mri, name: member.name, aadObjectId: member.id },
    conversation: {
      ...(conversation.kind === 'groupChat' && { isGroup: true, name: conversation.title }),
      id: conversation.id,
      conversationType: conversation.kind,
      tenantId: scene.roster.tenantId,
    },
    recipient: { id: mriOfBot(scene.roster.bot), name: scene.roster.bot.name },
    entities: [{ type: 'clientInfo', locale, country: 'US', platform: 'Web', timezone }],
    channelData: { tenant: { id: scene.roster.tenantId } },
    locale,
  }
}

export function messageOf(scene: Scene, speaker: Speaker, entry: Entry): Activity {
  const base = common(scene, speaker, entry.id)
  const mentions = entry.mentions.map((mention) => ({ type: 'mention', ...mention }))
  const entities = [...mentions, ...(Array.isArray(base.entities) ? base.entities : [])]
  const attached = entry.attachments.length > 0 ? { attachments: entry.attachments } : {}
  return { ...base, type: 'message', timestamp: entry.at, textFormat: 'plain', text: entry.text, entities, ...attached }
}

/** Action.Submit arrives as a message without text that carries the card's data. */
export function submitOf(scene: Scene, speaker: Speaker, id: string, replyToId: string, value: unknown): Activity {
  return { ...common(scene, speaker, id), type: 'message', replyToId, value }
}

/** Action.Execute and searches: the bot's HTTP answer is the answer. */
export function invokeOf(scene: Scene, speaker: Speaker, invoke: Invoke): Activity {
  const base = common(scene, speaker, invoke.id)
  const channelData = { tenant: { id: scene.roster.tenantId }, source: { name: 'message' } }
  return { ...base, type: 'invoke', channelData, name: invoke.name, replyToId: invoke.replyToId, value: invoke.value }
}

export type InvokeName = 'adaptiveCard/action' | 'application/search' | 'fileConsent/invoke'

export type Invoke = {
  readonly id: string
  readonly name: InvokeName
  readonly replyToId: string
  readonly value: unknown
}

/** What a bot hears when it is added to a conversation. */
export function openingOf(scene: Scene, speaker: Speaker, newId: () => string): readonly Activity[] {
  const bot = { id: mriOfBot(scene.roster.bot), name: scene.roster.bot.name }
  const people = speaker.conversation.members.map(({ mri, id }) => ({ id: mri, aadObjectId: id }))
  return [
    { ...common(scene, speaker, newId()), type: 'conversationUpdate', membersAdded: [bot, ...people] },
    { ...common(scene, speaker, newId()), type: 'installationUpdate', action: 'add' },
  ]
}

/** ISO 8601 with the machine's offset, as Teams sends it. */
function localTime(at: Date): string {
  const offset = -at.getTimezoneOffset()
  const pad = (count: number) => String(Math.floor(Math.abs(count))).padStart(2, '0')
  const local = new Date(at.getTime() + offset * 60_000).toISOString().slice(0, -1)
  return `${local}${offset < 0 ? '-' : '+'}${pad(offset / 60)}:${pad(offset % 60)}`
}
