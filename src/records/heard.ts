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

/** Remembers for a day, longer than a token lasts with which it could come in again. */
export async function rememberHeard({ db, now }: Database, digest: string): Promise<void> {
  const at = now()
  await db
    .insertInto('heard')
    .values({ digest, at })
    .onConflict((conflict) => conflict.column('digest').doNothing())
    .execute()
  if (at - (swept.get(db) ?? 0) < sweepEvery) return
  swept.set(db, at)
  await db
    .deleteFrom('heard')
    .where('at', '<', at - day)
    .execute()
}
