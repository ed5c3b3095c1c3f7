import type { Database } from './database.ts'

/** Remembers how to reach a conversation: botbuilder's reference as JSON text. The newest service URL wins. */
export async function rememberConversation({ db, now }: Database, id: string, reference: string): Promise<void> {
  const values = { reference, at: now() }
  await db
    .insertInto('conversation')
    .values({ id, ...values })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute()
}

export async function referenceOf({ db }: Database, id: string): Promise<string | null> {
  const row = await db.selectFrom('conversation').select('reference').where('id', '=', id).executeTakeFirst()
  return row?.reference ?? null
}
