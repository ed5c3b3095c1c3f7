import { createHash } from 'node:crypto'
import type { Database, Db } from './database.ts'
import { type SigningKey, signed, verified } from './signing.ts'
import type { Tables } from './tables.ts'

/** What is left of a removed history: that it was there, when, how long, how it ended. Nobody's name, nobody's id. */
export type Stub = Tables['retired']

type Said = Omit<Stub, 'number' | 'previous' | 'key' | 'signature'>

/** Adds a stub behind the last one. In the transaction that removes the history, one at a time. */
export async function leaveStub(tx: Db, said: Said, key: SigningKey): Promise<Stub> {
  const newest = tx.selectFrom('retired').select(({ fn }) => fn.max('number').as('number'))
  const last = await tx.selectFrom('retired').selectAll().where('number', '=', newest).executeTakeFirst()
  const previous = last ? digestOf(last) : ''
  const unsigned = { ...said, number: (last?.number ?? 0) + 1, previous, key: key.id }
  const stub = { ...unsigned, signature: signed(textOf(unsigned), key) }
  await tx.insertInto('retired').values(stub).execute()
  return stub
}

/** What is signed: one field a line, in this order, under a line that says what it is. */
export function textOf(stub: Omit<Stub, 'signature'>): string {
  const { number, what, id, first_at, last_at, events, last_hash, outcomes, removed_at, previous, key } = stub
  const fields = [number, what, id, first_at, last_at, events, last_hash, outcomes, removed_at, previous, key]
  return ['offboard: a history was removed', ...fields].join('\n')
}

/** Each stub carries the one before it, signature and all, so that none can be taken out. SHA-256, hexadecimal. */
export const digestOf = (stub: Stub): string =>
  createHash('sha256').update(textOf(stub)).update(`\n${stub.signature}`).digest('hex')

const page = 200

/**
 * The number of the first stub that was altered or taken out, or `null`. That the newest were cut off shows only beside
 * the digest that the log has of each day's last. Stubs of another key, from before it was changed, are held by the chain alone.
 */
export async function firstAlteredStub({ db }: Pick<Database, 'db'>, key: SigningKey): Promise<number | null> {
  let [number, previous] = [0, '']
  for (;;) {
    const query = db.selectFrom('retired').selectAll().where('number', '>', number).orderBy('number').limit(page)
    const stubs = await query.execute()
    for (const stub of stubs) {
      const fits = stub.number === number + 1 && stub.previous === previous
      const genuine = stub.key !== key.id || verified(textOf(stub), stub.signature, key.publicKey)
      number += 1
      if (!fits || !genuine) return number
      previous = digestOf(stub)
    }
    if (stubs.length < page) return null
  }
}
