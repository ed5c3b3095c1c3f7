import { type EmailApp, type EmailApps, emailApps } from '../offboarding/facts.ts'
import type { Action, Look } from './action.ts'

/**
 * Undoes the email block: each app back to what it was before, in one Set-CASMailbox, read back with Get-CASMailbox.
 * What was not set counted as allowed, so it is allowed again. Only these apps are named, so that one which somebody
 * else has changed since is left alone.
 * @param before what was recorded before the block
 * @param apps those that are restored
 */
export function restoreEmail(before: EmailApps, apps: readonly EmailApp[] = emailApps): Action {
  const wanted: Partial<EmailApps> = Object.fromEntries(apps.map((app) => [app, before[app] ?? true]))
  const restored = (look: Look) => {
    if (!('mailbox' in look) || !isAs(look.mailbox.apps, wanted, apps)) return null
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
    before: ({ mailbox }) => (mailbox.known ? mailbox.value : null),
  }
}

/** Whether each is allowed where it should be, and off where it should be. */
const isAs = (now: EmailApps | null, wanted: Partial<EmailApps>, apps: readonly EmailApp[]): boolean =>
  now !== null && apps.every((app) => (now[app] ?? true) === wanted[app])
