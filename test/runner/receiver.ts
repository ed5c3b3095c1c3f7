import { createHmac, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { eventually } from './jane.ts'

const secret = 'a secret of at least thirty-two characters'

export type Received = {
  readonly id: string
  readonly type: string
  readonly at: string
  readonly offboarding: string
  readonly sequence: number
  readonly leaver: { readonly id: string; readonly userPrincipalName: string }
  readonly by: { readonly id: string } | null
  readonly data: Record<string, unknown>
}
type Request = { readonly headers: Record<string, string | string[] | undefined>; readonly body: string }

/** A tool that follows offboardings: takes what is signed, and answers as a test says. */
export async function openReceiver() {
  const requests: Request[] = []
  const taken: Received[] = []
  const paths: string[] = []
  let answer: (response: ServerResponse, request: Request) => number | null = () => 204
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const request = { headers: incoming.headers, body: Buffer.concat(chunks).toString('utf8') }
    paths.push(incoming.url ?? '')
    requests.push(request)
    const status = isSigned(request) ? answer(response, request) : 401
    if (status === null) return
    if (status < 300) taken.push(JSON.parse(request.body))
    response.writeHead(status).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    ...{ requests, taken, paths },
    target: () => ({ url: `http://127.0.0.1:${port}/hook?key=of-the-receiver`, secret }),
    /** How the next requests are answered: a status, or `null` when the test has answered, or never will. */
    answers(next: typeof answer) {
      answer = next
    },
    types: () => taken.map(({ type }) => type),
    got: (type: string) => eventually(() => taken.some((one) => one.type === type), `the receiver has ${type}`),
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** As docs/webhook.md says how to check it. */
function isSigned({ headers, body }: Request): boolean {
  const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  const expected = createHmac('sha256', secret).update(content).digest()
  const given = Buffer.from(String(headers['webhook-signature']).replace('v1,', ''), 'base64')
  return given.length === expected.length && timingSafeEqual(given, expected)
}
