import type { ActionState } from './action-state.ts'
import { change } from './action-state.ts'
import type { Check, CheckEvent, Checked } from './checks.ts'
import { dueCheck, faultsOf, heldActions, redoDigest, toRedo } from './checks.ts'
import { isFirstPerson, type Tap } from './consent.ts'
import { accept, type Decision, refuse } from './decision.ts'
import type { Event, Proof } from './events.ts'
import { needsSecondPerson, type State } from './evolve.ts'
import { countedFrom } from './facts.ts'
import type { ActionId, StepId } from './plan.ts'
import { allowedBy, mayConfirm, mayOpen } from './policy.ts'
import { replanned } from './replanning.ts'
import { cardsBefore, onlyFromNowOn } from './showings.ts'

/** What a check proves of outcomes that were not confirmed yet. */
export type Proven = { readonly action: ActionId; readonly proof: Proof }

export type CheckCommand =
  | ({
      readonly type: 'check'
      readonly proven: readonly Proven[]
      /** The approvals chat, where there is one. */
      readonly approvals: string | null
    } & Checked)
  | { readonly type: 'end-checks' }
  /** "Do it again". `overtaken`: a later offboarding of the same person has been started. */
  | ({ readonly type: 'redo'; readonly overtaken: boolean } & Tap)

export function decideCheck(state: State, command: CheckCommand, now: number): Decision {
  switch (command.type) {
    case 'check':
      return checked(state, command, now)
    case 'end-checks':
      return state.checksEnded ? accept() : accept({ type: 'checks-ended' })
    case 'redo':
      return redo(state, command)
  }
}

/** What was seen counts as it was seen, unless something was confirmed since, or another process was quicker. */
function checked(state: State, command: Extract<CheckCommand, { type: 'check' }>, now: number): Decision {
  const { after, findings, signIns, proven } = command
  const held = heldActions(state)
  const isOurs = findings.every(({ action }) => held.includes(action))
  if (dueCheck(state, now) !== after || !isOurs) return refuse({ kind: 'closed' })
  const settled = proven
    .filter(({ action }) => isUnproven(state.actions[action]))
    .map(({ action, proof }): Event => ({ type: 'looked', action, proof }))
  const seenThere = state.showings.some(({ conversation }) => conversation === command.approvals)
  const approvals = faultsOf(command).length > 0 && !seenThere ? command.approvals : null
  return accept(...settled, { type: 'checked', after, findings, signIns, approvals })
}

const isUnproven = ({ outcome }: ActionState): boolean => outcome?.kind === 'done' && outcome.proof === null

/** A confirmation like any other, of everything that no longer holds. */
function redo(state: State, tap: Extract<CheckCommand, { type: 'redo' }>): Decision {
  const { by, fresh } = tap
  if (by.person.id === state.leaver.id) return refuse({ kind: 'is-leaver' })
  const isSecondWanted = needsSecondPerson(state) || fresh.secondPerson.length > 0
  if (isFirstPerson(state, by.person.id) && isSecondWanted)
    return refuse(mayOpen(by) ?? { kind: 'needs-second-person' })
  const wanted = toRedo(state)
  const missing = wanted.flatMap((id) => mayConfirm(by, id, fresh.facts) ?? [])
  const allowed = wanted.filter((id) => mayConfirm(by, id, fresh.facts) === null)
  const [first] = missing
  if (allowed.length === 0) return refuse(mayOpen(by) ?? first ?? { kind: 'closed' })
  if (tap.overtaken) return refuse({ kind: 'overtaken' })
  if (tap.protection) return refuse({ kind: 'protected', protection: tap.protection })
  if (fresh.digest !== state.offer.digest) return { events: replanned(state, fresh), refusal: { kind: 'stale' } }
  const digest = redoDigest(state)
  if (tap.digest !== digest) return refuse({ kind: 'stale' })
  const confirmed = (action: ActionId): Event => {
    return {
      type: 'confirmed',
      action,
      digest,
      by: by.person,
      roles: allowedBy(by, action, fresh.facts),
      ...countedFrom(action, fresh.facts),
    }
  }
  return { events: allowed.map(confirmed), refusal: missing.length > 0 ? { kind: 'partly', missing } : null }
}

export function evolveCheck(state: State, event: CheckEvent, at: number): Partial<State> {
  if (event.type === 'checks-ended') return { checksEnded: true }
  const { after, findings, signIns, approvals } = event
  const check: Check = { after, findings, signIns, seq: state.seq + 1, at }
  const checks = [...state.checks, check]
  if (faultsOf(check).length === 0) return { checks }
  const before = cardsBefore(state)
  const isHome = state.showings.some(({ conversation }) => conversation === state.home.conversation)
  const places = isHome ? state.showings : [...state.showings, { ...state.home, skip: before }]
  const showings = approvals === null ? places : onlyFromNowOn(places, approvals, state, before)
  return { checks, showings, changes: [] }
}

/**
 * What was there before stays on record however often something is confirmed: later attempts see what is ours. Another
 * block is followed by a sign-out of its own.
 */
export function confirmedAgain(state: State, action: StepId, fresh: ActionState): Partial<State> {
  const { before, isTouched, wasTouched } = state.actions[action]
  const again = action === 'block-sign-in' ? { signedOutAgain: null } : {}
  return { ...change(state, action, { ...fresh, before, isTouched, wasTouched }), ...again }
}
