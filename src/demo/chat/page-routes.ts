import { fileURLToPath } from 'node:url'
import express, { type Request, Router } from 'express'
import { z } from 'zod'
import type { DemoClock } from '../demo-clock.ts'
import type { Speaker } from './activities.ts'
import type { Choice } from './answers.ts'
import type { Live } from './live.ts'
import { parsed, Refusal } from './refusal.ts'
import { type Contact, isIn, type Member, type Roster } from './roster.ts'
import type { Talk } from './talk.ts'
import type { Transcript } from './transcript.ts'

const who = z.looseObject({ as: z.string(), conversation: z.string() })
const mentioned = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('bot') }),
  z.object({ kind: z.literal('person'), id: z.string(), name: z.string() }),
])
const file = z.object({ name: z.string().min(1).max(200), base64: z.base64() })
const saying = z
  .looseObject({ text: z.string().trim().max(100_000), mentions: z.array(mentioned), file: file.optional() })
  .refine((said) => said.text !== '' || said.file, 'text: there is nothing to say')
const repeating = z.looseObject({ id: z.string() })
const tapping = z.looseObject({
  activityId: z.string(),
  action: z.object({ id: z.string().optional(), verb: z.string().optional(), data: z.unknown().optional() }),
  trigger: z.enum(['manual', 'automatic']),
})
const submitting = z.looseObject({ activityId: z.string(), data: z.unknown().optional() })
const searching = z.looseObject({ activityId: z.string(), dataset: z.string(), text: z.string() })
const query = z.object({ text: z.string().max(200) })
const watching = z.object({ as: z.string() })
/** How far the demo's clock is put ahead. */
const jumping = z.object({ minutes: z.union([z.literal(15), z.literal(60), z.literal(1_440)]) })

/** Microsoft's people picker, optionally narrowed to the members of the conversation by `?scope=currentContext`. */
const peopleDataset = 'graph.microsoft.com/users'

export type PageParts = {
  readonly roster: Roster
  readonly transcript: Transcript
  readonly live: Live
  readonly talk: Talk
  findPeople(text: string): Promise<readonly Contact[]>
  /** `null`: nobody can put it ahead. */
  readonly clock: DemoClock | null
}

/** What the page asks for. Bodies are JSON; `as` is the Entra object id of whoever sits there. */
export function pageRoutesOf({ roster, transcript, live, talk, findPeople, clock }: PageParts): Router {
  const router = Router()
  router.get('/roster', (_request, response) => {
    const { bot, members, conversations } = roster
    const rooms = conversations.map(({ id, kind, title, members }) => {
      return { id, kind, title, members: members.map((member) => member.id) }
    })
    const now = clock ? clock.now() : null
    response.json({ bot: { name: bot.name }, people: members, conversations: rooms, now })
  })
  router.get('/events', (request, response) => {
    live.join(request, response, memberOf(roster, parsed(watching, request.query).as), transcript)
  })
  router.get('/people', async (request, response) => {
    const people = await findPeople(parsed(query, request.query).text)
    response.json(people.map(({ id, name, userPrincipalName }) => ({ id, name, userPrincipalName })))
  })
  router.post('/later', (request, response) => {
    if (!clock) throw new Refusal(404, 'NotFound', 'The clock cannot be put ahead here.')
    clock.jump(parsed(jumping, request.body).minutes * 60_000)
    live.publishToAll({ kind: 'clock', now: clock.now() })
    response.json({ now: clock.now() })
  })
  router.post('/open', async (request, response) => {
    await talk.open(speakerOf(roster, request))
    response.json({})
  })
  router.post('/say', (request, response) => {
    const { text, mentions, file } = parsed(saying, request.body)
    const attached = file ? { name: file.name, bytes: Buffer.from(file.base64, 'base64') } : null
    response.json({ id: talk.say(speakerOf(roster, request), text, mentions, attached).id })
  })
  router.post('/again', (request, response) => {
    response.json({ sent: talk.again(speakerOf(roster, request), parsed(repeating, request.body).id) })
  })
  router.post('/tap', async (request, response) => {
    response.json(await talk.tap(speakerOf(roster, request), parsed(tapping, request.body)))
  })
  router.post('/submit', async (request, response) => {
    const { activityId, data } = parsed(submitting, request.body)
    response.json(await talk.submit(speakerOf(roster, request), activityId, data))
  })
  router.post('/search', async (request, response) => {
    const { activityId, dataset, text } = parsed(searching, request.body)
    const speaker = speakerOf(roster, request)
    if (!dataset.startsWith(peopleDataset)) response.json(await talk.search(speaker, activityId, dataset, text))
    else response.json(peopleChoices(await findPeople(text), dataset.endsWith('currentContext') ? speaker : null))
  })
  return router
}

/** The page itself and the two libraries that it runs, all from this machine. */
export function pageFiles(): Router {
  const router = Router()
  const file = (name: string) => fileURLToPath(import.meta.resolve(name))
  router.use(express.static(fileURLToPath(new URL('./page', import.meta.url)), { cacheControl: false }))
  router.get('/library/adaptivecards.js', (_request, response) => {
    response.sendFile(file('adaptivecards/dist/adaptivecards.min.js'), { dotfiles: 'allow' })
  })
  router.get('/library/markdown-it.js', (_request, response) => {
    response.type('text/javascript').sendFile(file('markdown-it/browser'), { dotfiles: 'allow' })
  })
  return router
}

function peopleChoices(people: readonly Contact[], within: Speaker | null): Choice[] {
  const members = new Set(within?.conversation.members.map((member) => member.id))
  return people
    .filter((person) => within === null || members.has(person.id))
    .map(({ id, name, userPrincipalName }) => ({ title: `${name} (${userPrincipalName})`, value: id }))
}

function memberOf(roster: Roster, id: string): Member {
  const member = roster.member(id)
  if (!member) throw new Refusal(404, 'NotFound', 'as: there is nobody with this id')
  return member
}

function speakerOf(roster: Roster, request: Request): Speaker {
  const { as, conversation: id } = parsed(who, request.body)
  const member = memberOf(roster, as)
  const conversation = roster.conversation(id)
  if (!conversation || !isIn(conversation, member))
    throw new Refusal(404, 'NotFound', 'conversation: this person is not in it')
  const [language] = request.acceptsLanguages()
  return { member, conversation, locale: language && language !== '*' ? language : 'en-US' }
}
