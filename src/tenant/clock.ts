import type { Answer } from '../offboarding/events.ts'

/** Microsoft's time stamps, the `Date` header among them, have whole seconds. */
const granularity = 1_000
/** How far our clock may be from Microsoft's where ours stands in: an early `since` costs little, a late one a proof. */
const tolerance = 300_000

/**
 * Reads Microsoft's clock off an answer. `since` is the earliest moment at which something that this call did can be
 * time-stamped: the `Date` header less the call's duration, less the second that the header rounds away, on a whole
 * second. Where the header is missing or makes no sense our own clock stands in, less five minutes.
 * @param date the `Date` header, https://www.rfc-editor.org/rfc/rfc9110#section-6.6.1
 * @param took how long the call lasted, in milliseconds
 * @param now our clock, epoch milliseconds
 */
export function timesOf(date: string | null, took: number, now: number): Pick<Answer, 'at' | 'since'> {
  const parsed = date === null ? Number.NaN : Date.parse(date)
  const isTheirs = !Number.isNaN(parsed)
  const at = isTheirs ? parsed : now
  const earliest = at - Math.max(0, took) - (isTheirs ? granularity : tolerance)
  const since = Math.floor(earliest / granularity) * granularity
  return { at: new Date(at).toISOString(), since: new Date(since).toISOString() }
}
