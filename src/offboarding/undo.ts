import { createHash } from 'node:crypto'
import type { ActionState } from './action-state.ts'
import { type EmailSwitch, type Switches, switchesOf } from './email-switches.ts'
import type { Offer, Person, Reader, SecondPersonReason } from './events.ts'
import type { State } from './evolve.ts'
import type { Facts } from './facts.ts'
import { digestOf, type StepId } from './plan.ts'

/** What can be undone, in the order in which it is offered. A password has no way back, and a sign-out needs none. */
export const undoSteps = ['allow-sign-in', 'restore-email', 'restore-more-email'] as const
export type UndoStepId = (typeof undoSteps)[number]

/** What each of them undoes. */
export const undoes = {
  'allow-sign-in': 'block-sign-in',
  'restore-email': 'block-email',
  'restore-more-email': 'block-more-email',
} as const satisfies { [step in UndoStepId]: StepId }

/**
 * What would be restored. `apps` are those that are allowed again, `off` those that were off before and stay so, `others`
 * those that somebody else has changed since, which are left as they are. `left`: there is nothing to restore.
 * `unknown`: what is there now could not be read.
 */
export type UndoItem =
  | {
      readonly kind: 'do'
      readonly apps: readonly EmailSwitch[]
      readonly off: readonly EmailSwitch[]
      readonly others: readonly EmailSwitch[]
    }
  | { readonly kind: 'left'; readonly reason: LeftReason }
  | { readonly kind: 'unknown'; readonly reason: string }

/**
 * Not done by us, or not yet; so before already; changed by somebody else since; taken back by somebody and done again by
 * somebody else than us; what was there before is not on record; there is no mailbox any more.
 */
export type LeftReason = 'not-done' | 'not-ours' | 'changed' | 'blocked-again' | 'unrecorded' | 'gone'

export type UndoPlan = { readonly [step in UndoStepId]: UndoItem }

/** What is consented to: what is true now, what would be restored, who has to confirm, and the digest on the buttons. */
export type UndoOffer = {
  readonly facts: Facts
  readonly plan: UndoPlan
  readonly secondPerson: readonly SecondPersonReason[]
  readonly digest: string
}

export type UndoEvent =
  | ({
      readonly type: 'undo-asked'
      readonly by: Person
      readonly offer: UndoOffer
      readonly conversation: string
      readonly personal: boolean
      /** The approvals chat, where there is one. */
      readonly approvals: string | null
    } & Reader)
  | { readonly type: 'undo-replanned'; readonly offer: UndoOffer }
  | { readonly type: 'undo-expired' }

export type UndoState = {
  readonly offer: UndoOffer
  /** Who asked for it first: where a second person is needed, somebody else confirms. */
  readonly by: Person
  readonly askedAt: number
  readonly expiredAt: number | null
  /** What is true has changed since it was asked for. */
  readonly isReplanned: boolean
  /** The place of the asking in the history, which names its card, and those of askings before it. */
  readonly seq: number
  readonly earlier: readonly number[]
}

/** Makes the offer out of fresh facts; `given` are those of the offboarding for who has to confirm. */
export function undoOfferFor(state: State, { facts, secondPerson }: Offer): UndoOffer {
  const plan = planOf(state, facts)
  const seen = [digestOf(facts, state.offer.plan, secondPerson), undoSteps.map((step) => plan[step])]
  const digest = createHash('sha256')
    .update(JSON.stringify(['undo', ...seen]))
    .digest('hex')
    .slice(0, 32)
  return { facts, plan, secondPerson, digest }
}

/** What is under way or restored stays as it was confirmed. */
function planOf(state: State, facts: Facts): UndoPlan {
  const item = (step: UndoStepId): UndoItem => {
    const kept = isUndecided(state, step) ? null : state.undo?.offer.plan[step]
    return kept ?? itemFor(state, step, facts)
  }
  return {
    'allow-sign-in': item('allow-sign-in'),
    'restore-email': item('restore-email'),
    'restore-more-email': item('restore-more-email'),
  }
}

/** Nobody has confirmed it, or it failed and may be confirmed anew. */
export function isUndecided(state: State, step: UndoStepId): boolean {
  const { confirmation, outcome } = state.actions[step]
  return confirmation === null || outcome?.kind === 'failed'
}

function itemFor(state: State, step: UndoStepId, facts: Facts): UndoItem {
  const done = state.actions[undoes[step]]
  if (done.outcome?.kind === 'already') return { kind: 'left', reason: 'not-ours' }
  if (done.outcome?.kind !== 'done') return { kind: 'left', reason: 'not-done' }
  if (step === 'allow-sign-in') {
    if (wasSoBefore(state, step)) return { kind: 'left', reason: 'not-ours' }
    if (facts.accountEnabled === true) return { kind: 'left', reason: 'changed' }
    if (wasSeenChanged(state, 'block-sign-in')) return { kind: 'left', reason: 'blocked-again' }
    return { kind: 'do', apps: [], off: [], others: [] }
  }
  const switches = switchesOf(state, step, facts)
  return switches === null ? { kind: 'left', reason: 'unrecorded' } : emailItem(switches)
}

function emailItem({ names, wasOff, off: now }: Switches): UndoItem {
  if (!now.known) return { kind: 'unknown', reason: now.reason }
  const isOff = now.value
  if (isOff === null) return { kind: 'left', reason: 'gone' }
  const others = names.filter((app) => !isOff.has(app))
  const off = names.filter((app) => wasOff.has(app) && isOff.has(app))
  const apps = names.filter((app) => !wasOff.has(app) && isOff.has(app))
  if (apps.length > 0) return { kind: 'do', apps, off, others }
  return { kind: 'left', reason: others.length > 0 ? 'changed' : 'not-ours' }
}

/** A check saw it changed since we did it last: as it is now, others have left it. */
function wasSeenChanged({ actions, checks }: State, id: StepId): boolean {
  const { outcome, outcomeAt } = actions[id]
  // What Microsoft had not shown yet counts as changed at last, and nobody but us has done anything.
  if (outcome?.kind === 'done' && outcome.proof === null) return false
  return checks.some(
    ({ at, findings }) =>
      at >= (outcomeAt ?? 0) && findings.some(({ kind, action }) => kind === 'changed' && action === id),
  )
}

/** It was blocked before we began: whatever we did since, that is not ours to undo. */
function wasSoBefore(state: State, step: UndoStepId): boolean {
  const { before, step: planned } = state.actions[undoes[step]]
  return before === false || planned.kind === 'already'
}

/** Something was done that can be undone and has not been: as far as the history tells, without looking. */
export function isUndoable(state: State): boolean {
  if (state.startedAt === null) return false
  return undoSteps.some((step) => {
    const isDone = state.actions[undoes[step]].outcome?.kind === 'done'
    return isDone && !wasSoBefore(state, step) && state.actions[step].outcome?.kind !== 'done'
  })
}

/** Somebody confirmed that this is undone, whether or not it is by now. What failed has taken nothing back. */
export const isTakenBack = (state: State, id: StepId): boolean =>
  undoSteps.some((step) => undoes[step] === id && undoneAt(state, step) !== null)

/**
 * Since when it is not to be kept up any more, in epoch milliseconds: it is undone, or the leaver is let back in, who then
 * gets a new password and signs in. `Infinity` while that is under way, `null` when it is to be kept up.
 */
export function givenUpAt(state: State, id: StepId): number | null {
  const own = undoSteps.find((step) => undoes[step] === id)
  if (own) return undoneAt(state, own)
  const signInAt = undoneAt(state, 'allow-sign-in')
  const isShut = undoSteps.some((step) => isDone(state.actions[undoes[step]]) && undoneAt(state, step) === null)
  return signInAt !== null || isShut ? signInAt : letBackInAt(state)
}

/** The leaver was let back in, if only in part, or is about to be. */
export const isLetBackIn = (state: State): boolean => letBackInAt(state) !== null

/** When last; epoch milliseconds, `Infinity` while it is under way. */
export function letBackInAt(state: State): number | null {
  const times = undoSteps.flatMap((step) => undoneAt(state, step) ?? [])
  return times.length === 0 ? null : Math.max(...times)
}

/** When it was undone; `null` where nobody confirmed that, or it failed. */
function undoneAt({ actions }: State, step: UndoStepId): number | null {
  const { confirmation, outcome, outcomeAt, answeredAt } = actions[step]
  if (confirmation === null || outcome?.kind === 'failed') return null
  return outcome === null ? Number.POSITIVE_INFINITY : (answeredAt ?? outcomeAt ?? confirmation.at)
}

const isDone = ({ outcome }: ActionState): boolean => outcome?.kind === 'done' || outcome?.kind === 'already'

/** It is being decided: asked for, and neither expired nor decided in all its parts. */
export const isUndoOpen = ({ undo, ...state }: State): boolean =>
  undo !== null && undo.expiredAt === null && toUndo({ ...state, undo }).length > 0

/** What of it can be confirmed now. */
export const toUndo = (state: State): UndoStepId[] =>
  undoSteps.filter((step) => state.undo?.offer.plan[step].kind === 'do' && isUndecided(state, step))

export type UndoWork = { readonly kind: 'expire-undo'; readonly lane: 'undo-clock'; readonly at: number }

export function undoWork(state: State): UndoWork | null {
  const { undo } = state
  if (undo === null || !isUndoOpen(state)) return null
  return { kind: 'expire-undo', lane: 'undo-clock', at: undo.askedAt + state.expiresAfter }
}

export type UndoKind = `undo-${number}`

/** A card for each time that it was asked for, so that the newest stands where people read. */
export const undoCards = ({ undo }: State): UndoKind[] =>
  undo === null ? [] : [...undo.earlier, undo.seq].map((seq) => `undo-${seq}` as const)

export const isUndoCard = (kind: string): kind is UndoKind => kind.startsWith('undo-')
