import type { Database } from './database.ts'

const approvalsChat = 'approvals-chat'

/** The chat in which offboardings are shown to approvers: its conversation id, and who made it so (object id). */
export type ApprovalsChat = { readonly conversation: string; readonly by: string }

export async function readApprovalsChat({ db }: Database): Promise<ApprovalsChat | null> {
  const row = await db.selectFrom('setting').selectAll().where('name', '=', approvalsChat).executeTakeFirst()
  return row ? { conversation: row.value, by: row.by } : null
}

export async function rememberApprovalsChat({ db, now }: Database, { conversation, by }: ApprovalsChat): Promise<void> {
  const values = { value: conversation, by, at: now() }
  await db
    .insertInto('setting')
    .values({ name: approvalsChat, ...values })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(values))
    .execute()
}
