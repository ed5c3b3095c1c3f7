import { memberId } from '../offboarding/batch/digest.ts'
import { approverOf } from '../offboarding/batch/events.ts'
import type { BatchState } from '../offboarding/batch/evolve.ts'
import type { BatchWork } from '../offboarding/batch/next.ts'
import type { BatchClaim } from '../records/batch-due.ts'
import { recordBatch } from '../records/batch-history.ts'
import { digestOfMembers } from '../records/batch-members.ts'
import { record } from '../records/history.ts'
import { countOutcomes } from '../watch/watch.ts'
import { apart } from './apart.ts'
import { applyToPeople } from './apply-decision.ts'
import type { BatchRunnerOptions } from './batch-runner.ts'
import { beginPeople } from './begin-members.ts'
import { matchPeople } from './match-people.ts'

const firstPause = 5_000
const longestPause = 10 * 60_000

/**
 * Does one piece of a batch's work. A fault of ours is told on the card, and the piece is tried again after a pause that
 * grows, since it may be mended meanwhile.
 */
export async function performForBatch(
  options: BatchRunnerOptions,
  taken: BatchClaim,
  state: BatchState,
  work: BatchWork,
): Promise<void> {
  const { database } = options
  await apart(
    options,
    { batch: state.id, work: work.kind },
    () => perform(options, taken, state, work),
    async (reference) => {
      const until = database.now() + Math.min(longestPause, firstPause * 2 ** Math.min(10, state.delay?.tries ?? 0))
      const hindrance = { until, failure: 'unexpected', reference } as const
      await recordBatch(database, state.id, { type: 'delay', work: work.kind, hindrance }, { lease: taken.lease })
    },
  )
}

/** Under the lease. Each piece may be done again after a crash. */
async function perform(
  options: BatchRunnerOptions,
  taken: BatchClaim,
  state: BatchState,
  work: BatchWork,
): Promise<void> {
  const { database } = options
  const { lease } = taken
  switch (work.kind) {
    case 'match':
      return matchPeople(options, taken, state, work.places)
    case 'begin':
      return beginPeople(options, taken, state, work.places)
    case 'apply':
      await recordBatch(database, state.id, await applyToPeople(options, taken, state, work), { lease })
      return
    case 'withdraw':
      await withdraw(options, state, work.places)
      await recordBatch(database, state.id, { type: 'withdraw', count: work.count }, { lease })
      return
    case 'expire':
      await recordBatch(database, state.id, { type: 'expire' }, { lease })
      return
    case 'watch':
      return
  }
}

/** Nothing is open any more. What the members' histories end with is recorded, and printed on the last card. */
export async function finish(options: BatchRunnerOptions, { lease }: BatchClaim, state: BatchState): Promise<void> {
  const last = await digestOfMembers(options.database, state)
  await recordBatch(options.database, state.id, { type: 'finish', ...last }, { lease })
}

/** What has not begun is declined for each; what has begun goes on. */
async function withdraw(options: BatchRunnerOptions, state: BatchState, places: readonly number[]): Promise<void> {
  const { database, watch, wakeMember } = options
  if (!state.stopped) return
  const { by, reason } = state.stopped
  const decline = async (place: number) => {
    const id = memberId(state.id, place)
    const written = await record(database, id, { type: 'decline', by: approverOf(by), reason })
    if (!written || written.decision.events.length === 0) return
    countOutcomes(watch, written.decision.events)
    wakeMember(id)
  }
  const faults: unknown[] = []
  // One who cannot be stopped keeps nobody else going.
  for (const place of places) await decline(place).catch((error: unknown) => faults.push(error))
  if (faults.length > 0) throw faults[0]
}
