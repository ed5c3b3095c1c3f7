import type { EmailApps, Role } from './facts.ts'
import { emailApps } from './facts.ts'
import { allOf, anyOf } from './lists.ts'
import { emailAppWords } from './words-of-actions.ts'

/** What stands on the review card: is this the right Jane, and what will happen? */
export const reviewWords = {
  heading: (name: string) => `Offboard ${name}`,
  question: (name: string) =>
    `Is this the right ${name}? Nothing is done yet: each action waits for a confirmation of its own.`,
  speak: (name: string, userPrincipalName: string) =>
    `Review before offboarding ${name}, ${userPrincipalName}. Nothing is done yet.`,
  warnings: 'Please note',
  person: 'Who this is',
  actions: 'What will happen',
  approvers: 'Who may confirm',
  approversOf: (deeds: readonly string[], roles: readonly string[]) => `${capital(allOf(deeds))}: ${anyOf(roles)}.`,
  reason: 'Reason (kept in the history)',
  reasonPlaceholder: 'Why are they leaving?',
  toStart: 'Start',
  aboutStart: (name: string) => `Start: show the actions for ${name} one by one, to be confirmed`,
  toCancel: 'Cancel',
  aboutCancel: (name: string) => `Cancel the offboarding of ${name}; nothing is changed`,

  toDecline: 'Decline',
  aboutDecline: (name: string) => `Decline the offboarding of ${name}; what has not begun is not done`,
  whyDeclined: 'Why (kept in the history)',
  whyDeclinedPlaceholder: 'Why should it not be done?',

  started: (name: string, at: string) => `Started by ${name} at ${at}`,
  startedLine: 'The actions follow on cards of their own.',
  cancelled: (name: string, at: string) => `Cancelled by ${name} at ${at}`,
  expired: (at: string) => `Expired at ${at}`,
  expiredLine: (within: string) =>
    `Nobody started it within ${within}. Nothing was changed. Type offboard and the name to ask again.`,
  expiredRest: (at: string) => `What nobody had confirmed expired at ${at}.`,
  untouched: 'Nothing was changed.',
  declined: (name: string, at: string) => `Declined by ${name} at ${at}`,
  declinedLine: 'What had not begun is not done.',
  requestedBy: (name: string, at: string) => `Asked for by ${name} at ${at}.`,
  becauseOf: (reason: string) => `Reason: ${reason}`,

  already: 'Already so. I prove it by reading it back; nobody needs to confirm it.',
  onPremises: 'To be done in your Active Directory. The card will show the commands.',
  willSkip: (line: string) => `Will be skipped. ${line}`,
} as const

/** Labels of the facts, in the order in which they are shown. */
export const factWords = {
  name: 'Name',
  userPrincipalName: 'Signs in as',
  jobTitle: 'Title',
  department: 'Department',
  manager: 'Manager',
  account: 'Account',
  created: 'Created',
  kind: 'Kind',
  source: 'Kept in',
  mailbox: 'Mailbox',
  roles: 'Admin roles',
  done: 'Already done',

  none: 'None',
  notKnown: (reason: string) => `Not known: ${reason}`,
  notSaid: 'Microsoft did not say',
  enabled: 'Enabled',
  blocked: 'Blocked',
  member: 'Member of this organisation',
  guest: 'Guest from another organisation',
  synced: 'Active Directory, synced to Microsoft 365',
  cloud: 'Microsoft 365 only',
  nothingDone: 'Nothing',
  mailboxOf,
  role: (role: Role) => (role.eligible ? `${role.name} (eligible, not active)` : role.name),
} as const

/** What makes this leaver special, in plain words. */
export const warningWords = {
  administrator: (roles: readonly string[]) => `This is an administrator: ${allOf(roles)}.`,
  rolesUnknown: (reason: string) =>
    `The admin roles could not be read, so they are treated as an administrator. Reason: ${reason}.`,
  roleGroup: 'Belongs to a group that can hold admin roles, and is treated as an administrator.',
  roleGroupUnknown: (reason: string) =>
    `Whether they belong to a group with admin roles could not be read, so they are treated as an administrator. Reason: ${reason}.`,
  synced: 'Synced from Active Directory, which may overwrite what is changed here. Some of it is done on-premises.',
  guest:
    'This is a guest. Their home organisation owns the password and the sessions; only sign-in here can be blocked.',
  federated: 'Signs in at another identity provider. The password is not changed here.',
  restricted: 'In a restricted administrative unit. Microsoft may refuse the bot, and few people may confirm.',
  namesakes: (count: number) =>
    count === 1
      ? '1 other account has this name. Compare address and manager before you start.'
      : `${count} other accounts have this name. Compare address and manager before you start.`,
  namesakesUnknown: (reason: string) =>
    `Whether other accounts have this name could not be checked. Reason: ${reason}.`,
} as const

function mailboxOf(apps: EmailApps): string {
  const off = emailApps.filter((app) => apps[app] === false)
  const on = emailApps.filter((app) => apps[app] !== false)
  if (off.length === 0) return 'Yes. All six email apps are on.'
  if (on.length === 0) return 'Yes. All six email apps are off.'
  const names = (some: typeof on) => allOf(some.map((app) => emailAppWords[app]))
  return `Yes. On: ${names(on)}. Off: ${names(off)}.`
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
