import type { CardKind } from '../offboarding/evolve.ts'
import type { Database } from './database.ts'

/** One message that shows a card of an offboarding. `showing` counts the places where it was asked for. */
export type PostedCard = {
  readonly showing: number
  readonly kind: string
  readonly activity: string | null
  readonly shown: string | null
  readonly replaced: number
  readonly tries: number
  readonly retryAt: number
  /** When it was last edited, and since when it shows an older state; 0 for never. Epoch milliseconds. */
  readonly editedAt: number
  readonly behindSince: number
}

export async function postedCards({ db }: Database, offboarding: string): Promise<PostedCard[]> {
  const rows = await db.selectFrom('posted_card').selectAll().where('offboarding', '=', offboarding).execute()
  return rows.map(({ showing, kind, activity, shown, replaced, tries, retry_at, edited_at, behind_since }) => {
    const times = { retryAt: retry_at, editedAt: edited_at, behindSince: behind_since }
    return { showing, kind, activity, shown, replaced, tries, ...times }
  })
}

/** Remembers what a message shows now, or that it could not be sent and when to try again. */
export async function rememberCard(
  { db }: Database,
  offboarding: string,
  conversation: string,
  card: PostedCard & { kind: CardKind },
): Promise<void> {
  const { showing, kind, activity, shown, replaced, tries, retryAt, editedAt, behindSince } = card
  const times = { retry_at: retryAt, edited_at: editedAt, behind_since: behindSince }
  const values = { activity, shown, replaced, tries, ...times }
  await db
    .insertInto('posted_card')
    .values({ offboarding, showing, kind, conversation, ...values })
    .onConflict((conflict) => conflict.columns(['offboarding', 'showing', 'kind']).doUpdateSet(values))
    .execute()
}
