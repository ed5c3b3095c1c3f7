import type { Event, Offer, Recorded } from '../../src/offboarding/events.ts'
import { type ActionId, actionIds, type StepId } from '../../src/offboarding/plan.ts'
import { undoSteps } from '../../src/offboarding/undo.ts'
import { tableAllowsAny } from './microsoft-table.ts'
import type { Beginning, Leaver, Someone, Verb } from './sequences.ts'

type Of<T extends Event['type']> = Extract<Event, { type: T }>

/** What somebody wants, and what is true at that moment. */
export type Wanted = {
  readonly verb: Verb
  readonly action: ActionId
  readonly who: number
  readonly digest: string
  readonly fresh: Offer
  readonly protected: boolean
}
export type Truth = { readonly people: readonly Someone[]; readonly leaver: Leaver; readonly now: number }

/**
 * Reads a history without the code that is tested: who consented to what, and who may. Slow and plain, so that it can
 * be believed.
 */
export class Ledger {
  readonly history: Recorded[] = []
  readonly #beginning: Beginning
  readonly #idOf: (who: number) => string

  constructor(beginning: Beginning, idOf: (who: number) => string) {
    this.#beginning = beginning
    this.#idOf = idOf
  }

  of<T extends Event['type']>(type: T): Of<T>[] {
    return this.history.flatMap(({ event }) => (event.type === type ? [event as Of<T>] : []))
  }

  /** The plan that the newest cards show, and since when. */
  get plan(): { offer: Offer; at: number } {
    const last = this.history.findLast(({ event }) => event.type === 'requested' || event.type === 'replanned')
    const event = last?.event
    if (event?.type !== 'requested' && event?.type !== 'replanned') throw new Error('nothing was requested')
    return { offer: event.offer, at: last?.at ?? 0 }
  }

  isLate(now: number): boolean {
    return now >= this.plan.at + this.#beginning.expiresAfter
  }

  get isOver(): boolean {
    return this.of('cancelled').length > 0 || (this.of('expired').length > 0 && this.of('started').length === 0)
  }

  /** The last word on an action: what somebody confirmed, or how it ended. */
  last(action: StepId): Of<'confirmed'> | Of<'outcome'> | undefined {
    const words = this.history.map(({ event }) => event)
    return words.findLast(
      (event): event is Of<'confirmed'> | Of<'outcome'> =>
        (event.type === 'confirmed' || event.type === 'outcome') && event.action === action,
    )
  }

  /** A confirmation that nothing has ended since. */
  consent(action: StepId): Of<'confirmed'> | null {
    const last = this.last(action)
    return last?.type === 'confirmed' ? last : null
  }

  wasConfirmed(action: StepId): boolean {
    return this.of('confirmed').some((event) => event.action === action)
  }

  hasFailed(action: StepId): boolean {
    const last = this.last(action)
    return last?.type === 'outcome' && last.outcome.kind === 'failed'
  }

  /** It failed in what is finished, and somebody was let back in since, or as much time went by as a plan stays open. */
  isPast(action: StepId, now: number): boolean {
    const failed = this.history.findLast(({ event }) => event.type === 'outcome' && event.action === action)
    const isLetIn = undoSteps.some((step) => this.last(step) !== undefined && !this.hasFailed(step))
    const isSpent = this.of('finished').length > 0 && now >= (failed?.at ?? 0) + this.#beginning.expiresAfter
    return isLetIn || isSpent
  }

  /** What the buttons for this step carried last. */
  digestFor(action: StepId): string {
    const offers = this.history.flatMap(({ event }) =>
      event.type === 'undo-asked' || event.type === 'undo-replanned' ? [event.offer] : [],
    )
    return (isUndo(action) ? offers.at(-1)?.digest : undefined) ?? this.plan.offer.digest
  }

  /** By the printed table, the second-person rule, and who they are. */
  isAllowed({ who, action }: { who: number; action: StepId }, { people, leaver }: Truth): boolean {
    const person = people[who]
    if (who === 0 || person?.standing !== 'member') return false
    const { roles, rolesUnknown, group } = leaver
    if (!tableAllowsAny(person.roles, { roles, onlyHighest: rolesUnknown || group }, action)) return false
    const { rules, brake } = this.#beginning
    const administrator = roles.length > 0 || rolesUnknown || group
    const second =
      rules.approval === 'second-person' || (rules.approvalForAdmins === 'second-person' && administrator) || brake
    if (!second) return true
    // An undo has a first person of its own: two are in it where somebody else has asked.
    if (isUndo(action)) return this.of('undo-asked').some(({ by }) => by.id !== this.#idOf(who))
    const first = [this.of('requested')[0]?.requester.id, this.of('started')[0]?.by.id]
    return !first.includes(this.#idOf(who))
  }

  /** Exactly what this tap confirms. */
  confirmedBy(wanted: Wanted, truth: Truth): ActionId[] {
    const { verb, digest, fresh } = wanted
    if ((verb !== 'confirm' && verb !== 'confirm-all') || this.of('started').length === 0 || this.isOver) return []
    const { offer } = this.plan
    if (wanted.protected || digest !== offer.digest || fresh.digest !== offer.digest) return []
    return (verb === 'confirm' ? [wanted.action] : actionIds).filter((action) => {
      const again = verb === 'confirm' && this.hasFailed(action) && !this.isPast(action, truth.now)
      const waits = this.last(action) === undefined && offer.plan[action].kind === 'do' && !this.isLate(truth.now)
      const before = actionIds.slice(0, actionIds.indexOf(action))
      const inTurn = verb === 'confirm-all' || before.every((earlier) => this.last(earlier) !== undefined)
      return (again || (waits && inTurn)) && this.isAllowed({ ...wanted, action }, truth)
    })
  }
}

export const isUndo = (action: StepId): boolean => undoSteps.some((step) => step === action)
