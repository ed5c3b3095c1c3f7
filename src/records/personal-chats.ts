import type { Reader } from '../offboarding/events.ts'
import { languageFor } from '../offboarding/words/languages.ts'
import type { Database } from './database.ts'

/** Somebody's own chat with the bot, and how they read there. */
export type PersonalChat = { readonly conversation: string; readonly reader: Reader }

export async function personalChatOf({ db }: Database, person: string): Promise<PersonalChat | null> {
  const row = await db.selectFrom('personal_chat').selectAll().where('person', '=', person).executeTakeFirst()
  if (row === undefined) return null
  return { conversation: row.conversation, reader: { language: languageFor(row.language), zone: row.zone } }
}

/** @param person Entra object id */
export async function rememberPersonalChat(
  { db, now }: Database,
  person: string,
  { conversation, reader }: PersonalChat,
): Promise<void> {
  const values = { conversation, language: reader.language, zone: reader.zone, at: now() }
  await db
    .insertInto('personal_chat')
    .values({ person, ...values })
    .onConflict((conflict) => conflict.column('person').doUpdateSet(values))
    .execute()
}

/** The bot was removed from it, or may not write there any more. */
export async function forgetPersonalChat({ db }: Database, conversation: string): Promise<void> {
  await db.deleteFrom('personal_chat').where('conversation', '=', conversation).execute()
}
