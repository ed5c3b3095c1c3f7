import { Failure } from '../errors.ts'

/**
 * Why the records took or gave nothing. `full`: there is no room, and nothing was written. `away`: they do not answer, or take
 * nothing at the moment; what was just being written may or may not be kept.
 */
export type Trouble = 'full' | 'away'

/** The records did not answer: the connection failed, or it took too long. Not: what was asked of them was refused. */
export class NoAnswer extends Error {
  constructor(cause?: unknown) {
    super('the records did not answer', { cause })
  }
}

/** SQLite's primary result codes, https://www.sqlite.org/rescode.html: BUSY, READONLY, IOERR, CANTOPEN. */
const sqliteAway = new Set([5, 8, 10, 14])
const sqliteFull = 13

/**
 * PostgreSQL's codes, https://www.postgresql.org/docs/current/errcodes-appendix.html: a connection that failed, too few
 * resources, an operator who intervened, and a server that may only be read because another took its place.
 */
const postgresAway = /^(08...|53...|57P0.|25006)$/
const postgresFull = '53100'

/** What an error says of the records; `null` when it is about something else. */
export function troubleOf(error: unknown): Trouble | null {
  if (error instanceof NoAnswer) return 'away'
  if (error instanceof Failure) return troubleOf(error.cause)
  if (!(error instanceof Error)) return null
  if ('errcode' in error && typeof error.errcode === 'number') {
    const primary = error.errcode % 256
    return primary === sqliteFull ? 'full' : sqliteAway.has(primary) ? 'away' : null
  }
  if (!('severity' in error && 'code' in error && typeof error.code === 'string')) return null
  return error.code === postgresFull ? 'full' : postgresAway.test(error.code) ? 'away' : null
}
