import { Template } from 'adaptivecards-templating'
import type { State } from '../offboarding/evolve.ts'
import { choseMoreEmail } from '../offboarding/more-email.ts'
import { type ActionId, actionIds } from '../offboarding/plan.ts'
import type { Words } from '../offboarding/words.ts'
import { actionButtons, emergencyButtons } from './buttons.ts'
import { plain, type RenderedCard, render, shortName } from './card.ts'
import template from './confirm.json' with { type: 'json' }
import { moreEmailParts } from './more-email.ts'
import { onPremisesOf } from './on-premises.ts'
import { parts } from './parts.ts'
import { type Standing, standingOf } from './standing.ts'
import { insteadOfButtons, type Look } from './view.ts'

const confirmTemplate = new Template(template)

/** The card of one action, in whatever state it is: to be confirmed, under way, done with its proof, or not done. */
export function confirmCard(state: State, id: ActionId, look: Look): RenderedCard {
  const { notice, view, words } = look
  const { name, will } = words.actions[id]
  const caveat = caveatOf(state, id, words)
  const leaver = shortName(state.leaver.displayName)
  const heading = words.card.heading(actionIds.indexOf(id) + 1, actionIds.length, name)
  const standing = standingOf(state, id, look)
  const buttons = actionButtons(state, id, words)
  const isOpen = buttons.length > 0
  const mayDecide = isOpen && view === 'decide'
  const emergency = mayDecide ? emergencyButtons(state, id, words) : []
  const onPremises = onPremisesOf(state, id, words)
  const root = {
    heading,
    leaver: words.card.leaver(leaver, plain(state.leaver.userPrincipalName, 128)),
    notices: parts(notice),
    ...shownOf(standing),
    changes: parts(isOpen && state.changes.length > 0 ? words.changes(state.changes) : null),
    explained: isAhead(state, id) ? parts(will, caveat) : parts(isTaken(state, id) ? caveat : null),
    more: id === 'block-email' ? moreEmailParts(state, look) : [],
    onPremises: onPremises ? [{ text: onPremises.text, commands: parts(...onPremises.commands) }] : [],
    instead: parts(...(isOpen ? insteadOfButtons(state, look) : [])),
    decisions: mayDecide ? [{ buttons }] : [],
    emergencies: emergency.length > 0 ? [{ text: words.card.aboutConfirmAll, buttons: emergency }] : [],
  }
  return render(confirmTemplate, root, {
    summary: `${name}, ${leaver}: ${standing.title}`,
    speak: [notice, `${heading}, ${leaver}.`, `${standing.title}.`, ...standing.lines].filter(Boolean).join(' '),
  })
}

const shownOf = ({ title, style, lines, small }: Standing) => ({
  title,
  style,
  lines: parts(...lines),
  small: parts(small.length > 0 ? small.join(' · ') : null),
})

/** With the apps beyond the six chosen, they do not stay as they are. */
const caveatOf = (state: State, id: ActionId, words: Words): string =>
  id === 'block-email' && choseMoreEmail(state) ? words.moreEmail.caveat : words.actions[id].caveat

/** Still to be done by us, so the card says what it will do. */
function isAhead(state: State, id: ActionId): boolean {
  const { step, outcome, answer } = state.actions[id]
  return step.kind === 'do' && outcome === null && answer === null
}

/** Microsoft has taken it, so the card says when it takes effect. */
function isTaken(state: State, id: ActionId): boolean {
  const { outcome, answer } = state.actions[id]
  return outcome?.kind === 'done' || (outcome === null && answer !== null)
}
