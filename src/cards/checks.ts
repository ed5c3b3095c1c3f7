import {
  type Check,
  type Checked,
  checkedIds,
  checksOf,
  type Finding,
  isLastCheck,
  letGoOf,
  nextCheckAt,
  type SignIns,
  whyEnded,
} from '../offboarding/checks.ts'
import type { FailureNote } from '../offboarding/events.ts'
import type { State } from '../offboarding/evolve.ts'
import { faultsOf, isUnsure } from '../offboarding/found.ts'
import type { Words } from '../offboarding/words.ts'
import { plain } from './card.ts'
import type { Look } from './view.ts'

/** On the summary the newest attempts to sign in are shown, and counted where there are more. */
const mostSignIns = 5

/** What the checks since the last action saw, a line each, and when the next one is. */
export function checkLines(state: State, look: Look): string[] {
  const { words } = look
  const checks = checksOf(state)
  const newest = checks.at(-1)
  return [
    ...checks.map((check) => checkLine(check, words)),
    ...(newest ? detailsOf(newest, look) : []),
    ...whatFollows(state, look),
  ]
}

/** When the next check is, or why there is none. */
export function whatFollows(state: State, { words, clock }: Look): string[] {
  const at = nextCheckAt(state)
  return [...(at === null ? [] : [words.checks.next(clock(at))]), ...endedLine(state, words)]
}

function endedLine(state: State, words: Words): string[] {
  const why = whyEnded(state)
  if (why !== null) return [why === 'undone' ? words.checks.undone : words.checks.ended]
  const given = checkedIds.filter((id) => letGoOf(state, id) === 'later')
  return given.length > 0 ? [words.checks.given(given.map((id) => words.actions[id].deed))] : []
}

/** What the newest check saw, for a list; `null` when there was none. */
export function newestCheck(state: State, words: Words): string | null {
  const newest = checksOf(state).at(-1)
  return newest ? checkLine(newest, words) : null
}

/** "After 24 hours: holds · 3 sign-ins refused". */
export function checkLine(check: Checked, words: Words): string {
  const { checks, span } = words
  const unseen = namesOf(check, 'unseen', words)
  const holds = check.findings.some(({ kind }) => kind === 'holds' || kind === 'gone')
  const parts = [
    faultsOf(check).length > 0 ? checks.changed : holds && !isUnsure(check) ? checks.holds : null,
    unseen.length > 0 ? checks.notSeen(unseen) : null,
    ...(isUnsure(check) ? [checks.unsure] : []),
    ...signInParts(check, words),
  ]
  return checks.line(
    span(check.after),
    parts.filter((part) => part !== null),
  )
}

const namesOf = ({ findings }: Checked, kind: Finding['kind'], words: Words): string[] =>
  findings.filter((finding) => finding.kind === kind).map(({ action }) => words.actions[action].deed)

function signInParts({ signIns, told }: Checked, { checks }: Words): string[] {
  if (!signIns.known) return []
  const { refused, interrupted = 0, more } = signIns
  if (refused + interrupted + signIns.successful === 0) return [checks.noSignIns]
  const before = told?.signIns ?? 0
  const successful = signIns.successful - before
  return [
    ...(successful > 0 ? [checks.successful(successful)] : []),
    ...(before > 0 ? [checks.toldBefore(before)] : []),
    ...(interrupted > 0 ? [checks.interrupted(interrupted)] : []),
    ...(refused > 0 ? [checks.refused(refused)] : []),
    ...(more ? [checks.more] : []),
  ]
}

/** What the newest check could not see, and the attempts to sign in that it saw. */
function detailsOf(check: Check, look: Look): string[] {
  const { signIns, after, at } = check
  const behind = signIns.known && isLastCheck(after) ? [look.words.checks.runsBehind(look.clock(at))] : []
  return [...unseenLines(check, look.words), ...signInLines(signIns, look), ...behind]
}

/** What is gone, and what could not be seen and why. */
export function unseenLines(check: Checked, words: Words): string[] {
  const gone = namesOf(check, 'gone', words)
  return [
    ...(gone.length > 0 ? [words.checks.gone(gone)] : []),
    ...check.findings.flatMap((finding) => unseenLine(finding, words)),
  ]
}

function unseenLine(finding: Finding, words: Words): string[] {
  if (finding.kind !== 'unseen') return []
  const { name } = words.actions[finding.action]
  if (finding.failure === null) return [words.checks.notShown(name)]
  return [words.checks.unseen(name, reasonIn(finding.failure))]
}

/** The newest attempts that were kept, a line each, or why none can be seen. */
export function signInLines(signIns: SignIns, { words, clock }: Look): string[] {
  if (!signIns.known) return [whyNotSeen(signIns.failure, words)]
  const shown = signIns.kept.slice(0, mostSignIns)
  const { refused, interrupted = 0, successful } = signIns
  const rest = refused + interrupted + successful - shown.length
  const lines = shown.map((one) => {
    const named = { ...one, app: one.app && plain(one.app, 60), place: one.place && plain(one.place, 60) }
    return words.checks.signIn(named, clock(one.at))
  })
  const meaning = interrupted > 0 ? [words.checks.aboutInterrupted] : []
  return [...lines, ...(rest > 0 ? [words.checks.moreSignIns(rest)] : []), ...meaning]
}

/** Two reasons are somebody's to mend, and said apart. */
export function whyNotSeen(failure: FailureNote, { checks }: Words): string {
  if (/premium/i.test(failure.code ?? '')) return checks.noLicence
  return failure.kind === 'refused' ? checks.noPermission : checks.signInsUnseen(reasonIn(failure))
}

/** As facts keep it, for the words to make a sentence of. */
const reasonIn = ({ kind, status, code }: FailureNote): string =>
  [kind, status, code].filter((part) => part !== null).join(' ')
