import { z } from 'zod'
import { type RoleName, roleId } from './company.ts'
import { notGranted, plainError } from './exchange-errors.ts'
import { getMailbox, type Parameters, setMailbox } from './exchange-mailbox.ts'
import { readToken } from './tokens.ts'
import { answerOrFail } from './trouble.ts'
import type { Answer, hangUp, Request, World } from './world.ts'

/** Which cmdlets a directory role of the app grants; whether Exchange Recipient Administrator may set is not documented. */
const writers: readonly RoleName[] = [
  'Exchange Administrator',
  'Exchange Recipient Administrator',
  'Global Administrator',
]
const readers: readonly RoleName[] = [...writers, 'Global Reader', 'Security Reader', 'Security Administrator']

const bodySchema = z.object({
  CmdletInput: z.object({ CmdletName: z.string(), Parameters: z.record(z.string(), z.unknown()).default({}) }),
})

/**
 * Exchange Online's `POST /adminapi/beta/{tenant}/InvokeCommand`, which Microsoft's own PowerShell module calls and no
 * page documents: shapes and statuses are those that others have captured. `request.path` is what follows `/adminapi`.
 */
export async function exchangeAnswer(world: World, request: Request): Promise<Answer | typeof hangUp> {
  const [version, tenant, resource, ...rest] = request.path.split('/').slice(1)
  if (version === 'v1.0' && resource === 'EXOModuleFile' && rest.length === 0) return moduleFile(world, request)
  if (resource !== 'InvokeCommand' || rest.length > 0) return plainError(404, 'NotFound', 'Resource not found.')
  if (version !== 'beta' || request.method !== 'POST')
    return plainError(405, 'MethodNotAllowed', 'The requested resource does not support this method.')
  const body = parsed(request)
  const name = body?.CmdletInput.CmdletName ?? 'InvokeCommand'
  world.recorder.call(name)
  const wids = widsOf(world, request)
  if (wids === null) return { status: 401, headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' } }
  if (tenant?.toLowerCase() !== world.tenantId.toLowerCase())
    return plainError(400, 'BadRequest', 'The tenant in the address is not the tenant of the token.')
  if (body === undefined) return plainError(400, 'BadRequest', 'The request body is not a cmdlet.')
  const answer = () => run(world, name, body.CmdletInput.Parameters, wids, request)
  return answerOrFail(world, { name, body, answer }, plainError)
}

const mayUse = (wids: readonly string[], roles: readonly RoleName[]) =>
  roles.some((role) => wids.includes(roleId(role)))

/** The module that Microsoft's PowerShell loads at its start: it exports the cmdlets that are granted, among many others. */
function moduleFile(world: World, request: Request): Answer {
  const wids = widsOf(world, request)
  if (wids === null) return { status: 401, headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' } }
  if (request.method !== 'GET')
    return plainError(405, 'MethodNotAllowed', 'The requested resource does not support this method.')
  if (!mayUse(wids, readers)) return notGranted()
  const names = ['Get-AcceptedDomain', 'Get-CASMailbox', ...(mayUse(wids, writers) ? ['Set-CASMailbox'] : [])]
  return { status: 200, body: { value: [{ exportedCmdlets: names.join(',') }] } }
}

function run(world: World, cmdlet: string, parameters: Parameters, wids: readonly string[], request: Request): Answer {
  switch (cmdlet.toLowerCase()) {
    case 'get-casmailbox':
      return mayUse(wids, readers) ? getMailbox(world, parameters) : notGranted()
    case 'set-casmailbox':
      return mayUse(wids, writers) ? setMailbox(world, parameters, request.requestId) : notGranted()
    default:
      return notGranted()
  }
}

/** The app's directory roles; `null` without a good token for Exchange with the right to be used by an app. */
function widsOf(world: World, request: Request): readonly string[] | null {
  const expected = { audience: 'https://outlook.office365.com', tenantId: world.tenantId, now: world.now() } as const
  const claims = readToken(request.headers.authorization, expected)
  if (typeof claims === 'string' || !claims.roles.includes('Exchange.ManageAsApp')) return null
  world.recorder.token(request.headers.authorization ?? '')
  return claims.wids
}

function parsed(request: Request): z.output<typeof bodySchema> | undefined {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) return undefined
  try {
    return bodySchema.safeParse(JSON.parse(request.text)).data
  } catch {
    return undefined
  }
}
