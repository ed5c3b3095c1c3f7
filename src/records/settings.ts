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

const greeted = (conversation: string) => `greeted ${conversation}`

/** Teams may report an installation more than once. @returns whether this is the first time for this chat */
export async function isFirstGreeting({ db, now }: Database, conversation: string, by: string): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('setting')
    .values({ name: greeted(conversation), value: '', by, at: now() })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .executeTakeFirst()
  return Number(numInsertedOrUpdatedRows ?? 0) > 0
}

/** Removed from the chat: when it is added again, it introduces itself again. */
export async function forgetGreeting({ db }: Database, conversation: string): Promise<void> {
  await db.deleteFrom('setting').where('name', '=', greeted(conversation)).execute()
}
