import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Cloud, clouds } from '../../src/clouds.ts'

export const appId = '0b0b0b0b-1111-4222-8333-444444444444'
export const tenantId = '5e1f0c7a-3b52-4d6e-9a41-7c0d2b9f8e10'
export const otherTenantId = '99999999-3b52-4d6e-9a41-7c0d2b9f8e10'
export const serviceUrl = 'https://smba.trafficmanager.net/emea/'

type Json = Record<string, unknown>
type Key = { kid: string; privateKey: KeyObject; publicKey: KeyObject }

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const newKey = (kid: string): Key => ({ kid, ...generateKeyPairSync('rsa', { modulusLength: 2048 }) })

/** Microsoft's side of the door: keys of the Bot Framework and of Entra, published over HTTP, and tokens made with them. */
export async function startBotFramework() {
  const keys = {
    teams: newKey('teams'),
    webChat: newKey('web-chat'),
    entra: newKey('entra'),
    /** A stranger's, who claims the id of a published key. */
    stolenId: newKey('teams'),
    unpublished: newKey('unpublished'),
  }
  const published = [
    { ...keys.teams.publicKey.export({ format: 'jwk' }), kid: 'teams', endorsements: ['msteams'] },
    { ...keys.webChat.publicKey.export({ format: 'jwk' }), kid: 'web-chat', endorsements: ['webchat', 'directline'] },
  ]
  const entra = [{ ...keys.entra.publicKey.export({ format: 'jwk' }), kid: 'entra' }]
  const server = createServer((request, response) => {
    const answers: Record<string, unknown> = {
      '/channel': { issuer: clouds.public.tokenIssuer, jwks_uri: `${url}/channel/keys` },
      '/channel/keys': { keys: published },
      '/entra': { jwks_uri: `${url}/entra/keys` },
      '/entra/keys': { keys: entra },
    }
    const answer = answers[request.url ?? '']
    response.writeHead(answer ? 200 : 500, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? {}))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const cloud: Cloud = { ...clouds.public, openIdMetadataUrl: `${url}/channel`, emulatorMetadataUrl: `${url}/entra` }
  return { keys, cloud, url, close: () => new Promise((resolve) => server.close(resolve)) }
}

/** What the Bot Framework says of itself in a token for our bot, good for an hour. */
export function claims(change: Json = {}): Json {
  const now = Math.floor(Date.now() / 1000)
  return {
    iss: clouds.public.tokenIssuer,
    aud: appId,
    serviceurl: serviceUrl,
    nbf: now - 60,
    exp: now + 3600,
    ...change,
  }
}

/** A signed JWT. `header` overrides what is said of the signature, not how it is made. */
export function token(key: Key, payload: Json, header: Json = {}): string {
  const signed = `${part({ alg: 'RS256', typ: 'JWT', kid: key.kid, ...header })}.${part(payload)}`
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(key.privateKey).toString('base64url')}`
}

/** A JWT whose third part is given: none, or an HMAC. */
export function tokenWith(signature: (signed: string) => string, payload: Json, header: Json): string {
  const signed = `${part({ typ: 'JWT', ...header })}.${part(payload)}`
  return `${signed}.${signature(signed)}`
}

/** A message as Teams sends it. */
export function message(change: Json = {}): Json {
  return {
    type: 'message',
    id: '1700000000000',
    timestamp: '2026-01-01T10:00:00.000Z',
    channelId: 'msteams',
    serviceUrl,
    from: { id: '29:1', name: 'Approver', aadObjectId: '0A0A0A0A-0000-4000-8000-000000000001' },
    recipient: { id: `28:${appId}`, name: 'Offboard' },
    conversation: { id: 'a:1', conversationType: 'personal', tenantId },
    channelData: { tenant: { id: tenantId } },
    text: 'help',
    ...change,
  }
}
