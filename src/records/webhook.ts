import type { Database } from './database.ts'
import type { Claim } from './due.ts'

/** How far an offboarding's history has been sent; -1 when nothing of it has. */
export async function sentUpTo({ db }: Database, id: string): Promise<number> {
  const row = await db.selectFrom('offboarding').select('webhook_seq').where('id', '=', id).executeTakeFirst()
  return row?.webhook_seq ?? -1
}

/** Remembers it, under the lease: a worker that wakes up late does not turn it back. */
export async function rememberSent(
  { db }: Database,
  { id, lease }: Pick<Claim, 'id' | 'lease'>,
  seq: number,
): Promise<void> {
  await db
    .updateTable('offboarding')
    .set({ webhook_seq: seq })
    .where('id', '=', id)
    .where('lease', '=', lease)
    .where('webhook_seq', '<', seq)
    .execute()
}
