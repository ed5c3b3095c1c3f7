import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { connectTenant, type TenantOptions } from '../../src/tenant/connect.ts'

/** A request as it arrived. `path` has no version in front of it. */
export type Asked = {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export type Said = { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: unknown }
/** Answers by `METHOD /path`; an unknown one is a 404 as Graph gives it. */
export type Script = { [route: string]: Said | ((asked: Asked) => Said) }

export const tenantId = '5a6a5f3c-1d9c-4b57-8f2a-0c9d3c1b7e11'
export const jane = '411c3769-17f8-4b9e-b4f1-f95726588b87'
export const other = '9c4f1c3e-52a1-4f0e-8a77-6b1d2f3e4a5b'
const date = 'Fri, 09 Oct 2026 10:00:05 GMT'

export const allOff = {
  ActiveSyncEnabled: false,
  OWAEnabled: false,
  MAPIEnabled: false,
  EwsEnabled: false,
  PopEnabled: false,
  ImapEnabled: false,
}

/** A server that says what a test tells it to, for the answers that no tenant gives on demand. */
export async function startStandIn(script: Script) {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1')
      const path = decodeURIComponent(url.pathname.replace(/^\/(v1\.0|adminapi\/beta)/, ''))
      const { method = '', headers } = request
      const one = { method, path, query: url.searchParams, headers, body: Buffer.concat(chunks).toString() }
      asked.push(one)
      const rule = script[`${method} ${path}`] ?? notFound
      const said = typeof rule === 'function' ? rule(one) : rule
      response.writeHead(said.status ?? 200, { date, 'request-id': 'a-request-id', ...said.headers })
      response.end(typeof said.body === 'string' ? said.body : said.body === undefined ? '' : JSON.stringify(said.body))
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    asked,
    async stop() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

export const graphError = (status: number, code: string, message = 'Something was said.'): Said => ({
  status,
  body: { error: { code, message, innerError: { 'request-id': 'inner-id', date: '2026-10-09T10:00:05' } } },
})
const notFound = graphError(404, 'Request_ResourceNotFound', 'Resource does not exist.')

export const lines: string[] = []

/** The production client pointed at `url`, with a clock that stands still and waits that take no time. */
export function tenantAt(url: string, more: Partial<TenantOptions> = {}) {
  return connectTenant({
    graphUrl: url,
    exchangeUrl: url,
    tenantId,
    credential: { getToken: async (scope) => ({ token: `token for ${scope}`, expiresOnTimestamp: 0 }) },
    cloudPasswordForSynced: false,
    protectedGroup: null,
    appId: null,
    now: () => Date.parse('2026-10-09T11:00:00Z'),
    random: () => 0.5,
    wait: async () => {},
    log: pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) }),
    ...more,
  })
}

type StandIn = Awaited<ReturnType<typeof startStandIn>>

/** Runs `act` against a server that follows the script, and stops it whatever happens. */
export async function against<T>(
  script: Script,
  act: (tenant: ReturnType<typeof tenantAt>, server: StandIn) => Promise<T>,
  more: Partial<TenantOptions> = {},
): Promise<T> {
  const server = await startStandIn(script)
  try {
    return await act(tenantAt(server.url, more), server)
  } finally {
    await server.stop()
  }
}
