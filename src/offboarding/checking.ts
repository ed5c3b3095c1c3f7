import type { ActionState } from './action-state.ts'
import { change, eachStep } from './action-state.ts'
import type { Check, CheckEvent, Checked, CheckedId } from './checks.ts'
import { dueCheck, heldActions } from './checks.ts'
import { isFirstPerson, type Tap } from './consent.ts'
import { accept, type Decision, refuse } from './decision.ts'
import { allElsewhere, type Elsewhere, type LetGo } from './elsewhere.ts'
import type { Event, Proof } from './events.ts'
import { needsSecondPerson, type State } from './evolve.ts'
import { countedFrom } from './facts.ts'
import { brokenNow, brokenSeenAt, newsOf, redoDigest, toldBefore } from './found.ts'
import type { StepId } from './plan.ts'
import { allowedBy, mayConfirm, mayOpen } from './policy.ts'
import { replanned } from './replanning.ts'
import { cardsBefore, onlyFromNowOn } from './showings.ts'

/** What a check proves of outcomes that were not confirmed yet. */
export type Proven = { readonly action: CheckedId; readonly proof: Proof }

export type CheckCommand =
  | ({
      readonly type: 'check'
      readonly proven: readonly Proven[]
      /** The approvals chat, where there is one. */
      readonly approvals: string | null
      readonly elsewhere: Elsewhere
    } & Checked)
  /** "Do it again". */
  | ({ readonly type: 'redo'; readonly elsewhere: Elsewhere } & Tap)

export function decideCheck(state: State, command: CheckCommand, now: number): Decision {
  switch (command.type) {
    case 'check':
      return checked(state, command, now)
    case 'redo':
      return redo(state, command, now)
  }
}

/** What was seen counts as it was seen, unless something was confirmed since, or another process was quicker. */
function checked(state: State, command: Extract<CheckCommand, { type: 'check' }>, now: number): Decision {
  const { after, findings, signIns, proven, elsewhere } = command
  const gone = allElsewhere(elsewhere)
  const held = heldActions(state).filter((id) => !gone.includes(id))
  const isOurs = findings.every(({ action }) => held.includes(action))
  if (dueCheck(state, now) !== after || !isOurs) return refuse({ kind: 'closed' })
  const settled = proven
    .filter(({ action }) => isUnproven(state.actions[action]))
    .map(({ action, proof }): Event => ({ type: 'looked', action, proof }))
  const ended = letGo(state, elsewhere)
  if (findings.length === 0) return accept(...ended)
  const seenThere = state.showings.some(({ conversation }) => conversation === command.approvals)
  const told = toldBefore(state, command)
  const seen = { after, findings, signIns, ...(told && { told }) }
  const approvals = newsOf(seen).length > 0 && !seenThere ? command.approvals : null
  return accept(...ended, ...settled, { type: 'checked', ...seen, approvals })
}

/** Nothing of it is ours to do again: the card says so from now on. */
function leftElsewhere(state: State, elsewhere: Elsewhere): Decision {
  const kind = elsewhere.later.length > 0 ? 'overtaken' : 'let-back-in'
  return { events: letGo(state, elsewhere), refusal: { kind } }
}

/** From now on somebody else's: what another offboarding has undone, or looks after. */
function letGo(state: State, elsewhere: Elsewhere): Event[] {
  const held = heldActions(state)
  return (['undone', 'later'] as const).flatMap((why): Event[] => {
    const actions = elsewhere[why].filter((id) => held.includes(id))
    return actions.length > 0 ? [{ type: 'checks-ended', actions, why }] : []
  })
}

const isUnproven = ({ outcome }: ActionState): boolean => outcome?.kind === 'done' && outcome.proof === null

/** A confirmation like any other, of everything that no longer holds. */
function redo(state: State, tap: Extract<CheckCommand, { type: 'redo' }>, now: number): Decision {
  const { by, fresh } = tap
  if (by.person.id === state.leaver.id) return refuse({ kind: 'is-leaver' })
  const isSecondWanted = needsSecondPerson(state) || fresh.secondPerson.length > 0
  if (isFirstPerson(state, by.person.id) && isSecondWanted)
    return refuse(mayOpen(by) ?? { kind: 'needs-second-person' })
  const ours = (id: CheckedId) => !allElsewhere(tap.elsewhere).includes(id)
  const wanted = brokenNow(state)
  const missing = wanted.flatMap((id) => mayConfirm(by, id, fresh.facts) ?? [])
  const permitted = wanted.filter((id) => mayConfirm(by, id, fresh.facts) === null)
  const [first] = missing
  if (permitted.length === 0) return refuse(mayOpen(by) ?? first ?? { kind: 'closed' })
  const allowed = permitted.filter(ours)
  if (allowed.length === 0) return leftElsewhere(state, tap.elsewhere)
  if (now >= brokenSeenAt(state) + state.expiresAfter) return refuse({ kind: 'expired' })
  if (tap.protection) return refuse({ kind: 'protected', protection: tap.protection })
  if (fresh.digest !== state.offer.digest) return { events: replanned(state, fresh), refusal: { kind: 'stale' } }
  const digest = redoDigest(state)
  if (tap.digest !== digest) return refuse({ kind: 'stale' })
  const confirmed = (action: CheckedId): Event => {
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
  if (event.type === 'checks-ended') {
    const { actions = heldActions(state), why = 'later' } = event
    return { actions: eachStep((id) => givenTo(state.actions[id], why, actions)) }
  }
  const { type: _, approvals, ...seen } = event
  const check: Check = { ...seen, seq: state.seq + 1, at }
  const checks = [...state.checks, check]
  if (newsOf(check).length === 0) return { checks }
  const before = cardsBefore(state)
  const isHome = state.showings.some(({ conversation }) => conversation === state.home.conversation)
  const places = isHome ? state.showings : [...state.showings, { ...state.home, skip: before }]
  const showings = approvals === null ? places : onlyFromNowOn(places, approvals, state, before)
  return { checks, showings, changes: [] }
}

const givenTo = (action: ActionState, why: LetGo, ids: readonly StepId[]): ActionState =>
  ids.includes(action.step.action) ? { ...action, letGo: why } : action

/**
 * What was there before stays on record however often something is confirmed: later attempts see what is ours. Another
 * block is followed by a sign-out of its own.
 */
export function confirmedAgain(state: State, action: StepId, fresh: ActionState): Partial<State> {
  const { before, isTouched, wasTouched } = state.actions[action]
  const again = action === 'block-sign-in' ? { signedOutAgain: null } : {}
  return { ...change(state, action, { ...fresh, before, isTouched, wasTouched }), ...again }
}
