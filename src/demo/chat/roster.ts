import { createHash } from 'node:crypto'

/** Somebody who can sit at the chat page. `id` is the Entra object id; `label` says what they are in the demo. */
export type ChatPerson = {
  readonly id: string
  readonly name: string
  readonly userPrincipalName: string
  readonly label: string
}

/** Somebody of the company, as a people picker and a mention name them. */
export type Contact = Pick<ChatPerson, 'id' | 'name' | 'userPrincipalName'>

/** A person as Teams shows them to a bot: `mri` is the id that only this bot sees. */
export type Member = ChatPerson & { readonly mri: string }

export type Conversation = {
  readonly id: string
  readonly kind: 'personal' | 'groupChat'
  readonly title: string
  readonly members: readonly Member[]
}

export type Bot = { readonly id: string; readonly name: string }

/** Who is in which conversation. It never changes while the chat runs. */
export type Roster = {
  readonly bot: Bot
  readonly tenantId: string
  readonly members: readonly Member[]
  readonly conversations: readonly Conversation[]
  conversation(id: string): Conversation | undefined
  /** By Entra object id or by MRI, as the Connector's member routes take both. */
  member(id: string): Member | undefined
  personalOf(member: Member): Conversation | undefined
}

const groupChatId = '19:it-approvals@thread.v2'

/** Teams gives a bot an id of its own for every user; here it is made from the object id, so that it stays the same. */
export function mriOf(objectId: string): string {
  return `29:1${createHash('sha256').update(objectId.toLowerCase()).digest('base64url')}`
}

export function mriOfBot(bot: Bot): string {
  return `28:${bot.id}`
}

/** One personal chat with the bot for each person, and one group chat with everybody. */
export function rosterOf(people: readonly ChatPerson[], bot: Bot, tenantId: string): Roster {
  const members = people.map((person) => ({ ...person, mri: mriOf(person.id) }))
  const personal = members.map((member, index): Conversation => {
    return { id: `a:personal-${index + 1}`, kind: 'personal', title: bot.name, members: [member] }
  })
  const group: Conversation = { id: groupChatId, kind: 'groupChat', title: 'IT approvals', members }
  const conversations = [...personal, group]
  return {
    bot,
    tenantId,
    members,
    conversations,
    conversation: (id) => conversations.find((conversation) => conversation.id === id),
    member: (id) => members.find((member) => member.mri === id || member.id.toLowerCase() === id.toLowerCase()),
    personalOf: (member) => personal.find((conversation) => conversation.members[0]?.id === member.id),
  }
}

export function isIn(conversation: Conversation, member: Member): boolean {
  return conversation.members.some((one) => one.id === member.id)
}
