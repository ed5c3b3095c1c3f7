import { type ActionId, actionIds } from '../plan.ts'
import { type Approver, mayConfirmSomebody, mayOpen, type NotAllowed } from '../policy.ts'
import { accept, type BatchDecision, refuse } from './decision.ts'
import { deciderOf, type Verb } from './events.ts'
import { type BatchState, batchNeedsSecondPerson, isFirstOf, isListed } from './evolve.ts'
import { digestOfOffered, type Member, offeredFor } from './members.ts'

/** Who taps, what for, and what they saw. */
export type ManyTap = {
  readonly type: 'decide'
  readonly by: Approver
  readonly verb: Verb
  /** `null` for everything that is left. */
  readonly action: ActionId | null
  readonly digest: string
  /** Where every member stands now. */
  readonly members: readonly Member[]
}

/**
 * One tap for many counts for exactly those whom the card showed, with the plans that they had then. Who may do it to
 * each of them is asked again for each, with facts read afresh; here, whether it may be so for anybody at all.
 */
export function decideForMany(state: BatchState, tap: ManyTap): BatchDecision {
  const forbidden = forbiddenFor(state, tap)
  if (forbidden) return refuse(forbidden)
  if (isListed(state, tap.by.person.id)) return refuse({ kind: 'is-listed' })
  switch (state.phase) {
    case 'matching':
    case 'review':
      return refuse({ kind: 'not-started' })
    case 'cancelled':
      return refuse({ kind: 'closed' })
    case 'expired':
      return refuse({ kind: 'expired' })
    case 'running':
    case 'finished':
      break
  }
  if (state.stopped) return refuse({ kind: 'closed' })
  const offered = offeredFor(state, tap.members, tap.verb, tap.action)
  if (offered.people.length === 0) return refuse({ kind: 'nothing-to-decide' })
  const digest = digestOfOffered(offered)
  if (tap.digest !== digest) return refuse({ kind: 'stale' })
  const people = offered.people.map((member) => [member.place, member.digest] as const)
  const { verb, action } = offered
  return accept({ type: 'decided', verb, action, digest, by: deciderOf(tap.by), people })
}

function forbiddenFor(state: BatchState, { by, action }: ManyTap): NotAllowed | null {
  const refusal = mayOpen(by)
  if (refusal) return refusal
  if (isFirstOf(state, by.person.id) && batchNeedsSecondPerson(state)) return { kind: 'needs-second-person' }
  return mayDoSomeOf(by, action === null ? actionIds : [action])
}

function mayDoSomeOf(by: Approver, actions: readonly ActionId[]): NotAllowed | null {
  const refusals = actions.map((action) => mayConfirmSomebody(by, action))
  return refusals.every((refusal) => refusal !== null) ? (refusals[0] ?? null) : null
}
