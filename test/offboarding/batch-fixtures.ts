import { createHash } from 'node:crypto'
import { type BatchCommand, decideBatch, digestOfStart } from '../../src/offboarding/batch/decide.ts'
import { memberId } from '../../src/offboarding/batch/digest.ts'
import type { BatchEvent, Match, Matched } from '../../src/offboarding/batch/events.ts'
import { type BatchState, evolveBatch, peopleOf } from '../../src/offboarding/batch/evolve.ts'
import type { Member } from '../../src/offboarding/batch/members.ts'
import type { Identity } from '../../src/offboarding/facts.ts'
import type { Approver } from '../../src/offboarding/policy.ts'
import { approver, inEnglish, minute, sam, start } from './fixtures.ts'

export const batchId = '7d0b52a4-91c3-4f6e-8a27-1c5e9f3d6b80'
export const bySam = approver(['Global Administrator'], sam)
export const byAnn = approver()

/** Somebody on a list, the same one every time. */
export function person(number: number, name = `Leaver ${number}`): Identity {
  const hex = createHash('sha256').update(`person ${number}`).digest('hex')
  const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
  return { id, displayName: name, userPrincipalName: `leaver${number}@contoso.com` }
}

export const planDigest = (number: number): string =>
  createHash('sha256').update(`plan ${number}`).digest('hex').slice(0, 32)

export type Sure = Match & { kind: 'sure' }

export const sure = (number: number, more: Partial<Sure> = {}): Sure => ({
  kind: 'sure',
  leaver: person(number),
  digest: planDigest(number),
  standing: 'oooo',
  marks: [],
  ...more,
})

/** A list that Sam sent, before anything is looked up. */
export function listed(entries: readonly string[], more: Partial<BatchEvent & { type: 'listed' }> = {}): BatchState {
  const event: BatchEvent = {
    type: 'listed',
    requester: sam,
    reason: null,
    entries,
    source: 'message',
    secondPerson: false,
    conversation: 'a-conversation',
    personal: false,
    ...inEnglish,
    expiresAfter: 24 * 60 * minute,
    ...more,
  }
  return evolveBatch(batchId, null, { seq: 0, at: start, hash: '0'.repeat(64), event })
}

/** Records events as they would be, each a minute after the one before. */
export function recordedBatch(state: BatchState, ...events: readonly BatchEvent[]): BatchState {
  return events.reduce<BatchState>((before, event) => {
    const seq = before.seq + 1
    const hash = createHash('sha256')
      .update(`${before.hash} ${JSON.stringify(event)}`)
      .digest('hex')
    return evolveBatch(before.id, before, { seq, at: start + seq * minute, hash, event })
  }, state)
}

/** Decides and folds. A command that is refused is a fault of the test. */
export function followBatch(state: BatchState, ...commands: readonly BatchCommand[]): BatchState {
  return commands.reduce<BatchState>((before, command) => {
    const now = command.type === 'expire' ? before.reviewedAt + before.expiresAfter : start + (before.seq + 1) * minute
    const { events, refusal } = decideBatch(before, command, now)
    if (events.length === 0) throw new Error(`${command.type} was refused: ${JSON.stringify(refusal)}`)
    return recordedBatch(before, ...events)
  }, state)
}

/** A list of which this was found. */
export function matchedList(
  matches: readonly Match[],
  more: Partial<BatchEvent & { type: 'listed' }> = {},
): BatchState {
  const typed = matches.map((match, index) =>
    'leaver' in match && match.leaver ? match.leaver.displayName : `Entry ${index}`,
  )
  const found = matches.map((match, place): Matched => ({ place, match }))
  return followBatch(listed(typed, more), { type: 'match', matches: found })
}

export const starting = (state: BatchState, approvals: string | null = null, by: Approver = bySam): BatchCommand => {
  return { type: 'start', by, digest: digestOfStart(state), approvals }
}

/** Started, and everybody has an offboarding of their own. */
export function begunList(matches: readonly Match[], more: Partial<BatchEvent & { type: 'listed' }> = {}): BatchState {
  const asked = matchedList(matches, more)
  const begun = followBatch(asked, starting(asked))
  return followBatch(begun, { type: 'begin', members: peopleOf(begun).map(({ place }) => ({ place, opened: true })) })
}

/** Where the members stand: as planned, or as given by place. */
export function membersIn(state: BatchState, standings: Readonly<Record<number, string>> = {}): Member[] {
  return peopleOf(state).map(({ place, match }) => {
    const standing = standings[place] ?? match.standing
    const { leaver, digest } = match
    const open = /[oplcrwb]/.test(standing)
    return { id: memberId(state.id, place), place, leaver: leaver.id, digest, standing, open, seq: 1 }
  })
}
