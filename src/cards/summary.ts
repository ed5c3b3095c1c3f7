import { Template } from 'adaptivecards-templating'
import { isDecided, type State } from '../offboarding/evolve.ts'
import { brokenNow } from '../offboarding/found.ts'
import { choseMoreEmail } from '../offboarding/more-email.ts'
import { type ActionId, actionIds } from '../offboarding/plan.ts'
import { isWaiting } from '../offboarding/schedule.ts'
import { isTakenBack } from '../offboarding/undo.ts'
import { isLockedOut, type Tally } from '../offboarding/words-of-the-summary.ts'
import { afterwardsSections, undoAskingButtons } from './afterwards.ts'
import { type ContainerStyle, plain, type RenderedCard, render, shortName } from './card.ts'
import { moreEmailParts } from './more-email.ts'
import { parts } from './parts.ts'
import { scheduleLines } from './schedule.ts'
import { standingOf } from './standing.ts'
import template from './summary.json' with { type: 'json' }
import type { Look } from './view.ts'

const summaryTemplate = new Template(template)
const minute = 60_000
const hour = 60 * minute

/** The last card: what was done and by whom, when it takes effect, what it leaves, and the history's digest. */
export function summaryCard(state: State, look: Look): RenderedCard {
  const { notice, words } = look
  const tally = tallyOf(state)
  const buttons = undoAskingButtons(state, words)
  const heading = words.summary.heading(shortName(state.leaver.displayName), tally)
  const { outcomes, expectations, notCovered, notCoveredLines } = words.summary
  const root = {
    style: styleOf(tally),
    heading,
    userPrincipalName: plain(state.leaver.userPrincipalName, 128),
    notices: parts(notice),
    sections: [
      {
        heading: outcomes,
        outcomes: actionIds.map((id) => outcomeOf(state, id, look)),
        lines: parts(...scheduleLines(state, look)),
      },
      ...moreEmailSection(state, look),
      ...afterwardsSections(state, look),
      { heading: expectations, outcomes: [], lines: parts(...expected(state, look)) },
      { heading: notCovered, outcomes: [], lines: parts(...notCoveredLines(choseMoreEmail(state))) },
    ],
    told: parts(managerLine(state, look)),
    history: words.summary.history(state.seq + 1, shortDigest(state.hash)),
    decisions: buttons.length > 0 && look.view !== 'watch' ? [{ buttons }] : [],
  }
  return render(summaryTemplate, root, {
    summary: heading,
    speak: [notice, words.summary.speak(heading)].filter(Boolean).join(' '),
  })
}

/** Whether the manager was told, where that was wanted; nothing until it is known. */
function managerLine({ managerTold }: State, { words, clock }: Look): string | null {
  if (managerTold === null) return null
  return managerTold.failure === null ? words.people.managerTold(clock(managerTold.at)) : words.people.managerNotTold
}

/** Apart from the four, which it does not count among. */
function moreEmailSection(state: State, look: Look) {
  return moreEmailParts(state, look).map(({ heading, lines }) => ({ heading, outcomes: [], lines }))
}

/** Reasons that the heading counts by names of their own. */
const saidApart: readonly string[] = ['on-premises', 'declined', 'expired']

/** How many actions stand how; also while they are being decided and done. */
export function tallyOf(state: State): Tally {
  const outcomes = actionIds.map((id) => state.actions[id].outcome)
  const count = (holds: (outcome: (typeof outcomes)[number]) => boolean) => outcomes.filter(holds).length
  const waiting = actionIds.filter(
    (id) => !isDecided(state.actions[id]) && state.actions[id].step.kind !== 'already',
  ).length
  return {
    of: outcomes.length,
    done: count((it) => it?.kind === 'already' || (it?.kind === 'done' && it.proof !== null)),
    unconfirmed: count((it) => it?.kind === 'done' && it.proof === null),
    reported: count((it) => it?.kind === 'skipped' && it.reason === 'on-premises'),
    failed: count((it) => it?.kind === 'failed'),
    skipped: count((it) => it?.kind === 'skipped' && !saidApart.includes(it.reason)),
    declined: count((it) => it?.kind === 'skipped' && it.reason === 'declined'),
    expired: count((it) => it?.kind === 'skipped' && it.reason === 'expired'),
    ...{ underWay: 0, planned: 0, held: 0, [aheadIn(state)]: count((it) => it === null) - waiting },
    waiting,
    undone: actionIds.filter((id) => isTakenBack(state, id)).length,
    broken: brokenNow(state).length,
  }
}

/** How what is decided and not ended stands. */
function aheadIn(state: State): 'underWay' | 'planned' | 'held' {
  if (!isWaiting(state)) return 'underWay'
  return state.schedule?.held ? 'held' : 'planned'
}

function styleOf(tally: Tally): ContainerStyle {
  if (isLockedOut(tally)) return 'good'
  return tally.failed > 0 || tally.broken > 0 ? 'attention' : 'warning'
}

function outcomeOf(state: State, id: ActionId, look: Look) {
  const { words } = look
  const { title, lines } = standingOf(state, id, look)
  return { title: words.summary.outcome(words.actions[id].name, title), lines: parts(...lines) }
}

/** When each thing that was done takes effect, the soonest first; nothing is promised of what was not done. */
function expected(state: State, { words, clock }: Look): string[] {
  const again = state.signedOutAgain?.answer
  const signedOutAt = again?.at ?? doneAt(state, 'sign-out')
  const emailAt = doneAt(state, 'block-email')
  const blockedAt = doneAt(state, 'block-sign-in')
  const after = (at: string, delay: number) => clock(Date.parse(at) + delay)
  const lines = [
    doneAt(state, 'reset-password') ? words.summary.now : null,
    emailAt ? words.summary.email(after(emailAt, 30 * minute)) : null,
    signedOutAt ? words.summary.sessions(after(signedOutAt, hour)) : null,
    signedOutAt ? words.summary.web : null,
    blockedAt ? words.summary.block(after(blockedAt, 24 * hour)) : null,
    blockedAt && state.offer.facts.synced ? words.summary.syncedBlock : null,
  ].filter((line) => line !== null)
  return lines.length > 0 ? lines : [words.summary.nothing]
}

/** When Microsoft took it, on its clock; `null` when it was not done now, or is being undone. */
function doneAt(state: State, id: ActionId): string | null {
  const { outcome, answer } = state.actions[id]
  return outcome?.kind === 'done' && !isTakenBack(state, id) ? (answer?.at ?? null) : null
}

/** Enough of the last hash to compare by eye. */
export const shortDigest = (hash: string): string => (hash.slice(0, 24).match(/.{1,4}/g) ?? []).join(' ')
