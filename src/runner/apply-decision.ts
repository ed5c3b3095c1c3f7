import { offerFor } from '../actions/offer.ts'
import { Failure } from '../errors.ts'
import type { BatchCommand } from '../offboarding/batch/decide.ts'
import { memberId } from '../offboarding/batch/digest.ts'
import { approverOf, type Obstacle, type Obstructed } from '../offboarding/batch/events.ts'
import { type BatchState, type Consent, peopleOf } from '../offboarding/batch/evolve.ts'
import type { BatchWork } from '../offboarding/batch/next.ts'
import type { Refusal } from '../offboarding/consent.ts'
import type { Command } from '../offboarding/decide.ts'
import { isDecided, type State } from '../offboarding/evolve.ts'
import type { Facts } from '../offboarding/facts.ts'
import { mayRepeatMore } from '../offboarding/more-email.ts'
import { type ActionId, actionIds, type StepId } from '../offboarding/plan.ts'
import { protectionOf } from '../offboarding/policy.ts'
import type { BatchClaim } from '../records/batch-due.ts'
import { isStillWanted } from '../records/batch-history.ts'
import type { Db } from '../records/database.ts'
import { load, record } from '../records/history.ts'
import { isOvertaken } from '../records/later.ts'
import { countOutcomes } from '../watch/watch.ts'
import { apart } from './apart.ts'
import type { BatchRunnerOptions } from './batch-runner.ts'
import { hindranceOf, isWorthAnotherTry } from './hindrance.ts'
import { passingLoss } from './lost-fact.ts'

/** What came of it for one of them: what is in the way, or why it has not come to them. */
type Reached = {
  readonly place: number
  readonly obstructed: readonly Obstructed[]
  readonly left: Failure | 'stopped' | null
}

/**
 * Brings a decision to the next of its people: for each the facts are read afresh, and the rules of a single tap decide
 * whether it counts for them. Done again after a crash, it finds what it did and changes nothing.
 */
export async function applyToPeople(
  options: BatchRunnerOptions,
  { lease }: BatchClaim,
  state: BatchState,
  { consent, places, count }: BatchWork & { kind: 'apply' },
): Promise<Extract<BatchCommand, { type: 'apply' }>> {
  const { database, random } = options
  const together = new Set(peopleOf(state).map(({ match }) => match.leaver.id))
  const reached = await Promise.all(
    places.map((place) =>
      apart(
        options,
        { batch: state.id, place },
        () => applyToOne(options, state, consent, { place, together, lease }),
        (reference): Reached => {
          return {
            place,
            obstructed: [{ place, action: consent.action, why: { kind: 'fault', reference } }],
            left: null,
          }
        },
      ),
    ),
  )
  const failures = reached.flatMap(({ left }) => (left instanceof Failure ? [left] : []))
  const left = reached.filter((one) => one.left !== null).map(({ place }) => place)
  return {
    type: 'apply',
    decision: consent.seq,
    count,
    obstructed: reached.flatMap(({ obstructed }) => obstructed),
    later: [...consent.later.filter((place) => !places.includes(place)), ...left],
    hindrance: hindranceOf(failures, state.delay, database.now(), random),
  }
}

type One = { readonly place: number; readonly together: ReadonlySet<string>; readonly lease: string }

async function applyToOne(
  options: BatchRunnerOptions,
  { id: batch, seq, delay }: BatchState,
  consent: Consent,
  { place, together, lease }: One,
): Promise<Reached> {
  const { database, watch, wakeMember } = options
  const id = memberId(batch, place)
  const before = await load(database, id)
  const reached: Reached = { place, obstructed: [], left: null }
  // Removed, or decided by somebody meanwhile, perhaps by this very decision before a crash.
  if (before === null || !isWanted(before, consent)) return reached
  const facts = await factsNow(options, before, together)
  if (facts instanceof Failure) {
    if (isWorthAnotherTry(facts, delay, database.now())) return { ...reached, left: facts }
    return {
      ...reached,
      obstructed: [{ place, action: consent.action, why: { kind: 'unreadable', failure: facts.kind } }],
    }
  }
  const digest = consent.people.find(([one]) => one === place)?.[1] ?? ''
  const command = (newest: State) =>
    isWanted(newest, consent) ? commandFor(options, newest, consent, digest, facts) : null
  let isStopped = false
  // Reading takes seconds, and minutes when Microsoft is slow. Whoever stopped it meanwhile was told that it is not done.
  const provided = async (tx: Db) => {
    isStopped = !(await isStillWanted(tx, batch, lease, seq))
    return !isStopped
  }
  const written = await record(database, id, command, { provided })
  if (isStopped) return { ...reached, left: 'stopped' }
  if (written === null) return reached
  const { events, refusal } = written.decision
  countOutcomes(watch, events)
  if (events.length > 0) wakeMember(id)
  const obstacles = obstaclesOf(refusal, written.state, consent.action)
  return { ...reached, obstructed: obstacles.map((obstacle) => ({ place, ...obstacle })) }
}

function isWanted(state: State, { verb, action, at }: Consent): boolean {
  if (action === null) return actionIds.some((id) => !isDecided(state.actions[id]))
  const { outcome, confirmation } = state.actions[action]
  if (verb === 'again' && isForMore(state, action))
    return (state.actions['block-more-email'].confirmation?.at ?? 0) < at
  if (verb === 'again') return outcome?.kind === 'failed' && (confirmation?.at ?? 0) < at
  return outcome === null && confirmation === null
}

/** Only the email apps beyond the six are to be tried again; with the six they go by themselves. */
const isForMore = (state: State, action: ActionId): boolean =>
  action === 'block-email' && state.actions['block-email'].outcome?.kind !== 'failed' && mayRepeatMore(state)

/**
 * While email is to be blocked anyway, what Exchange said last stands: blocking harms nobody. Where it is to be left
 * out, a mailbox may have appeared, and is asked for.
 */
async function factsNow(
  { tenant }: BatchRunnerOptions,
  state: State,
  together: ReadonlySet<string>,
): Promise<Facts | Failure> {
  const leftOut = state.offer.plan['block-email'].kind !== 'do' && !isDecided(state.actions['block-email'])
  try {
    const facts = await tenant.bulk.facts(state.leaver.id, {
      mailboxWithin: leftOut ? undefined : 0,
      alsoLeaving: together,
      namedBefore: state.leaver.displayName,
    })
    const now = withMailboxOf(state, facts)
    return passingLoss(state.offer.facts, now) ?? now
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
}

function withMailboxOf({ offer }: State, facts: Facts): Facts {
  if (facts.mailbox.known) return facts
  const { mailbox, moreEmail = facts.mailbox } = offer.facts
  return { ...facts, mailbox, moreEmail }
}

async function commandFor(
  { database, rules, protectedUsers }: BatchRunnerOptions,
  state: State,
  { verb, action, by }: Consent,
  digest: string,
  facts: Facts,
): Promise<Command> {
  const protection = protectionOf(facts, state.requester, protectedUsers)
  const tap = { by: approverOf(by), digest, fresh: offerFor(facts, rules, state), protection }
  if (action === null || verb === 'confirm-all') return { type: 'confirm-all', ...tap }
  if (verb !== 'again') return { type: verb, action, ...tap }
  const overtaken = await isOvertaken(database, state)
  if (isForMore(state, action)) return { type: 'confirm-more', ...tap, overtaken }
  return { type: 'confirm', action, ...tap, overtaken }
}

type InTheWay = { readonly action: ActionId | null; readonly why: Obstacle }

function obstaclesOf(refusal: Refusal | null, state: State, action: ActionId | null): InTheWay[] {
  switch (refusal?.kind) {
    case undefined:
    case 'decided':
      return []
    case 'partly':
      return refusal.missing.map((why) => ({ action: 'action' in why ? actionIn(why.action) : action, why }))
    case 'stale':
      return [{ action, why: { kind: 'changed', changes: state.changes } }]
    case 'protected':
      return [{ action, why: { kind: 'protected', protection: refusal.protection } }]
    case 'lacks-role':
    case 'is-leaver':
    case 'is-guest':
    case 'is-blocked':
    case 'roles-unknown':
    case 'needs-second-person':
      return [{ action, why: refusal }]
    default:
      return [{ action, why: { kind: 'too-late' } }]
  }
}

const actionIn = (step: StepId | null): ActionId | null => actionIds.find((id) => id === step) ?? null
