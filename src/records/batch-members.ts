import { createHash } from 'node:crypto'
import { memberId } from '../offboarding/batch/digest.ts'
import { type BatchState, peopleOf } from '../offboarding/batch/evolve.ts'
import type { Member } from '../offboarding/batch/members.ts'
import type { BatchSeen, Trouble } from '../offboarding/batch/progress.ts'
import type { Event, Offer } from '../offboarding/events.ts'
import { evolve, type State } from '../offboarding/evolve.ts'
import { actionIds } from '../offboarding/plan.ts'
import { letters } from '../offboarding/standing.ts'
import type { Database, Db } from './database.ts'
import { chain, follow, insertEvents, load, rowOf } from './history.ts'
import { enterWords } from './search-words.ts'

/** Where each member stands, by place: one query, and no history is read. */
export async function membersOf({ db }: Pick<Database, 'db'>, state: BatchState): Promise<Member[]> {
  const rows = await db
    .selectFrom('offboarding')
    .select(['id', 'leaver', 'standing', 'digest', 'open', 'seq'])
    .where('batch', '=', state.id)
    .execute()
  const byId = new Map(rows.map((row) => [row.id, row]))
  return peopleOf(state).flatMap(({ place }) => {
    const row = byId.get(memberId(state.id, place))
    if (!row) return []
    const { id, leaver, standing, digest, open, seq } = row
    return { id, place, leaver, standing: standing ?? '', digest: digest ?? '', open: open === 1, seq }
  })
}

const mostTroubles = 10

/** A batch with where its members stand; only of the first few that failed is more read. */
export async function seeBatch(database: Pick<Database, 'db'>, state: BatchState): Promise<Omit<BatchSeen, 'speed'>> {
  const members = state.startedAt === null ? [] : await membersOf(database, state)
  const failed = members.filter(({ standing }) => standing.includes(letters.failed)).slice(0, mostTroubles)
  const states = await Promise.all(failed.map(({ id }) => load(database, id)))
  const troubles = failed.flatMap(({ place }, index) =>
    [...actionIds, 'block-more-email' as const].flatMap((action): Trouble[] => {
      const outcome = states[index]?.actions[action].outcome
      return outcome?.kind === 'failed' ? [{ place, action, failure: outcome.failure }] : []
    }),
  )
  return { state, members, troubles: troubles.slice(0, mostTroubles) }
}

/** Which of these leavers have an open offboarding, by object id. */
export async function openAmong({ db }: Pick<Database, 'db'>, leavers: readonly string[]): Promise<Set<string>> {
  if (leavers.length === 0) return new Set()
  const rows = await db
    .selectFrom('offboarding')
    .select('leaver')
    .where('open', '=', 1)
    .where('leaver', 'in', leavers)
    .execute()
  return new Set(rows.map(({ leaver }) => leaver))
}

export type Beginning = {
  readonly place: number
  readonly requested: Extract<Event, { type: 'requested' }>
  /** What follows at once: that it is started. */
  readonly follows: (state: State) => readonly Event[]
}

/**
 * Begins members' own offboardings, within the batch's transaction. Whoever has an open one already is left alone.
 * @returns the places of those that were begun
 */
export async function beginMembers(
  tx: Db,
  batch: string,
  beginnings: readonly Beginning[],
  at: number,
): Promise<Set<number>> {
  const begun = new Set<number>()
  for (const { place, requested, follows } of beginnings) {
    const id = memberId(batch, place)
    const first = chain(id, '', 0, at, requested)
    const asked = evolve(id, null, first)
    const { recorded, after } = follow(asked, follows(asked), at)
    const kept = {
      id,
      leaver: requested.leaver.id,
      requester: requested.requester.id,
      requested_at: at,
      batch,
      bulk: 1,
    }
    const inserted = await tx
      .insertInto('offboarding')
      .values({ ...kept, ...rowOf(after, at), lease: null, lease_until: 0 })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!inserted) continue
    await insertEvents(tx, id, [first, ...recorded])
    await enterWords(tx, id, requested, at)
    begun.add(place)
  }
  return begun
}

/** What was read of somebody is kept until their own offboarding begins with it. */
export async function keepOffers(
  tx: Db,
  batch: string,
  offers: readonly { readonly place: number; readonly offer: Offer }[],
): Promise<void> {
  for (const { place, offer } of offers) {
    const text = JSON.stringify(offer)
    await tx
      .insertInto('batch_offer')
      .values({ batch, place, offer: text })
      .onConflict((conflict) => conflict.columns(['batch', 'place']).doUpdateSet({ offer: text }))
      .execute()
  }
}

/** By place. Our own writing, and checked by its digest before it is used. */
export async function keptOffers(
  { db }: Pick<Database, 'db'>,
  batch: string,
  places: readonly number[],
): Promise<Map<number, Offer>> {
  if (places.length === 0) return new Map()
  const rows = await db
    .selectFrom('batch_offer')
    .select(['place', 'offer'])
    .where('batch', '=', batch)
    .where('place', 'in', places)
    .execute()
  return new Map(rows.map(({ place, offer }) => [place, JSON.parse(offer) as Offer]))
}

/** @param places those that are in histories of their own now; all, when the batch is over */
export async function forgetOffers(tx: Db, batch: string, places: readonly number[] | null): Promise<void> {
  await tx
    .deleteFrom('batch_offer')
    .where('batch', '=', batch)
    .$if(places !== null, (some) => some.where('place', 'in', places ?? []))
    .execute()
}

/** Over the last hash of every member's history, in the order of the list: printed, an altered history shows. */
export async function digestOfMembers(
  { db }: Pick<Database, 'db'>,
  state: BatchState,
): Promise<{ digest: string; events: number }> {
  const rows = await db
    .selectFrom('offboarding')
    .innerJoin('event', (join) =>
      join.onRef('event.offboarding', '=', 'offboarding.id').onRef('event.seq', '=', 'offboarding.seq'),
    )
    .select(['offboarding.id', 'offboarding.seq', 'event.hash'])
    .where('offboarding.batch', '=', state.id)
    .execute()
  const byId = new Map(rows.map(({ id, ...last }) => [id, last]))
  const lasts = peopleOf(state).flatMap(({ place }) => byId.get(memberId(state.id, place)) ?? [])
  const text = lasts.map(({ seq, hash }) => `${seq} ${hash}`).join('\n')
  const digest = createHash('sha256').update(text).digest('hex')
  return { digest, events: lasts.reduce((sum, { seq }) => sum + seq + 1, 0) }
}
