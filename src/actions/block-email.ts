import { type EmailApps, emailApps } from '../offboarding/facts.ts'
import type { Action, Look } from './action.ts'

const allOff = Object.fromEntries(emailApps.map((app) => [app, false])) as EmailApps

/**
 * The article's six email apps off in one Set-CASMailbox, read back with Get-CASMailbox. Graph has no endpoint for
 * these, so this is the call that Microsoft's own PowerShell module makes. Proven only when all six are strictly
 * `false`: null means "not set", which Exchange treats as allowed. Undo: each app back to what it was.
 */
export const blockEmail: Action<'block-email'> = {
  id: 'block-email',
  permissions: ['Exchange.ManageAsApp'],
  directoryRoles: ['Exchange Administrator'],
  choose(facts) {
    if (facts.guest) return { action: 'block-email', kind: 'skip', reason: 'home-tenant' }
    const { mailbox } = facts
    if (!mailbox.known) return { action: 'block-email', kind: 'do', caution: null }
    if (mailbox.value === null) return { action: 'block-email', kind: 'skip', reason: 'no-mailbox' }
    return areOff(mailbox.value)
      ? { action: 'block-email', kind: 'already' }
      : { action: 'block-email', kind: 'do', caution: null }
  },
  isDone: off,
  act: (doing) => doing.tenant.setEmailApps(doing.leaver.id, allOff),
  prove: off,
  before: (facts) => (facts.mailbox.known ? facts.mailbox.value : null),
}

const areOff = (apps: EmailApps): boolean => emailApps.every((app) => apps[app] === false)

function off(look: Look) {
  if (!('mailbox' in look) || look.mailbox.apps === null || !areOff(look.mailbox.apps)) return null
  const { at, requestId } = look.mailbox
  return { field: 'email apps', value: false, at, requestId } as const
}
