import { randomUUID } from 'node:crypto'
import { type BatchCommand, decideBatch } from '../offboarding/batch/decide.ts'
import type { BatchDecision } from '../offboarding/batch/decision.ts'
import type { BatchEvent, BatchRecorded } from '../offboarding/batch/events.ts'
import { type BatchState, evolveBatch, foldBatch } from '../offboarding/batch/evolve.ts'
import { nextOfBatch } from '../offboarding/batch/next.ts'
import { forgetOffers } from './batch-members.ts'
import { withBatchBrake } from './brake.ts'
import { firstMisfit, hashOf } from './chain.ts'
import { type Database, type Db, hasRowLocks, isTaken } from './database.ts'
import { LeaseLost } from './history.ts'

/** Another writer took the next place in the history; load it again. */
class Conflict extends Error {}

const maxConflicts = 50

/** What else is written in the transaction that appends: all of it or none. */
export type Alongside = (tx: Db, after: BatchState) => Promise<void>

/** Reads a batch's history from a place on, oldest first. */
export async function readBatchHistory({ db }: Pick<Database, 'db'>, id: string, from = 0): Promise<BatchRecorded[]> {
  const rows = await db
    .selectFrom('batch_event')
    .selectAll()
    .where('batch', '=', id)
    .where('seq', '>=', from)
    .orderBy('seq')
    .execute()
  // Our own writing, guarded by the hash chain: the one place where it becomes an event again.
  return rows.map((row) => ({ seq: row.seq, at: row.at, hash: row.hash, event: JSON.parse(row.data) as BatchEvent }))
}

/** @param known a state of the same batch, so that only what came after it is read */
export async function loadBatch(
  database: Pick<Database, 'db'>,
  id: string,
  known: BatchState | null = null,
): Promise<BatchState | null> {
  if (known === null) return foldBatch(id, await readBatchHistory(database, id))
  const since = await readBatchHistory(database, id, known.seq + 1)
  return since.reduce<BatchState>((state, recorded) => evolveBatch(id, state, recorded), known)
}

/**
 * Begins a batch from a list. Its members have no offboardings of their own until it is started.
 * @param id the same for the same message, so that one that is sent again after a crash begins nothing twice
 */
export async function beginBatch(
  database: Database,
  event: Extract<BatchEvent, { type: 'listed' }>,
  id: string = randomUUID(),
): Promise<BatchState> {
  const at = database.now()
  const recorded = chained(id, '', 0, at, event)
  const state = evolveBatch(id, null, recorded)
  const { conversation, requester } = event
  const row = { id, conversation, requester: requester.id, requested_at: at, ...rowOf(state, at) }
  const isNew = await database.db.transaction().execute(async (tx) => {
    const { numInsertedOrUpdatedRows } = await tx
      .insertInto('batch')
      .values(row)
      .onConflict((conflict) => conflict.column('id').doNothing())
      .executeTakeFirst()
    if (Number(numInsertedOrUpdatedRows ?? 0) === 0) return false
    await insertEvents(tx, id, [recorded])
    return true
  })
  return isNew ? state : ((await loadBatch(database, id)) ?? state)
}

/**
 * Decides a command on the newest state and appends what follows; when another writer was first, it decides again on
 * what is there then. A runner gives its lease, and writes nothing once it has lost it.
 * @throws LeaseLost
 */
export async function recordBatch(
  database: Database,
  id: string,
  command: BatchCommand | ((state: BatchState) => Promise<BatchCommand>),
  { lease, alongside }: { lease?: string; alongside?: Alongside } = {},
): Promise<{ state: BatchState; decision: BatchDecision } | null> {
  for (let conflicts = 0; ; conflicts++) {
    const state = await loadBatch(database, id)
    if (state === null) return null
    const wanted = typeof command === 'function' ? await command(state) : command
    const at = database.now()
    const decision = decideBatch(state, wanted, at)
    if (decision.events.length === 0) return { state, decision }
    try {
      return { state: await append(database, state, decision.events, at, lease, alongside), decision }
    } catch (error) {
      if (!(error instanceof Conflict) || conflicts >= maxConflicts) throw error
    }
  }
}

async function append(
  database: Database,
  state: BatchState,
  events: readonly BatchEvent[],
  at: number,
  lease: string | undefined,
  alongside: Alongside | undefined,
): Promise<BatchState> {
  try {
    return await database.db.transaction().execute(async (tx) => {
      await hold(tx, state.id, lease)
      const recorded: BatchRecorded[] = []
      let after = state
      for (const event of await withBatchBrake(tx, events, at, database.brake)) {
        const next = chained(state.id, after.hash, after.seq + 1, at, event)
        recorded.push(next)
        after = evolveBatch(state.id, after, next)
      }
      await insertEvents(tx, state.id, recorded)
      await tx.updateTable('batch').set(changesOf(after, at)).where('id', '=', state.id).execute()
      await alongside?.(tx, after)
      if (nextOfBatch(after) === null) await forgetOffers(tx, state.id, null)
      return after
    })
  } catch (error) {
    if (isTaken(error, 'batch_event')) throw new Conflict(`batch ${state.id} at ${state.seq + 1}`)
    throw error
  }
}

/** Everyone who appends locks the batch before the event, in one order. */
async function hold(tx: Db, id: string, lease: string | undefined): Promise<void> {
  const query = tx.selectFrom('batch').select('lease').where('id', '=', id)
  const row = await (hasRowLocks(tx) ? query.forUpdate() : query).executeTakeFirst()
  if (!row) throw new Conflict(`batch ${id} is gone`)
  if (lease !== undefined && row.lease !== lease) throw new LeaseLost(`batch ${id}`)
}

/**
 * Whether a batch still wants for its members what it wanted when it was read: this worker has it, and nobody has
 * stopped it since. Holds off whoever would stop it until the transaction is over.
 * @param seen the last of its history when it was read
 * @throws LeaseLost
 */
export async function isStillWanted(tx: Db, id: string, lease: string, seen: number): Promise<boolean> {
  const query = tx.selectFrom('batch').select('lease').where('id', '=', id)
  const row = await (hasRowLocks(tx) ? query.forShare() : query).executeTakeFirst()
  if (row?.lease !== lease) throw new LeaseLost(`batch ${id}`)
  const stopped = await tx
    .selectFrom('batch_event')
    .select('seq')
    .where('batch', '=', id)
    .where('seq', '>', seen)
    .where('type', '=', 'stopped')
    .executeTakeFirst()
  return stopped === undefined
}

/** Every event changes a card, so there is something to do at once. */
function changesOf(state: BatchState, at: number) {
  const people = state.startedAt === null ? 0 : state.entries.filter(({ match }) => match?.kind === 'sure').length
  return {
    seq: state.seq,
    open: nextOfBatch(state) === null ? 0 : 1,
    started_by: state.startedBy?.id ?? null,
    started_at: state.startedAt,
    people,
    due_at: at,
  }
}

const rowOf = (state: BatchState, at: number) => ({ ...changesOf(state, at), lease: null, lease_until: 0 })

async function insertEvents(tx: Db, batch: string, recorded: readonly BatchRecorded[]): Promise<void> {
  const rows = recorded.map(({ seq, at, hash, event }) => {
    return { batch, seq, type: event.type, data: JSON.stringify(event), at, hash }
  })
  await tx.insertInto('batch_event').values(rows).execute()
}

function chained(id: string, previous: string, seq: number, at: number, event: BatchEvent): BatchRecorded {
  return { seq, at, hash: hashOf(previous, id, { seq, at, data: JSON.stringify(event) }), event }
}

/** Where a batch's history no longer fits its hashes or lacks its end; `null` when it is whole. */
export async function firstAlteredInBatch({ db }: Pick<Database, 'db'>, id: string): Promise<number | null> {
  const kept = await db.selectFrom('batch').select('seq').where('id', '=', id).executeTakeFirst()
  const rows = await db.selectFrom('batch_event').selectAll().where('batch', '=', id).orderBy('seq').execute()
  return firstMisfit(id, rows) ?? ((kept?.seq ?? -1) >= rows.length ? rows.length : null)
}
