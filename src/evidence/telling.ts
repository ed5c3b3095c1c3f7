import type { Clock } from '../cards/clock.ts'
import type { FailureNote, Proof, RefusedApp } from '../offboarding/events.ts'
import { moreEmailApps } from '../offboarding/more-email.ts'
import type { StepId } from '../offboarding/plan.ts'
import type { Schedule } from '../offboarding/schedule.ts'
import type { Words } from '../offboarding/words.ts'
import type { Apart } from './calls.ts'

/** What an event says, a sentence and its small print, for somebody who was not there. */
export type Told = { readonly text: string; readonly small: readonly string[] }

/** In whose words and times; `within` is how long it could have been confirmed, such as "24 hours". */
export type Telling = {
  readonly words: Words
  readonly clock: Clock
  readonly full: (moment: Schedule) => string
  readonly within: string
  /** The email apps that Exchange refused of a step, so that nothing is said of them that is not so. */
  readonly refusedOf: (step: StepId) => readonly RefusedApp[]
}

export const say = (text: string, small: readonly string[] = []): Told => ({ text, small })

export const because = (reason: string | null, { told }: Words): string[] =>
  reason === null ? [] : [told.because(reason)]

export const requestOf = (id: string | null, { told }: Words): string[] => (id === null ? [] : [told.requestId(id)])

/** Microsoft's own words beside ours. */
export function failureOf({ kind, status, code, requestId }: FailureNote, words: Words): string[] {
  const { told } = words
  return [
    told.failure(kind),
    ...(status === null ? [] : [told.status(status)]),
    ...(code === null ? [] : [told.code(code)]),
    ...requestOf(requestId, words),
  ]
}

/** What came of each email app that was set by itself, a line each. */
export function apartIn(apart: Apart | null, { words, clock }: Pick<Telling, 'words' | 'clock'>): string[] {
  if (apart === null) return []
  const { told, moreEmailApps } = words
  const line = (first: string, note: readonly string[]) => [first, ...note].join(' · ')
  const { together, taken, refused } = apart
  return [
    ...(together ? [told.together(failureOf(together, words).join(' · '))] : []),
    ...taken.map(({ app, at, requestId }) =>
      line(told.takenApart(moreEmailApps[app], clock(at)), requestOf(requestId, words)),
    ),
    ...refused.map(({ app, failure }) =>
      line(told.refusedApart(moreEmailApps[app]), failureOf(failure, words).slice(1)),
    ),
  ]
}

/** What was read back; of the email apps beyond the six only what Exchange took. */
export function proofOf(
  proof: Proof,
  refused: readonly RefusedApp[],
  { words, clock }: Pick<Telling, 'words' | 'clock'>,
): string {
  if (refused.length === 0) return words.proof(proof, clock)
  const { off, back, notTaken, staysOff } = words.moreEmail
  const names = refused.map(({ app }) => app)
  const taken = moreEmailApps.filter((app) => !names.includes(app))
  const said = proof.value === false ? [off(taken), notTaken(names)] : [back(taken), staysOff(names)]
  return [words.report.readAt(clock(proof.at)), ...said].join(' · ')
}
