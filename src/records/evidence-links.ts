import { createHash, createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import type { Database } from './database.ts'
import type { Tables } from './tables.ts'

/** A link is good for ten minutes, and for so many codes. */
const linkLasts = 10 * 60_000
const maxTries = 5

/** Whose evidence for whom: object ids; and how that person reads. */
export type LinkFor = Pick<Tables['evidence_link'], 'offboarding' | 'person' | 'language' | 'zone'>

/** What came of a code. `right` has not used the link up yet. */
export type Tried =
  | { readonly kind: 'over' }
  | { readonly kind: 'wrong'; readonly left: number; readonly link: LinkFor }
  | { readonly kind: 'right'; readonly link: LinkFor }

/**
 * Makes a link and the code that opens it. The code is said to one person in Teams and the link alone opens nothing, so a
 * link that is passed on is of no use. Earlier links of the same person to the same offboarding end.
 */
export async function makeLink(
  { db, now }: Database,
  link: LinkFor,
): Promise<{ token: string; code: string; endsAt: number }> {
  const token = randomBytes(24).toString('base64url')
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  const at = now()
  const endsAt = at + linkLasts
  await db.transaction().execute(async (tx) => {
    await tx
      .deleteFrom('evidence_link')
      .where((where) =>
        where.or([
          where('ends_at', '<', at),
          where.and([where('offboarding', '=', link.offboarding), where('person', '=', link.person)]),
        ]),
      )
      .execute()
    const row = { id: digestOf(token), code: codeDigest(token, code), ends_at: endsAt, tries: 0, used_at: null }
    await tx
      .insertInto('evidence_link')
      .values({ ...row, ...link })
      .execute()
  })
  return { token, code, endsAt }
}

/** Can this link still be opened with a code? Tells how its person reads, so that the page can ask. */
export async function findLink({ db, now }: Database, token: string): Promise<LinkFor | null> {
  const row = await db.selectFrom('evidence_link').selectAll().where('id', '=', digestOf(token)).executeTakeFirst()
  return row && row.used_at === null && row.tries < maxTries && row.ends_at > now() ? linkOf(row) : null
}

/** Tries a code. Each try is counted before it is looked at, so that many at once are many. */
export async function tryCode({ db, now }: Database, token: string, code: string): Promise<Tried> {
  const row = await db
    .updateTable('evidence_link')
    .set({ tries: sql`tries + 1` })
    .where('id', '=', digestOf(token))
    .where('used_at', 'is', null)
    .where('tries', '<', maxTries)
    .where('ends_at', '>', now())
    .returningAll()
    .executeTakeFirst()
  if (!row) return { kind: 'over' }
  const isRight = timingSafeEqual(Buffer.from(codeDigest(token, code)), Buffer.from(row.code))
  if (isRight) return { kind: 'right', link: linkOf(row) }
  const left = maxTries - row.tries
  return left > 0 ? { kind: 'wrong', left, link: linkOf(row) } : { kind: 'over' }
}

/** @returns whether this was the one time that the link opens */
export async function useUp({ db, now }: Database, token: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('evidence_link')
    .set({ used_at: now() })
    .where('id', '=', digestOf(token))
    .where('used_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

const linkOf = ({ offboarding, person, language, zone }: LinkFor): LinkFor => ({ offboarding, person, language, zone })

const digestOf = (token: string): string => createHash('sha256').update(token).digest('hex')

/** Under the token, which is not kept: a million codes are soon tried by whoever reads the table, but not without it. */
const codeDigest = (token: string, code: string): string => createHmac('sha256', token).update(code).digest('hex')
