import { type EmailApps, emailApps } from '../offboarding/facts.ts'
import type { Action, Look } from './action.ts'

/**
 * Undoes the email block: every app back to what it was before, in one Set-CASMailbox, read back with Get-CASMailbox.
 * What was not set counted as allowed, so it is allowed again.
 * @param before what was recorded before the block
 */
export function restoreEmail(before: EmailApps): Action {
  const wanted = Object.fromEntries(emailApps.map((app) => [app, before[app] ?? true])) as EmailApps
  const restored = (look: Look) => {
    if (!('mailbox' in look) || !isAs(look.mailbox.apps, wanted)) return null
    const { at, requestId } = look.mailbox
    return { field: 'email apps', value: true, at, requestId } as const
  }
  return {
    id: 'restore-email',
    permissions: ['Exchange.ManageAsApp'],
    directoryRoles: ['Exchange Administrator'],
    choose: () => ({ action: 'restore-email', kind: 'do', caution: null }),
    isDone: restored,
    act: (doing) => doing.tenant.setEmailApps(doing.leaver.id, wanted),
    prove: restored,
    before: () => null,
  }
}

/** Whether every app is allowed where it should be, and off where it should be. */
const isAs = (apps: EmailApps | null, wanted: EmailApps): boolean =>
  apps !== null && emailApps.every((app) => (apps[app] ?? true) === wanted[app])
