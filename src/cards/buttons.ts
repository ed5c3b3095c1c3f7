import type { ActionState } from '../offboarding/action-state.ts'
import { toConfirm, toDecline } from '../offboarding/consent.ts'
import { isDecided, type State } from '../offboarding/evolve.ts'
import { type ActionId, actionIds } from '../offboarding/plan.ts'
import { isLetBackIn } from '../offboarding/undo.ts'
import type { Words } from '../offboarding/words.ts'
import { type Button, execute, shortName } from './card.ts'
import { onPremisesOf } from './on-premises.ts'

type Verb = 'start' | 'cancel' | 'confirm' | 'confirm-all' | 'confirm-more' | 'skip' | 'attest' | 'decline'

/** Consent names what was seen: the offboarding, the action and the plan's digest, and nothing else. */
const dataOf = (state: State, action: ActionId | null) => ({
  offboarding: state.id,
  action,
  digest: state.offer.digest,
})

/** Start takes the reason along; once it is started what has not begun can be declined, with a reason as well. */
export function reviewButtons(state: State, words: Words): Button[] {
  if (state.phase === 'review') return askedButtons(state, words)
  return state.phase === 'running' && toDecline(state).length > 0 ? [decline(state, words)] : []
}

function decline(state: State, words: Words): Button {
  const { toDecline, aboutDecline } = words.review
  const tooltip = aboutDecline(shortName(state.leaver.displayName))
  return execute(toDecline, 'decline' satisfies Verb, dataOf(state, null), { tooltip, inputs: true })
}

function askedButtons(state: State, words: Words): Button[] {
  const name = shortName(state.leaver.displayName)
  const { toStart, aboutStart, toCancel, aboutCancel } = words.review
  return [
    execute(toStart, 'start' satisfies Verb, dataOf(state, null), {
      style: 'positive',
      tooltip: aboutStart(name),
      inputs: true,
    }),
    execute(toCancel, 'cancel' satisfies Verb, dataOf(state, null), { tooltip: aboutCancel(name) }),
  ]
}

/** What can be decided about an action now. None once it is decided, except that a failure may be decided anew. */
export function actionButtons(state: State, id: ActionId, words: Words): Button[] {
  if (state.phase === 'review' || state.phase === 'cancelled' || state.phase === 'expired') return []
  const action = state.actions[id]
  if (action.outcome?.kind === 'failed' && isLetBackIn(state)) return []
  if (action.outcome?.kind === 'failed') return failedButtons(state, id, words)
  if (isDecided(action)) return []
  return [...deciding(state, id, action, words), button(state, id, words, 'skip', words.card.toSkip)]
}

function deciding(state: State, id: ActionId, { step }: ActionState, words: Words): Button[] {
  if (step.kind === 'on-premises') return [button(state, id, words, 'attest', words.card.toAttest)]
  if (step.kind !== 'do') return []
  return [button(state, id, words, 'confirm', words.card.toConfirm(words.actions[id].deed), 'positive')]
}

function failedButtons(state: State, id: ActionId, words: Words): Button[] {
  const again = state.actions[id].step.kind === 'do' ? [button(state, id, words, 'confirm', words.card.toTryAgain)] : []
  const attest = onPremisesOf(state, id, words) ? [button(state, id, words, 'attest', words.card.toAttest)] : []
  return [...again, ...attest, button(state, id, words, 'skip', words.card.toSkip)]
}

/** The email apps beyond the six once more, by themselves, where they failed or were done in part. */
export function moreEmailButtons(state: State, words: Words): Button[] {
  const title = words.card.toTryAgain
  const { deed } = words.actions['block-more-email']
  const tooltip = words.card.aimed(title, deed, shortName(state.leaver.displayName))
  return [execute(title, 'confirm-more' satisfies Verb, dataOf(state, 'block-email'), { tooltip })]
}

/** For the emergency, on the card whose turn it is, which it names so that this card is shown again. */
export function emergencyButtons(state: State, id: ActionId, words: Words): Button[] {
  const turn = actionIds.find((other) => !isDecided(state.actions[other]))
  if (state.phase !== 'running' || turn !== id || toConfirm(state).length < 2) return []
  const tooltip = words.card.aimedAtAll(shortName(state.leaver.displayName))
  return [execute(words.card.toConfirmAll, 'confirm-all' satisfies Verb, dataOf(state, id), { tooltip })]
}

function button(state: State, id: ActionId, words: Words, verb: Verb, title: string, style?: 'positive'): Button {
  const { deed } = words.actions[id]
  const leaver = shortName(state.leaver.displayName)
  const tooltip = title.toLowerCase().includes(deed) ? `${title}: ${leaver}` : words.card.aimed(title, deed, leaver)
  return execute(title, verb, dataOf(state, id), { tooltip, ...(style && { style }) })
}
