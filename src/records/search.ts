import { type RawBuilder, sql } from 'kysely'
import type { Database, Db } from './database.ts'
import { wordsOf } from './search-words.ts'
import type { Tables } from './tables.ts'

/**
 * Which offboardings are looked for. `leaver` and `requester` are what was typed of a name or an address, '' for
 * anybody; times are epoch milliseconds, `until` not included; `notAbout` leaves out one leaver, by object id.
 */
export type Search = {
  readonly leaver: string
  readonly requester: string
  readonly from: number | null
  readonly until: number | null
  readonly open: boolean
  readonly notAbout: string | null
}

/** One offboarding as a list has it; epoch milliseconds. */
export type Place = { readonly id: string; readonly requestedAt: number }
/** From where a list goes on. */
export type Turn = Place & { readonly direction: 'older' | 'newer' }

export type Page = { readonly places: readonly Place[]; readonly older: boolean; readonly newer: boolean }

/** What is left of a removed history: epoch milliseconds, and how many events it had. */
export type Removed = { readonly at: number; readonly events: number }

export async function readRemoved({ db }: Pick<Database, 'db'>, id: string): Promise<Removed | null> {
  const row = await db.selectFrom('retired').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? { at: row.removed_at, events: row.events } : null
}

/** Everything, newest first. */
export const everything: Search = {
  leaver: '',
  requester: '',
  from: null,
  until: null,
  open: false,
  notAbout: null,
}

/** At most so many words of a name are looked for. */
const mostWords = 5
/** With more words than this that begin alike, they are read together. */
const mostSources = 60

/** One page of what is looked for, newest first, and whether there is more on either side. */
export async function searchOffboardings(
  { db }: Pick<Database, 'db'>,
  search: Search,
  limit: number,
  turn: Turn | null = null,
): Promise<Page> {
  const [first, ...others] = wordsLookedFor(search)
  if (first === undefined && (search.leaver + search.requester).trim() !== '') return nothing
  const back = turn?.direction === 'newer'
  const newest = back ? sql`order by requested_at, id` : sql`order by requested_at desc, id desc`
  const conditions = sql.join([...conditionsOf(search), ...others.map(hasWord), ...beyond(turn)], sql` and `)
  const sources = first ? await sourcesOf(db, first) : whatever(search)
  if (sources.length === 0) return nothing
  const parts = sources.map(
    (source) => sql`select * from (
      select id, requested_at from ${source} as found where ${conditions} ${newest} limit ${limit + 1}
    ) as part`,
  )
  const { rows } = await sql<{ id: string; requested_at: number }>`
    ${sql.join(parts, sql` union `)} ${newest} limit ${limit + 1}`.execute(db)
  const places = rows.slice(0, limit).map((row) => ({ id: row.id, requestedAt: row.requested_at }))
  const more = rows.length > limit
  if (back) return { places: places.reverse(), older: true, newer: more }
  return { places, older: more, newer: turn !== null }
}

const nothing: Page = { places: [], older: false, newer: false }

type Looked = { readonly about: Tables['search_word']['about']; readonly word: string }

/** The first is read newest first, and the others are looked up: many have the same requester, few a long name. */
function wordsLookedFor({ leaver, requester }: Search): Looked[] {
  const ofLeaver = wordsOf(leaver).map((word): Looked => ({ about: word.includes('@') ? 'address' : 'leaver', word }))
  const ofRequester = wordsOf(requester).map((word): Looked => ({ about: 'requester', word }))
  return [ofLeaver, ofRequester].flatMap((words) =>
    words.slice(0, mostWords).sort((one, other) => other.word.length - one.word.length),
  )
}

/** Of what was removed nobody's name is left, so it is found by its time alone. */
function whatever({ open }: Search): RawBuilder<unknown>[] {
  if (open) return [sql`offboarding`]
  return [sql`offboarding`, sql`(select id, first_at as requested_at from retired where what = 'offboarding')`]
}

/**
 * Where offboardings with such a word are read. Word by word, each is in order already and the newest are at hand; where
 * too many words begin like that, all of them together.
 */
async function sourcesOf(db: Db, looked: Looked): Promise<RawBuilder<unknown>[]> {
  const words = await beginningLike(db, looked)
  const read = sql`offboarding as id, requested_at from search_word where`
  if (words.length > mostSources) return [sql`(select distinct ${read} ${isWord(looked)})`]
  return words.map((word) => sql`(select ${read} about = ${looked.about} and word = ${word})`)
}

/** The words that begin like this one, each found by one step in the index: there may be a hundred thousand rows of each. */
async function beginningLike(db: Db, { about, word }: Looked): Promise<string[]> {
  // Too many words begin with a single letter, so it is a whole one.
  if ([...word].length === 1) return [word]
  const next = (after: RawBuilder<unknown>) =>
    sql`(select min(word) from search_word where about = ${about} and ${after} and word < ${word + beyondAll})`
  const { rows } = await sql<{ word: string }>`
    with recursive words(word) as (
      select ${next(sql`word >= ${word}`)}
      union all
      select ${next(sql`word > words.word`)} from words where words.word is not null
    )
    select word from words where word is not null limit ${mostSources + 1}`.execute(db)
  return rows.map((row) => row.word)
}

function conditionsOf({ from, until, open, notAbout }: Search): RawBuilder<unknown>[] {
  return [
    sql`requested_at >= ${from ?? 0}`,
    ...(until === null ? [] : [sql`requested_at < ${until}`]),
    // Literally 1, or SQLite does not see that the index of the open ones serves.
    ...(open ? [sql`id in (select id from offboarding where open = 1)`] : []),
    ...(notAbout === null ? [] : [sql`id not in (select id from offboarding where leaver = ${notAbout})`]),
  ]
}

/** Looked up one by one, the beginning of a word is as good as the whole. */
const hasWord = (looked: Looked): RawBuilder<unknown> =>
  sql`exists (select 1 from search_word where offboarding = found.id and ${isWord(looked)})`

function isWord({ about, word }: Looked): RawBuilder<unknown> {
  return sql`about = ${about} and word >= ${word} and word < ${word + beyondAll}`
}

/** The last character there is, after anything that a word can go on with. */
const beyondAll = '\u{10FFFF}'

function beyond(turn: Turn | null): RawBuilder<unknown>[] {
  if (turn === null) return []
  const here = sql`(${turn.requestedAt}, ${turn.id})`
  return [turn.direction === 'older' ? sql`(requested_at, id) < ${here}` : sql`(requested_at, id) > ${here}`]
}
