import { Template } from 'adaptivecards-templating'
import type { State } from '../offboarding/evolve.ts'
import {
  isUndecided,
  isUndoOpen,
  toUndo,
  type UndoItem,
  type UndoKind,
  type UndoState,
  type UndoStepId,
  undoCards,
  undoes,
  undoSteps,
} from '../offboarding/undo.ts'
import type { Words } from '../offboarding/words.ts'
import { type Button, execute, plain, type RenderedCard, render, shortName } from './card.ts'
import { standingOfMore } from './more-email.ts'
import { parts } from './parts.ts'
import { type Standing, standing, standingOf } from './standing.ts'
import template from './undo.json' with { type: 'json' }
import { insteadOfUndoButtons, type Look } from './view.ts'

const undoTemplate = new Template(template)
const minute = 60_000

/** What an undo would restore, what of it is restored, and what remains for a person to do. */
export function undoCard(state: State, kind: UndoKind, look: Look): RenderedCard {
  const { undo } = state
  if (undo === null) throw new Error(`there is no undo for ${kind}`)
  const { notice, view, words } = look
  const name = shortName(state.leaver.displayName)
  const heading = words.undo.heading(name)
  const isNewest = kind === undoCards(state).at(-1)
  const { sentence, lines } = isNewest ? whereItStands(state, undo, look) : { sentence: words.undo.newer, lines: [] }
  const buttons = undoButtons(state, kind, words)
  const isOpen = buttons.length > 0
  const steps = isNewest
    ? [...undoSteps.flatMap((step) => stepOf(state, undo, step, look)), ...byHand(state, undo, look)]
    : []
  const root = {
    heading,
    userPrincipalName: plain(state.leaver.userPrincipalName, 128),
    notices: parts(notice),
    sentence,
    lines: parts(...lines),
    changes: parts(isOpen && undo.isReplanned ? words.undo.replanned : null),
    steps: steps.map((step) => ({
      ...step,
      lines: parts(...step.lines),
      small: parts(step.small.join(' · ') || null),
    })),
    instead: parts(...(isOpen ? insteadOfUndoButtons(state, look) : [])),
    decisions: isOpen && view === 'decide' ? [{ buttons }] : [],
  }
  return render(undoTemplate, root, {
    summary: `${heading}: ${sentence}`,
    speak: [notice, `${heading}.`, sentence].filter(Boolean).join(' '),
  })
}

function whereItStands(state: State, undo: UndoState, { words, clock }: Look) {
  const asked = words.undo.askedBy(shortName(undo.by.name), clock(undo.askedAt))
  if (undo.expiredAt !== null) {
    const sentence = `${words.undo.expired(clock(undo.expiredAt))}.`
    return { sentence, lines: [words.undo.expiredLine(words.span(state.expiresAfter)), asked] }
  }
  const isAny = undoSteps.some((step) => state.actions[step].confirmation !== null)
  if (isUndoOpen(state)) {
    const until = clock(undo.askedAt + state.expiresAfter)
    return { sentence: isAny ? words.undo.rest(until) : words.undo.question(until), lines: [asked] }
  }
  return { sentence: isAny ? words.undo.decided : words.undo.nothing, lines: [asked] }
}

/** One part of it. What is beyond the article's six apps is not named where it was not turned off. */
function stepOf(state: State, undo: UndoState, step: UndoStepId, look: Look): Shown[] {
  const item = undo.offer.plan[step]
  if (step === 'restore-more-email' && state.actions[undoes[step]].outcome === null) return []
  const { name } = look.words.actions[step]
  const { title, ...shown } = standingFor(state, step, item, look)
  return [{ ...shown, title: look.words.summary.outcome(name, title) }]
}

type Shown = Standing

function standingFor(state: State, step: UndoStepId, item: UndoItem, look: Look): Standing {
  const { words } = look
  if (item.kind === 'left') {
    const title = item.reason === 'unrecorded' ? words.undo.byHand : words.undo.left
    return standing(title, 'emphasis', itemLines(item, words.undo))
  }
  if (item.kind === 'unknown') return standing(words.undo.left, 'warning', itemLines(item, words.undo))
  const { confirmation } = state.actions[step]
  const apps = itemLines(item, words.undo)
  if (confirmation === null) {
    const { will, caveat } = words.actions[step]
    const promise = step === 'allow-sign-in' ? [will, caveat, ...syncedLine(state, words)] : [...apps, caveat]
    return standing(words.card.open, 'default', promise)
  }
  const now = step === 'restore-more-email' ? standingOfMore(state, step, look) : standingOf(state, step, look)
  return { ...now, lines: [...now.lines, ...apps, ...effectiveLines(state, step, look)] }
}

/** What becomes of a part of it, and why where it is nothing. */
export function itemLines(item: UndoItem, undo: Words['undo']): string[] {
  switch (item.kind) {
    case 'left':
      return [undo.leftBecause(item.reason)]
    case 'unknown':
      return [undo.unknown(item.reason)]
    case 'do':
      return appLines(item, undo)
  }
}

function appLines({ apps, off, others }: Extract<UndoItem, { kind: 'do' }>, undo: Words['undo']): string[] {
  return [
    ...(apps.length > 0 ? [undo.apps(apps)] : []),
    ...(off.length > 0 ? [undo.off(off)] : []),
    ...(others.length > 0 ? [undo.others(others)] : []),
  ]
}

/**
 * From when on it can be used, counted from when Microsoft took it: SharePoint and Teams follow in about 15 minutes,
 * Exchange in 35 to 40, https://learn.microsoft.com/entra/identity/conditional-access/concept-continuous-access-evaluation
 */
function effectiveLines(state: State, step: UndoStepId, { words, clock }: Look): string[] {
  const { answer, outcome } = state.actions[step]
  if (answer === null || outcome?.kind === 'failed') return []
  const after = (minutes: number) => clock(Date.parse(answer.at) + minutes * minute)
  if (step !== 'allow-sign-in') return [words.undo.emailFrom(after(40))]
  return [words.undo.signInFrom(after(15), after(40)), ...syncedLine(state, words)]
}

const syncedLine = (state: State, words: Words): string[] => (state.offer.facts.synced ? [words.undo.synced] : [])

/** What no call of ours brings back. */
function byHand(state: State, undo: UndoState, { words, clock }: Look): Shown[] {
  const title = (id: 'reset-password' | 'sign-out', what: string) => words.summary.outcome(words.actions[id].name, what)
  const password = state.actions['reset-password'].outcome
  const isReported = password?.kind === 'skipped' && password.reason === 'on-premises'
  const name = shortName(state.leaver.displayName)
  const how = isReported ? words.undo.passwordOnPremises : words.undo.password(name)
  const setAt = setAnewAt(state, undo)
  const asIs = setAt === null ? null : words.undo.passwordSet(clock(setAt))
  const where = title('reset-password', asIs === null ? words.undo.byHand : words.undo.left)
  return [
    ...(password?.kind === 'done' || isReported ? [standing(where, 'default', [asIs ?? how])] : []),
    ...(state.actions['sign-out'].outcome?.kind === 'done'
      ? [standing(title('sign-out', words.undo.left), 'default', [words.undo.signOut])]
      : []),
  ]
}

/** When somebody has set another password than ours since; `null` when nobody has, as far as can be told. */
function setAnewAt({ actions }: State, { offer }: UndoState): string | null {
  const { outcome } = actions['reset-password']
  const ours = outcome?.kind === 'done' ? outcome.proof?.value : undefined
  const { passwordChangedAt } = offer.facts
  if (typeof ours !== 'string' || passwordChangedAt === null) return null
  return Date.parse(passwordChangedAt) > Date.parse(ours) ? passwordChangedAt : null
}

/** A button for each part that can be restored now, and one for all of them. */
export function undoButtons(state: State, kind: UndoKind, words: Words): Button[] {
  const { undo } = state
  if (undo === null || undo.expiredAt !== null || kind !== undoCards(state).at(-1)) return []
  const wanted = toUndo(state)
  const leaver = shortName(state.leaver.displayName)
  const data = (action: UndoStepId | null) => ({ offboarding: state.id, action, digest: undo.offer.digest })
  const single = wanted.map((step) => {
    const { deed } = words.actions[step]
    const failed = isUndecided(state, step) && state.actions[step].confirmation !== null
    const title = failed ? words.card.toTryAgain : words.card.toConfirm(deed)
    const tooltip = failed ? words.card.aimed(title, deed, leaver) : `${title}: ${leaver}`
    return execute(title, 'confirm-undo', data(step), { tooltip, ...(failed ? {} : { style: 'positive' }) })
  })
  if (wanted.length < 2) return single
  const all = wanted.length === 2 ? words.undo.toConfirmBoth : words.card.toConfirmAll
  return [...single, execute(all, 'confirm-undo-all', data(null), { tooltip: words.undo.aboutConfirmAll(leaver) })]
}
