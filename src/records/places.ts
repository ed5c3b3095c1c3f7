import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { Failure } from '../errors.ts'
import { type Database, hasRowLocks } from './database.ts'
import { answered, type Urgency, type Waiting } from './pace.ts'

export type PlacesOptions = {
  readonly name: string
  /** How many there are, for all instances together. */
  readonly count: number
  /** How many of them are kept for what somebody waits for. */
  readonly reserved: number
  readonly log: Logger
}

/** A place that is held. One of the two is called, once. */
export type Place = {
  /** It is over: the next may have it. */
  free(): void
  /** There was one too many: nobody has this place for so long, in milliseconds. */
  close(ms: number): void
}

export type Places = {
  /** @throws Failure throttled, when none comes free within the patience */
  take(waiting: Waiting): Promise<Place>
  /** Whether more wait here than there are places, so that another would wait in vain. */
  readonly crowded: boolean
}

/** A process that dies leaves its places when this has passed, in milliseconds; a call that lasts longer is not counted any more. */
const heldFor = 30_000
/** A place goes from one call of a process to the next, unwritten, until this much of its time is left; so others get theirs. */
const handedWith = 20_000
const lookEvery = 150
/** So many stay open whatever Microsoft says, or nothing would ever be tried again. */
const leastOpen = 2

type Held = { readonly number: number; readonly until: number }
type Waiter = { readonly urgency: Urgency; readonly give: (held: Held | null) => void }

/** So many things at once, by all instances together, as rows that end by time. */
export function createPlaces(database: Database, options: PlacesOptions): Places {
  const holder = randomUUID()
  const waiters: Waiter[] = []
  let made: Promise<void> | null = null

  const seized = (urgency: Urgency): Promise<Held | null> =>
    answered(options.log, async () => {
      made ??= make(database, options)
      await made.catch((error: unknown) => {
        made = null
        throw error
      })
      return seize(database, options, holder, urgency)
    })

  const handOn = (held: Held): boolean => {
    if (held.until - database.now() < handedWith) return false
    const fits = ({ urgency }: Waiter) => urgency === 'person' || held.number >= options.reserved
    const next = waiters.find((waiter) => waiter.urgency === 'person' && fits(waiter)) ?? waiters.find(fits)
    if (next === undefined) return false
    waiters.splice(waiters.indexOf(next), 1)
    next.give(held)
    return true
  }

  const write = (held: Held, until: number): void => {
    leave(database, options, holder, held, until).catch((error: unknown) =>
      options.log.warn({ err: error }, 'a place is left when its time is over'),
    )
  }

  const placeOf = (held: Held): Place => ({
    free() {
      if (!handOn(held)) write(held, 0)
    },
    close: (ms) => write(held, held.number < leastOpen ? 0 : database.now() + ms),
  })

  return {
    get crowded() {
      return waiters.length >= options.count
    },
    async take({ urgency, patience }) {
      const deadline = performance.now() + patience
      let held = waiters.length > 0 && urgency === 'bulk' ? null : await seized(urgency)
      while (held === null) {
        const left = deadline - performance.now()
        if (left <= 0) throw new Failure('throttled', `no place at ${options.name} yet`, { retryAfterMs: 1_000 })
        // Whoever stands further back is handed a place sooner than it finds one, and looks less often.
        held = await handed(waiters, urgency, Math.min(left, lookEvery * (1 + waiters.length)))
        held ??= await seized(urgency)
      }
      return placeOf(held)
    },
  }
}

/** Waits to be handed a place by another call of this process. */
function handed(waiters: Waiter[], urgency: Urgency, ms: number): Promise<Held | null> {
  return new Promise((resolve) => {
    const waiter: Waiter = {
      urgency,
      give(held) {
        clearTimeout(timer)
        resolve(held)
      },
    }
    const timer = setTimeout(() => {
      waiters.splice(waiters.indexOf(waiter), 1)
      resolve(null)
    }, ms)
    waiters.push(waiter)
  })
}

async function make({ db }: Database, { name, count }: PlacesOptions): Promise<void> {
  const rows = Array.from({ length: count }, (_, number) => ({ name, number, holder: '', until: 0 }))
  await db
    .insertInto('place')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

async function seize(
  { db, now }: Database,
  { name, count, reserved }: PlacesOptions,
  holder: string,
  urgency: Urgency,
): Promise<Held | null> {
  const at = now()
  const until = at + heldFor
  const row = await db
    .with('free', (query) => {
      const free = query
        .selectFrom('place')
        .select('number')
        .where('name', '=', name)
        .where('number', '>=', urgency === 'bulk' ? reserved : 0)
        .where('number', '<', count)
        .where('until', '<=', at)
        .orderBy('number', 'desc')
        .limit(1)
      return hasRowLocks(db) ? free.forUpdate().skipLocked() : free
    })
    .updateTable('place')
    .set({ holder, until })
    .where('name', '=', name)
    .where('number', 'in', (query) => query.selectFrom('free').select('number'))
    .returning('number')
    .executeTakeFirst()
  return row ? { number: row.number, until } : null
}

async function leave(
  { db }: Database,
  { name }: PlacesOptions,
  holder: string,
  { number }: Held,
  until: number,
): Promise<void> {
  await db
    .updateTable('place')
    .set({ until })
    .where('name', '=', name)
    .where('number', '=', number)
    .where('holder', '=', holder)
    .execute()
}
