import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { Failure } from '../errors.ts'
import type { Answer } from '../offboarding/events.ts'
import type { EmailApps } from '../offboarding/facts.ts'
import type { MoreEmailApps } from '../offboarding/more-email.ts'
import { parse } from './answers.ts'
import type { Call, Reply, Send } from './client.ts'
import { bodyOf, isNoMailbox } from './exchange-failures.ts'
import { failure } from './failures.ts'
import { objectId } from './object-id.ts'
import type { Mailbox } from './tenant.ts'

export type Exchange = {
  mailbox(id: string): Promise<Mailbox>
  setEmailApps(id: string, apps: Partial<EmailApps & MoreEmailApps>): Promise<Answer>
}

/**
 * The mailbox that app-only calls are routed by, the same in every tenant: a hint, not a right.
 * https://github.com/KelvinTegelaar/CIPP-API (New-ExoRequest)
 */
const anchor = 'APP:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}'

/**
 * Exchange Online's InvokeCommand, the call that Microsoft's PowerShell module makes of a cmdlet. Neither Graph nor the
 * Exchange Admin API has the email apps (https://learn.microsoft.com/exchange/reference/admin-api-endpoints-reference);
 * when one of them does, this file can go.
 */
export function exchangeOn(send: Send, tenantId: string): Exchange {
  const connectionId = randomUUID()
  const invoke = (cmdlet: string, parameters: Parameters) => send(callOf(cmdlet, parameters, tenantId, connectionId))
  return {
    async mailbox(id) {
      const identity = objectId(id)
      const reply = await invoke('Get-CASMailbox', { Identity: identity })
      const found = isNoMailbox(reply) ? { apps: null, more: null } : appsIn(reply, identity)
      return { at: reply.at, requestId: reply.requestId, ...found }
    },
    /** The same values again change nothing and answer with a warning, so this is safe to repeat. */
    async setEmailApps(id, apps) {
      const reply = await invoke('Set-CASMailbox', { Identity: objectId(id), ...apps })
      if (isNoMailbox(reply)) throw failure(reply, 'missing', { code: 'ManagementObjectNotFoundException' })
      return { at: reply.at, since: reply.since, requestId: reply.requestId }
    },
  }
}

/** Identity is an object id, always: with none, Get-CASMailbox answers with every mailbox of the tenant. */
type Parameters = { readonly Identity: string } & Partial<EmailApps & MoreEmailApps>

function callOf(cmdlet: string, parameters: Parameters, tenantId: string, connectionId: string): Call {
  return {
    method: 'POST',
    route: `InvokeCommand ${cmdlet}`,
    path: `/${encodeURIComponent(tenantId)}/InvokeCommand`,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      prefer: 'odata.maxpagesize=1000',
      'x-cmdletname': cmdlet,
      'x-responseformat': 'json',
      'x-anchormailbox': `${anchor}@${tenantId}`,
      'connection-id': connectionId,
    },
    body: { CmdletInput: { CmdletName: cmdlet, Parameters: parameters } },
  }
}

/** An app that is absent is not set, and not set is not off. */
const app = z
  .boolean()
  .nullish()
  .transform((value) => value ?? null)

/** Names in lower case: the case that Exchange gives them differs. What it adds to them (`Guid@odata.type`) is ignored. */
const rowAnswer = z.object({
  externaldirectoryobjectid: z.string(),
  activesyncenabled: app,
  owaenabled: app,
  mapienabled: app,
  ewsenabled: app,
  popenabled: app,
  imapenabled: app,
  outlookmobileenabled: app,
  macoutlookenabled: app,
  onewinnativeoutlookenabled: app,
  universaloutlookenabled: app,
  owafordevicesenabled: app,
  smtpclientauthenticationdisabled: app,
})
const rowsAnswer = z.object({ value: z.array(rowAnswer) })

function appsIn(reply: Reply, id: string): { apps: EmailApps; more: MoreEmailApps } {
  const rows = parse(rowsAnswer, bodyOf(reply), reply).value
  const [row] = rows
  if (row === undefined || rows.length > 1 || row.externaldirectoryobjectid.toLowerCase() !== id)
    throw new Failure('unexpected', `${reply.route} did not answer with the one mailbox that was asked for`, {
      status: reply.status,
      requestId: reply.requestId,
    })
  const apps = {
    ActiveSyncEnabled: row.activesyncenabled,
    OWAEnabled: row.owaenabled,
    MAPIEnabled: row.mapienabled,
    EwsEnabled: row.ewsenabled,
    PopEnabled: row.popenabled,
    ImapEnabled: row.imapenabled,
  }
  const more = {
    OutlookMobileEnabled: row.outlookmobileenabled,
    MacOutlookEnabled: row.macoutlookenabled,
    OneWinNativeOutlookEnabled: row.onewinnativeoutlookenabled,
    UniversalOutlookEnabled: row.universaloutlookenabled,
    OWAforDevicesEnabled: row.owafordevicesenabled,
    SmtpClientAuthenticationDisabled: row.smtpclientauthenticationdisabled,
  }
  return { apps, more }
}
