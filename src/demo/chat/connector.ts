import { Router } from 'express'
import { z } from 'zod'
import type { Live } from './live.ts'
import { messageSizeTooBig, parsed, Refusal } from './refusal.ts'
import type { Conversation, Member, Roster } from './roster.ts'
import type { Entry, Transcript } from './transcript.ts'

/** Teams counts a message as UTF-16, https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages */
const maxBytes = 100 * 1024

const activity = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  textFormat: z.string().optional(),
  attachments: z
    .array(
      z.looseObject({
        contentType: z.string(),
        content: z.unknown().optional(),
        name: z.string().optional(),
        contentUrl: z.string().optional(),
      }),
    )
    .optional(),
  entities: z.array(z.looseObject({ type: z.string() })).optional(),
})
type Sent = z.infer<typeof activity>

const newConversation = z.looseObject({
  isGroup: z.boolean().optional(),
  members: z.tuple([z.looseObject({ id: z.string().optional(), aadObjectId: z.string().optional() })]),
  activity: activity.optional(),
})

const place = z.object({ in: z.string() })

const mention = z.object({
  type: z.literal('mention'),
  text: z.string(),
  mentioned: z.object({ id: z.string(), name: z.string() }),
})

/**
 * The routes of the Bot Connector that a bot uses,
 * https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
 */
export function connectorOf(roster: Roster, transcript: Transcript, live: Live): Router {
  const router = Router()
  const post = (conversation: Conversation, sent: Sent): string => {
    refuseTooBig(sent)
    if (sent.type === 'typing') live.publish(conversation.id, { kind: 'typing', conversation: conversation.id })
    if (sent.type !== 'message') return transcript.nextId()
    return transcript.add({ ...wordsOf(sent), conversation: conversation.id, ...fromBot(roster) }).id
  }
  router.post('/conversations', (request, response) => {
    const wanted = parsed(newConversation, request.body)
    const [who] = wanted.members
    const member = roster.member(who.id ?? '') ?? roster.member(who.aadObjectId ?? '')
    const conversation = member && !wanted.isGroup ? roster.personalOf(member) : undefined
    if (!conversation) throw new Refusal(403, 'BotNotInConversationRoster', 'The bot is not installed for this user.')
    const activityId = wanted.activity ? post(conversation, wanted.activity) : undefined
    response.status(201).json({ id: conversation.id, activityId })
  })
  router.post(['/conversations/:in/activities', '/conversations/:in/activities/:replyTo'], (request, response) => {
    const { in: id } = parsed(place, request.params)
    response.status(201).json({ id: post(found(roster, id), parsed(activity, request.body)) })
  })
  router.put('/conversations/:in/activities/:id', (request, response) => {
    const conversation = found(roster, request.params.in)
    const sent = parsed(activity, request.body)
    refuseTooBig(sent)
    const { id } = ofBot(transcript, conversation, request.params.id)
    transcript.edit(conversation.id, id, wordsOf(sent))
    response.json({ id })
  })
  router.delete('/conversations/:in/activities/:id', (request, response) => {
    const conversation = found(roster, request.params.in)
    transcript.remove(conversation.id, ofBot(transcript, conversation, request.params.id).id)
    response.json({})
  })
  addMembers(router, roster)
  return router
}

function addMembers(router: Router, roster: Roster): void {
  const account = (member: Member) => accountOf(member, roster.tenantId)
  router.get('/conversations/:in/members', (request, response) => {
    response.json(found(roster, request.params.in).members.map(account))
  })
  router.get('/conversations/:in/pagedmembers', (request, response) => {
    response.json({ members: found(roster, request.params.in).members.map(account) })
  })
  router.get('/conversations/:in/members/:id', (request, response) => {
    const wanted = roster.member(request.params.id)
    const member = found(roster, request.params.in).members.find((one) => one === wanted)
    if (!member) throw new Refusal(404, 'MemberNotFoundInConversation', 'Member not found in conversation.')
    response.json(account(member))
  })
}

/** https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context: the roster's fields. */
function accountOf(member: Member, tenantId: string) {
  const { id, mri, name, userPrincipalName } = member
  const [givenName = '', ...rest] = name.split(' ')
  const names = { name, givenName, surname: rest.join(' '), email: userPrincipalName, userPrincipalName }
  return { id: mri, objectId: id, aadObjectId: id, ...names, tenantId, userRole: 'user' }
}

function found(roster: Roster, id: string): Conversation {
  const conversation = roster.conversation(id)
  if (!conversation) throw new Refusal(404, 'ConversationNotFound', 'Conversation not found.')
  return conversation
}

function ofBot(transcript: Transcript, conversation: Conversation, id: string): Entry {
  const entry = transcript.find(conversation.id, id)
  if (entry?.from === 'bot' && !entry.deleted) return entry
  throw new Refusal(404, 'ActivityNotFoundInConversation', 'The activity was not found in the conversation.')
}

function refuseTooBig(sent: Sent): void {
  if (JSON.stringify(sent).length * 2 > maxBytes) throw messageSizeTooBig()
}

function wordsOf(sent: Sent) {
  const mentions = (sent.entities ?? []).map((entity) => mention.safeParse(entity))
  return {
    text: sent.text ?? '',
    textFormat: sent.textFormat ?? 'markdown',
    attachments: (sent.attachments ?? []).map(({ contentType, content, name, contentUrl }) => {
      return {
        contentType,
        content,
        ...(name !== undefined && { name }),
        ...(contentUrl !== undefined && { contentUrl }),
      }
    }),
    mentions: mentions.flatMap(({ data }) => (data ? [{ text: data.text, mentioned: data.mentioned }] : [])),
  }
}

function fromBot(roster: Roster) {
  return { from: 'bot', name: roster.bot.name, locale: '', delivery: 'sent' } as const
}
