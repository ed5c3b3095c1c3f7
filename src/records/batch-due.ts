import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { type Database, hasRowLocks } from './database.ts'
import type { Claim } from './due.ts'

/** Literally 1, or SQLite does not see that the indices of the open ones serve. */
const isOpenRow = sql<boolean>`open = 1`

/** One batch held by one worker, as an offboarding is. */
export type BatchClaim = Pick<Claim, 'id' | 'lease'>

/** Takes due batches that nobody holds, oldest first; `except` names those that the caller works on. */
export async function claimBatches(
  { db, now }: Database,
  limit: number,
  leaseMs: number,
  except: readonly string[],
): Promise<BatchClaim[]> {
  if (limit <= 0) return []
  const at = now()
  const lease = randomUUID()
  const rows = await db
    .with('due', (query) => {
      const due = query
        .selectFrom('batch')
        .select('id')
        .where('due_at', '<=', at)
        .where('lease_until', '<=', at)
        .$if(except.length > 0, (some) => some.where('id', 'not in', except))
        .orderBy('due_at')
        .limit(limit)
      return hasRowLocks(db) ? due.forUpdate().skipLocked() : due
    })
    .updateTable('batch')
    .set({ lease, lease_until: at + leaseMs })
    .where('id', 'in', (query) => query.selectFrom('due').select('id'))
    .returning('id')
    .execute()
  return rows.map(({ id }) => ({ id, lease }))
}

/** @returns whether the lease was still held */
export async function renewBatch({ db, now }: Database, { id, lease }: BatchClaim, leaseMs: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('batch')
    .set({ lease_until: now() + leaseMs })
    .where('id', '=', id)
    .where('lease', '=', lease)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** When it is due, epoch milliseconds; read before its people are looked at, and given to `releaseBatch`. */
export async function batchDueAt({ db }: Database, id: string): Promise<number | null> {
  const row = await db.selectFrom('batch').select('due_at').where('id', '=', id).executeTakeFirst()
  return row?.due_at ?? null
}

/**
 * Lets go and says when to look again; at once when the history went on meanwhile, or somebody has set when it is due
 * since `seen`.
 */
export async function releaseBatch(
  { db }: Database,
  { id, lease }: BatchClaim,
  { seq, due }: { readonly seq: number; readonly due: number | null },
  dueAt: number | null,
): Promise<void> {
  const mine = () => db.updateTable('batch').where('id', '=', id).where('lease', '=', lease)
  const free = { lease: null, lease_until: 0 }
  const { numUpdatedRows } = await mine()
    .where('seq', '=', seq)
    .where('due_at', due === null ? 'is' : '=', due)
    .set({ ...free, due_at: dueAt })
    .executeTakeFirst()
  if (numUpdatedRows === 0n) await mine().set(free).execute()
}

/** When the next batch is due or comes free, in epoch milliseconds; `null` when none is. */
export async function nextBatchDue({ db }: Database, except: readonly string[]): Promise<number | null> {
  const free = sql<number>`case when due_at > lease_until then due_at else lease_until end`
  const row = await db
    .selectFrom('batch')
    .select(({ fn }) => fn.min(free).as('at'))
    .where('due_at', 'is not', null)
    .$if(except.length > 0, (some) => some.where('id', 'not in', except))
    .executeTakeFirst()
  return row?.at ?? null
}

/** Batches that somebody asked for and that are not over, newest first, at most 20. */
export async function openBatchesOf({ db }: Pick<Database, 'db'>, requester: string): Promise<string[]> {
  const rows = await db
    .selectFrom('batch')
    .select('id')
    .where('requester', '=', requester)
    .where(isOpenRow)
    .orderBy('requested_at', 'desc')
    .limit(20)
    .execute()
  return rows.map(({ id }) => id)
}

/** Batches that are being decided or done, newest first, at most 20. */
export async function runningBatches({ db }: Pick<Database, 'db'>): Promise<string[]> {
  const rows = await db
    .selectFrom('batch')
    .select('id')
    .where(isOpenRow)
    .where('started_at', 'is not', null)
    .orderBy('requested_at', 'desc')
    .limit(20)
    .execute()
  return rows.map(({ id }) => id)
}
