import { once } from 'node:events'
import { createServer } from 'node:http'
import express, { type Express } from 'express'
import { Failure } from '../../errors.ts'
import type { DemoClock } from '../demo-clock.ts'
import { connectorOf } from './connector.ts'
import { deliveryTo } from './delivery.ts'
import { keepOut, protectPage } from './door.ts'
import { historyFileOf } from './history-file.ts'
import { liveOf } from './live.ts'
import { type OneDrive, oneDriveAt } from './one-drive.ts'
import { type PageParts, pageFiles, pageRoutesOf } from './page-routes.ts'
import { answerRefusals, Refusal } from './refusal.ts'
import { type Bot, type ChatPerson, type Contact, rosterOf } from './roster.ts'
import { talkOf } from './talk.ts'
import { type Change, transcriptOf } from './transcript.ts'

export type { ChatPerson }

export type ChatOptions = {
  /** 0 for any free one. */
  readonly port: number
  /** The bot's messaging endpoint, such as `http://127.0.0.1:3978/api/messages`. */
  readonly botUrl: string
  readonly tenantId: string
  readonly bot: Bot
  /** Who can sit at the page, in the order of the person switch. */
  readonly people: readonly ChatPerson[]
  /** Serves the people picker and the mentions: anybody of the company. */
  findPeople(text: string): Promise<readonly Contact[]>
  /** Epoch milliseconds. */
  readonly now?: () => number
  /** What the page may put ahead; without it, it has no buttons for that. */
  readonly clock?: DemoClock | null
  /** Keeps the history over a restart; without it, it lasts as long as the process. */
  readonly file?: string
  /** How long the bot may take to answer, in milliseconds. */
  readonly patience?: number
}

/** Teams gives a bot 10 to 15 s, then shows that something went wrong. */
const teamsPatience = 15_000

/**
 * A chat page for a bot on this machine, and the Bot Connector that the bot answers to. Listens on 127.0.0.1 only.
 * @returns the page's address, and the `serviceUrl` that the bot gets
 * @throws Failure misconfigured, when the port is taken
 */
export async function startChat(options: ChatOptions): Promise<Chat> {
  const { now = Date.now, patience = teamsPatience } = options
  const roster = rosterOf(options.people, options.bot, options.tenantId)
  const live = liveOf(roster)
  const history = historyFileOf(options.file)
  const record = (line: Change) => {
    history.append(line)
    if ('entry' in line) live.publish(line.entry.conversation, { kind: 'entry', entry: line.entry })
  }
  const transcript = transcriptOf(history.past, now, record)

  const app = express()
  const server = createServer(app)
  server.listen(options.port, '127.0.0.1')
  await once(server, 'listening').catch((cause: unknown) => {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    throw new Failure('misconfigured', `CHAT_PORT ${options.port} cannot be used`, { code })
  })
  const address = server.address()
  const serviceUrl = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : options.port}`

  const closing = new AbortController()
  const deliver = deliveryTo(options.botUrl, patience, closing.signal)
  const oneDrive = oneDriveAt(serviceUrl)
  const talk = talkOf({ roster, serviceUrl, now }, transcript, deliver, oneDrive)
  const { findPeople, clock = null } = options
  mount(app, oneDrive, { roster, transcript, live, talk, findPeople, clock })
  return {
    url: `${serviceUrl}/`,
    serviceUrl,
    async close() {
      closing.abort()
      live.close()
      await talk.settled()
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

function mount(app: Express, oneDrive: OneDrive, parts: PageParts): void {
  app.disable('x-powered-by')
  app.use(keepOut)
  app.use('/onedrive', protectPage, oneDrive.routes)
  app.use(express.json({ limit: '1mb' }))
  app.use('/v3', connectorOf(parts.roster, parts.transcript, parts.live))
  app.use(protectPage)
  app.use('/chat', pageRoutesOf(parts))
  app.use(pageFiles())
  app.use(() => {
    throw new Refusal(404, 'NotFound', 'There is nothing at this address.')
  })
  app.use(answerRefusals)
}

export type Chat = { readonly url: string; readonly serviceUrl: string; close(): Promise<void> }
