import type { State } from '../offboarding/evolve.ts'
import { isUndoable } from '../offboarding/undo.ts'
import type { Database } from './database.ts'
import { load } from './history.ts'

/** Nobody is offboarded more often than this; older ones are not looked at. */
const mostAtOnce = 20

/** Was a later offboarding of the same person started? */
export async function isOvertaken({ db }: Database, state: State): Promise<boolean> {
  const row = await db
    .selectFrom('offboarding')
    .select('id')
    .where('leaver', '=', state.leaver.id)
    .where('id', '!=', state.id)
    .where('started_at', '>', state.startedAt ?? 0)
    .executeTakeFirst()
  return row !== undefined
}

/** The newest offboarding of somebody, by object id, that has something to undo. */
export async function newestUndoable(database: Database, leaver: string): Promise<State | null> {
  const rows = await database.db
    .selectFrom('offboarding')
    .select('id')
    .where('leaver', '=', leaver)
    .where('started_at', 'is not', null)
    .orderBy('started_at', 'desc')
    .limit(mostAtOnce)
    .execute()
  for (const { id } of rows) {
    const state = await load(database, id)
    if (state && isUndoable(state)) return state
  }
  return null
}
