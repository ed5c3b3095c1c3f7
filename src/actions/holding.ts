import type { Failure } from '../errors.ts'
import type { CheckedId, Finding } from '../offboarding/checks.ts'
import type { EmailSwitch } from '../offboarding/email-switches.ts'
import type { Proof } from '../offboarding/events.ts'
import type { State } from '../offboarding/evolve.ts'
import { emailApps } from '../offboarding/facts.ts'
import { isOff, moreEmailApps } from '../offboarding/more-email.ts'
import { isEmail } from '../offboarding/plan.ts'
import type { Account, Mailbox } from '../tenant/tenant.ts'
import type { Look } from './action.ts'
import { taken } from './block-more-email.ts'
import { actionFor } from './index.ts'

/** What was read for a check, or why it could not be. */
export type CheckLook = { readonly account: Account | Failure; readonly mailbox: Mailbox | Failure | null }

/** What a check finds of one action, and what it proves of an outcome that was not confirmed yet. */
export type Found = { readonly finding: Finding; readonly proof: Proof | null }

/**
 * Is what was done still so? Where the outcome was never read back, what is seen now proves it; a block that still does
 * not show at the last check counts as changed.
 */
export function findingOf(state: State, id: CheckedId, look: CheckLook, isLast: boolean): Found {
  const read = isEmail(id) ? look.mailbox : look.account
  if (read === null) return { finding: { kind: 'unseen', action: id, failure: null }, proof: null }
  if (read instanceof Error) return { finding: failedLook(id, read), proof: null }
  const proof = proofIn(state, id, read)
  const finding = 'apps' in read ? ofMailbox(state, id, read) : ofAccount(state, id, read, proof !== null)
  const isUnproven = finding.kind === 'changed' && isUnconfirmed(state, id)
  const isState = id === 'block-sign-in' || isEmail(id)
  // Microsoft may not show it yet: no reason to call somebody before a day has passed. A time only tells when it shows.
  if (isUnproven && !(isLast && isState)) return { finding: { kind: 'unseen', action: id, failure: null }, proof: null }
  return { finding, proof }
}

const isUnconfirmed = (state: State, id: CheckedId): boolean => {
  const { outcome } = state.actions[id]
  return outcome?.kind === 'done' && outcome.proof === null
}

function failedLook(action: CheckedId, failure: Failure): Finding {
  if (failure.kind === 'missing') return { kind: 'gone', action }
  return { kind: 'unseen', action, failure: failure.note }
}

function proofIn(state: State, id: CheckedId, read: Account | Mailbox): Proof | null {
  const { answer } = state.actions[id]
  const look: Look = 'apps' in read ? { mailbox: read } : { account: read }
  return answer && actionFor(id, state).prove(look, answer)
}

function ofMailbox(state: State, action: CheckedId, mailbox: Mailbox): Finding {
  const on = action === 'block-more-email' ? moreOn(state, mailbox) : sixOn(mailbox)
  if (on === null) return { kind: 'gone', action }
  return on.length === 0 ? { kind: 'holds', action } : changed(action, null, on)
}

const sixOn = ({ apps }: Mailbox): EmailSwitch[] | null => apps && emailApps.filter((app) => apps[app] !== false)

/** Of those beyond the six only what Exchange took. */
function moreOn({ actions }: State, { more }: Mailbox): EmailSwitch[] | null {
  const { answer } = actions['block-more-email']
  const ours = answer === null ? moreEmailApps : taken(answer)
  return more && ours.filter((app) => !isOff(more, app))
}

function ofAccount(state: State, action: CheckedId, account: Account, isProven: boolean): Finding {
  const { accountEnabled, passwordChangedAt, sessionsValidFrom } = account
  switch (action) {
    case 'block-sign-in':
      if (accountEnabled === null) return { kind: 'unseen', action, failure: null }
      return accountEnabled ? changed(action, null) : { kind: 'holds', action }
    case 'reset-password':
      return comparedTime(state, action, passwordChangedAt, isProven, (now, ours) => now === ours)
    case 'sign-out':
      return comparedTime(state, action, sessionsValidFrom, isProven, (now, ours) => now >= ours)
    case 'block-email':
    case 'block-more-email':
      return { kind: 'unseen', action, failure: null }
  }
}

/** Compares with the time that was read back after the action; both are Microsoft's. */
function comparedTime(
  state: State,
  action: CheckedId,
  now: string | null,
  isProven: boolean,
  holds: (now: number, ours: number) => boolean,
): Finding {
  const { outcome } = state.actions[action]
  if (now === null) return { kind: 'unseen', action, failure: null }
  const ours = outcome?.kind === 'done' || outcome?.kind === 'already' ? outcome.proof?.value : undefined
  if (typeof ours !== 'string') return isProven ? { kind: 'holds', action } : changed(action, now)
  return holds(Date.parse(now), Date.parse(ours)) ? { kind: 'holds', action } : changed(action, now)
}

const changed = (action: CheckedId, at: string | null, apps: readonly EmailSwitch[] = []): Finding => {
  return { kind: 'changed', action, at, apps, by: null }
}
