import { isOvertaken as isOvertakenBy } from '../offboarding/elsewhere.ts'
import type { State } from '../offboarding/evolve.ts'
import { isUndoable } from '../offboarding/undo.ts'
import type { Database } from './database.ts'
import { load } from './history.ts'

/** Nobody is offboarded more often than this; older ones are not looked at. */
const mostAtOnce = 20

/** The other offboardings of the same person that were started, newest first. */
export async function startedBesides(database: Database, state: State): Promise<State[]> {
  const ids = await startedFor(database, state.leaver.id)
  const others = await Promise.all(ids.filter((id) => id !== state.id).map((id) => load(database, id)))
  return others.filter((other) => other !== null)
}

/** Does another offboarding of the same person decide about what has failed in this one? */
export const isOvertaken = async (database: Database, state: State): Promise<boolean> =>
  isOvertakenBy(state, await startedBesides(database, state))

/** The newest offboarding of somebody, by object id, that has something to undo. */
export async function newestUndoable(database: Database, leaver: string): Promise<State | null> {
  for (const id of await startedFor(database, leaver)) {
    const state = await load(database, id)
    if (state && isUndoable(state)) return state
  }
  return null
}

async function startedFor({ db }: Database, leaver: string): Promise<string[]> {
  const rows = await db
    .selectFrom('offboarding')
    .select('id')
    .where('leaver', '=', leaver)
    .where('started_at', 'is not', null)
    .orderBy('started_at', 'desc')
    .limit(mostAtOnce)
    .execute()
  return rows.map(({ id }) => id)
}
