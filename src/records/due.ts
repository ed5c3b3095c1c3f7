import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { type Database, hasRowLocks } from './database.ts'

/** One offboarding held by one worker until `lease_until`. `bulk`: nobody waits for it. */
export type Claim = { readonly id: string; readonly lease: string; readonly bulk: boolean }
type Lease = Pick<Claim, 'id' | 'lease'>

/**
 * Takes due offboardings that nobody holds, oldest first. A worker that died is replaced when its lease ends. `except`
 * names those that the caller works on: after a pause of the whole machine their leases have ended, but not the work.
 * @param bulk only what nobody waits for; otherwise only what somebody does
 */
export async function claim(
  { db, now }: Database,
  limit: number,
  leaseMs: number,
  except: readonly string[] = [],
  bulk = false,
): Promise<Claim[]> {
  if (limit <= 0) return []
  const at = now()
  const lease = randomUUID()
  // The CTE keeps the limit: inside an UPDATE's own subquery PostgreSQL may plan it anew and exceed it.
  const rows = await db
    .with('due', (query) => {
      const due = query
        .selectFrom('offboarding')
        .select('id')
        .where('bulk', '=', bulk ? 1 : 0)
        .where('due_at', '<=', at)
        .where('lease_until', '<=', at)
        .$if(except.length > 0, (some) => some.where('id', 'not in', except))
        .orderBy('due_at')
        .limit(limit)
      return hasRowLocks(db) ? due.forUpdate().skipLocked() : due
    })
    .updateTable('offboarding')
    .set({ lease, lease_until: at + leaseMs })
    .where('id', 'in', (query) => query.selectFrom('due').select('id'))
    .returning('id')
    .execute()
  return rows.map(({ id }) => ({ id, lease, bulk }))
}

/** Keeps a lease alive. @returns whether it was still held */
export async function renew({ db, now }: Database, { id, lease }: Lease, leaseMs: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('offboarding')
    .set({ lease_until: now() + leaseMs })
    .where('id', '=', id)
    .where('lease', '=', lease)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/**
 * Lets go and says when there is something to do again. When the history went on meanwhile (`seq`), it stays due at
 * once, so that nothing is missed.
 */
export async function release(
  { db }: Database,
  { id, lease }: Lease,
  seq: number,
  dueAt: number | null,
): Promise<void> {
  const mine = () => db.updateTable('offboarding').where('id', '=', id).where('lease', '=', lease)
  const { numUpdatedRows } = await mine()
    .where('seq', '=', seq)
    .set({ lease: null, lease_until: 0, due_at: dueAt })
    .executeTakeFirst()
  if (numUpdatedRows === 0n) await mine().set({ lease: null, lease_until: 0 }).execute()
}

/** When the next offboarding is due or comes free, in epoch milliseconds; `null` when none is. `except` and `bulk` as in `claim`. */
export async function nextDue({ db }: Database, except: readonly string[] = [], bulk = false): Promise<number | null> {
  const free = sql<number>`case when due_at > lease_until then due_at else lease_until end`
  const row = await db
    .selectFrom('offboarding')
    .select(({ fn }) => fn.min(free).as('at'))
    .where('bulk', '=', bulk ? 1 : 0)
    .where('due_at', 'is not', null)
    .$if(except.length > 0, (some) => some.where('id', 'not in', except))
    .executeTakeFirst()
  return row?.at ?? null
}

/** How long the oldest of what is due has been waiting, in milliseconds; 0 when nothing is due. What is being worked on counts. */
export async function longestWait({ db, now }: Database): Promise<number> {
  const at = now()
  const row = await db
    .selectFrom('offboarding')
    .select(({ fn }) => fn.min('due_at').as('since'))
    .where('due_at', '<=', at)
    .executeTakeFirst()
  return at - (row?.since ?? at)
}
