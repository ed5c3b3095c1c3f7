import { randomUUID } from 'node:crypto'
import type { Insertable } from 'kysely'
import type { Event } from '../src/offboarding/events.ts'
import { actionIds } from '../src/offboarding/plan.ts'
import { hashOf } from '../src/records/chain.ts'
import type { Database, Db } from '../src/records/database.ts'
import { enterWords } from '../src/records/search-words.ts'
import type { Tables } from '../src/records/tables.ts'
import { pastOf } from './past.ts'

const day = 24 * 3_600_000
const atOnce = 50
const cards = ['review', ...actionIds, 'summary']

export type Filling = {
  /** When the newest of them was requested; two days ago, so that nothing of it counts for anything any more. */
  readonly until?: number
  /** Between one request and the next, in milliseconds. */
  readonly apart?: number
  /** Told after each transaction how many are there. */
  readonly told?: (count: number) => void
}

/**
 * Fills a database with offboardings that are over: 30 events each, as the product writes them, chained by their
 * hashes, with the cards that were posted and the words by which they are found. Whole transactions of 50.
 */
export async function fill(database: Database, count: number, filling: Filling = {}): Promise<void> {
  const { until = database.now() - 2 * day, apart = 5 * 60_000, told } = filling
  for (let from = 0; from < count; from += atOnce) {
    const numbers = Array.from({ length: Math.min(atOnce, count - from) }, (_, index) => from + index)
    const histories = numbers.map((number) => historyOf(number, until - (count - 1 - number) * apart))
    await database.db.transaction().execute((tx) => write(tx, histories))
    told?.(from + numbers.length)
  }
}

type Requested = Extract<Event, { type: 'requested' }>
type History = {
  readonly row: Insertable<Tables['offboarding']>
  readonly events: readonly Insertable<Tables['event']>[]
  readonly cards: readonly Insertable<Tables['posted_card']>[]
  readonly requested: Requested
}

function historyOf(number: number, requestedAt: number): History {
  const id = randomUUID()
  const past = pastOf(number, requestedAt)
  const requested = past[0]?.event
  const started = past[1]?.event
  if (requested?.type !== 'requested' || started?.type !== 'started') throw new Error('a history begins with a request')
  let hash = ''
  const events = past.map(({ after, event }, seq) => {
    const line = { seq, at: requestedAt + after, data: JSON.stringify(event) }
    hash = hashOf(hash, id, line)
    return { offboarding: id, type: event.type, ...line, hash }
  })
  const { leaver, requester, conversation } = requested
  const row = {
    ...{ id, leaver: leaver.id, requester: requester.id, open: 0, seq: events.length - 1, requested_at: requestedAt },
    ...{ started_by: started.by.id, started_at: requestedAt + (past[1]?.after ?? 0) },
    ...{ due_at: null, lease: null, lease_until: 0 },
  }
  const posted = { showing: 0, conversation, shown: hash, replaced: 0, tries: 0, retry_at: 0 }
  const shown = cards.map((kind) => ({ offboarding: id, kind, activity: randomUUID(), ...posted }))
  return { row, events, cards: shown, requested }
}

async function write(tx: Db, histories: readonly History[]): Promise<void> {
  await tx
    .insertInto('offboarding')
    .values(histories.map(({ row }) => row))
    .execute()
  await tx
    .insertInto('event')
    .values(histories.flatMap(({ events }) => events))
    .execute()
  await tx
    .insertInto('posted_card')
    .values(histories.flatMap((history) => history.cards))
    .execute()
  for (const { row, requested } of histories) await enterWords(tx, row.id, requested, row.requested_at)
}
