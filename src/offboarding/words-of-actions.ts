import type { Outcome, Proof } from './events.ts'
import type { EmailApp } from './facts.ts'
import { allOf } from './lists.ts'
import type { ActionId, SkipReason } from './plan.ts'

type ActionWords = {
  /** As a heading: "Reset password". */
  readonly name: string
  /** In a sentence or on a button: "reset password". */
  readonly deed: string
  readonly will: string
  readonly caveat: string
}

/** What each action is called, what it will do, and what it will not. Timings: Microsoft's article, step 1. */
export const actionWords: { readonly [action in ActionId]: ActionWords } = {
  'reset-password': {
    name: 'Reset password',
    deed: 'reset password',
    will: 'Sets a new random password that nobody ever sees.',
    caveat: 'Works at once for new sign-ins. Other ways to sign in, such as a passkey, stay until sign-in is blocked.',
  },
  'sign-out': {
    name: 'Sign out',
    deed: 'sign out',
    will: 'Ends every session, on every device and in every browser.',
    caveat:
      'Takes a few minutes. An app that is open can go on for up to an hour, until its access token ends. Outlook on the web goes on until the page changes.',
  },
  'block-sign-in': {
    name: 'Block sign-in',
    deed: 'block sign-in',
    will: 'Blocks the account, so that nobody can sign in with it in any way.',
    caveat: 'Can take up to 24 hours to take effect everywhere.',
  },
  'block-email': {
    name: 'Block email',
    deed: 'block email',
    will: 'Turns off six email apps: mobile (ActiveSync), Outlook on the web, Outlook desktop (MAPI), Exchange web services, POP3 and IMAP.',
    caveat:
      'Takes up to 30 minutes. Outlook mobile, Outlook for Mac, the new Outlook and SMTP AUTH have switches of their own, which stay as they are.',
  },
}

export const emailAppWords: { readonly [app in EmailApp]: string } = {
  ActiveSyncEnabled: 'mobile (ActiveSync)',
  OWAEnabled: 'Outlook on the web',
  MAPIEnabled: 'Outlook desktop (MAPI)',
  EwsEnabled: 'Exchange web services',
  PopEnabled: 'POP3',
  ImapEnabled: 'IMAP',
}

type Skipped = Extract<Outcome, { kind: 'skipped' }>

/** What stands on an action's card. Names and times come in as they are to be read. */
export const cardWords = {
  heading: (place: number, of: number, name: string) => `${place} of ${of} · ${name}`,
  leaver: (name: string, userPrincipalName: string) => `${name} (${userPrincipalName})`,
  toConfirm: (deed: string) => `Confirm ${deed}`,
  toSkip: 'Skip',
  toConfirmAll: 'Confirm all',
  toTryAgain: 'Try again',
  toAttest: 'Done on-premises',
  aimed: (button: string, deed: string, name: string) => `${button}: ${deed} for ${name}`,
  aimedAtAll: (name: string) => `Confirm all the actions that are left for ${name}`,
  aboutConfirmAll: 'In an emergency: confirm every action that is left, as far as your roles allow.',

  open: 'Waiting for confirmation',
  checking: 'Already so when I looked',
  checkingLine: 'Reading it back from Microsoft. Nobody needs to do anything.',
  running: 'Working on it',
  attempt: (count: number) => `This is attempt ${count}.`,
  waiting: (until: string) => `Waiting for Microsoft until ${until}`,
  waitingLine: 'I try again by myself. Nobody needs to do anything.',
  reading: 'Reading it back',
  readingLine: (taken: string) => `Microsoft took it at ${taken}.`,
  done: 'Done',
  unconfirmed: 'Done, not confirmed by Microsoft yet',
  unconfirmedLine: (taken: string) => `Microsoft took it at ${taken}, but does not show it yet. It was not done twice.`,
  looksAgain: (at: string) => `I look again at ${at}.`,
  looksNoMore: 'I looked for a day and did not see it. Please check it in the Microsoft 365 admin center.',
  already: 'Already so',
  skipped: 'Skipped',
  failed: 'Failed',
  cancelled: 'Cancelled',
  expired: 'Expired',

  confirmedBy: (name: string, at: string, roles: readonly string[]) =>
    `Confirmed by ${name} at ${at}${roles.length > 0 ? `, as ${allOf(roles)}` : ''}.`,
  signedOutAgain: (at: string) => `Signed out again at ${at}, after sign-in was blocked.`,
  signedOutAgainFailed: 'Microsoft did not take the second sign-out, after the block. Sign them out once more by hand.',

  small: (field: string, value: string) => `${field}: ${value}`,
  requestId: (id: string) => `Request id: ${id}`,
  code: (code: string) => `Code: ${code}`,
  status: (status: number) => `Status: ${status}`,

  onPremises: 'To be done on-premises',
  onPremisesPassword:
    'This account belongs to your Active Directory, so its password is changed there. The last command stands there twice on purpose: give it a different random password each time, and keep neither. Then tap Done on-premises.',
  onPremisesBlock:
    'This account belongs to your Active Directory, which will overwrite the block at its next sync. Disable it there as well:',
} as const

/** What was read back, in plain words. `value` is the moment that Microsoft returned, where the field is one. */
export function proofWords(field: Proof['field'], value: string, readAt: string): string {
  const shown = {
    lastPasswordChangeDateTime: `the password was last changed at ${value}`,
    signInSessionsValidFromDateTime: `sessions from before ${value} no longer count`,
    accountEnabled: 'sign-in is blocked',
    'email apps': 'all six email apps are off',
  }[field]
  return `Read back from Microsoft at ${readAt}: ${shown}.`
}

/** Why the facts leave an action out. */
export const leftOutWords: { readonly [reason in SkipReason]: string } = {
  'no-mailbox': 'There is no Exchange mailbox, so there are no email apps to turn off.',
  'home-tenant': 'This is a guest. Their home organisation owns this; only it can do it.',
  federated: 'They sign in at another identity provider, so a password here means nothing. Change it there.',
}

/**
 * Why an action was not done by us: a status, and a sentence. `by` is null where nobody chose it; `within` is how long
 * it could have been confirmed, such as "24 hours".
 */
export function skippedWords(reason: Skipped['reason'], by: string | null, at: string, within: string) {
  const person = by ?? 'Somebody'
  switch (reason) {
    case 'chosen':
      return { title: cardWords.skipped, line: `Skipped by ${person} at ${at}. It was not done.` }
    case 'on-premises':
      return {
        title: 'Done on-premises, as reported',
        line: `${person} said at ${at} that it was done on-premises. I have not read it back.`,
      }
    case 'expired':
      return { title: cardWords.expired, line: `Nobody confirmed it within ${within}. It was not done.` }
    case 'declined':
      return { title: 'Declined', line: `Declined by ${person} at ${at}. It was not done.` }
    default:
      return { title: cardWords.skipped, line: leftOutWords[reason] }
  }
}
