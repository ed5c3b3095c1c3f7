import type { Voice } from './words/voice.ts'

/** How many actions ended how. `reported` are those that somebody signed for on-premises. */
export type Tally = {
  readonly of: number
  readonly done: number
  readonly unconfirmed: number
  readonly reported: number
  readonly failed: number
  readonly skipped: number
  readonly declined: number
  readonly expired: number
  readonly underWay: number
  /** Confirmed in advance, for a time that has not come. */
  readonly planned: number
  /** The same, and that time has come; somebody has to say that it is to be done. */
  readonly held: number
  /** Nobody has decided it yet. */
  readonly waiting: number
  /** Taken back since, or being taken back. */
  readonly undone: number
  /** Found changed by a check, and not done again since. */
  readonly broken: number
}

/** Everything was read back, and nothing has come undone since. */
export const isLockedOut = ({ done, of, undone, broken }: Tally): boolean => done === of && undone + broken === 0

/** What stands on the last card. Honest: "locked out" only when everything was read back. */
export const summaryWords = (voice: Voice) => {
  const { say } = voice
  return {
    heading: (name: string, tally: Tally) => headingOf(voice, name, tally),
    outcomes: say('summary.outcomes'),
    undoHeading: say('summary.undoHeading'),
    expectations: say('summary.expectations'),
    outcome: (name: string, standing: string) => say('summary.outcome', { name, standing: lowerFirst(standing) }),
    now: say('summary.now'),
    sessions: (by: string) => say('summary.sessions', { by }),
    web: say('summary.web'),
    email: (by: string) => say('summary.email', { by }),
    block: (by: string) => say('summary.block', { by }),
    syncedBlock: say('summary.syncedBlock'),
    nothing: say('summary.nothing'),
    notCovered: say('summary.notCovered'),
    /** Without the email apps beyond the six, where they were chosen. */
    notCoveredLines: (moreEmail: boolean) => [
      say('summary.notCoveredFiles'),
      say('summary.notCoveredDevices'),
      ...(moreEmail ? [] : [say('summary.notCoveredApps')]),
    ],
    history: (count: number, digest: string) => say('summary.history', { count, digest }),
    speak: (heading: string) => say('summary.speak', { heading }),
  }
}

/** In the order in which the heading says them. */
const rest = [
  'unconfirmed',
  'reported',
  'underWay',
  'planned',
  'held',
  'waiting',
  'failed',
  'skipped',
  'declined',
  'expired',
  'undone',
  'broken',
] as const

function headingOf({ say }: Voice, name: string, tally: Tally): string {
  const { of, done } = tally
  if (isLockedOut(tally)) return say('summary.lockedOut', { name, of })
  const others = rest.filter((end) => tally[end] > 0).map((end) => say(`summary.${end}`, { count: tally[end] }))
  const parts = [say('summary.done', { done, of }), ...others].join(', ')
  return say('summary.standing', { name, parts })
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)
