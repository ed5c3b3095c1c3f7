import { guidFor, type User } from './company.ts'
import { exchangeError } from './exchange-errors.ts'
import { isMailboxSwitch, type Mailbox, type MailboxSwitch } from './mailbox.ts'
import type { Answer, World } from './world.ts'

export type Parameters = Readonly<Record<string, unknown>>

/** Parameters that any cmdlet takes. */
const commonParameters = new Set(['Identity', 'ErrorAction', 'WarningAction', 'Confirm', 'ResultSize'])

/**
 * Get-CASMailbox. Without an Identity, or with an empty one, it answers with every mailbox there is.
 * https://learn.microsoft.com/powershell/module/exchangepowershell/get-casmailbox
 */
export function getMailbox(world: World, parameters: Parameters): Answer {
  const unknown = Object.keys(parameters).find((name) => !commonParameters.has(name))
  if (unknown !== undefined) return badParameter(unknown)
  const { Identity: identity } = parameters
  if (identity === undefined || identity === null || identity === '')
    return valuesAnswer(world, world.company.users.map((user) => world.directory.shown(user)).flatMap(rowOf))
  const found = mailboxOf(world, identity)
  return 'answer' in found ? found.answer : valuesAnswer(world, rowOf(world.directory.shown(found.user)))
}

/** Set-CASMailbox. It returns no value; when nothing changes it says so in a warning. */
export function setMailbox(world: World, parameters: Parameters, requestId: string): Answer {
  const { withheldParameters: withheld, takesNull } = world.company
  const isKnown = (name: string) => commonParameters.has(name) || (isMailboxSwitch(name) && !withheld.includes(name))
  const unknown = Object.keys(parameters).find((name) => !isKnown(name))
  if (unknown !== undefined) return badParameter(unknown)
  const { Identity: identity } = parameters
  if (identity === undefined || identity === null || identity === '')
    return badValue("Cannot bind argument to parameter 'Identity' because it is null or an empty string.")
  const wanted: [MailboxSwitch, boolean | null][] = []
  for (const [name, value] of Object.entries(parameters)) {
    if (!isMailboxSwitch(name)) continue
    const mayBeNull = takesNull && name === 'SmtpClientAuthenticationDisabled'
    if (typeof value !== 'boolean' && !(mayBeNull && value === null))
      return badValue(
        `Cannot process argument transformation on parameter '${name}'. Cannot convert value to type Boolean.`,
      )
    wanted.push([name, value])
  }
  const found = mailboxOf(world, identity)
  if ('answer' in found) return found.answer
  const { user, mailbox } = found
  const changes = Object.fromEntries(wanted.filter(([name, value]) => mailbox[name] !== value))
  if (Object.keys(changes).length === 0)
    return valuesAnswer(
      world,
      [],
      [`The command completed successfully but no settings of '${user.mailNickname}' have been modified.`],
    )
  world.directory.change(user, { mailbox: { ...mailbox, ...changes } })
  const at = new Date(world.now()).toISOString()
  world.recorder.write({ at, kind: 'email', id: user.id, requestId, detail: changes })
  return valuesAnswer(world, [])
}

/** Identity may be many things; only the object id and addresses are sure to mean one person. */
function mailboxOf(world: World, identity: unknown): { user: User; mailbox: Mailbox } | { answer: Answer } {
  if (typeof identity !== 'string') return { answer: badValue("Cannot convert value of parameter 'Identity'.") }
  const wanted = identity.toLowerCase()
  const users = world.company.users.filter((user) => namesOf(user).some((name) => name.toLowerCase() === wanted))
  const [user] = users
  if (user === undefined) {
    const text = `The operation couldn't be performed because object '${identity}' couldn't be found on 'SIM01A001DC01.SIM01A001.PROD.OUTLOOK.COM'.`
    return { answer: exchangeError(500, 'notFound', 'Ex6F9304', text) }
  }
  if (users.length > 1)
    return { answer: exchangeError(500, 'value', 'Ex0ED7F6', `The name '${identity}' matches multiple entries.`) }
  if (user.mailbox === null)
    return { answer: exchangeError(500, 'notFound', 'Ex41BAF5', "The specified mailbox doesn't exist.") }
  return { user, mailbox: user.mailbox }
}

const namesOf = (user: User): string[] => [
  user.id,
  user.userPrincipalName,
  user.mailNickname,
  user.displayName,
  guidFor(`mailbox ${user.id}`),
  ...user.proxyAddresses.map((address) => address.slice('smtp:'.length)),
]

/** A row, with the type siblings that Exchange puts beside what is not plain text. */
function rowOf(user: User): object[] {
  if (user.mailbox === null) return []
  const types = Object.entries(user.mailbox).flatMap(([name, value]) =>
    typeof value === 'boolean' ? [[`${name}@data.type`, 'System.Boolean']] : [],
  )
  const row = {
    Identity: user.displayName,
    Name: user.mailNickname,
    DisplayName: user.displayName,
    PrimarySmtpAddress: user.mail ?? user.userPrincipalName,
    'Guid@data.type': 'System.Guid',
    'Guid@odata.type': '#Guid',
    Guid: guidFor(`mailbox ${user.id}`),
    ExternalDirectoryObjectId: user.id,
    ECPEnabled: true,
    ...Object.fromEntries(types),
    ...user.mailbox,
  }
  return [row]
}

function valuesAnswer(world: World, value: readonly object[], warnings: readonly string[] = []): Answer {
  const context = `${world.origin()}/adminapi/beta/${world.tenantId}/$metadata#Collection(Exchange.GenericHashTable)`
  return {
    status: 200,
    headers: warnings.length > 0 ? { 'X-Warnings': warnings.join(' ') } : {},
    body: {
      '@odata.context': context,
      'adminapi.warnings@odata.type': '#Collection(String)',
      '@adminapi.warnings': warnings,
      value,
    },
  }
}

const badValue = (text: string): Answer => exchangeError(400, 'value', '', text)

const badParameter = (name: string): Answer =>
  exchangeError(
    400,
    'parameter',
    '',
    `Parameter set cannot be resolved using the specified named parameters. Invalid cmdlet parameters specified. ${name}`,
  )
