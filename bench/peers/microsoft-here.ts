import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { Agent, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { SimulatedTenant } from '../../src/demo/tenant/tenant.ts'

/** The hosts that the other tool calls. */
export const hosts = ['graph.microsoft.com', 'login.microsoftonline.com'] as const

type Here = { readonly port: number; readonly certificate: string; close(): Promise<void> }

/**
 * Graph and the sign-in of Microsoft over TLS on a port of this machine: Graph is the simulated tenant, the sign-in gives
 * its tokens to anybody. The certificate is made now, in `folder`, and is worth nothing anywhere else.
 * @returns a sentence that says why not, where no certificate can be made
 */
export async function serveMicrosoft(tenant: SimulatedTenant, folder: string): Promise<Here | string> {
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')]
  const names = hosts.map((host) => `DNS:${host}`).join(',')
  const subject = ['-subj', '/CN=simulated', '-addext', `subjectAltName=${names}`]
  const files = ['-keyout', key, '-out', certificate, '-days', '1']
  try {
    await promisify(execFile)('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...files, ...subject])
  } catch {
    return 'openssl, which makes the certificate for it, is not on this machine'
  }
  const agent = new Agent({ keepAlive: true })
  const tls = { key: await readFile(key), cert: await readFile(certificate) }
  const server = createServer(tls, (incoming, response) => {
    if (incoming.headers.host === 'graph.microsoft.com') pass(tenant, agent, incoming, response)
    else signIn(tenant.tenantId, incoming, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    certificate,
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
      agent.destroy()
    },
  }
}

/** With a token of the tenant's own: what is given out here names an application, which the tool asks for. */
function pass(tenant: SimulatedTenant, agent: Agent, incoming: IncomingMessage, response: ServerResponse): void {
  const { method = 'GET', url = '/' } = incoming
  const headers = { ...incoming.headers, authorization: `Bearer ${tenant.tokenFor('https://graph.microsoft.com')}` }
  // Graph takes a key in parentheses as well: https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part2-url-conventions.html
  const path = url.replace(/\('([^']+)'\)/, '/$1')
  const outgoing = request(`${tenant.url}${path}`, { method, headers, agent }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
  })
  outgoing.on('error', () => response.destroy())
  incoming.pipe(outgoing)
}

/** As much of Entra as a sign-in with a secret needs. */
function signIn(tenantId: string, { url = '' }: IncomingMessage, response: ServerResponse): void {
  const root = `https://login.microsoftonline.com/${tenantId}`
  const endpoints = {
    issuer: `${root}/v2.0`,
    authorization_endpoint: `${root}/oauth2/v2.0/authorize`,
    token_endpoint: `${root}/oauth2/v2.0/token`,
    jwks_uri: `${root}/discovery/v2.0/keys`,
  }
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const expires = Math.floor(Date.now() / 1_000) + 3_600
  const claims = { tid: tenantId, oid: tenantId, idtyp: 'app', app_displayname: 'simulated', exp: expires }
  const token = `${part({ typ: 'JWT', alg: 'none' })}.${part(claims)}.${part({})}`
  const answer = url.includes('/oauth2/v2.0/token')
    ? { token_type: 'Bearer', expires_in: 3_599, ext_expires_in: 3_599, access_token: token }
    : endpoints
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
}
