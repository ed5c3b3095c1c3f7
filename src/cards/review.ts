import { Template } from 'adaptivecards-templating'
import type { State } from '../offboarding/evolve.ts'
import { offersMoreEmail } from '../offboarding/more-email.ts'
import { type ActionId, actionIds } from '../offboarding/plan.ts'
import { whoMayConfirm } from '../offboarding/policy.ts'
import type { Words } from '../offboarding/words.ts'
import { reviewButtons } from './buttons.ts'
import { plain, type RenderedCard, render, shortName } from './card.ts'
import { factsOf, quietLineOf, warningsOf } from './leaver.ts'
import { parts } from './parts.ts'
import template from './review.json' with { type: 'json' }
import { reviewStandingOf } from './review-standing.ts'
import { scheduleControls, scheduleLines } from './schedule.ts'
import { brakeWarning, secondPersonLines } from './second-person.ts'
import { insteadOfButtons, type Look } from './view.ts'

const reviewTemplate = new Template(template)

/** Answers "is this the right Jane?" before anything is done, and afterwards who started it, or who did not. */
export function reviewCard(state: State, look: Look): RenderedCard {
  const { notice, view, words } = look
  const name = shortName(state.leaver.displayName)
  const heading = words.review.heading(name)
  const { title, lines, style, weight } = reviewStandingOf(state, look)
  const [planned, ...aboutTime] = scheduleLines(state, look)
  const isOver = state.endedBy !== null || state.expiredAt !== null
  const warnings = isOver ? [] : [...brakeWarning(state, words), ...warningsOf(state.offer.facts, state.changes, words)]
  const buttons = reviewButtons(state, words)
  const asks = state.phase === 'review'
  // The first of two people may still withdraw what they asked for.
  const mayDecide = buttons.length > 0 && (view === 'decide' || view === 'first-person' || (asks && view !== 'watch'))
  const instead = asks ? [words.views.watchReview] : insteadOfButtons(state, look)
  const root = {
    heading,
    // Beside the buttons, where whoever tapped looks: the card is longer than a screen.
    notices: mayDecide ? [] : parts(notice),
    noticesHere: mayDecide ? parts(notice) : [],
    title,
    style,
    weight,
    lines: parts(...lines),
    moments: planned === undefined ? [] : [{ planned, lines: parts(...aboutTime) }],
    cautions: warnings.length > 0 ? [{ heading: words.review.warnings, warnings: parts(...warnings) }] : [],
    person: words.review.person,
    facts: factsOf(state.offer, look),
    quiet: parts(quietLineOf(state.offer.facts, words)),
    // Once it is started, each action says on its own card what it does.
    plans: asks ? [planOf(state, words)] : [],
    deciders: asks || state.phase === 'running' ? [decidersOf(state, words)] : [],
    requested: parts(requestOf(state, look), asks ? managerNotice(state, words) : null),
    inputs: mayDecide ? [reasonField(state, words)] : [],
    toggles: mayDecide && asks ? moreEmailToggle(state, words) : [],
    instead: parts(...(buttons.length > 0 && (!mayDecide || (!asks && view !== 'decide')) ? instead : [])),
    decisions: mayDecide ? [{ buttons }] : [],
    times: mayDecide ? scheduleControls(state, words) : [],
  }
  return render(reviewTemplate, root, {
    summary: `${heading}: ${title}`,
    speak: [
      notice,
      asks ? words.review.speak(name, state.leaver.userPrincipalName) : `${heading}. ${title}.`,
      ...(asks ? warnings : []),
    ].join(' '),
  })
}

/** Why they leave, while it is asked for; then why it should not be done. */
function reasonField({ phase, reason }: State, words: Words) {
  const { reason: label, reasonPlaceholder, whyDeclined, whyDeclinedPlaceholder } = words.review
  if (phase === 'review') return { label, placeholder: reasonPlaceholder, value: reason ?? '' }
  return { label: whyDeclined, placeholder: whyDeclinedPlaceholder, value: '' }
}

/** The email apps beyond the six, ticked where the organisation wants that; it is part of what is started. */
function moreEmailToggle({ offer, moreEmail }: State, words: Words) {
  if (!offersMoreEmail(offer.plan)) return []
  return [{ label: words.moreEmail.which, title: words.moreEmail.toChoose, value: String(moreEmail) }]
}

/** Nobody is told of an offboarding without those knowing who decide it. */
function managerNotice({ tellsManager, offer: { facts } }: State, { people }: Words): string | null {
  if (!tellsManager) return null
  const { manager } = facts
  return facts.managerId && manager.known && manager.value
    ? people.managerWillBeTold(shortName(manager.value))
    : people.managerNotKnown
}

/** What will happen. */
const planOf = (state: State, words: Words) => ({
  actionsHeading: words.review.actions,
  actions: actionIds.map((id) => actionOf(state, id, words)),
})

const decidersOf = (state: State, words: Words) => ({
  approversHeading: words.review.approvers,
  approvers: parts(...approversOf(state, words), ...secondPersonLines(state, words)),
})

function requestOf(state: State, { words, clock }: Look): string {
  const by = words.review.requestedBy(shortName(state.requester.name), clock(state.requestedAt))
  return state.reason && state.phase !== 'review' ? `${by} ${words.review.becauseOf(plain(state.reason, 400))}` : by
}

function actionOf(state: State, id: ActionId, words: Words) {
  const { name, will } = words.actions[id]
  const caveat = caveatAhead(state, id, words)
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
      return { name: heading, will: words.review.willSkip(words.leftOut[step.reason]), caveats: [] }
  }
}

/** Where the other email apps may be chosen, nothing says that they stay as they are. */
const caveatAhead = ({ offer }: State, id: ActionId, words: Words): string =>
  id === 'block-email' && offersMoreEmail(offer.plan) ? words.moreEmail.caveat : words.actions[id].caveat

/** Somebody has to say yes to it: what is skipped or already so needs nobody. */
const isConfirmed = (state: State, id: ActionId): boolean =>
  state.offer.plan[id].kind === 'do' || state.offer.plan[id].kind === 'on-premises'

/** One line for all the actions that the same roles may confirm. */
function approversOf(state: State, words: Words): string[] {
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
