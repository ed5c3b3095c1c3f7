import { Failure } from '../errors.ts'
import type { FailureKind } from '../offboarding/events.ts'
import type { Fact, Facts } from '../offboarding/facts.ts'
import { waitFor } from '../tenant/retry.ts'

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

/** Nothing is decided by a fact that Microsoft does not tell at the moment, and told before. */
export const passingLoss = (before: Facts, now: Facts): Failure | null =>
  passing(decisive.flatMap((name) => (before[name].known ? unreadOf(now[name]) : [])))

/** The same before anything is known. A mailbox may stay unknown: email is then blocked in any case. */
export const passingGap = (facts: Facts): Failure | null =>
  passing(decisive.filter((name) => name !== 'mailbox').flatMap((name) => unreadOf(facts[name])))

function passing(reasons: readonly string[]): Failure | null {
  const failures = reasons.map((reason) => new Failure(kindOf(reason), 'a fact could not be read'))
  return failures.find((failure) => waitFor(1, failure, () => 0) !== null) ?? null
}
