import { sql } from 'kysely'
import { firstMisfit } from './chain.ts'
import { type Database, type Db, hasRowLocks } from './database.ts'
import { isAlone, type Place, type Retention, type Step, spanOf, stepSize, untilOf } from './retire.ts'
import { leaveStub, type Stub } from './stubs.ts'

/** Every table with rows that belong to one batch, in the order in which they may go. */
const belongings = ['batch_card', 'batch_offer', 'batch_event'] as const

/** As `retireSome`, for the batches whose people's histories are all gone: they name the same people. */
export async function retireSomeBatches(
  { db, now }: Database,
  retention: Retention,
  from: Place | null,
): Promise<Step | null> {
  return db.transaction().execute(async (tx) => {
    if (!(await isAlone(tx))) return null
    const at = now()
    const found = await over(tx, untilOf(retention, at), from)
    const stubs: Stub[] = []
    const altered: string[] = []
    for (const { id, seq, people } of found) {
      const lines = await tx.selectFrom('batch_event').selectAll().where('batch', '=', id).orderBy('seq').execute()
      if (lines.length !== seq + 1 || firstMisfit(id, lines) !== null) {
        altered.push(id)
        continue
      }
      const outcomes = JSON.stringify({ people })
      const said = { what: 'batch' as const, id, ...spanOf(lines), outcomes, removed_at: at }
      stubs.push(await leaveStub(tx, said, retention.key))
      for (const table of belongings) await tx.deleteFrom(table).where('batch', '=', id).execute()
      await tx.deleteFrom('batch').where('id', '=', id).execute()
    }
    const last = found.length < stepSize ? undefined : found.at(-1)
    return { stubs, altered, after: last ? { requestedAt: last.requested_at, id: last.id } : null }
  })
}

async function over(tx: Db, until: number, from: Place | null) {
  const query = tx
    .selectFrom('batch')
    .leftJoin('batch_event', (join) =>
      join.onRef('batch_event.batch', '=', 'batch.id').onRef('batch_event.seq', '=', 'batch.seq'),
    )
    .select(['batch.id', 'batch.seq', 'batch.people', 'batch.requested_at'])
    .where(sql<boolean>`batch.open = 0 and batch.due_at is null and batch.lease is null`)
    .where('batch.requested_at', '<=', until)
    .where(sql<boolean>`coalesce(batch_event.at, 0) <= ${until}`)
    .where(sql<boolean>`not exists (select 1 from offboarding where offboarding.batch = batch.id)`)
    .$if(from !== null, (rest) =>
      rest.where(sql<boolean>`(batch.requested_at, batch.id) > (${from?.requestedAt}, ${from?.id})`),
    )
    .orderBy('batch.requested_at')
    .orderBy('batch.id')
    .limit(stepSize)
  return (hasRowLocks(tx) ? query.forUpdate('batch').skipLocked() : query).execute()
}
