import { Template } from 'adaptivecards-templating'
import type { ActionState } from '../offboarding/action-state.ts'
import type { State } from '../offboarding/evolve.ts'
import { actionIds } from '../offboarding/plan.ts'
import type { Words } from '../offboarding/words.ts'
import { plain, type RenderedCard, render, shortName } from './card.ts'
import template from './expired.json' with { type: 'json' }
import { parts } from './parts.ts'
import { confirmableFor, isHeldOver } from './schedule.ts'
import type { Look } from './view.ts'

const expiredTemplate = new Template(template)

/** Says that nobody confirmed it in time, and what of it was done all the same. */
export function expiredCard(state: State, { notice, words }: Look): RenderedCard {
  const name = shortName(state.leaver.displayName)
  const within = confirmableFor(state, words)
  const { heading, nothingConfirmed, restNotConfirmed, askAgain } = words.expired
  const isPartial = actionIds.some((id) => state.actions[id].confirmation !== null)
  const notConfirmed = isPartial ? restNotConfirmed(name, within) : nothingConfirmed(name, within)
  const sentence = isHeldOver(state) ? words.expired.held(name, words.span(state.expiresAfter)) : notConfirmed
  const lines = endedLines(state, words)
  const root = {
    heading: heading(name),
    userPrincipalName: plain(state.leaver.userPrincipalName, 128),
    notices: parts(notice),
    sentence,
    lines: parts(...lines),
    askAgain,
  }
  return render(expiredTemplate, root, {
    summary: sentence,
    speak: [notice, sentence, ...lines, askAgain].filter(Boolean).join(' '),
  })
}

/** In the order in which they are said. */
const ends = ['done', 'already', 'reported', 'underWay', 'failed', 'notDone'] as const
type End = (typeof ends)[number]

/** What was done and what was not, a line for each way in which an action ended. */
function endedLines(state: State, words: Words): string[] {
  const endings = actionIds.map((id) => ({ deed: words.actions[id].deed, end: endOf(state.actions[id]) }))
  if (endings.every(({ end }) => end === 'notDone' || end === 'already')) return [words.expired.untouched]
  return ends.flatMap((end) => {
    const deeds = endings.filter((ending) => ending.end === end).map(({ deed }) => deed)
    return deeds.length > 0 ? [words.expired[end](deeds)] : []
  })
}

function endOf({ outcome, confirmation }: ActionState): End {
  if (outcome === null) return confirmation ? 'underWay' : 'notDone'
  if (outcome.kind !== 'skipped') return outcome.kind
  return outcome.reason === 'on-premises' ? 'reported' : 'notDone'
}
