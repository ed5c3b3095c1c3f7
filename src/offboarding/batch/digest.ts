import { createHash } from 'node:crypto'
import type { ActionId } from '../plan.ts'
import type { Verb } from './events.ts'

/** Somebody a decision is about: object id, and the digest of the plan that was seen. */
export type Seen = { readonly leaver: string; readonly digest: string }

/**
 * What a button for many consents to: what is to be done, and for each leaver who it is and what the plan says.
 * @returns 32 hexadecimal characters of SHA-256
 */
export function digestOfMany(verb: 'start' | Verb, action: ActionId | null, people: readonly Seen[]): string {
  const all = people.map(({ leaver, digest }) => `${leaver} ${digest}`).sort()
  return createHash('sha256')
    .update(JSON.stringify([verb, action, all]))
    .digest('hex')
    .slice(0, 32)
}

/**
 * The id of a member's own offboarding: the same whenever it is worked out, so that one that was begun before a crash is
 * found again.
 */
export const memberId = (batch: string, place: number): string => guidOf(`${batch} ${place}`)

/** A GUID of version 8, the same for the same text: https://www.rfc-editor.org/rfc/rfc9562#section-5.8 */
export function guidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  )
}
