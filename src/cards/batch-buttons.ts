import type { Verb } from '../offboarding/batch/events.ts'
import { digestOfOffered, type Offered, offeredFor } from '../offboarding/batch/members.ts'
import type { ActionId } from '../offboarding/plan.ts'
import type { BatchLook } from './batch-look.ts'
import { type Button, execute } from './card.ts'

/** Consent names what was seen: the batch, the action, and one digest over everybody it is for. */
function button(look: BatchLook, offered: Offered, title: string, tooltip: string, style?: 'positive'): Button[] {
  if (offered.people.length === 0) return []
  const data = { batch: look.seen.state.id, action: offered.action, digest: digestOfOffered(offered) }
  return [execute(title, `batch-${offered.verb}`, data, { tooltip, ...(style && { style }) })]
}

/** What can be decided about an action now, for as many as it is open. */
export function actionButtonsFor(look: BatchLook, id: ActionId): Button[] {
  const { seen, words } = look
  const { deeds, toSkip, toAttest, toTryAgain, aimed } = words.batchProgress
  const offered = (verb: Verb) => offeredFor(seen.state, seen.members, verb, id)
  const named = (verb: Verb, title: (count: number) => string) => {
    const some = offered(verb)
    const text = title(some.people.length)
    return button(look, some, text, aimed(text, words.actions[id].deed))
  }
  const confirm = offered('confirm')
  const deed = deeds[id](confirm.people.length)
  return [
    ...button(look, confirm, deed, deed, 'positive'),
    ...named('attest', toAttest),
    ...named('again', toTryAgain),
    ...named('skip', toSkip),
  ]
}

/** For the emergency: everything that is left, for everybody. */
export function confirmAllButton(look: BatchLook): Button[] {
  const { seen, words } = look
  const all = offeredFor(seen.state, seen.members, 'confirm-all', null)
  const title = words.batchProgress.toConfirmAll
  return button(look, all, title, words.batchProgress.aimedAtAll(all.people.length))
}

/** While something is left that has not begun. */
export function stopButton({ seen: { state, members }, words }: BatchLook): Button[] {
  if (state.phase !== 'running' || state.stopped || !members.some(({ open }) => open)) return []
  const { toStop, aboutStop } = words.batchProgress
  return [execute(toStop, 'batch-stop', { batch: state.id }, { tooltip: aboutStop })]
}
