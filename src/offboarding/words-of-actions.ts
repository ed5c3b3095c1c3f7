import type { Outcome, Proof } from './events.ts'
import { type EmailApp, emailApps } from './facts.ts'
import { type SkipReason, type StepId, stepIds } from './plan.ts'
import type { Voice } from './words/voice.ts'

type ActionWords = {
  /** As a heading: "Reset password". */
  readonly name: string
  /** In a sentence or on a button: "reset password". */
  readonly deed: string
  readonly will: string
  readonly caveat: string
}

/** What each action is called, what it will do, and what it will not. Timings: Microsoft's article, step 1. */
export function actionWords({ say }: Voice): { readonly [step in StepId]: ActionWords } {
  const wordsOf = (id: StepId): ActionWords => ({
    name: say(`action.${id}.name`),
    deed: say(`action.${id}.deed`),
    will: say(`action.${id}.will`),
    caveat: say(`action.${id}.caveat`),
  })
  return Object.fromEntries(stepIds.map((id) => [id, wordsOf(id)])) as { [step in StepId]: ActionWords }
}

export function emailAppWords({ say }: Voice): { readonly [app in EmailApp]: string } {
  return Object.fromEntries(emailApps.map((app) => [app, say(`emailApp.${app}`)])) as { [app in EmailApp]: string }
}

type Skipped = Extract<Outcome, { kind: 'skipped' }>

/** What stands on an action's card. Names and times come in as they are to be read. */
export const cardWords = ({ say, allOf }: Voice) => ({
  heading: (place: number, of: number, name: string) => say('card.heading', { place, of, name }),
  leaver: (name: string, userPrincipalName: string) => say('card.leaver', { name, userPrincipalName }),
  toConfirm: (deed: string) => say('card.toConfirm', { deed }),
  toSkip: say('card.toSkip'),
  toConfirmAll: say('card.toConfirmAll'),
  toTryAgain: say('card.toTryAgain'),
  toAttest: say('card.toAttest'),
  aimed: (button: string, deed: string, name: string) => say('card.aimed', { button, deed, name }),
  aimedAtAll: (name: string) => say('card.aimedAtAll', { name }),
  aboutConfirmAll: say('card.aboutConfirmAll'),

  open: say('card.open'),
  checking: say('card.checking'),
  checkingLine: say('card.checkingLine'),
  running: say('card.running'),
  attempt: (count: number) => say('card.attempt', { count }),
  waiting: (until: string) => say('card.waiting', { until }),
  waitingLine: say('card.waitingLine'),
  reading: say('card.reading'),
  readingLine: (taken: string) => say('card.readingLine', { taken }),
  done: say('card.done'),
  unconfirmed: say('card.unconfirmed'),
  unconfirmedLine: (taken: string) => say('card.unconfirmedLine', { taken }),
  looksAgain: (at: string) => say('card.looksAgain', { at }),
  looksNoMore: say('card.looksNoMore'),
  already: say('card.already'),
  skipped: say('card.skipped'),
  failed: say('card.failed'),
  cancelled: say('card.cancelled'),
  expired: say('card.expired'),

  confirmedBy: (name: string, at: string, roles: readonly string[]) =>
    roles.length > 0
      ? say('card.confirmedByAs', { name, at, roles: allOf(roles) })
      : say('card.confirmedBy', { name, at }),
  signedOutAgain: (at: string) => say('card.signedOutAgain', { at }),
  signedOutAgainFailed: say('card.signedOutAgainFailed'),

  small: (field: Proof['field'], value: string) => {
    const [six, more] = [say('card.emailApps'), say('card.moreEmailApps')]
    const shown = field === 'email apps' ? six : field === 'more-email-apps' ? more : field
    return say('card.small', { field: shown, value })
  },
  requestId: (id: string) => say('card.requestId', { id }),
  code: (code: string) => say('card.code', { code }),
  status: (status: number) => say('card.status', { status }),

  onPremises: say('card.onPremises'),
  onPremisesPassword: say('card.onPremisesPassword'),
  onPremisesBlock: say('card.onPremisesBlock'),
})

/** What was read back, in plain words. `value` is the moment that Microsoft returned, where the field is one. */
export function proofWords({ say }: Voice) {
  return ({ field, value: read, at }: Proof, clock: (moment: string) => string): string => {
    const value = typeof read === 'string' ? clock(read) : ''
    const readAt = clock(at)
    switch (field) {
      case 'lastPasswordChangeDateTime':
        return say('proof.lastPasswordChangeDateTime', { value, readAt })
      case 'signInSessionsValidFromDateTime':
        return say('proof.signInSessionsValidFromDateTime', { value, readAt })
      case 'accountEnabled':
        return read === true ? say('proof.signInAllowed', { readAt }) : say('proof.accountEnabled', { readAt })
      case 'email apps':
        return read === true ? say('proof.emailRestored', { readAt }) : say('proof.email apps', { readAt })
      case 'more-email-apps':
        return read === true ? say('proof.moreEmailRestored', { readAt }) : say('proof.moreEmailOff', { readAt })
    }
  }
}

/** Why the facts leave an action out. */
export const leftOutWords = ({ say }: Voice): { readonly [reason in SkipReason]: string } => ({
  'no-mailbox': say('leftOut.no-mailbox'),
  'home-tenant': say('leftOut.home-tenant'),
  federated: say('leftOut.federated'),
})

/**
 * Why an action was not done by us: a status, and a sentence. `by` is null where nobody chose it; `within` is how long
 * it could have been confirmed, such as "24 hours".
 */
export function skippedWords({ say }: Voice) {
  return (reason: Skipped['reason'], by: string | null, at: string, within: string) => {
    const person = by ?? say('skipped.somebody')
    switch (reason) {
      case 'chosen':
        return { title: say('card.skipped'), line: say('skipped.chosen', { person, at }) }
      case 'on-premises':
        return { title: say('skipped.onPremisesTitle'), line: say('skipped.onPremises', { person, at }) }
      case 'expired':
        return { title: say('card.expired'), line: say('skipped.expired', { within }) }
      case 'declined':
        return { title: say('skipped.declinedTitle'), line: say('skipped.declined', { person, at }) }
      default:
        return { title: say('card.skipped'), line: say(`leftOut.${reason}`) }
    }
  }
}
