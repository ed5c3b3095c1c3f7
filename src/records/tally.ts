import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Database } from './database.ts'
import type { Limit } from './pace.ts'

/** What went out without asking is written down this often, all of it at once, in milliseconds. */
const writtenEvery = 250

/** So many units above the limit are counted: what is sent beyond it is refused, and so is not in Microsoft's window. */
const countedAhead = 5

/**
 * Counts what goes out without asking. However much that is, it uses up a limit and no more: somebody who writes without
 * end must not hold back for an hour what the bot has to tell others.
 * @returns counts units of a limit, and resolves when they are written
 */
export function createTally(database: Database): (limit: Limit, units: number) => Promise<void> {
  let owed = new Map<string, { limit: Limit; units: number }>()
  let writing: Promise<void> | null = null

  const write = async (): Promise<void> => {
    await setTimeout(writtenEvery, undefined, { ref: false })
    const all = owed
    owed = new Map()
    writing = null
    await writeDown(database, [...all.values()])
  }

  return (limit, units) => {
    owed.set(limit.name, { limit, units: units + (owed.get(limit.name)?.units ?? 0) })
    writing ??= write()
    return writing
  }
}

/** In one order, so that two instances never wait for each other. */
async function writeDown(database: Database, counted: readonly { limit: Limit; units: number }[]): Promise<void> {
  const inOrder = counted.toSorted((one, other) => (one.limit.name < other.limit.name ? -1 : 1))
  const at = database.now()
  await database.db.transaction().execute(async (tx) => {
    for (const { limit, units } of inOrder) {
      const full = Math.ceil(at + (limit.burst + countedAhead) * limit.every)
      const cost = Math.ceil(units * limit.every)
      const after = sql<number>`(case when pace.tat > ${at} then pace.tat else ${at} end) + ${cost}`
      await tx
        .insertInto('pace')
        .values({ name: limit.name, tat: Math.min(full, at + cost) })
        .onConflict((conflict) =>
          conflict
            .column('name')
            // A limit that Microsoft has put on hold stays as it is.
            .doUpdateSet({ tat: sql<number>`case when ${after} < ${full} then ${after} else ${full} end` })
            .where(sql<boolean>`pace.tat < ${full}`),
        )
        .execute()
    }
  })
}
