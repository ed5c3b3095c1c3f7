import { randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import type { TeamsLimits } from './teams-limits.ts'

/** `locale` and `zone` are those of their client. */
export type TeamsPerson = {
  readonly id: string
  readonly name: string
  readonly locale?: string
  readonly zone?: string
}

/** A message as a chat shows it now. `versions` keeps every card it ever showed, oldest first. */
export type Message = {
  readonly id: string
  readonly chat: string
  text: string
  /** `plain` or `markdown`, as Teams takes it where nothing is said. */
  format: string
  card: Card | null
  /** What is attached that is no card, such as a question whether a file may be saved. */
  attachment: Attachment | null
  readonly versions: Card[]
  /** When each was shown, in epoch milliseconds. */
  readonly times: number[]
  deleted: boolean
}
export type Card = Record<string, unknown>
export type Attachment = { contentType: string; name?: string; contentUrl?: string; content?: Card }
type Beside = 'members' | 'member' | 'opening'
type Button = { title: string; verb: string; data: Record<string, unknown> }

/** What a tap was answered with: the HTTP status, and the body that Teams reads. */
export type TapReply = { status: number; ms: number; body: { statusCode?: number; type?: string; value?: unknown } }

/** Microsoft Teams as a bot sees it: it posts activities, and answers the Bot Connector's routes. */
export class Teams extends EventEmitter {
  readonly messages: Message[] = []
  readonly tenantId: string
  botUrl = ''
  serviceUrl = ''
  /** Who is in a chat, as its roster says; nobody where nothing is set. */
  readonly members = new Map<string, TeamsPerson[]>()
  /** For whom the app is installed, by object id: the bot may open a chat with them. */
  readonly installedFor = new Set<string>()
  /** Answers of the connector for the next calls, as HTTP status codes; then it works again. */
  readonly refusals: number[] = []
  /** For how many seconds the next messages and edits are told to wait (429); then it works again. */
  readonly later: number[] = []
  /** The same for what is asked beside them: everybody in a chat, somebody in it, and a chat that is to be opened. */
  readonly laterBeside: { [asked in Beside]: number[] } = { members: [], member: [], opening: [] }
  /** How often each arrived, those that were refused included. */
  readonly beside: { [asked in Beside]: number } = { members: 0, member: 0, opening: 0 }
  /** Messages and edits that arrived, those that were refused included. */
  arrived = 0
  /** Refuses what Microsoft's limits would; nothing where there are none. */
  limits: TeamsLimits | null = null
  #close: () => Promise<void> = async () => undefined

  constructor(tenantId: string) {
    super()
    this.setMaxListeners(0)
    this.tenantId = tenantId
  }

  async start(): Promise<void> {
    const app = express().use(express.json({ limit: '1mb' }))
    app.use((_request, response, next) => {
      const refusal = this.refusals.shift()
      if (refusal === undefined) next()
      else response.status(refusal).json({ error: { code: 'Refused', message: 'refused' } })
    })
    app.use('/v3/conversations/:chat/activities', (request, response, next) => {
      this.arrived++
      const seconds = this.later.shift() ?? this.limits?.refuse(request.params.chat) ?? null
      if (seconds === null) return next()
      response
        .status(429)
        .set('retry-after', String(seconds))
        .json({ error: { code: 'TooManyRequests', message: '' } })
    })
    app.use('/v3/conversations', (request, response, next) => {
      const asked = besideIn(request.path)
      if (asked === null) return next()
      this.beside[asked]++
      const seconds = this.laterBeside[asked].shift()
      if (seconds === undefined) return next()
      response
        .status(429)
        .set('retry-after', String(seconds))
        .json({ error: { code: 'TooManyRequests', message: '' } })
    })
    app.post('/v3/conversations', (request, response) => {
      const id = String(request.body.members?.[0]?.id)
      if (this.installedFor.has(id)) response.status(201).json({ id: personalChatWith(id) })
      else response.status(403).json({ error: { code: 'BotNotInConversationRoster', message: 'not installed' } })
    })
    app.get('/v3/conversations/:chat/pagedmembers', (request, response) => {
      const members = this.members.get(request.params.chat) ?? []
      response.json({ members: members.map(({ id, name }) => ({ id: `29:${id}`, name, aadObjectId: id })) })
    })
    app.get('/v3/conversations/:chat/members/:member', (request, response) => {
      const objectId = request.params.member.replace('29:', '')
      response.json({ id: `29:${objectId}`, name: 'Somebody', aadObjectId: objectId })
    })
    app.post(
      ['/v3/conversations/:chat/activities', '/v3/conversations/:chat/activities/:reply'],
      (request, response) => {
        const id = randomUUID()
        const message: Message = {
          id,
          chat: String(request.params.chat),
          text: '',
          format: 'markdown',
          card: null,
          attachment: null,
          versions: [],
          times: [],
          deleted: false,
        }
        if (request.body.type === 'message') {
          this.messages.push(message)
          this.#show(message, request.body)
        }
        response.json({ id })
      },
    )
    app.put('/v3/conversations/:chat/activities/:id', (request, response) => {
      const message = this.messages.find(({ id, deleted }) => id === request.params.id && !deleted)
      if (!message) {
        response.status(404).json({ error: { code: 'ActivityNotFoundInConversation', message: 'gone' } })
        return
      }
      this.#show(message, request.body)
      response.json({ id: message.id })
    })
    app.delete('/v3/conversations/:chat/activities/:id', (request, response) => {
      const message = this.messages.find(({ id }) => id === request.params.id)
      if (message) Object.assign(message, { deleted: true, text: '', card: null, attachment: null })
      this.emit('shown')
      response.status(message ? 200 : 404).json({})
    })
    const server = createServer(app)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    this.serviceUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    this.#close = async () => {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    }
  }

  stop(): Promise<void> {
    return this.#close()
  }

  /** Somebody types in a chat. `more` is merged into the activity. */
  async say(person: TeamsPerson, chat: string, text: string, more: Record<string, unknown> = {}): Promise<number> {
    const response = await this.#post({ ...this.activity(person, chat), type: 'message', text, ...more })
    return response.status
  }

  /** Somebody taps a button of a card, as the newest clients send it. */
  async tap(
    person: TeamsPerson,
    message: Message,
    title: string,
    inputs: Record<string, unknown> = {},
  ): Promise<TapReply> {
    const button = this.button(message, title)
    return this.invoke(person, message, button.verb, { ...button.data, ...inputs })
  }

  /** A tap with data of the sender's own making; `automatic` is a client that refreshes a card by itself. */
  async invoke(
    person: TeamsPerson,
    message: Message,
    verb: string,
    data: unknown,
    trigger: 'manual' | 'automatic' = 'manual',
  ): Promise<TapReply> {
    const started = performance.now()
    const response = await this.#post({
      ...this.activity(person, message.chat),
      type: 'invoke',
      name: 'adaptiveCard/action',
      replyToId: message.id,
      value: { action: { type: 'Action.Execute', verb, data }, trigger },
    })
    const text = await response.text()
    return { status: response.status, ms: performance.now() - started, body: text === '' ? {} : JSON.parse(text) }
  }

  /** Somebody answers the question whether a file may be saved; `uploadUrl` is where Teams says that it goes. */
  async consent(person: TeamsPerson, message: Message, action: 'accept' | 'decline', uploadUrl = ''): Promise<number> {
    const { name = '', content = {} } = message.attachment ?? {}
    const context = action === 'accept' ? content.acceptContext : content.declineContext
    const file = { name, uploadUrl, contentUrl: uploadUrl, uniqueId: randomUUID(), fileType: name.split('.').at(-1) }
    const response = await this.#post({
      ...this.activity(person, message.chat),
      type: 'invoke',
      name: 'fileConsent/invoke',
      replyToId: message.id,
      value: { type: 'fileUpload', action, context, ...(action === 'accept' && { uploadInfo: file }) },
    })
    return response.status
  }

  /** Waits until a message in the chat passes, and returns the newest that does. */
  async until(chat: string, passes: (message: Message) => boolean, what: string, patienceMs = 8_000): Promise<Message> {
    const found = () => this.messages.filter((message) => message.chat === chat && passes(message)).at(-1)
    const { promise, resolve, reject } = Promise.withResolvers<Message>()
    const check = () => {
      const message = found()
      if (message) resolve(message)
    }
    const seen = () => {
      const shown = this.messages
        .filter((message) => message.chat === chat)
        .map((message) => contentOf(message).slice(0, 400))
      reject(new Error(`waited in vain for ${what}; the chat shows:\n${shown.join('\n---\n')}`))
    }
    const timer = setTimeout(seen, patienceMs)
    this.on('shown', check)
    check()
    return promise.finally(() => {
      clearTimeout(timer)
      this.off('shown', check)
    })
  }

  /** Waits for a card with all of these texts on it. */
  card(chat: string, ...texts: string[]): Promise<Message> {
    return this.until(
      chat,
      (message) => message.card !== null && texts.every((text) => contentOf(message).includes(text)),
      `a card with ${texts.join(' and ')}`,
    )
  }

  /** Waits for a plain message with this text in it. */
  text(chat: string, text: string): Promise<Message> {
    return this.until(chat, (message) => message.card === null && message.text.includes(text), `the text "${text}"`)
  }

  button(message: Message, title: string): Button {
    const button = buttonsOf(message.card).find((candidate) => candidate.title === title)
    if (!button) throw new Error(`no button "${title}" on: ${contentOf(message)}`)
    return button
  }

  activity(person: TeamsPerson, chat: string): Record<string, unknown> {
    const personal = !chat.includes('@thread')
    return {
      id: randomUUID(),
      timestamp: new Date().toISOString(),
      localTimezone: person.zone ?? 'Europe/Amsterdam',
      ...(person.locale && { locale: person.locale }),
      channelId: 'msteams',
      serviceUrl: this.serviceUrl,
      from: { id: `29:${person.id}`, name: person.name, aadObjectId: person.id },
      recipient: { id: '28:offboard', name: 'Offboard' },
      conversation: { id: chat, conversationType: personal ? 'personal' : 'groupChat', tenantId: this.tenantId },
      channelData: { tenant: { id: this.tenantId } },
    }
  }

  #post(activity: Record<string, unknown>): Promise<Response> {
    return fetch(this.botUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(activity),
    })
  }

  #show(message: Message, activity: { text?: string; textFormat?: string; attachments?: Attachment[] }): void {
    message.text = activity.text ?? ''
    message.format = activity.textFormat ?? 'markdown'
    const [attachment = null] = activity.attachments ?? []
    const isCard = attachment?.contentType === 'application/vnd.microsoft.card.adaptive'
    message.card = isCard ? (attachment.content ?? null) : null
    message.attachment = isCard ? null : attachment
    if (message.card) message.versions.push(message.card)
    if (message.card) message.times.push(Date.now())
    this.emit('shown')
  }
}

function besideIn(path: string): Beside | null {
  if (path === '/') return 'opening'
  if (path.endsWith('/pagedmembers')) return 'members'
  return /\/members\/[^/]+$/.test(path) ? 'member' : null
}

/** The chat that Teams opens for the bot with somebody. */
export const personalChatWith = (id: string): string => `a:opened with ${id}`

/** Every text on a card or in a message, one a line, Markdown escapes taken away. */
export function contentOf(message: Pick<Message, 'text' | 'card'>): string {
  return message.card ? textsOf(message.card).join('\n') : message.text
}

function textsOf(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(textsOf)
  if (typeof node !== 'object' || node === null) return []
  return Object.entries(node).flatMap(([key, value]) => {
    if (key === 'data' || key === 'fallback' || key === 'speak' || key === 'fallbackText') return []
    const isText = ['text', 'title', 'value', 'label'].includes(key) && typeof value === 'string'
    return isText
      ? [
          value
            .replace(/\\([^a-zA-Z0-9\s])/g, '$1')
            .replaceAll('&lt;', '<')
            .replaceAll('&amp;', '&'),
        ]
      : textsOf(value)
  })
}

export function buttonsOf(node: unknown): Button[] {
  if (Array.isArray(node)) return node.flatMap(buttonsOf)
  if (typeof node !== 'object' || node === null) return []
  if ('type' in node && node.type === 'Action.Execute') return [node as unknown as Button]
  return Object.entries(node).flatMap(([key, value]) => (key === 'fallback' ? [] : buttonsOf(value)))
}
