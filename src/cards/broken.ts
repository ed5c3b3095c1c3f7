import { Template } from 'adaptivecards-templating'
import { type Check, type CheckedId, type Finding, letGoOf, type SignIns } from '../offboarding/checks.ts'
import type { State } from '../offboarding/evolve.ts'
import {
  type BrokenKind,
  brokenCards,
  brokenNow,
  checkOn,
  faultsOf,
  gotIn,
  lastSeen,
  redoDigest,
} from '../offboarding/found.ts'
import type { Words } from '../offboarding/words.ts'
import template from './broken.json' with { type: 'json' }
import { type Button, execute, plain, type RenderedCard, render, shortName } from './card.ts'
import { signInLines } from './checks.ts'
import { parts } from './parts.ts'
import { insteadOfButtons, type Look } from './view.ts'

const brokenTemplate = new Template(template)

type Changed = Extract<Check['findings'][number], { kind: 'changed' }>
type Fault = { readonly title: string; readonly lines: readonly string[] }

/** Something is no longer as the offboarding left it: what, since when and by whom as far as can be told, and doing it again. */
export function brokenCard(state: State, kind: BrokenKind, look: Look): RenderedCard {
  const check = checkOn(state, kind)
  if (!check) throw new Error(`there is no check for ${kind}`)
  const { notice, view, words, clock } = look
  const name = shortName(state.leaver.displayName)
  const heading = words.broken.heading(name)
  const faults = faultsIn(state, check, look)
  const buttons = brokenButtons(state, kind, words)
  const isOpen = buttons.length > 0
  const root = {
    heading,
    userPrincipalName: plain(state.leaver.userPrincipalName, 128),
    notices: parts(notice),
    faults: faults.map(({ title, lines }) => ({ title, lines: parts(...lines) })),
    found: words.broken.found(words.span(check.after), clock(check.at)),
    changes: parts(isOpen && state.changes.length > 0 ? words.changes(state.changes) : null),
    lines: parts(...standingLines(state, check, look)),
    instead: parts(...(isOpen ? insteadOfButtons(state, look) : [])),
    decisions: isOpen && view === 'decide' ? [{ buttons }] : [],
  }
  const titles = faults.map(({ title }) => title)
  return render(brokenTemplate, root, {
    summary: [`${heading}:`, ...titles].join(' '),
    speak: [notice, `${heading}.`, ...titles].filter(Boolean).join(' '),
  })
}

/** "Do it again", on the newest of these messages only, while something is left to be done. */
export function brokenButtons(state: State, kind: BrokenKind, words: Words): Button[] {
  const wanted = brokenNow(state)
  if (wanted.length === 0 || !isNewest(state, kind)) return []
  const tooltip = words.broken.aboutRedo(shortName(state.leaver.displayName), deedsOf(wanted, words))
  const data = { offboarding: state.id, action: null, digest: redoDigest(state) }
  return [execute(words.broken.toRedo, 'redo', data, { style: 'positive', tooltip })]
}

const isNewest = (state: State, kind: BrokenKind): boolean => brokenCards(state).at(-1) === kind

const deedsOf = (ids: readonly CheckedId[], words: Words): string[] => ids.map((id) => words.actions[id].deed)

function faultsIn(state: State, check: Check, look: Look): Fault[] {
  const faults = changesIn(
    check.findings.map((finding) => asKnownNow(state, finding)),
    look,
  )
  const count = gotIn(check)
  return check.signIns.known && count > 0 ? [...faults, gotInFault(count, check.signIns, look)] : faults
}

/** The audit log may tell later by whom. */
function asKnownNow(state: State, finding: Finding): Finding {
  const newest = lastSeen(state, finding.action)?.finding
  if (finding.kind !== 'changed' || finding.by !== null || newest?.kind !== 'changed' || newest.by === null)
    return finding
  return isSame(newest, finding) ? newest : finding
}

const isSame = (one: Changed, other: Changed): boolean => one.at === other.at || other.at === null

/** What is no longer as it was left, in a sentence, and when and by whom as far as can be told. */
export function changesIn(findings: Check['findings'], look: Pick<Look, 'words' | 'clock'>): Fault[] {
  return findings.filter((finding) => finding.kind === 'changed').map((finding) => faultOf(finding, look))
}

function faultOf(finding: Changed, { words, clock }: Pick<Look, 'words' | 'clock'>): Fault {
  const { broken } = words
  const named = { ...words.emailApps, ...words.moreEmailApps }
  const { action, at, apps } = finding
  const who = finding.by && { ...finding.by, name: shortName(finding.by.name) }
  switch (action) {
    case 'reset-password':
      return { title: broken.password(at && clock(at)), lines: [who ? broken.by(who, null) : broken.byNobody] }
    case 'sign-out':
      return { title: broken.sessions, lines: [] }
    case 'block-sign-in':
      return { title: broken.signInAllowed, lines: [who ? broken.by(who, at && clock(at)) : broken.byNobody] }
    case 'block-email':
    case 'block-more-email':
      return { title: broken.email(apps.map((app) => named[app])), lines: [broken.byExchange] }
  }
}

function gotInFault(count: number, signIns: Extract<SignIns, { known: true }>, look: Look): Fault {
  return { title: look.words.broken.gotIn(count), lines: signInLines(signIns, look) }
}

/** What a button would do, or why there is none any more. */
function standingLines(state: State, check: Check, { words, clock }: Look): string[] {
  const { broken } = words
  const again = faultsOf(check).filter((id) => (state.actions[id].confirmation?.at ?? 0) > check.at)
  const [first] = again
  const confirmation = first && state.actions[first].confirmation
  const redone = confirmation
    ? [broken.redone(shortName(confirmation.by.name), clock(confirmation.at), deedsOf(again, words))]
    : []
  const given = faultsOf(check).map((id) => letGoOf(state, id))
  if (given.every((why) => why !== null)) {
    return [...redone, given.includes('later') ? broken.overtaken : broken.undone]
  }
  if (!isNewest(state, `broken-${check.seq}`)) return [...redone, broken.newer]
  const left = brokenNow(state)
  const since = [...redone, ...seenSince(state, check, words)]
  return left.length > 0 ? [...since, broken.will(deedsOf(left, words))] : since
}

/** What later checks saw of it: nobody gets a second message about what is still so. */
function seenSince(state: State, { seq, findings }: Check, { broken, span, ...words }: Words): string[] {
  const later = findings.flatMap(({ kind, action }) => {
    const last = kind === 'changed' ? lastSeen(state, action) : null
    return last && last.check.seq > seq ? [{ ...last, action }] : []
  })
  const newest = later
    .map(({ check }) => check)
    .toSorted((one, other) => one.at - other.at)
    .at(-1)
  if (!newest) return []
  const still = later.filter(({ finding }) => finding.kind === 'changed')
  const mended = later.filter(({ finding }) => finding.kind !== 'changed')
  const deeds = (of: typeof later) => of.map(({ action }) => words.actions[action].deed)
  return [
    ...(still.length > 0 ? [broken.still(deeds(still), span(newest.after))] : []),
    ...(mended.length > 0 ? [broken.mended(deeds(mended), span(newest.after))] : []),
  ]
}
