import { Template } from 'adaptivecards-templating'
import type { State } from '../offboarding/evolve.ts'
import { type ActionId, actionIds } from '../offboarding/plan.ts'
import { whoMayConfirm } from '../offboarding/policy.ts'
import { words } from '../offboarding/words.ts'
import { reviewButtons } from './buttons.ts'
import { type ContainerStyle, plain, type RenderedCard, render, shortName } from './card.ts'
import { type Clock, clockOf } from './clock.ts'
import { factsOf, warningsOf } from './leaver.ts'
import { parts } from './parts.ts'
import template from './review.json' with { type: 'json' }

const reviewTemplate = new Template(template)

/** Answers "is this the right Jane?" before anything is done, and afterwards who started it, or who did not. */
export function reviewCard(state: State, notice: string | null, now: number): RenderedCard {
  const clock = clockOf(state.zone, now)
  const name = shortName(state.leaver.displayName)
  const heading = words.review.heading(name)
  const { title, lines, style, weight } = standingOf(state, clock)
  const isOver = state.phase === 'cancelled' || state.phase === 'expired'
  const warnings = isOver ? [] : warningsOf(state.offer.facts, state.changes)
  const buttons = reviewButtons(state)
  const { reason, reasonPlaceholder } = words.review
  const root = {
    heading,
    notices: parts(notice),
    title,
    style,
    weight,
    lines: parts(...lines),
    cautions: warnings.length > 0 ? [{ heading: words.review.warnings, warnings: parts(...warnings) }] : [],
    person: words.review.person,
    facts: factsOf(state.offer, state.zone),
    plans: isOver ? [] : [planOf(state)],
    requested: parts(requestOf(state, clock)),
    inputs: buttons.length > 0 ? [{ label: reason, placeholder: reasonPlaceholder, value: state.reason ?? '' }] : [],
    decisions: buttons.length > 0 ? [{ buttons }] : [],
  }
  const asks = state.phase === 'review'
  return render(reviewTemplate, root, {
    summary: `${heading}: ${title}`,
    speak: [
      notice,
      asks ? words.review.speak(name, state.leaver.userPrincipalName) : `${heading}. ${title}.`,
      ...(asks ? warnings : []),
    ].join(' '),
  })
}

/** What will happen, and who decides it. */
const planOf = (state: State) => ({
  actionsHeading: words.review.actions,
  actions: actionIds.map((id) => actionOf(state, id)),
  approversHeading: words.review.approvers,
  approvers: parts(...approversOf(state)),
})

type ReviewStanding = { title: string; lines: string[]; style: ContainerStyle; weight: 'default' | 'bolder' }

function standingOf(state: State, clock: Clock): ReviewStanding {
  const by = state.endedBy ? shortName(state.endedBy.name) : ''
  const at = clock(state.endedAt ?? state.requestedAt)
  const ended = { style: 'emphasis', weight: 'bolder' } as const
  if (state.phase === 'cancelled') {
    return { title: words.review.cancelled(by, at), lines: [words.review.untouched], ...ended }
  }
  if (state.phase === 'expired') return { title: words.review.expired(at), lines: [words.review.expiredLine], ...ended }
  if (state.startedBy === null || state.startedAt === null) {
    return {
      title: words.review.question(shortName(state.leaver.displayName)),
      lines: [],
      style: 'default',
      weight: 'default',
    }
  }
  const lines = [state.endedBy ? words.review.declined(by) : words.review.startedLine]
  return { title: words.review.started(shortName(state.startedBy.name), clock(state.startedAt)), lines, ...ended }
}

function requestOf(state: State, clock: Clock): string {
  const by = words.review.requestedBy(shortName(state.requester.name), clock(state.requestedAt))
  return state.reason && state.phase !== 'review' ? `${by} ${words.review.becauseOf(plain(state.reason, 400))}` : by
}

function actionOf(state: State, id: ActionId) {
  const { name, will, caveat } = words.actions[id]
  const step = state.offer.plan[id]
  const heading = words.card.heading(actionIds.indexOf(id) + 1, actionIds.length, name)
  switch (step.kind) {
    case 'do':
      return { name: heading, will, caveats: parts(caveat) }
    case 'on-premises':
      return { name: heading, will: words.review.onPremises, caveats: [] }
    case 'already':
      return { name: heading, will: words.review.already, caveats: [] }
    case 'skip':
      return { name: heading, will: words.review.willSkip(words.skipped(step.reason, null, '').line), caveats: [] }
  }
}

/** Somebody has to say yes to it: what is skipped or already so needs nobody. */
const isConfirmed = (state: State, id: ActionId): boolean =>
  state.offer.plan[id].kind === 'do' || state.offer.plan[id].kind === 'on-premises'

/** One line for all the actions that the same roles may confirm. */
function approversOf(state: State): string[] {
  const roles = whoMayConfirm(state.offer.facts)
  const groups = new Map<string, ActionId[]>()
  for (const id of actionIds.filter((action) => isConfirmed(state, action))) {
    const key = roles[id].join()
    groups.set(key, [...(groups.get(key) ?? []), id])
  }
  return [...groups.values()].map((ids) => {
    const deeds = ids.map((id) => words.actions[id].deed)
    return words.review.approversOf(deeds, ids[0] ? roles[ids[0]] : [])
  })
}
