import type { Database } from './database.ts'
import type { PostedCard } from './posted-cards.ts'

/** The messages that show a batch. */
export async function postedBatchCards({ db }: Database, batch: string): Promise<PostedCard[]> {
  const rows = await db.selectFrom('batch_card').selectAll().where('batch', '=', batch).execute()
  return rows.map(({ showing, kind, activity, shown, replaced, tries, retry_at, edited_at, behind_since }) => {
    const times = { retryAt: retry_at, editedAt: edited_at, behindSince: behind_since }
    return { showing, kind, activity, shown, replaced, tries, ...times }
  })
}

/** Remembers what a message shows now, or that it could not be sent and when to try again. */
export async function rememberBatchCard(
  { db }: Database,
  batch: string,
  conversation: string,
  card: PostedCard,
): Promise<void> {
  const { showing, kind, activity, shown, replaced, tries, retryAt, editedAt, behindSince } = card
  const times = { retry_at: retryAt, edited_at: editedAt, behind_since: behindSince }
  const values = { activity, shown, replaced, tries, ...times }
  await db
    .insertInto('batch_card')
    .values({ batch, showing, kind, conversation, ...values })
    .onConflict((conflict) => conflict.columns(['batch', 'showing', 'kind']).doUpdateSet(values))
    .execute()
}
