import type { Notice } from '../offboarding/people-around.ts'
import type { Database } from './database.ts'

/** One message to one person: when it was sent, or how often it could not be and when to try again. Epoch milliseconds. */
export type SentNotice = { readonly sentAt: number | null; readonly tries: number; readonly retryAt: number }

const unsent: SentNotice = { sentAt: null, tries: 0, retryAt: 0 }

export async function sentNotice({ db }: Database, offboarding: string, kind: Notice['kind']): Promise<SentNotice> {
  const row = await db
    .selectFrom('notice')
    .selectAll()
    .where('offboarding', '=', offboarding)
    .where('kind', '=', kind)
    .executeTakeFirst()
  return row ? { sentAt: row.sent_at, tries: row.tries, retryAt: row.retry_at } : unsent
}

export async function rememberNotice(
  { db }: Database,
  offboarding: string,
  kind: Notice['kind'],
  { sentAt, tries, retryAt }: SentNotice,
): Promise<void> {
  const values = { sent_at: sentAt, tries, retry_at: retryAt }
  await db
    .insertInto('notice')
    .values({ offboarding, kind, ...values })
    .onConflict((conflict) => conflict.columns(['offboarding', 'kind']).doUpdateSet(values))
    .execute()
}
