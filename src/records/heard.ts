import { setTimeout } from 'node:timers/promises'
import type { Database } from './database.ts'

const day = 24 * 3_600_000
const sweepEvery = 60_000
/** When each database was swept last, by this process. */
const swept = new WeakMap<object, number>()

/** Was this message, by a digest of it, answered before? Teams sends again what was answered late. */
export async function wasHeard({ db }: Database, digest: string): Promise<boolean> {
  const row = await db.selectFrom('heard').select('digest').where('digest', '=', digest).executeTakeFirst()
  return row !== undefined
}

/** How long a message waits for others to be remembered with, in milliseconds: a disk takes one write as long as many. */
const gatherFor = 2
/** With as many as this in one write nothing more is waited for: SQLite takes 32,766 values in a statement. */
const most = 500

type Gathered = { readonly digests: Set<string>; readonly written: Promise<void> }
/** What each database is about to be told by this process. */
const gathered = new WeakMap<object, Gathered>()

/** Remembers for a day, longer than a token lasts with which it could come in again. */
export function rememberHeard(database: Database, digest: string): Promise<void> {
  const open = gathered.get(database.db) ?? gather(database)
  open.digests.add(digest)
  if (open.digests.size >= most) gathered.delete(database.db)
  return open.written
}

function gather(database: Database): Gathered {
  const digests = new Set<string>()
  const written = setTimeout(gatherFor).then(() => {
    if (gathered.get(database.db)?.digests === digests) gathered.delete(database.db)
    return write(database, digests)
  })
  const open = { digests, written }
  gathered.set(database.db, open)
  return open
}

/** In one order, so that two instances that were sent the same never wait for each other. */
async function write({ db, now }: Database, digests: ReadonlySet<string>): Promise<void> {
  const at = now()
  await db
    .insertInto('heard')
    .values([...digests].sort().map((digest) => ({ digest, at })))
    .onConflict((conflict) => conflict.column('digest').doNothing())
    .execute()
  if (at - (swept.get(db) ?? 0) < sweepEvery) return
  swept.set(db, at)
  await db
    .deleteFrom('heard')
    .where('at', '<', at - day)
    .execute()
}
