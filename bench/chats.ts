import { randomUUID } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { Agent, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { demoTenantId } from '../src/demo/tenant/company.ts'
import { approverIn } from './leavers.ts'

/** A button that a chat shows: its verb, and what a tap on it sends. */
export type Button = { readonly verb: string; readonly data: unknown }

/** Microsoft Teams, as light as it can be, so that the bot is what is measured: it posts activities and takes answers. */
export type Chats = Awaited<ReturnType<typeof openChats>>

export async function openChats() {
  const shown = new EventEmitter().setMaxListeners(0)
  const buttons = new Map<string, Map<string, unknown>>()
  const server = createServer((incoming, response) => {
    const parts: Buffer[] = []
    incoming.on('data', (part: Buffer) => parts.push(part))
    incoming.on('end', () => {
      const chat = decodeURIComponent(incoming.url?.split('/')[3] ?? '')
      const found = buttonsIn(Buffer.concat(parts).toString())
      if (found.size > 0) buttons.set(chat, found)
      response.writeHead(200, { 'content-type': 'application/json' }).end(`{"id":"${randomUUID()}"}`)
      shown.emit(chat)
    })
  })
  // A connection that is closed while the bot sends on it would look like an outage of Teams.
  server.keepAliveTimeout = 600_000
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const serviceUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const agent = new Agent({ keepAlive: true })
  const activity = (chat: string, { id, name } = approverIn(chat)) => ({
    id: randomUUID(),
    timestamp: new Date().toISOString(),
    ...{ channelId: 'msteams', serviceUrl, localTimezone: 'Europe/Amsterdam' },
    from: { id: `29:${id}`, name, aadObjectId: id },
    recipient: { id: '28:offboard', name: 'Offboard' },
    conversation: { id: chat, conversationType: 'personal', tenantId: demoTenantId },
    channelData: { tenant: { id: demoTenantId } },
  })
  return {
    /** @returns how long the answer took, in milliseconds */
    say: (port: number, chat: string, text: string) => post(agent, port, { ...activity(chat), type: 'message', text }),
    tap: (port: number, chat: string, { verb, data }: Button) =>
      post(agent, port, {
        ...activity(chat),
        ...{ type: 'invoke', name: 'adaptiveCard/action', replyToId: randomUUID() },
        value: { action: { type: 'Action.Execute', verb, data }, trigger: 'manual' },
      }),
    /** The newest button with this verb in a chat; waits until there is one, for so many milliseconds. */
    async button(chat: string, verb: string, patience = 30_000): Promise<Button> {
      const signal = AbortSignal.timeout(patience)
      for (;;) {
        const data = buttons.get(chat)?.get(verb)
        if (data !== undefined) return { verb, data }
        await once(shown, chat, { signal }).catch((cause: unknown) => {
          throw new Error(`the chat never showed a button for ${verb}`, { cause })
        })
      }
    },
    async close() {
      agent.destroy()
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** The data of every button of a card, by its verb. */
function buttonsIn(text: string): Map<string, unknown> {
  const found = new Map<string, unknown>()
  if (!text.includes('"Action.Execute"')) return found
  JSON.parse(text, (_key, value) => {
    if (value?.type === 'Action.Execute') found.set(value.verb, value.data)
    return value
  })
  return found
}

function post(agent: Agent, port: number, activity: object): Promise<number> {
  const body = JSON.stringify(activity)
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const from = performance.now()
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
  const path = '/api/messages'
  const sending = request({ host: '127.0.0.1', port, path, method: 'POST', headers, agent }, (answer) => {
    answer.resume()
    answer.once('error', reject).once('end', () => {
      if (answer.statusCode === 200) resolve(performance.now() - from)
      else reject(new Error(`the bot answered with ${answer.statusCode}`))
    })
  })
  sending.once('error', (error) => {
    // The bot closed an idle connection at that moment, https://nodejs.org/api/http.html#requestreusedsocket
    if (sending.reusedSocket && 'code' in error && error.code === 'ECONNRESET')
      post(agent, port, activity).then(resolve, reject)
    else reject(error)
  })
  sending.end(body)
  return promise
}
