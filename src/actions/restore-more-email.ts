import { type MoreEmailApp, type MoreEmailApps, moreEmailApps } from '../offboarding/more-email.ts'
import type { Action, Look } from './action.ts'
import { taken } from './block-more-email.ts'
import { setEach } from './set-each.ts'

/**
 * Undoes the block of the email apps beyond the six: each back to what it was. SMTP AUTH may have followed the
 * organisation, which is `null`; whether Exchange takes that here no page says, so it is tried, and where it is refused
 * SMTP AUTH stays off and the card says so.
 * @param before what was recorded before the block
 * @param those the apps that are restored; others are left as they are
 */
export function restoreMoreEmail(before: MoreEmailApps, those: readonly MoreEmailApp[] = moreEmailApps): Action {
  const wanted: Partial<MoreEmailApps> = Object.fromEntries(those.map((app) => [app, valueFor(app, before[app])]))
  const restored = (look: Look, apps: readonly MoreEmailApp[]) => {
    if (!('mailbox' in look) || look.mailbox.more === null) return null
    const { at, requestId, more } = look.mailbox
    if (!apps.every((app) => valueFor(app, more[app]) === wanted[app])) return null
    return { field: 'more-email-apps', value: true, at, requestId } as const
  }
  return {
    id: 'restore-more-email',
    permissions: ['Exchange.ManageAsApp'],
    directoryRoles: ['Exchange Administrator'],
    choose: () => ({ action: 'restore-more-email', kind: 'do', caution: null }),
    isDone: (look) => restored(look, those),
    act: (doing) => setEach(doing, wanted),
    prove: (look, answer) => restored(look, among(those, taken(answer))),
    before: ({ moreEmail }) => (moreEmail?.known ? moreEmail.value : null),
  }
}

/** What is not set counts as allowed; for SMTP AUTH it is a value of its own. */
const valueFor = (app: MoreEmailApp, value: boolean | null): boolean | null =>
  app === 'SmtpClientAuthenticationDisabled' ? value : (value ?? true)

const among = (those: readonly MoreEmailApp[], took: readonly MoreEmailApp[]): readonly MoreEmailApp[] =>
  those.filter((app) => took.includes(app))
