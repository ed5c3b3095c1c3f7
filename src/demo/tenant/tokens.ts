import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'

/** The two resources a token can be for, with the well-known application id that Microsoft takes in its place. */
export const audiences = {
  'https://graph.microsoft.com': '00000003-0000-0000-c000-000000000000',
  'https://outlook.office365.com': '00000002-0000-0ff1-ce00-000000000000',
} as const
export type Audience = keyof typeof audiences

/** It keeps no secret: it signs tokens of tenants that do not exist, so that a made-up or altered token is refused. */
const signingKey = 'simulated tenants only'
const appId = '0b6f1f6e-3a0c-4f6a-9d0e-5f0f3a7c2d11'
const lifetimeSeconds = 3600

const claimsSchema = z.object({
  aud: z.string(),
  tid: z.string(),
  appid: z.string(),
  exp: z.number(),
  roles: z.array(z.string()),
  wids: z.array(z.string()),
})
/** What an app-only token says: permissions in `roles`, the app's directory roles (template ids) in `wids`. */
export type Claims = z.infer<typeof claimsSchema>

/**
 * An app-only access token as Entra shapes it, good for an hour.
 * @param options.roles application permissions, by name
 * @param options.wids directory roles of the app, by template id
 * @param options.now milliseconds since 1970
 */
export function mintToken(options: {
  tenantId: string
  audience: Audience
  roles: readonly string[]
  wids: readonly string[]
  now: number
}): string {
  const issuedAt = Math.floor(options.now / 1000)
  const claims = {
    aud: options.audience,
    iss: `https://sts.windows.net/${options.tenantId}/`,
    iat: issuedAt,
    nbf: issuedAt,
    exp: issuedAt + lifetimeSeconds,
    appid: appId,
    idtyp: 'app',
    tid: options.tenantId,
    roles: options.roles,
    wids: options.wids,
    ver: '1.0',
  }
  const unsigned = `${encode({ typ: 'JWT', alg: 'HS256' })}.${encode(claims)}`
  return `${unsigned}.${signatureOf(unsigned)}`
}

/** Why a token is refused; the words that follow are Microsoft's, in the doors that use this. */
export type TokenFault = 'missing' | 'malformed' | 'forged' | 'expired' | 'audience' | 'tenant'

/** Reads an Authorization header for this audience and tenant. `now` in milliseconds since 1970. */
export function readToken(
  header: string | undefined,
  expected: { audience: Audience; tenantId: string; now: number },
): Claims | TokenFault {
  const token = /^Bearer (.+)$/i.exec(header ?? '')?.[1]
  if (token === undefined) return 'missing'
  const [head, body, signature, ...rest] = token.split('.')
  if (head === undefined || body === undefined || signature === undefined || rest.length > 0) return 'malformed'
  if (!isSame(signature, signatureOf(`${head}.${body}`))) return 'forged'
  const claims = claimsSchema.safeParse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8'))).data
  if (claims === undefined) return 'malformed'
  if (claims.exp * 1000 <= expected.now) return 'expired'
  if (claims.aud !== expected.audience && claims.aud !== audiences[expected.audience]) return 'audience'
  return claims.tid === expected.tenantId ? claims : 'tenant'
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const signatureOf = (text: string): string => createHmac('sha256', signingKey).update(text).digest('base64url')

function isSame(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}
