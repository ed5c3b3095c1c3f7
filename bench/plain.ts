import { randomBytes, randomUUID } from 'node:crypto'
import type { SimulatedTenant } from '../src/demo/tenant/tenant.ts'
import { emailApps } from '../src/offboarding/facts.ts'

/** The calls of the four actions and their reads, made as plainly as they can be: one fetch each, nothing around it. */
export type Plain = ReturnType<typeof plainClient>

export function plainClient(simulated: Pick<SimulatedTenant, 'url' | 'tokenFor' | 'tenantId'>) {
  const graphToken = simulated.tokenFor('https://graph.microsoft.com')
  const exchangeToken = simulated.tokenFor('https://outlook.office365.com')
  const graph = (method: string, path: string, body?: object, more: Record<string, string> = {}) =>
    call(`${simulated.url}/v1.0${path}`, method, graphToken, body, more)
  const cmdlet = (name: string, parameters: object) =>
    call(
      `${simulated.url}/adminapi/beta/${simulated.tenantId}/InvokeCommand`,
      'POST',
      exchangeToken,
      { CmdletInput: { CmdletName: name, Parameters: parameters } },
      {
        'x-cmdletname': name,
        'x-responseformat': 'json',
        'x-anchormailbox': `APP:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@${simulated.tenantId}`,
        'connection-id': randomUUID(),
      },
    )
  return {
    graph,
    cmdlet,
    resetPassword: (id: string) => graph('PATCH', `/users/${id}`, { passwordProfile: profile() }),
    signOut: (id: string) => graph('POST', `/users/${id}/revokeSignInSessions`, {}),
    blockSignIn: (id: string) => graph('PATCH', `/users/${id}`, { accountEnabled: false }),
    blockEmail: (id: string) =>
      cmdlet('Set-CASMailbox', { Identity: id, ...Object.fromEntries(emailApps.map((name) => [name, false])) }),
    search: (words: string) =>
      graph('GET', `/users?$search=${encodeURIComponent(`"displayName:${words}"`)}&$count=true`, undefined, {
        consistencylevel: 'eventual',
      }),
    mailbox: (id: string) => cmdlet('Get-CASMailbox', { Identity: id }),
  }
}

/** A password that the tenant takes and nobody keeps. */
const profile = () => ({
  forceChangePasswordNextSignIn: true,
  password: `${randomBytes(18).toString('base64url')}aA1!`,
})

async function call(
  url: string,
  method: string,
  token: string,
  body: object | undefined,
  more: Record<string, string>,
): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...more }
  const response = await fetch(url, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) })
  await response.text()
  if (!response.ok) throw new Error(`${method} ${url} was answered with ${response.status}`)
}
