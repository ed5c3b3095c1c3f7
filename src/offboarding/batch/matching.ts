import { mayOpen } from '../policy.ts'
import type { BatchCommand } from './decide.ts'
import { accept, type BatchDecision, refuse } from './decision.ts'
import type { BatchEvent, Choosing, Match, Matched } from './events.ts'
import { type BatchState, type Entry, isAsked } from './evolve.ts'

/** What was found is recorded for entries that still wait for it; somebody who is in the list already is not there twice. */
export function matched(
  state: BatchState,
  { matches, hindrance }: Extract<BatchCommand, { type: 'match' }>,
): BatchDecision {
  const taken = new Map<string, number>()
  for (const [place, { match }] of state.entries.entries()) {
    const leaver = leaverOf(match)
    if (leaver !== null) taken.set(leaver, place)
  }
  const waiting = matches.filter(({ place }) => isWaiting(state, place))
  const delayed: BatchEvent[] = hindrance ? [{ type: 'delayed', ...hindrance }] : []
  if (!isAsked(state)) return refuse({ kind: 'closed' })
  if (waiting.length === 0) return delayed.length > 0 ? accept(...delayed) : refuse({ kind: 'closed' })
  const told = waiting.map(({ place, match }): Matched => {
    const leaver = leaverOf(match)
    if (leaver === null) return { place, match }
    const of = taken.get(leaver)
    if (of === undefined) taken.set(leaver, place)
    return { place, match: of === undefined ? match : { kind: 'twice', of } }
  })
  const namesakes = told.flatMap((one) => namesakesOf(state, one))
  return accept({ type: 'matched', matches: [...told, ...namesakes] }, ...delayed)
}

/** Where several people have the name that stands on two lines, the second is asked for as well. */
function namesakesOf({ entries }: BatchState, { place, match }: Matched): Matched[] {
  if (match.kind !== 'ambiguous') return []
  const typed = entries[place]?.typed.toLowerCase()
  return entries.flatMap((entry, other) => {
    const isSame = entry.match?.kind === 'twice' && entry.match.of === place && entry.typed.toLowerCase() === typed
    return isSame ? [{ place: other, match }] : []
  })
}

/** For whom an entry stands already, or was chosen: they are no choice for another. */
export function takenIn({ entries }: BatchState): Set<string> {
  return new Set(entries.flatMap(({ match, chosen: id }) => id ?? leaverOf(match) ?? []))
}

/** Whoever made the list says whom it means, among those who were found, or leaves somebody out. */
export function chosen(
  state: BatchState,
  { by, choices, unsent, moreEmail }: Extract<BatchCommand, { type: 'choose' }>,
): BatchDecision {
  const refusal = mayOpen(by)
  if (refusal) return refuse(refusal)
  if (by.person.id !== state.requester.id) return refuse({ kind: 'not-requester', requester: state.requester })
  if (state.phase === 'expired') return refuse({ kind: 'expired' })
  if (state.phase === 'matching') return refuse({ kind: 'still-matching' })
  if (state.phase !== 'review') return refuse({ kind: 'closed' })
  const possible = notRecorded(state, choices)
  const isTicked = moreEmail !== undefined && moreEmail !== state.moreEmail
  if (possible.length === 0 && !isTicked) return refuse({ kind: 'stale' })
  const told = { ...(unsent && { unsent }), ...(isTicked && { moreEmail }) }
  return accept({ type: 'chosen', by: by.person, choices: possible, ...told })
}

/** Those that are possible and change anything. */
export function notRecorded(state: BatchState, choices: readonly Choosing[]): Choosing[] {
  const taken = takenIn(state)
  return choices.filter(({ place, leaver }) => {
    if (!isPossible(state.entries[place], leaver) || (leaver !== null && taken.has(leaver))) return false
    if (leaver !== null) taken.add(leaver)
    return true
  })
}

function isPossible(entry: Entry | undefined, leaver: string | null): boolean {
  if (entry?.match?.kind === 'sure') return leaver === null
  if (entry?.match?.kind !== 'ambiguous') return false
  return leaver === null || entry.match.candidates.some(({ id }) => id === leaver)
}

const isWaiting = (state: BatchState, place: number): boolean => {
  const entry = state.entries[place]
  return entry !== undefined && entry.match === null
}

/** Who stands for an entry, so that nobody stands for two. */
function leaverOf(match: Match | null): string | null {
  return match?.kind === 'sure' || match?.kind === 'protected' || match?.kind === 'open' ? match.leaver.id : null
}
