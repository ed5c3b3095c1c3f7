import { createHash } from 'node:crypto'
import {
  type Check,
  type Checked,
  type CheckedId,
  checkedIds,
  type Finding,
  heldActions,
  type SignIn,
  type Told,
} from './checks.ts'
import type { State } from './evolve.ts'

type Changed = Extract<Finding, { kind: 'changed' }>

const looked = ({ findings }: Pick<Checked, 'findings'>, id: CheckedId): boolean =>
  findings.some(({ action }) => action === id)

const isChanged = ({ findings }: Checked, id: CheckedId): boolean =>
  findings.some(({ kind, action }) => kind === 'changed' && action === id)

/**
 * Whoever signed in although sign-in is blocked has a session, which signing out ends; where that is not ours to do,
 * blocking again says so at least.
 */
const wayOut = (check: Checked): CheckedId => (looked(check, 'sign-out') ? 'sign-out' : 'block-sign-in')

/** How many got in although sign-in is blocked, of whom no message has told. */
function newSignIns(check: Checked): number {
  const { signIns, told } = check
  return signIns.known && looked(check, 'block-sign-in') ? signIns.successful - (told?.signIns ?? 0) : 0
}

/** Sign-in is blocked, and there were more attempts than were read: whether one of them succeeded was not seen. */
export const isUnsure = (check: Checked): boolean =>
  check.signIns.known && check.signIns.more && !check.signIns.everySuccess && looked(check, 'block-sign-in')

/** How many got in that nothing was done about. */
export function gotIn(check: Checked): number {
  const { signIns, told } = check
  return signIns.known && told?.gotIn ? Math.max(1, signIns.successful) : newSignIns(check)
}

/** What no longer held at a check, so that it was to be done again. */
export const faultsOf = (check: Checked): CheckedId[] =>
  checkedIds.filter((id) => isChanged(check, id) || (id === wayOut(check) && isToEnd(check)))

const isToEnd = (check: Checked): boolean => newSignIns(check) > 0 || check.told?.gotIn === true

/** The same without what a message has told already: a second message about it would only be noise. */
export const newsOf = (check: Checked): CheckedId[] =>
  checkedIds.filter(
    (id) =>
      (isChanged(check, id) && !check.told?.changes.includes(id)) || (id === wayOut(check) && newSignIns(check) > 0),
  )

/** What was seen of an action last, since it was done. What could not be seen later leaves that as it is. */
export function lastSeen(state: State, id: CheckedId): { check: Check; finding: Finding } | null {
  for (const check of state.checks.toReversed()) {
    const finding = check.findings.find(({ action }) => action === id)
    if (finding && finding.kind !== 'unseen' && isSince(state, check, id)) return { check, finding }
  }
  return null
}

const isSince = ({ actions }: State, check: Check, id: CheckedId): boolean => check.at >= (actions[id].outcomeAt ?? 0)

/** What no longer holds as far as is known, and was not done again since. */
export const brokenNow = (state: State): CheckedId[] =>
  heldActions(state).filter((id) => lastSeen(state, id)?.finding.kind === 'changed' || isWayOut(state, id))

/** When what no longer holds was seen last; epoch milliseconds. */
export function brokenSeenAt(state: State): number {
  const broken = brokenNow(state)
  return Math.max(
    0,
    ...state.checks.filter((check) => faultsOf(check).some((id) => broken.includes(id))).map(({ at }) => at),
  )
}

/** Somebody got in, and this has not been done since. */
const isWayOut = (state: State, id: CheckedId): boolean =>
  state.checks.some((check) => newSignIns(check) > 0 && wayOut(check) === id && isSince(state, check, id))

/** What of this earlier messages have told; `undefined` when nothing. */
export function toldBefore(state: State, seen: Pick<Checked, 'findings' | 'signIns'>): Told | undefined {
  const changes = seen.findings.filter((finding) => finding.kind === 'changed' && wasTold(state, finding))
  const told = {
    changes: changes.map(({ action }) => action),
    signIns: toldSignIns(state, seen),
    gotIn: heldActions(state).some((id) => looked(seen, id) && isWayOut(state, id)),
  }
  return told.changes.length > 0 || told.signIns > 0 || told.gotIn ? told : undefined
}

/** The same change as the one that was seen last, as far as Microsoft tells when, or which apps. */
function wasTold(state: State, { action, at, apps }: Changed): boolean {
  const before = lastSeen(state, action)?.finding
  if (before?.kind !== 'changed') return false
  const sameTime = at === null || before.at === null || at === before.at
  return sameTime && apps.every((app) => before.apps.includes(app))
}

/** Of those that are counted and not kept, all are older than those that are. */
function toldSignIns(state: State, { signIns }: Pick<Checked, 'signIns'>): number {
  const earlier = state.checks.filter((check) => looked(check, 'block-sign-in')).flatMap(successesOf)
  if (!signIns.known || earlier.length === 0) return 0
  const known = new Set(earlier.map(keyOf))
  const fresh = signIns.kept.filter((one) => one.code === 0 && !known.has(keyOf(one)))
  return signIns.successful - fresh.length
}

const successesOf = ({ signIns }: Checked): readonly SignIn[] =>
  signIns.known ? signIns.kept.filter(({ code }) => code === 0) : []

const keyOf = ({ at, app, place }: SignIn): string => JSON.stringify([at, app, place])

/** What a tap on "Do it again" consents to: the plan, the message that was seen, and what is left of it to be done. */
export function redoDigest(state: State): string {
  const seen = [state.offer.digest, alarms(state).at(-1)?.seq ?? null, brokenNow(state)]
  return createHash('sha256').update(JSON.stringify(seen)).digest('hex').slice(0, 32)
}

/** The message about what a check found is named by the check's place in the history, so that each has its own. */
export type BrokenKind = `broken-${number}`

export const isBroken = (kind: string): kind is BrokenKind => kind.startsWith('broken-')

const alarms = ({ checks }: State): readonly Check[] => checks.filter((check) => newsOf(check).length > 0)

export const brokenCards = (state: State): BrokenKind[] => alarms(state).map(({ seq }) => `broken-${seq}` as const)

export const checkOn = (state: State, kind: BrokenKind): Check | undefined =>
  state.checks.find(({ seq }) => kind === `broken-${seq}`)
