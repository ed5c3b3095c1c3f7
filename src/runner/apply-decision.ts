import { offerFor } from '../actions/offer.ts'
import { Failure } from '../errors.ts'
import { memberId } from '../offboarding/batch/digest.ts'
import { approverOf, type Obstacle, type Obstructed } from '../offboarding/batch/events.ts'
import { type BatchState, type Consent, peopleOf } from '../offboarding/batch/evolve.ts'
import type { Refusal } from '../offboarding/consent.ts'
import type { Command } from '../offboarding/decide.ts'
import { isDecided, type State } from '../offboarding/evolve.ts'
import type { Facts } from '../offboarding/facts.ts'
import { mayRepeatMore } from '../offboarding/more-email.ts'
import { type ActionId, actionIds, type StepId } from '../offboarding/plan.ts'
import { protectionOf } from '../offboarding/policy.ts'
import { load, record } from '../records/history.ts'
import { isOvertaken } from '../records/later.ts'
import { countOutcomes } from '../watch/watch.ts'
import type { BatchRunnerOptions } from './batch-runner.ts'

/**
 * Brings a decision to the next of its people: for each the facts are read afresh, and the rules of a single tap decide
 * whether it counts for them. Done again after a crash, it finds what it did and changes nothing.
 * @returns what is in the way for whom
 */
export async function applyToPeople(
  options: BatchRunnerOptions,
  state: BatchState,
  consent: Consent,
  count: number,
): Promise<Obstructed[]> {
  const people = consent.people.slice(consent.applied, count)
  const together = new Set(peopleOf(state).map(({ match }) => match.leaver.id))
  const all = people.map(([place, digest]) => applyToOne(options, state, consent, { place, digest, together }))
  return (await Promise.all(all)).flat()
}

type One = { readonly place: number; readonly digest: string; readonly together: ReadonlySet<string> }

async function applyToOne(
  options: BatchRunnerOptions,
  { id: batch }: BatchState,
  consent: Consent,
  { place, digest, together }: One,
): Promise<Obstructed[]> {
  const { database, watch, wakeMember } = options
  const id = memberId(batch, place)
  const before = await load(database, id)
  // Removed, or decided by somebody meanwhile, perhaps by this very decision before a crash.
  if (before === null || !isWanted(before, consent)) return []
  const facts = await factsNow(options, before, together)
  if (facts instanceof Failure)
    return [{ place, action: consent.action, why: { kind: 'unreadable', failure: facts.kind } }]
  const written = await record(database, id, (newest) => commandFor(options, newest, consent, digest, facts))
  if (written === null) return []
  const { events, refusal } = written.decision
  countOutcomes(watch, events)
  if (events.length > 0) wakeMember(id)
  return obstaclesOf(refusal, written.state, consent.action).map((obstacle) => ({ place, ...obstacle }))
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
    if (facts.mailbox.known) return facts
    const { mailbox, moreEmail = facts.mailbox } = state.offer.facts
    return { ...facts, mailbox, moreEmail }
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
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
