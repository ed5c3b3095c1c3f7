import type { TokenCredential } from '@azure/identity'
import { z } from 'zod'
import { credentialFailure } from '../tenant/failures.ts'
import { type Check, missing, works } from './check.ts'

/**
 * What an app's token says: permissions in `roles`, directory roles by template id in `wids`. A hint: Microsoft calls
 * tokens opaque, so an absent claim proves nothing. https://learn.microsoft.com/entra/identity-platform/access-tokens
 */
export type Claims = { readonly roles: readonly string[] | null; readonly wids: readonly string[] | null }

const noClaims: Claims = { roles: null, wids: null }
const list = z
  .array(z.string())
  .nullish()
  .transform((value) => value ?? null)
const payload = z.object({ roles: list, wids: list })
const longest = 30_000

/** Gets a token and reads its claims; the token itself goes nowhere. */
export async function checkToken(
  credential: TokenCredential,
  audience: string,
  scope: string,
): Promise<{ check: Check; claims: Claims }> {
  const name = `Token for ${audience}`
  const signal = AbortSignal.timeout(longest)
  try {
    const late = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    const token = await Promise.race([credential.getToken(scope, { abortSignal: signal }), late])
    if (token === null)
      return { check: missing(name, 'The credential gave no token.', credentialFix), claims: noClaims }
    return { check: works(name, 'Given.'), claims: claimsIn(token.token) }
  } catch (error) {
    const code = codeOf(error)
    const said = code ?? credentialFailure(error).note.code ?? 'no reason given'
    return { check: missing(name, `Not given: ${said}.`, fixes[code ?? ''] ?? credentialFix), claims: noClaims }
  }
}

/** Entra's own code, https://learn.microsoft.com/entra/identity-platform/reference-error-codes; the rest of the text is left out. */
const codeOf = (error: unknown): string | null =>
  error instanceof Error ? (/AADSTS\d{4,8}/.exec(error.message)?.[0] ?? null) : null

const credentialFix =
  'Check CLIENT_ID, TENANT_ID and the credential; with a managed identity, run this where the bot runs, it has no token elsewhere.'
const fixes: Readonly<Record<string, string>> = {
  AADSTS7000215: 'CLIENT_SECRET is not right: set the value of the secret, not its id.',
  AADSTS7000222: 'The secret has expired: az ad app credential reset --id <CLIENT_ID>, or use a managed identity.',
  AADSTS700016: 'CLIENT_ID is not an application of TENANT_ID: check both.',
  AADSTS90002: 'TENANT_ID is not a tenant: check it, and CLOUD.',
  AADSTS70021: 'The app registration does not trust this identity: check its federated credentials.',
  AADSTS700213: 'The app registration does not trust this identity: check its federated credentials.',
}

function claimsIn(token: string): Claims {
  try {
    const part = token.split('.')[1] ?? ''
    return payload.parse(JSON.parse(Buffer.from(part, 'base64url').toString('utf8')))
  } catch {
    return noClaims
  }
}
