import type { Look } from '../actions/action.ts'
import { actionFor } from '../actions/index.ts'
import { offerFor } from '../actions/offer.ts'
import { Failure } from '../errors.ts'
import type { Command } from '../offboarding/decide.ts'
import type { NotTheCall, Outcome } from '../offboarding/events.ts'
import type { State } from '../offboarding/evolve.ts'
import { laneOf, laterLookAt, leastAttempts, type PendingProof, provenWithin, type Work } from '../offboarding/next.ts'
import type { StepId } from '../offboarding/plan.ts'
import type { Claim } from '../records/due.ts'
import { record } from '../records/history.ts'
import { waitFor } from '../tenant/retry.ts'
import { countOutcomes } from '../watch/watch.ts'
import { afterFailure, isSpent, untilItsTurn } from './again.ts'
import { beforeOf } from './before.ts'
import { check } from './check.ts'
import { comeDue } from './come-due.ts'
import { lookAt } from './look-at.ts'
import type { RunnerOptions } from './runner.ts'
import { tried, type Write } from './tried.ts'
import type { Memory } from './worker.ts'

/** Does one piece of work and records what came of it, under the lease. */
export async function perform(
  given: RunnerOptions,
  taken: Claim,
  state: State,
  work: Work,
  memory: Memory,
): Promise<void> {
  const options = taken.bulk ? { ...given, tenant: given.tenant.bulk } : given
  const write: Write = async (command) => {
    const written = await record(options.database, taken.id, command, { lease: taken.lease })
    countOutcomes(options.watch, written?.decision.events ?? [])
    return written !== null && written.decision.refusal === null
  }
  switch (work.kind) {
    case 'act':
      return act(options, state, work.action, memory, write)
    case 'sign-out-again':
      return signOutAgain(options, state, memory, write)
    case 'prove':
      return prove(options, state, work, memory, write)
    case 'expire':
    case 'expire-undo':
    case 'remind':
      await write({ type: work.kind })
      return
    case 'come-due':
      return comeDue(options, state, write)
    case 'check':
      return check(options, state, memory, write)
  }
}

async function act(options: RunnerOptions, state: State, id: StepId, memory: Memory, write: Write): Promise<void> {
  const { tenant, database, random, randomBytes, log } = options
  if (await waitsForItsTurn(options, id, memory, write)) return
  const action = actionFor(id, state)
  const { unanswered, isTouched } = state.actions[id]
  let look: Look | null = null
  const failed = async (failure: Failure, of?: NotTheCall) => {
    log.warn({ offboarding: state.id, action: id, failure: failure.note }, 'action not taken')
    await write(afterFailure(id, failure, state.actions[id], database.now(), random, of))
  }
  if (unanswered) {
    // This attempt may have reached Microsoft. Where the state itself can tell, it is asked; otherwise it is done again.
    const seen = await tried(options, () => lookAt(options, state, id))
    if (seen instanceof Failure) return failed(seen, 'look')
    look = seen
    const proof = action.isDone(look)
    if (proof) {
      // Somebody else did it where Microsoft said of every attempt that it did not take it.
      await write({ type: 'conclude', action: id, outcome: { kind: isTouched ? 'done' : 'already', proof } })
      return
    }
  }
  if (!(await write({ type: 'attempt', action: id, before: await beforeOf(options, state, id, look) }))) return
  const answer = await tried(options, () => action.act({ tenant, leaver: state.offer.facts, randomBytes }))
  if (answer instanceof Failure) return failed(answer)
  await write({ type: 'answer', action: id, answer })
}

/**
 * Asked before the attempt, so that waiting behind others is none. A long wait is recorded, for the card to say.
 * @returns whether the action has to wait
 */
async function waitsForItsTurn(options: RunnerOptions, action: StepId, memory: Memory, write: Write): Promise<boolean> {
  const { tenant, database, random } = options
  const lane = laneOf(action)
  const asked = await tried(options, () => tenant.writeWait(lane))
  // The records do not answer; whether they do again shows at the next look.
  const wait = asked instanceof Failure ? turnUnknown : asked
  if (wait <= 0) return false
  const { until, said } = untilItsTurn(wait, database.now(), random)
  if (said) await write({ type: 'wait', action, until, failure: throttled.note, of: 'turn' })
  else memory.notBefore.set(lane, until)
  return true
}

const turnUnknown = 1_000
const throttled = new Failure('throttled', 'others are before it')

/** Kept out of the action's own state: the first sign-out stands, whatever becomes of the second. */
async function signOutAgain(options: RunnerOptions, state: State, memory: Memory, write: Write): Promise<void> {
  const { tenant, database, random } = options
  const startedAt = database.now()
  const answer = await tried(options, () => tenant.revokeSessions(state.leaver.id))
  if (!(answer instanceof Failure)) {
    await write({ type: 'sign-out-again', answer, failure: null, startedAt })
    return
  }
  const now = database.now()
  const since = now - (state.actions['block-sign-in'].answeredAt ?? 0)
  const wait = waitFor(1, answer, random)
  if (wait !== null && !isSpent(answer.kind, leastAttempts, since + wait)) memory.notBefore.set('graph', now + wait)
  else await write({ type: 'sign-out-again', answer: null, failure: answer.note, startedAt })
}

async function prove(
  options: RunnerOptions,
  state: State,
  work: Extract<Work, { kind: 'prove' }>,
  memory: Memory,
  write: Write,
): Promise<void> {
  const { database, tenant, log } = options
  const look = await tried(options, () => lookAt(options, state, work.unproven[0]?.action ?? 'sign-out'))
  if (look instanceof Failure) log.warn({ offboarding: state.id, failure: look.note }, 'cannot read back')
  const now = database.now()
  for (const pending of work.unproven) {
    memory.lastLook.set(pending.action, now)
    const found = look instanceof Failure ? null : seen(state, pending, look)
    const given = found ?? unseen(pending, now)
    if (given === null) continue
    if (given !== 'plan again') {
      await write(given)
      continue
    }
    const facts = await tried(options, () => tenant.facts(state.leaver.id))
    if (facts instanceof Failure) continue
    await write((newest) => ({ type: 'replan', fresh: offerFor(facts, options.rules, newest) }))
  }
}

/** What a look that shows the proof means. */
function seen(state: State, pending: PendingProof, look: Look): Command | null {
  const { action, answer, concluded } = pending
  const { prove, isDone } = actionFor(action, state)
  const proof = answer ? prove(look, answer) : isDone(look)
  if (!proof) return null
  if (concluded) return { type: 'look', action, proof }
  const outcome: Outcome = { kind: answer ? 'done' : 'already', proof }
  return { type: 'conclude', action, outcome }
}

/** What a look without the proof means: mostly nothing yet. A stale read is no failure, and no reason to act again. */
function unseen(pending: PendingProof, now: number): Command | 'plan again' | null {
  const { action, answer, concluded } = pending
  if (concluded) return now >= laterLookAt(pending) ? { type: 'look', action, proof: null } : null
  if (now - pending.from < provenWithin) return null
  return answer ? { type: 'conclude', action, outcome: { kind: 'done', proof: null } } : 'plan again'
}
