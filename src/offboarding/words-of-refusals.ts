import type { Refusal } from './consent.ts'
import type { FailureKind } from './events.ts'
import { allOf, anyOf } from './lists.ts'
import type { NotAllowed, Protection } from './policy.ts'
import { actionWords } from './words-of-actions.ts'

/** Why nothing, or not everything, was done: a sentence for whoever tapped or asked. */
export function refusalWords(refusal: Refusal): string {
  switch (refusal.kind) {
    case 'protected':
      return `${protectionWords(refusal.protection)} Nothing was changed.`
    case 'stale':
      return 'What you saw has changed. Nothing was done. Please read the card again, then decide.'
    case 'not-requester':
      return `Only whoever asked may do this: ${refusal.requester.name}. Type offboard and the name to ask as well.`
    case 'closed':
      return 'This offboarding is closed. Nothing was changed.'
    case 'expired':
      return 'Nobody confirmed this in time, so it expired. Nothing was changed. Type offboard and the name to ask again.'
    case 'not-started':
      return 'This offboarding has not been started. Tap Start on its first card.'
    case 'out-of-turn':
      return 'This cannot be done now. Please look at the card as it is.'
    case 'decided':
      return refusal.by
        ? `${refusal.by.name} has already decided this. Nothing was done twice.`
        : 'This is already decided. Nothing was done twice.'
    case 'partly':
      return `What you may confirm is confirmed. Still open: ${stillOpen(refusal.missing)}`
    case 'nothing-to-decline':
      return 'Everything here is done or has begun, so there was nothing left to decline.'
    case 'shown-too-often':
      return 'This offboarding is shown in 20 places already. Please use one of its cards.'
    default:
      return notAllowedWords(refusal)
  }
}

function stillOpen(missing: readonly NotAllowed[]): string {
  return missing
    .map((no) => {
      if (no.kind !== 'lacks-role' || no.action === null) return notAllowedWords(no)
      return `${actionWords[no.action].deed}, which needs ${anyOf(no.needs)}.`
    })
    .join(' ')
}

export function notAllowedWords(no: NotAllowed): string {
  switch (no.kind) {
    case 'lacks-role':
      return `${no.action ? 'This' : 'Offboarding somebody'} needs ${anyOf(no.needs)}. ${holdsNone(no.needs.length)} Nothing was changed.`
    case 'is-leaver':
      return 'This is about you, so somebody else has to decide it. Nothing was changed.'
    case 'is-guest':
      return 'Guests cannot offboard anybody here. Nothing was changed.'
    case 'is-blocked':
      return 'Your own account is blocked, so you cannot decide this. Nothing was changed.'
    case 'needs-second-person':
      return 'You asked for this or started it, so a second person has to decide it. Nothing was changed.'
    case 'roles-unknown':
      return `Your roles could not be read, so nothing was changed. Reason: ${no.reason}. Try again in a minute.`
  }
}

function holdsNone(count: number): string {
  if (count < 2) return 'You do not hold it.'
  return count === 2 ? 'You hold neither.' : 'You hold none of them.'
}

/** Why nobody may offboard this person with this bot. */
export function protectionWords(protection: Protection): string {
  switch (protection.kind) {
    case 'is-requester':
      return 'You cannot offboard yourself. Ask another administrator.'
    case 'on-protected-list':
      return 'This account is protected, so this bot does not touch it. Whoever runs the bot keeps the list.'
    case 'in-protected-group':
      return protection.sure
        ? 'This account belongs to a protected group, so this bot does not touch it. Whoever runs the bot chose the group.'
        : 'I could not make sure that this account is in no protected group, so it is not touched.'
    case 'owns-the-bot':
      return "This person owns the bot's own identity, so this bot does not touch the account. Make somebody else its owner first."
    case 'last-global-administrator':
      return protection.sure
        ? 'This is the last enabled Global Administrator. Without it nobody could administer Microsoft 365.'
        : 'I could not make sure that another Global Administrator would be left, so this account is not touched.'
  }
}

type FailureWords = {
  readonly said: string
  readonly next: string
  /** Instead of a card, where the reading before a decision failed. */
  readonly sentence: string
}

/** What Microsoft said, in plain words, and what a person can do now. */
export const failureWords: { readonly [kind in FailureKind]: FailureWords } = {
  refused: {
    said: 'Microsoft refused it.',
    next: 'The bot may lack a permission or a role for this account. Ask whoever runs it, then try again.',
    sentence:
      'Microsoft did not let me read what I need. Nothing was changed. Ask whoever runs the bot to check its permissions.',
  },
  missing: {
    said: 'Microsoft does not find this account or mailbox.',
    next: 'Check in the admin center whether it was deleted or moved, then try again or skip.',
    sentence: 'Microsoft does not find this account any more. Nothing was changed.',
  },
  throttled: {
    said: 'Microsoft is busy and asked us to wait.',
    next: 'Try again in a few minutes.',
    sentence: 'Microsoft is busy. Nothing was changed. Try again in a minute.',
  },
  unreachable: {
    said: 'Microsoft could not be reached, or did not answer in time.',
    next: 'It may or may not have been done. Try again: doing it twice is safe.',
    sentence: 'Microsoft could not be reached in time. Nothing was changed. Try again in a minute.',
  },
  unexpected: {
    said: 'Microsoft gave an answer that I do not understand.',
    next: 'It may or may not have been done. Try again: doing it twice is safe. If it fails again, give the request id to whoever runs the bot.',
    sentence: 'Microsoft gave an answer that I do not understand. Nothing was changed. Try again in a minute.',
  },
  stale: {
    said: 'What Microsoft holds has changed in the meantime.',
    next: 'Please read the cards again, then try again.',
    sentence: 'What Microsoft holds has just changed. Nothing was done. Please read the card again, then decide.',
  },
  misconfigured: {
    said: 'The bot is not set up to do this.',
    next: 'Ask whoever runs it to check its permissions and roles, then try again.',
    sentence:
      'I am not set up to do this. Nothing was changed. Ask whoever runs the bot to check its permissions and roles.',
  },
}

/** Instead of the general advice, where Active Directory owns the account. */
export const syncedFailureNext =
  'Your Active Directory owns this account, so change it there. The commands stand below.'

/** Changes that made an earlier plan void. */
export function changesWords(changes: readonly ChangeName[]): string {
  return `Changed since this was shown: ${allOf(changes.map((change) => changeNames[change]))}. Please read it again.`
}

type ChangeName = keyof typeof changeNames
const changeNames = {
  name: 'the name',
  roles: 'the admin roles',
  mailbox: 'the mailbox',
  account: 'the account state',
  origin: 'where the account is kept',
  namesakes: 'who else has this name',
} as const

/** What Microsoft said and what to do, in one breath, for a chat. */
export const failureSentence = (kind: FailureKind): string => `${failureWords[kind].said} ${failureWords[kind].next}`
