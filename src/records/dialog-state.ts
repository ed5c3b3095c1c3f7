import { randomUUID } from 'node:crypto'
import type { Database } from './database.ts'

type Item = { eTag?: string } & Record<string, unknown>

/**
 * Where dialogs keep what they wait for: botbuilder's `Storage`, with eTags as its contract has them: `*` or none
 * overwrites, any other must be the one that is stored.
 */
export class DialogState {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async read(keys: string[]): Promise<Record<string, Item>> {
    if (keys.length === 0) return {}
    const rows = await this.#database.db.selectFrom('dialog_state').selectAll().where('key', 'in', keys).execute()
    return Object.fromEntries(rows.map((row) => [row.key, { ...(JSON.parse(row.value) as Item), eTag: row.etag }]))
  }

  async write(changes: Record<string, Item>): Promise<void> {
    for (const [key, { eTag, ...item }] of Object.entries(changes)) {
      await this.#put(key, JSON.stringify(item), eTag ?? '*')
    }
  }

  async delete(keys: string[]): Promise<void> {
    if (keys.length === 0) return
    await this.#database.db.deleteFrom('dialog_state').where('key', 'in', keys).execute()
  }

  async #put(key: string, value: string, expected: string): Promise<void> {
    const { db, now } = this.#database
    const row = { value, etag: randomUUID(), at: now() }
    if (expected === '*') {
      await db
        .insertInto('dialog_state')
        .values({ key, ...row })
        .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
        .execute()
      return
    }
    const { numUpdatedRows } = await db
      .updateTable('dialog_state')
      .set(row)
      .where('key', '=', key)
      .where('etag', '=', expected)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) throw new Error('dialog state was changed by another turn (eTag conflict)')
  }
}
