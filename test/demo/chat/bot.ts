import { once } from 'node:events'
import express from 'express'
import { type Chat, type ChatOptions, startChat } from '../../../src/demo/chat/chat.ts'

/** An activity as it came over HTTP; the tests look into it by name. */
export type Heard = Record<string, unknown> & { type: string }

/** A bot of a few lines: it keeps what it hears and answers what the test tells it to. */
export type TestBot = {
  readonly url: string
  readonly heard: Heard[]
  answer(activity: Heard): { status: number; body?: unknown } | Promise<{ status: number; body?: unknown }>
  /** The next activity of a kind that it has not given out yet. */
  next(type: string): Promise<Heard>
  close(): Promise<void>
}

export async function startBot(): Promise<TestBot> {
  const heard: Heard[] = []
  const taken = new Set<Heard>()
  const waiting: (() => void)[] = []
  const app = express()
  app.post('/api/messages', express.json(), async (request, response) => {
    const activity: Heard = request.body
    heard.push(activity)
    for (const wake of waiting.splice(0)) wake()
    const { status, body } = await bot.answer(activity)
    response.status(status).json(body ?? {})
  })
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const bot: TestBot = {
    url: `http://127.0.0.1:${port}/api/messages`,
    heard,
    answer: () => ({ status: 200 }),
    async next(type) {
      for (;;) {
        const found = heard.find((activity) => activity.type === type && !taken.has(activity))
        if (found) {
          taken.add(found)
          return found
        }
        await new Promise<void>((wake) => waiting.push(wake))
      }
    },
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
  return bot
}

export const adele = {
  id: '10000000-0000-4000-8000-000000000001',
  name: 'Adele Vance',
  userPrincipalName: 'adele@contoso.com',
  label: 'Requester',
}
export const alex = {
  id: '10000000-0000-4000-8000-000000000002',
  name: 'Alex Wilber',
  userPrincipalName: 'alex@contoso.com',
  label: 'Approver',
}
export const jane = {
  id: '10000000-0000-4000-8000-000000000003',
  name: 'Jane Doe',
  userPrincipalName: 'jane.doe@contoso.com',
}
const otherJane = {
  id: '10000000-0000-4000-8000-000000000004',
  name: 'Jane Doe',
  userPrincipalName: 'jane.d@contoso.com',
}

export const group = '19:it-approvals@thread.v2'
export const tenantId = '20000000-0000-4000-8000-000000000000'

export function startTestChat(botUrl: string, more: Partial<ChatOptions> = {}): Promise<Chat> {
  const company = [adele, alex, jane, otherJane]
  return startChat({
    port: 0,
    botUrl,
    tenantId,
    bot: { id: '30000000-0000-4000-8000-000000000000', name: 'Offboard' },
    people: [adele, alex],
    findPeople: async (text) => company.filter((one) => one.name.toLowerCase().includes(text.toLowerCase())),
    ...more,
  })
}

export function send(url: string, method: string, body?: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return fetch(url, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) })
}

export const cardOf = (text: string) => ({
  contentType: 'application/vnd.microsoft.card.adaptive',
  content: { type: 'AdaptiveCard', version: '1.5', body: [{ type: 'TextBlock', text, wrap: true }] },
})
