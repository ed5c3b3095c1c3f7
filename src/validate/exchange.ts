import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { Failure } from '../errors.ts'
import { m365Permission } from '../grant/commands.ts'
import matrix from '../offboarding/role-matrix.json' with { type: 'json' }
import type { Send } from '../tenant/client.ts'
import type { Exchange } from '../tenant/exchange.ts'
import { bodyOf } from '../tenant/exchange-failures.ts'
import { type Check, missing, untold, works } from './check.ts'
import { assign } from './graph.ts'
import type { Claims } from './tokens.ts'

export type ExchangeAsking = {
  readonly appId: string
  readonly tenantId: string
  readonly exchange: Pick<Exchange, 'mailbox'>
  /** Exchange's `adminapi/v1.0`. */
  readonly send: Send
}

const permission = { name: 'Exchange.ManageAsApp', resource: 'exchange' } as const
const cmdlets = ['Get-CASMailbox', 'Set-CASMailbox'] as const
const roleFix = assign('Exchange Administrator')

/** The permission, the directory role and the two cmdlets. */
export async function checkExchange(asking: ExchangeAsking, claims: Claims): Promise<Check[]> {
  const [read, granted] = await Promise.all([readMailbox(asking), grantedCmdlets(asking)])
  const checks = [checkPermission(asking.appId, claims, read), checkRead(read)]
  return [...checks, checkGranted(granted), checkRole(claims, granted)]
}

type Read = 'worked' | Failure

/** Asks for the mailbox of nobody. To whoever may ask, it does not exist; an empty identity would mean every mailbox. */
async function readMailbox({ exchange }: ExchangeAsking): Promise<Read> {
  try {
    await exchange.mailbox(randomUUID())
    return 'worked'
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
}

/** Exchange measures: without the permission 401, with it and without a role 403. */
function checkPermission(appId: string, { roles }: Claims, read: Read): Check {
  const { name } = permission
  if (read === 'worked' || read.note.status === 403) return works(name, 'Exchange took the token.')
  if (read.note.status !== 401) return untold(name, 'Could not be told: see the next line.')
  if (roles?.includes(name))
    return missing(name, 'The token names it, but Exchange refused it.', 'Wait some minutes, then validate again.')
  return missing(name, 'Exchange refused the token.', m365Permission(appId, permission))
}

function checkRead(read: Read): Check {
  const name = 'Read a mailbox'
  if (read === 'worked') return works(name, 'Get-CASMailbox answered.')
  if (read.note.status === 403) return missing(name, 'Get-CASMailbox is not granted.', roleFix)
  if (read.note.status === 401) return untold(name, 'Not before Exchange takes the token.')
  return missing(name, `Failed: ${read.message}.`, 'Check EXCHANGE_URL and the network, then validate again.')
}

const moduleAnswer = z.object({ value: z.array(z.object({ exportedcmdlets: z.string() })).min(1) })

/**
 * The cmdlets that Exchange grants the bot, lower case; `null` when that cannot be told. Microsoft's PowerShell module
 * asks this way at its start, and no page documents it. https://github.com/KelvinTegelaar/CIPP-API (New-ExoRequest)
 */
async function grantedCmdlets({ send, tenantId }: ExchangeAsking): Promise<ReadonlySet<string> | null> {
  try {
    const reply = await send({
      method: 'GET',
      route: 'EXOModuleFile',
      path: `/${encodeURIComponent(tenantId)}/EXOModuleFile`,
      query: { Version: '3.9.2' },
      headers: { CommandName: '*' },
    })
    const parsed = moduleAnswer.safeParse(bodyOf(reply))
    if (!parsed.success) return null
    const names = parsed.data.value.flatMap((one) => one.exportedcmdlets.split(','))
    return new Set(names.map((name) => name.trim().toLowerCase()))
  } catch (error) {
    if (error instanceof Failure) return null
    throw error
  }
}

const lacking = (granted: ReadonlySet<string>) => cmdlets.filter((cmdlet) => !granted.has(cmdlet.toLowerCase()))

function checkGranted(granted: ReadonlySet<string> | null): Check {
  const name = 'Cmdlets that Exchange grants'
  if (granted === null)
    return untold(name, 'Exchange did not say. This question is not documented, so that is no fault.')
  const absent = lacking(granted)
  if (absent.length === 0) return works(name, `${cmdlets.join(' and ')}.`)
  return missing(name, `${absent.join(' and ')} ${absent.length === 1 ? 'is' : 'are'} not among them.`, roleFix)
}

/** A role group of Exchange's own may stand in for the directory role, so the cmdlets have the last word. */
function checkRole({ wids }: Claims, granted: ReadonlySet<string> | null): Check {
  const name = 'Directory role for mailboxes'
  const ids = matrix.roleTemplateIds
  if (wids === null) return untold(name, 'The token does not say which directory roles the bot has.')
  if (wids.includes(ids['Exchange Administrator'])) return works(name, 'Exchange Administrator.')
  if (wids.includes(ids['Global Administrator']))
    return untold(name, 'Global Administrator: far more than needed.', roleFix)
  if (granted !== null && lacking(granted).length === 0)
    return works(name, 'Not in the token, and not needed: Exchange grants the cmdlets in another way.')
  if (wids.includes(ids['Exchange Recipient Administrator']))
    return untold(name, 'Exchange Recipient Administrator: whether that is enough is not documented.', roleFix)
  return missing(name, 'Exchange Administrator is not in the token.', roleFix)
}
