import { Template } from 'adaptivecards-templating'
import { peopleOf } from '../offboarding/batch/evolve.ts'
import { type Member, tallyOf, tallyOfMore } from '../offboarding/batch/members.ts'
import { actionIds } from '../offboarding/plan.ts'
import { standAt } from '../offboarding/standing.ts'
import type { BatchLook } from './batch-look.ts'
import { countsLine } from './batch-progress.ts'
import template from './batch-summary.json' with { type: 'json' }
import { type RenderedCard, render } from './card.ts'
import { parts } from './parts.ts'
import { shortDigest } from './summary.ts'

const summaryTemplate = new Template(template)

/** The last card of a batch: how many are locked out, what came of each action, and the digest over all histories. */
export function batchSummaryCard(look: BatchLook): RenderedCard {
  const { seen, notice, words, clock } = look
  const { state, members } = seen
  const tally = tallyOf(members)
  const locked = members.filter(isLockedOut).length
  const { summaryHeading, summaryRest, actions } = words.batchProgress
  // Whoever was never begun, because it was stopped before, is not locked out either.
  const of = peopleOf(state).length
  const heading = of === 0 ? words.batchProgress.summaryNobody : summaryHeading(locked, of)
  const { expectations, notCovered, notCoveredLines } = words.summary
  const isWhole = locked === of && of > 0
  const outcomes = actionIds.map((id) => words.summary.outcome(words.actions[id].name, countsLine(tally[id], words)))
  const more = tallyOfMore(members)
  const moreEmail = more ? words.summary.outcome(words.moreEmail.heading, countsLine(more, words)) : null
  const root = {
    style: isWhole ? 'good' : 'warning',
    heading,
    notices: parts(notice),
    lines: parts(isWhole || of === 0 ? null : summaryRest),
    sections: [
      ...(members.length > 0 ? [{ heading: actions, lines: parts(...outcomes, moreEmail) }] : []),
      { heading: expectations, lines: parts(...expected(look)) },
      { heading: notCovered, lines: parts(...notCoveredLines(more !== null)) },
    ],
    history: words.batchProgress.history(
      state.finished?.events ?? 0,
      members.length,
      shortDigest(state.hash),
      clock(state.endedAt ?? 0),
    ),
  }
  return render(summaryTemplate, root, {
    summary: heading,
    speak: [notice, words.summary.speak(heading)].filter(Boolean).join(' '),
  })
}

/** All four done and proven, or so already. */
const isLockedOut = ({ standing }: Member): boolean =>
  actionIds.every((id) => ['done', 'already'].includes(standAt(standing, id)))

/** Nothing is promised of what was done for nobody. */
function expected({ seen: { members }, words }: BatchLook): string[] {
  const tally = tallyOf(members)
  const isDone = (id: (typeof actionIds)[number]) => tally[id].done + tally[id].unconfirmed > 0
  const { expectSessions, expectEmail, expectBlock } = words.batchProgress
  const lines = [
    isDone('reset-password') ? words.summary.now : null,
    isDone('block-email') ? expectEmail : null,
    isDone('sign-out') ? expectSessions : null,
    isDone('sign-out') ? words.summary.web : null,
    isDone('block-sign-in') ? expectBlock : null,
  ].filter((line) => line !== null)
  return lines.length > 0 ? lines : [words.summary.nothing]
}
