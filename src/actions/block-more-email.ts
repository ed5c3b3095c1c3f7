import type { Answer } from '../offboarding/events.ts'
import { isOff, type MoreEmailApp, type MoreEmailApps, moreEmailApps, offValue } from '../offboarding/more-email.ts'
import type { Action, Look } from './action.ts'
import { setEach } from './set-each.ts'

const allOff = Object.fromEntries(moreEmailApps.map((app) => [app, offValue(app)])) as MoreEmailApps

/**
 * The email apps beyond the article's six, where somebody chose that: a second Set-CASMailbox after the six, read back
 * and reported apart. Proven when every app that Exchange took is found off. Undo: each app back to what it was.
 */
export const blockMoreEmail: Action<'block-more-email'> = {
  id: 'block-more-email',
  permissions: ['Exchange.ManageAsApp'],
  directoryRoles: ['Exchange Administrator'],
  choose: () => ({ action: 'block-more-email', kind: 'do', caution: null }),
  isDone: (look) => off(look, moreEmailApps),
  act: (doing) => setEach(doing, allOff),
  prove: (look, answer) => off(look, taken(answer)),
  before: ({ moreEmail }) => (moreEmail?.known ? moreEmail.value : null),
}

/** The apps of a call that Exchange did not refuse. */
export function taken({ refused = [] }: Answer): readonly MoreEmailApp[] {
  return moreEmailApps.filter((app) => refused.every((one) => one.app !== app))
}

function off(look: Look, apps: readonly MoreEmailApp[]) {
  if (!('mailbox' in look) || look.mailbox.more === null) return null
  const { at, requestId, more } = look.mailbox
  if (!apps.every((app) => isOff(more, app))) return null
  return { field: 'more-email-apps', value: false, at, requestId } as const
}
