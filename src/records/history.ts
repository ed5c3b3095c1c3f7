import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { type Command, decide } from '../offboarding/decide.ts'
import type { Decision } from '../offboarding/decision.ts'
import type { Event, Recorded } from '../offboarding/events.ts'
import { evolve, fold, isOpen, type State } from '../offboarding/evolve.ts'
import { standingOf } from '../offboarding/standing.ts'
import { withBrake } from './brake.ts'
import { firstMisfit, hashOf } from './chain.ts'
import { type Database, type Db, hasRowLocks, isTaken } from './database.ts'
import { enterWords } from './search-words.ts'

/** Another writer took the next place in the history; load it again. */
class Conflict extends Error {}
/** Another offboarding of the same leaver was opened meanwhile; this one stays closed. */
class AnotherOpen extends Error {}
/** The lease ran out and another worker has the offboarding now; write nothing. */
export class LeaseLost extends Error {}

const maxConflicts = 50
const nothing: Decision = { events: [], refusal: null }
/** Literally 1, or SQLite does not see that the indices of the open ones serve. */
const isOpenRow = sql<boolean>`open = 1`

/** Reads a whole history, oldest first. */
export async function readHistory({ db }: Pick<Database, 'db'>, id: string): Promise<Recorded[]> {
  const rows = await db.selectFrom('event').selectAll().where('offboarding', '=', id).orderBy('seq').execute()
  // Our own writing, guarded by the hash chain: the one place where it becomes an Event again.
  return rows.map((row) => ({ seq: row.seq, at: row.at, hash: row.hash, event: JSON.parse(row.data) as Event }))
}

export async function load(database: Pick<Database, 'db'>, id: string): Promise<State | null> {
  return fold(id, await readHistory(database, id))
}

/** The open offboarding of a leaver, by the leaver's object id. */
export async function openFor({ db }: Database, leaver: string): Promise<string | null> {
  const row = await db
    .selectFrom('offboarding')
    .select('id')
    .where('leaver', '=', leaver)
    .where(isOpenRow)
    .executeTakeFirst()
  return row?.id ?? null
}

/** The open offboardings that somebody asked for one by one, newest first, at most 20. */
export async function openOf({ db }: Database, requester: string): Promise<string[]> {
  const rows = await db
    .selectFrom('offboarding')
    .select('id')
    .where('requester', '=', requester)
    .where(isOpenRow)
    .where('batch', 'is', null)
    .orderBy('requested_at', 'desc')
    .limit(20)
    .execute()
  return rows.map(({ id }) => id)
}

/** Offboardings that are being decided or done one by one, newest first, at most 50. */
export async function runningNow({ db }: Database): Promise<string[]> {
  const rows = await db
    .selectFrom('offboarding')
    .select('id')
    .where(isOpenRow)
    .where('started_at', 'is not', null)
    .where('batch', 'is', null)
    .orderBy('started_at', 'desc')
    .limit(50)
    .execute()
  return rows.map(({ id }) => id)
}

/**
 * Begins an offboarding. `bulk`: nobody waits for it, so what somebody waits for is done first.
 * @returns its state, or `null` when the leaver has an open one already
 */
export async function begin(
  database: Database,
  event: Extract<Event, { type: 'requested' }>,
  { bulk = false }: { bulk?: boolean } = {},
): Promise<State | null> {
  const id = randomUUID()
  const at = database.now()
  const recorded = chain(id, '', 0, at, event)
  const unstarted = { started_by: null, started_at: null, lease: null, lease_until: 0, bulk: bulk ? 1 : 0 }
  const row = { id, leaver: event.leaver.id, requester: event.requester.id, open: 1, seq: 0, requested_at: at }
  try {
    await database.db.transaction().execute(async (tx) => {
      await tx
        .insertInto('offboarding')
        .values({ ...row, ...unstarted, due_at: at })
        .execute()
      await insertEvents(tx, id, [recorded])
      await enterWords(tx, id, event, at)
    })
  } catch (error) {
    if (isTaken(error)) return null
    throw error
  }
  return fold(id, [recorded])
}

export type Conditions = {
  /** Of the worker that records; it writes nothing once it has lost it. */
  readonly lease?: string
  /** Asked in the transaction that appends, before anything is locked or written; nothing is when it says no. */
  readonly provided?: (tx: Db) => Promise<boolean>
  /** Somebody waits for what follows, also where nobody did before: it goes before all that nobody waits for. */
  readonly waitedFor?: boolean
}

/** What it was to be recorded for does not hold any more. */
class NoLonger extends Error {}

/**
 * Decides a command on the newest state and appends what follows; when another writer was first, it decides again on
 * what is there then. A command that is `null` on that state records nothing.
 * @throws LeaseLost
 */
export async function record(
  database: Database,
  id: string,
  command: Command | ((state: State) => Command | null | Promise<Command | null>),
  conditions: Conditions = {},
): Promise<{ state: State; decision: Decision } | null> {
  for (let conflicts = 0; ; conflicts++) {
    const state = await load(database, id)
    if (state === null) return null
    const wanted = typeof command === 'function' ? await command(state) : command
    const at = database.now()
    const decision = wanted === null ? nothing : decide(state, wanted, at)
    if (decision.events.length === 0) return { state, decision }
    try {
      return { state: await append(database, state, decision.events, at, conditions), decision }
    } catch (error) {
      if (error instanceof NoLonger) return { state, decision: nothing }
      if (error instanceof AnotherOpen) return { state, decision: { events: [], refusal: { kind: 'overtaken' } } }
      if (!(error instanceof Conflict) || conflicts >= maxConflicts) throw error
    }
  }
}

async function append(
  database: Database,
  state: State,
  events: readonly Event[],
  at: number,
  { lease, provided, waitedFor = false }: Conditions,
): Promise<State> {
  try {
    return await database.db.transaction().execute(async (tx) => {
      if (provided && !(await provided(tx))) throw new NoLonger()
      await tellBatch(tx, state, events, at, waitedFor)
      await holdOffboarding(tx, state.id, lease)
      const chained = follow(state, await withBrake(tx, events, at, database.brake), at)
      await insertEvents(tx, state.id, chained.recorded)
      const row = { ...rowOf(chained.after, at), ...(waitedFor && { bulk: 0 }) }
      await tx.updateTable('offboarding').set(row).where('id', '=', state.id).execute()
      return chained.after
    })
  } catch (error) {
    if (isTaken(error, 'offboarding_open', 'offboarding.leaver')) throw new AnotherOpen()
    if (isTaken(error)) throw new Conflict(`offboarding ${state.id} at ${state.seq + 1}`)
    throw error
  }
}

/**
 * A batch that is over shows where its people stand all the same, so it is due when that changes; one that goes on looks at
 * them now and then, and is due when somebody decides about one of them alone. The batch comes before the offboarding, as
 * with everybody who locks both.
 */
async function tellBatch(
  tx: Db,
  state: State,
  events: readonly Event[],
  at: number,
  byThemselves: boolean,
): Promise<void> {
  if (state.batch === null || standingOf(follow(state, events, at).after) === standingOf(state)) return
  // Another than it was in any case, so that whoever is showing it sees that something has changed since.
  const due = sql<number>`case when due_at <= ${at} then due_at + 1 else ${at} end`
  await tx
    .updateTable('batch')
    .set({ due_at: due })
    .where('id', '=', state.batch)
    .$if(!byThemselves, (some) => some.where('open', '=', 0))
    .execute()
}

/** These events as they will be recorded after this state, and the state after them. */
export function follow(state: State, events: readonly Event[], at: number): { recorded: Recorded[]; after: State } {
  const recorded: Recorded[] = []
  let after = state
  for (const event of events) {
    const next = chain(state.id, after.hash, after.seq + 1, at, event)
    recorded.push(next)
    after = evolve(state.id, after, next)
  }
  return { recorded, after }
}

/** Every event changes a card, so there is something to do at once; the runner works out what, and when the rest. */
export function rowOf(state: State, at: number) {
  const started = { started_by: state.startedBy?.id ?? null, started_at: state.startedAt }
  const stand = { standing: standingOf(state), digest: state.offer.digest }
  return { seq: state.seq, open: isOpen(state) ? 1 : 0, due_at: at, ...started, ...stand }
}

/**
 * Everyone who appends locks the offboarding before the event, so that a tap and a runner wait for each other in one
 * order: the other way round PostgreSQL found them in a deadlock and ended one.
 */
async function holdOffboarding(tx: Db, id: string, lease?: string): Promise<void> {
  const query = tx.selectFrom('offboarding').select('lease').where('id', '=', id)
  const row = await (hasRowLocks(tx) ? query.forUpdate() : query).executeTakeFirst()
  // Removed since it was read, because its time was over: loaded again, it is not there.
  if (!row) throw new Conflict(`offboarding ${id} is gone`)
  if (lease !== undefined && row.lease !== lease) throw new LeaseLost(`offboarding ${id}`)
}

export async function insertEvents(tx: Db, id: string, recorded: readonly Recorded[]): Promise<void> {
  const rows = recorded.map(({ seq, at, hash, event }) => {
    return { offboarding: id, seq, type: event.type, data: JSON.stringify(event), at, hash }
  })
  await tx.insertInto('event').values(rows).execute()
}

/** As it will be recorded, with the hash over it and the one before. */
export function chain(id: string, previous: string, seq: number, at: number, event: Event): Recorded {
  return { seq, at, hash: hashOf(previous, id, { seq, at, data: JSON.stringify(event) }), event }
}

/** Where a history no longer fits its hashes or lacks its end: the first altered seq, or `null` when it is whole. */
export async function firstAltered({ db }: Pick<Database, 'db'>, id: string): Promise<number | null> {
  const kept = await db.selectFrom('offboarding').select('seq').where('id', '=', id).executeTakeFirst()
  const rows = await db.selectFrom('event').selectAll().where('offboarding', '=', id).orderBy('seq').execute()
  return firstMisfit(id, rows) ?? ((kept?.seq ?? -1) >= rows.length ? rows.length : null)
}
