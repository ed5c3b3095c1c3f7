import { offerFor } from '../actions/offer.ts'
import { Failure } from '../errors.ts'
import type { State } from '../offboarding/evolve.ts'
import { type Approver, protectionOf } from '../offboarding/policy.ts'
import { inAdvance } from '../offboarding/schedule.ts'
import { waitFor } from '../tenant/retry.ts'
import { kindOf, lostFact, unreadOf } from './lost-fact.ts'
import type { RunnerOptions } from './runner.ts'
import { tried, type Write } from './tried.ts'

const minute = 60_000
/** An outage is waited for without a line in the history for every second of it. */
const longestPause = 10 * minute

/**
 * What was confirmed in advance has its time: the facts are read again, and who confirmed. The decider says what that
 * means; what cannot be read is tried again until it is too late.
 */
export async function comeDue(options: RunnerOptions, state: State, write: Write): Promise<void> {
  const { database, random, protectedUsers, rules, log } = options
  const read = await tried(options, () => readAgain(options, state))
  if (read instanceof Failure) {
    log.warn({ offboarding: state.id, failure: read.note }, 'cannot read again what was confirmed for now')
    const tries = (state.schedule?.unread?.tries ?? 0) + 1
    const wait = waitFor(tries, read, random)
    const pause = Math.min(longestPause, minute * 2 ** Math.min(tries - 1, 10))
    const until = wait === null ? null : database.now() + Math.max(wait, pause)
    await write({ type: 'not-read', failure: read.note, until })
    return
  }
  const { facts, approvers } = read
  await write((newest) => {
    const protection = protectionOf(facts, newest.requester, protectedUsers)
    return { type: 'come-due', fresh: offerFor(facts, rules, newest), approvers, protection }
  })
}

/** @throws Failure, also when a fact that was known is not any more: nothing is decided by what could not be read */
async function readAgain({ tenant }: RunnerOptions, state: State) {
  const confirmers = new Set(inAdvance(state).flatMap((id) => state.actions[id].confirmation?.by.id ?? []))
  const [facts, approvers] = await Promise.all([
    tenant.facts(state.leaver.id),
    Promise.all([...confirmers].map((id) => approverNow(tenant, id))),
  ])
  const lost = lostFact(state.offer.facts, facts) ?? approvers.flatMap((by) => (by ? unreadOf(by.roles) : [])).at(0)
  if (lost !== undefined) throw new Failure(kindOf(lost), 'a fact could not be read again')
  return { facts, approvers: approvers.filter((by) => by !== null) }
}

/** Whoever is gone may confirm nothing. */
async function approverNow(tenant: RunnerOptions['tenant'], id: string): Promise<Approver | null> {
  try {
    return await tenant.approver(id)
  } catch (error) {
    if (error instanceof Failure && error.kind === 'missing') return null
    throw error
  }
}
