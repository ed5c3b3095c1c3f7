import type { ActionState } from '../offboarding/action-state.ts'
import type { State } from '../offboarding/evolve.ts'
import { type Hold, isWaiting, type Schedule } from '../offboarding/schedule.ts'
import type { Words } from '../offboarding/words.ts'
import { type Button, execute, plain, shortName } from './card.ts'
import type { Standing } from './standing.ts'
import type { Look } from './view.ts'

const minute = 60_000

/** What stands on the review and the summary of the time at which it is to be done, or was. */
export function scheduleLines(state: State, look: Look): string[] {
  const { schedule } = state
  if (schedule === null) return []
  const { words, full } = look
  if (!isWaiting(state)) {
    const began = howItBegan(state, look)
    return schedule.urgent || schedule.cameDueAt === null
      ? began
      : [words.schedule.plannedFor(full(schedule)), ...began]
  }
  if (schedule.held) return heldLines(schedule.held.hold, schedule, look)
  const { unread } = schedule
  if (unread) return [words.schedule.planned(full(schedule)), unreadLine(state, look)]
  return [words.schedule.planned(full(schedule)), ...(state.phase === 'review' ? [words.schedule.inAdvance] : [])]
}

function howItBegan({ schedule }: State, { words }: Look): string[] {
  if (schedule === null || schedule.cameDueAt === null) return []
  if (schedule.urgent) {
    const hurry = schedule.news.findLast((news) => news.kind === 'urgent')
    return hurry?.kind === 'urgent' ? [words.schedule.hurried(shortName(hurry.by.name))] : []
  }
  const late = schedule.cameDueAt - schedule.at
  if (late < minute) return []
  const span = words.span(late)
  return [schedule.unread ? words.schedule.lateUnread(span) : words.schedule.late(span)]
}

export function heldLines(hold: Hold, to: Schedule, { words, full }: Look): string[] {
  const { heldLate, heldUnread, heldProtected, heldAdvice } = words.schedule
  switch (hold.why) {
    case 'late':
      return [heldLate(full(to)), heldAdvice]
    case 'unread':
      return [heldUnread(full(to), words.failures[hold.failure.kind].said), heldAdvice]
    case 'protected':
      return [heldProtected(full(to), words.protection(hold.protection)), heldAdvice]
  }
}

function unreadLine({ schedule }: State, { words, clock }: Look): string {
  const said = schedule?.unread ? words.failures[schedule.unread.failure.kind].said : ''
  return words.schedule.unreadLine(said, clock(schedule?.unread?.until ?? 0))
}

/** Where an action stands whose time has not come; `null` when it does not wait for one. `confirmed` says by whom. */
export function waitingStanding(
  state: State,
  action: ActionState,
  look: Look,
  confirmed: readonly string[],
): Standing | null {
  const { schedule } = state
  if (schedule === null || !isWaiting(state) || action.outcome || action.confirmation === null) return null
  const { words, full } = look
  const lines = [...confirmed]
  if (look.lasting) return { title: confirmed.join(' '), style: 'emphasis', lines: [], small: [] }
  if (schedule.held) {
    const held = heldLines(schedule.held.hold, schedule, look)
    return { title: words.schedule.held, style: 'warning', lines: [...held, ...lines], small: [] }
  }
  if (schedule.unread) {
    return { title: words.schedule.unread, style: 'warning', lines: [unreadLine(state, look), ...lines], small: [] }
  }
  return { title: words.schedule.confirmed(full(schedule)), style: 'emphasis', lines, small: [] }
}

/** How long it can be confirmed: from when it was planned, or from its time on. */
export function confirmableFor({ schedule, expiresAfter }: State, words: Words): string {
  const span = words.span(expiresAfter)
  return schedule === null ? span : words.schedule.afterItsTime(span)
}

/** It was confirmed, but not decided once more when it was held. */
export const isHeldOver = ({ schedule, expiredAt }: State): boolean => expiredAt !== null && schedule?.held != null

/** Under what still waits for its confirmation. */
export function plannedLines(state: State, { step }: ActionState, { words, full }: Look): string[] {
  const { schedule } = state
  const isToDo = step.kind === 'do' && schedule !== null && schedule.held === null && isWaiting(state)
  return isToDo ? [words.schedule.planned(full(schedule))] : []
}

/** What can be done about the time: a field for another one, and the buttons; none when nothing waits for it. */
export function scheduleControls(state: State, words: Words) {
  if (!isWaiting(state)) return []
  const { another, anotherPlaceholder } = words.schedule
  return [{ label: another, placeholder: anotherPlaceholder, buttons: scheduleButtons(state, words) }]
}

function scheduleButtons(state: State, words: Words): Button[] {
  if (!isWaiting(state)) return []
  const name = shortName(plain(state.leaver.displayName))
  const { toDoNow, aboutDoNow, toMove, aboutMove } = words.schedule
  const data = { offboarding: state.id, action: null, digest: state.offer.digest }
  return [
    execute(toMove, 'move', data, { tooltip: aboutMove(name), inputs: true }),
    execute(toDoNow, 'do-now', data, { tooltip: aboutDoNow(name) }),
  ]
}
