import type { ActionState } from './action-state.ts'
import { change } from './action-state.ts'
import type { Offer } from './events.ts'
import type { State } from './evolve.ts'
import { digestOf, type Plan, type StepId } from './plan.ts'

/**
 * Email apps with switches of their own, beyond the article's six, by the names that Set-CASMailbox gives them. They are
 * an option, reported apart. https://learn.microsoft.com/powershell/module/exchangepowershell/set-casmailbox
 */
export const moreEmailApps = [
  'OutlookMobileEnabled',
  'MacOutlookEnabled',
  'OneWinNativeOutlookEnabled',
  'UniversalOutlookEnabled',
  'OWAforDevicesEnabled',
  'SmtpClientAuthenticationDisabled',
] as const
export type MoreEmailApp = (typeof moreEmailApps)[number]

/** As Exchange has them: `null` is not set, which counts as allowed, and for SMTP AUTH as whatever the organisation says. */
export type MoreEmailApps = { readonly [app in MoreEmailApp]: boolean | null }

/** SMTP AUTH is the other way round: `true` turns it off. */
export const offValue = (app: MoreEmailApp): boolean => app === 'SmtpClientAuthenticationDisabled'

/** Which of them are to be found off, and are. */
export const isOff = (apps: MoreEmailApps, app: MoreEmailApp): boolean => apps[app] === offValue(app)

/** What somebody chose at the start comes with the email block: where that is left out, this is as well. */
export const offersMoreEmail = (plan: Plan): boolean => {
  const { kind } = plan['block-email']
  return kind === 'do' || kind === 'already'
}

/**
 * The same offer with the option: its digest says so, so that whoever confirms was shown it. Where the six are off
 * already, somebody has to confirm the rest all the same.
 */
export function withMoreEmail({ facts, plan, secondPerson }: Offer): Offer {
  const email = plan['block-email']
  const step = email.kind === 'already' ? ({ action: 'block-email', kind: 'do', caution: null } as const) : email
  const chosen = { ...plan, 'block-email': step }
  return { facts, plan: chosen, secondPerson, digest: digestOf(facts, chosen, secondPerson, true) }
}

/** With the email apps beyond the six, what is to be confirmed is another offer. */
export function chosen(state: State, moreEmail: boolean): Partial<State> {
  if (!moreEmail) return { moreEmail }
  const offer = withMoreEmail(state.offer)
  return { moreEmail, offer, ...change(state, 'block-email', { step: offer.plan['block-email'] }) }
}

/** Somebody chose it at the start. Until then it is only ticked on the card, or not. */
export const choseMoreEmail = ({ startedAt, moreEmail }: State): boolean => startedAt !== null && moreEmail

/** What one confirmation confirms: the email block takes the option along, as long as that is still to be done. */
export function confirmedWith(state: State, action: StepId): StepId[] {
  const more = state.actions['block-more-email']
  const wanted = choseMoreEmail(state) && action === 'block-email' && (more.confirmation === null || mayRepeat(more))
  return wanted ? [action, 'block-more-email'] : [action]
}

const mayRepeat = ({ outcome, answer }: ActionState): boolean =>
  outcome?.kind === 'failed' || (outcome?.kind === 'done' && (answer?.refused ?? []).length > 0)

/** It failed, or Exchange took it in part: somebody may confirm it once more, by itself, unless it is undone. */
export const mayRepeatMore = ({ actions }: State): boolean =>
  mayRepeat(actions['block-more-email']) && actions['restore-email'].confirmation === null

/** Confirmed and not begun, so that declining stops it with the email block. */
export const mayStop = ({ confirmation, outcome, answer, unanswered }: ActionState): boolean =>
  confirmation !== null && outcome === null && answer === null && !unanswered
