import { accept, type Decision, refuse } from './decision.ts'
import type { Event, Reader } from './events.ts'
import type { State } from './evolve.ts'
import type { StepId } from './plan.ts'
import { type Approver, allowedBy, mayConfirm, mayOpen } from './policy.ts'
import { cardsBefore, onlyFromNowOn, type Showing, showingFor } from './showings.ts'
import {
  isUndecided,
  isUndoable,
  isUndoOpen,
  toUndo,
  type UndoEvent,
  type UndoOffer,
  type UndoState,
  type UndoStepId,
  undoCards,
} from './undo.ts'

/** Where a card that comes late is shown besides: the cards before it are not. */
type Place = { readonly conversation: string; readonly personal: boolean } & Reader

export type UndoCommand =
  | ({
      readonly type: 'ask-undo'
      readonly by: Approver
      readonly fresh: UndoOffer
      /** The approvals chat, where there is one. */
      readonly approvals: string | null
      /** A later offboarding of the same person has something to undo. */
      readonly overtaken: boolean
    } & Place)
  | {
      readonly type: 'confirm-undo'
      /** `null`: all that can be. */
      readonly step: UndoStepId | null
      readonly by: Approver
      readonly digest: string
      readonly fresh: UndoOffer
      readonly overtaken: boolean
    }
  | { readonly type: 'expire-undo' }

export function decideUndo(state: State, command: UndoCommand, now: number): Decision {
  switch (command.type) {
    case 'ask-undo':
      return ask(state, command)
    case 'confirm-undo':
      return confirm(state, command)
    case 'expire-undo': {
      const { undo } = state
      if (undo === null || !isUndoOpen(state)) return refuse({ kind: 'closed' })
      return now < undo.askedAt + state.expiresAfter ? refuse({ kind: 'stale' }) : accept({ type: 'undo-expired' })
    }
  }
}

const maxShowings = 20

function ask(state: State, command: Extract<UndoCommand, { type: 'ask-undo' }>): Decision {
  const { by, fresh, conversation, personal, language, zone } = command
  const refusal = mayOpen(by)
  if (refusal) return refuse(refusal)
  if (by.person.id === state.leaver.id) return refuse({ kind: 'is-leaver' })
  if (!isUndoable(state)) return refuse({ kind: 'nothing-to-undo' })
  if (command.overtaken) return refuse({ kind: 'overtaken' })
  const isShown = state.showings.some((showing) => showing.conversation === conversation)
  if (!isShown && state.showings.length >= maxShowings) return refuse({ kind: 'shown-too-often' })
  if (isShown && isUndoOpen(state) && state.undo?.offer.digest === fresh.digest) return accept()
  const approvals = state.showings.some((showing) => showing.conversation === command.approvals)
    ? null
    : command.approvals
  const asked = { type: 'undo-asked', by: by.person, offer: fresh, conversation, personal } as const
  return accept({ ...asked, approvals, language, zone })
}

/** Who may is asked before anything else is told. That somebody is protected hinders no undo: it harms nobody. */
function confirm(state: State, tap: Extract<UndoCommand, { type: 'confirm-undo' }>): Decision {
  const { by, fresh, step } = tap
  const { undo } = state
  if (by.person.id === state.leaver.id) return refuse({ kind: 'is-leaver' })
  if (undo === null) return refuse(mayOpen(by) ?? { kind: 'closed' })
  if (needsSecondToUndo(state, fresh) && by.person.id === undo.by.id)
    return refuse(mayOpen(by) ?? { kind: 'needs-second-person' })
  const wanted = step === null ? toUndo(state) : [step]
  const missing = wanted.flatMap((id) => mayConfirm(by, id, fresh.facts) ?? [])
  const allowed = wanted.filter((id) => mayConfirm(by, id, fresh.facts) === null)
  const [first] = missing
  if (allowed.length === 0 && first) return refuse(mayOpen(by) ?? first)
  if (step !== null && !isUndecided(state, step)) {
    return refuse({ kind: 'decided', action: step, by: state.actions[step].confirmation?.by ?? null })
  }
  if (undo.expiredAt !== null) return refuse({ kind: 'undo-expired' })
  if (tap.overtaken) return refuse({ kind: 'overtaken' })
  if (fresh.digest !== undo.offer.digest) {
    return { events: [{ type: 'undo-replanned', offer: fresh }], refusal: { kind: 'stale' } }
  }
  if (tap.digest !== undo.offer.digest) return refuse({ kind: 'stale' })
  if (allowed.length === 0 || allowed.some((id) => undo.offer.plan[id].kind !== 'do'))
    return refuse({ kind: 'out-of-turn' })
  const confirmed = (action: StepId): Event => {
    return { type: 'confirmed', action, digest: fresh.digest, by: by.person, roles: allowedBy(by, action, fresh.facts) }
  }
  return { events: allowed.map(confirmed), refusal: missing.length > 0 ? { kind: 'partly', missing } : null }
}

/** What was asked for, or what is true now, wants somebody else than who asked for the undo. */
export const needsSecondToUndo = ({ undo, brake }: State, fresh?: UndoOffer): boolean =>
  brake !== null || (undo?.offer.secondPerson.length ?? 0) > 0 || (fresh?.secondPerson.length ?? 0) > 0

export function evolveUndo(state: State, event: UndoEvent, at: number): Partial<State> {
  const { undo } = state
  switch (event.type) {
    case 'undo-asked': {
      const isSame = undo !== null && isUndoOpen(state)
      const earlier = undo === null ? [] : [...undo.earlier, undo.seq]
      const begun = { by: event.by, askedAt: at, seq: state.seq + 1, earlier, expiredAt: null, isReplanned: false }
      const joined = isSame && { ...undo, isReplanned: undo.offer.digest !== event.offer.digest }
      return { undo: { ...(joined || begun), offer: event.offer }, showings: placesOf(state, event) }
    }
    case 'undo-replanned':
      return undo === null ? {} : changed(undo, { offer: event.offer, isReplanned: true })
    case 'undo-expired':
      return undo === null ? {} : changed(undo, { expiredAt: at })
  }
}

const changed = (undo: UndoState, to: Partial<UndoState>): Partial<State> => ({ undo: { ...undo, ...to } })

/** Where it was asked for, and the approvals chat: there and nowhere else are the buttons, as for the offboarding. */
function placesOf(state: State, event: Extract<UndoEvent, { type: 'undo-asked' }>): readonly Showing[] {
  const { conversation, approvals } = event
  const open = isUndoOpen(state) ? undoCards(state).at(-1) : undefined
  const before = cardsBefore(state).filter((kind) => kind !== open)
  const here: Showing = {
    ...showingFor(conversation, event, event.personal ? event.by : null),
    skip: before,
    follows: state.showings.some(({ follows }) => follows),
  }
  const isShown = state.showings.some((showing) => showing.conversation === conversation)
  const places = isShown ? state.showings : [...state.showings, here]
  return approvals === null ? places : onlyFromNowOn(places, approvals, state, before)
}
