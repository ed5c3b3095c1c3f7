import { accept, type Decision, refuse } from './decision.ts'
import type { FailureNote, Person } from './events.ts'
import type { State } from './evolve.ts'
import { isTakenBack } from './undo.ts'

const day = 24 * 3_600_000

/** The manager was told that the leaver is locked out, or could not be. */
export type PeopleEvent = {
  readonly type: 'manager-told'
  /** `null` where it is not known who that is. */
  readonly manager: Person | null
  readonly failure: FailureNote | null
}

export type ManagerTold = { readonly at: number; readonly failure: FailureNote | null }

/** A short message to one person, of their own. */
export type Notice =
  | { readonly kind: 'requester'; readonly person: Person }
  | { readonly kind: 'manager'; readonly person: Person | null }

/**
 * Who is still to be told of the end, as far as the history tells; whether a message has been sent is not in it. What is
 * older than a day is no news any more.
 */
export function noticesOf(state: State, now: number): Notice[] {
  const notices: Notice[] = []
  if (requesterHears(state) && now - (state.endedAt ?? 0) < day)
    notices.push({ kind: 'requester', person: state.requester })
  const newsAt = Math.max(state.endedAt ?? 0, lockedOutAt(state))
  if (managerHears(state) && now - newsAt < day) notices.push({ kind: 'manager', person: managerOf(state) })
  return notices
}

/** Unless they see the last card in a chat of their own, or ended it themselves. A batch is summed up by itself. */
function requesterHears(state: State): boolean {
  if (state.endedAt === null || state.batch !== null) return false
  if (state.phase === 'cancelled' && state.endedBy?.id === state.requester.id) return false
  return !state.showings.some(({ viewer }) => viewer === state.requester.id)
}

/** Only of a lockout that is real, and not of what they asked for themselves. */
function managerHears(state: State): boolean {
  const { tellsManager, managerTold, phase, requester, offer } = state
  if (!tellsManager || managerTold !== null || phase !== 'finished') return false
  return isLockedOut(state) && !isTakenBack(state, 'block-sign-in') && offer.facts.managerId !== requester.id
}

function isLockedOut({ actions }: State): boolean {
  const { outcome } = actions['block-sign-in']
  return outcome?.kind === 'already' || outcome?.kind === 'done'
}

/** When sign-in was blocked, or found blocked: some of the rest may have ended before, or long after. Epoch milliseconds. */
export const lockedOutAt = ({ actions }: State): number => actions['block-sign-in'].outcomeAt ?? 0

function managerOf({ offer: { facts } }: State): Person | null {
  const { manager, managerId } = facts
  return managerId && manager.known && manager.value !== null ? { id: managerId, name: manager.value } : null
}

/** The requester stood by: what was confirmed last, they confirmed. */
export function requesterStoodBy(state: State): boolean {
  const last = Object.values(state.actions)
    .flatMap(({ confirmation }) => confirmation ?? [])
    .toSorted((a, b) => a.at - b.at)
    .at(-1)
  return last?.by.id === state.requester.id
}

export type PeopleCommand = PeopleEvent

/** Said once: whoever comes second changes nothing. */
export function tellManager(state: State, command: PeopleCommand): Decision {
  return managerHears(state) ? accept(command) : refuse({ kind: 'closed' })
}
