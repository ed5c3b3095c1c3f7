import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Logger } from 'pino'
import { Failure } from '../errors.ts'
import type { Database } from './database.ts'
import { createPlaces, type Places, type PlacesOptions } from './places.ts'
import { createTally } from './tally.ts'

/**
 * One limit, the same for all instances. In any stretch of `ms` milliseconds at most `burst + ms / every` units go out,
 * so a limit of N in a window holds as long as that is no more than N for the window.
 */
export type Limit = {
  readonly name: string
  /** Milliseconds from one unit to the next where it goes on for ever. */
  readonly every: number
  /** How many units may go out at once for somebody who waits, when nothing went out before. */
  readonly burst: number
  /** The same for work that nobody waits for; less, so that somebody who waits always finds some left. */
  readonly bulkBurst: number
  /** Units that a process takes ahead and uses within a second, so that the database is not written for each. */
  readonly share?: number
}

/** What somebody waits for, or what nobody does. */
export type Urgency = 'person' | 'bulk'

/** How it waits: whose turn it is, and how long it may wait here, in milliseconds. */
export type Waiting = { readonly urgency: Urgency; readonly patience: number }

/** What was let through, by all instances together. Throws a `Failure` and nothing else. */
export type Pace = {
  /**
   * Takes units and waits for their turn.
   * @throws Failure throttled, with the time until it is worth asking again, when that takes longer than the patience
   */
  take(limit: Limit, units: number, waiting: Waiting): Promise<void>
  /** Counts units that went out without asking; no further than a little above the limit, so that a flood delays nothing for long. */
  count(limit: Limit, units: number): Promise<void>
  /** How long units asked for now would wait, in milliseconds. Takes nothing. */
  ahead(limit: Limit, urgency: Urgency): Promise<number>
  /** Microsoft asked to wait: no instance lets anything through until then. Milliseconds. */
  hold(limit: Limit, ms: number): Promise<void>
  /** A limit on how much goes on at once. */
  places(options: Omit<PlacesOptions, 'log'>): Places
}

/** Longer than this nobody is held back by what one call was told, in milliseconds: an action is tried for as long. */
const longestHold = 24 * 3_600_000
const shareLasts = 1_000
const sweepEvery = 60_000

type Purse = { left: number; until: number }
type Asked = { readonly granted: boolean; readonly wait: number }

/** @returns the pace that everyone with this database shares; any number of these agree with each other */
export function createPace(database: Database, log: Logger): Pace {
  const purses = new Map<string, Purse>()
  const filling = new Map<string, Promise<void>>()
  const tally = createTally(database)
  const sweep = sweeping(database, log)

  const wait = async (limit: Limit, units: number, { urgency, patience }: Waiting): Promise<void> => {
    const asked = await answered(log, () => reserve(database, limit, units, urgency, patience))
    sweep()
    if (!asked.granted)
      throw new Failure('throttled', `no turn for ${kindOf(limit)} yet`, { retryAfterMs: Math.ceil(asked.wait) })
    if (asked.wait > 0) await setTimeout(asked.wait)
  }

  const fill = async (limit: Limit, units: number, waiting: Waiting): Promise<void> => {
    const share = Math.max(units, limit.share ?? 0)
    await wait(limit, share, waiting)
    purses.set(keyOf(limit, waiting.urgency), { left: share, until: database.now() + shareLasts })
  }

  return {
    async take(limit, units, waiting) {
      if (limit.share === undefined) return wait(limit, units, waiting)
      const key = keyOf(limit, waiting.urgency)
      while (!pay(purses.get(key), units, database.now())) {
        const sharing = filling.get(key) ?? fill(limit, units, waiting).finally(() => filling.delete(key))
        filling.set(key, sharing)
        await sharing
      }
    },
    count: (limit, units) => answered(log, () => tally(limit, units)),
    async ahead(limit, urgency) {
      return answered(log, async () => {
        const at = database.now()
        const purse = purses.get(keyOf(limit, urgency))
        if (purse && purse.left > 0 && at < purse.until) return 0
        return Math.max(0, (await tatOf(database, limit)) + costOf(limit, 1) - toleranceOf(limit, urgency) - at)
      })
    },
    async hold(limit, ms) {
      for (const urgency of ['person', 'bulk'] as const) purses.delete(keyOf(limit, urgency))
      await answered(log, () => holdUntil(database, limit, database.now() + Math.min(ms, longestHold)))
    },
    places: (options) => createPlaces(database, { ...options, log }),
  }
}

const keyOf = ({ name }: Limit, urgency: Urgency): string => `${urgency} ${name}`
/** The first word of a limit's name is what it limits; the rest may be a conversation's id. */
const kindOf = ({ name }: Limit): string => name.split(' ')[0] ?? ''
const costOf = ({ every }: Limit, units: number): number => Math.ceil(units * every)
const toleranceOf = ({ burst, bulkBurst, every }: Limit, urgency: Urgency): number =>
  Math.floor((urgency === 'bulk' ? bulkBurst : burst) * every)

function pay(purse: Purse | undefined, units: number, at: number): boolean {
  if (purse === undefined || at >= purse.until || purse.left < units) return false
  purse.left -= units
  return true
}

/**
 * The generic cell rate algorithm (https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm) in one statement, so that
 * two instances never take the same turn. What is granted ahead of time has its turn and waits for it.
 */
async function reserve(
  database: Database,
  limit: Limit,
  units: number,
  urgency: Urgency,
  patience: number,
): Promise<Asked> {
  const at = database.now()
  const cost = costOf(limit, units)
  const tolerance = toleranceOf(limit, urgency)
  // A burst is never smaller than one call, or a call of many units would wait for ever.
  const room = Math.max(tolerance, cost)
  const after = sql<number>`(case when pace.tat > ${at} then pace.tat else ${at} end) + ${cost}`
  const row = await database.db
    .insertInto('pace')
    .values({ name: limit.name, tat: at + cost })
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet({ tat: after })
        .where(sql<boolean>`${after} <= ${at + room + patience}`),
    )
    .returning('tat')
    .executeTakeFirst()
  if (row) return { granted: true, wait: Math.max(0, row.tat - room - at) }
  const tat = await tatOf(database, limit)
  return { granted: false, wait: Math.max(1, Math.max(tat, at) + cost - room - at) }
}

/** 0 where nothing was let through lately. */
async function tatOf({ db }: Database, { name }: Limit): Promise<number> {
  const row = await db.selectFrom('pace').select('tat').where('name', '=', name).executeTakeFirst()
  return row?.tat ?? 0
}

/** Afterwards it goes on at the lasting pace, without a burst: all who waited would come at once. */
async function holdUntil({ db }: Database, limit: Limit, until: number): Promise<void> {
  const tat = Math.ceil(until + toleranceOf(limit, 'person'))
  await db
    .insertInto('pace')
    .values({ name: limit.name, tat })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ tat }).where(sql<boolean>`pace.tat < ${tat}`))
    .execute()
}

/** A row whose time has passed says no more than none would, so the table holds what was busy within the hour. */
function sweeping(database: Database, log: Logger): () => void {
  let next = 0
  return () => {
    const at = database.now()
    if (at < next) return
    next = at + sweepEvery
    const swept = database.db.deleteFrom('pace').where('tat', '<', at).execute()
    swept.catch((error: unknown) => log.warn({ err: error }, 'cannot remove old rows of the pace'))
  }
}

/** Without the records nobody knows what the others do, so it is as if Microsoft were away: tried again, never given up at once. */
export async function answered<T>(log: Logger, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    log.warn({ err: error }, 'the records do not say whose turn it is')
    throw Object.assign(new Failure('unreachable', 'the records do not say whose turn it is'), { cause: error })
  }
}
