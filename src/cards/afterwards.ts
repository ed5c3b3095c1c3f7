import type { State } from '../offboarding/evolve.ts'
import { isUndoable, isUndoOpen, undoSteps } from '../offboarding/undo.ts'
import type { Words } from '../offboarding/words.ts'
import { type Button, execute, shortName } from './card.ts'
import { checkLines } from './checks.ts'
import { standingOfMore } from './more-email.ts'
import { parts } from './parts.ts'
import { standingOf } from './standing.ts'
import type { Look } from './view.ts'

/** What became of it after the last action: what was undone, and what the checks saw. */
export function afterwardsSections(state: State, look: Look) {
  const { words } = look
  const lines = checkLines(state, look)
  const undone = undoSteps.filter((step) => state.actions[step].confirmation !== null)
  const outcomes = undone.map((step) => {
    const { title, lines } =
      step === 'restore-more-email' ? standingOfMore(state, step, look) : standingOf(state, step, look)
    return { title: words.summary.outcome(words.actions[step].name, title), lines: parts(...lines) }
  })
  return [
    ...(outcomes.length > 0 ? [{ heading: words.summary.undoHeading, outcomes, lines: [] }] : []),
    ...(lines.length > 0 ? [{ heading: words.checks.heading, outcomes: [], lines: parts(...lines) }] : []),
  ]
}

/** "Undo", while something can be undone and nobody has asked for it yet. It asks only: a card of its own decides. */
export function undoAskingButtons(state: State, words: Words): Button[] {
  if (state.phase !== 'finished' || !isUndoable(state) || isUndoOpen(state)) return []
  const tooltip = words.undo.aboutAsk(shortName(state.leaver.displayName))
  const data = { offboarding: state.id, action: null, digest: state.offer.digest }
  return [execute(words.undo.toAsk, 'undo', data, { tooltip })]
}
