import type { FailureKind } from '../offboarding/events.ts'
import type { Fact, Facts } from '../offboarding/facts.ts'

const decisive = [
  'roles',
  'roleAssignableGroup',
  'mailbox',
  'namesakes',
  'inProtectedGroup',
  'lastGlobalAdministrator',
] as const
type Decisive = (typeof decisive)[number]

/** Why a fact that decides, and was known, is not any more; undefined when none was lost. */
export function lostFact(before: Pick<Facts, Decisive>, now: Facts): string | undefined {
  return decisive.flatMap((name) => (before[name].known ? unreadOf(now[name]) : [])).at(0)
}

/** Why a fact is not known, if it is not. */
export const unreadOf = (fact: Fact<unknown>): string[] => (fact.known ? [] : [fact.reason])

const kinds: readonly FailureKind[] = ['refused', 'missing', 'throttled', 'unreachable', 'stale', 'misconfigured']

/** A reason begins with the kind of failure. */
export const kindOf = (reason: string): FailureKind => kinds.find((kind) => reason.startsWith(kind)) ?? 'unexpected'
