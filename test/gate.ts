import { once } from 'node:events'
import { createServer, type IncomingMessage, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** A request on its way. `name` is its method and path, or its Exchange cmdlet; ids of the path are left in. */
export type Passing = { readonly name: string; readonly method: string; readonly path: string; readonly body: string }

/**
 * Stands between the bot and a service, and sees every request when it arrives and when its answer is about to be given
 * back. Either may be held up for as long as the function takes; `cut` ends the connection instead of going on.
 */
export type Gate = {
  readonly url: string
  arrives: (passing: Passing) => Promise<void> | void
  answered: (passing: Passing, status: number) => Promise<void> | void
  close(): Promise<void>
}

/** What `arrives` and `answered` throw to hang up. */
export const cut = Symbol('cut')

export async function openGate(target: string): Promise<Gate> {
  const gate = { arrives: () => undefined, answered: () => undefined } as Pick<Gate, 'arrives' | 'answered'>
  const server = createServer(async (incoming, outgoing) => {
    try {
      const body = await buffer(incoming)
      const passing = passingOf(incoming, body.toString())
      await gate.arrives(passing)
      const answer = await pass(target, incoming, body)
      const bytes = await buffer(answer)
      await gate.answered(passing, answer.statusCode ?? 0)
      const { 'transfer-encoding': _, ...headers } = answer.headers
      outgoing.writeHead(answer.statusCode ?? 500, headers).end(bytes)
    } catch (reason) {
      // A service that hangs up hangs up here as well; whoever was to be answered may be gone.
      outgoing.destroy()
      if (reason !== cut && !(reason instanceof Error && 'code' in reason)) throw reason
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return Object.assign(gate, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  })
}

async function pass(target: string, incoming: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
  const url = new URL(incoming.url ?? '/', target)
  const onward = send(url, { method: incoming.method ?? 'GET', headers: { ...incoming.headers, host: url.host } })
  const answer = once(onward, 'response')
  onward.end(body)
  const [response] = await answer
  return response
}

function passingOf({ method = 'GET', url = '/', headers }: IncomingMessage, body: string): Passing {
  const path = url.split('?')[0] ?? url
  const cmdlet = headers['x-cmdletname']
  return { name: typeof cmdlet === 'string' ? cmdlet : `${method} ${path}`, method, path, body }
}
