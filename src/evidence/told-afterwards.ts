import { z } from 'zod'
import { changesIn } from '../cards/broken.ts'
import { checkLine, unseenLines, whyNotSeen } from '../cards/checks.ts'
import { itemLines } from '../cards/undo.ts'
import type { CheckEvent, Checked } from '../offboarding/checks.ts'
import type { HandOutEvent } from '../offboarding/hand-outs.ts'
import type { PeopleEvent } from '../offboarding/people-around.ts'
import type { Hold, ScheduleEvent } from '../offboarding/schedule.ts'
import { type UndoEvent, type UndoOffer, undoSteps } from '../offboarding/undo.ts'
import type { Words } from '../offboarding/words.ts'
import { failureOf, say, type Telling, type Told } from './telling.ts'

type AroundEvent = CheckEvent | UndoEvent | ScheduleEvent | PeopleEvent | HandOutEvent

/** What happened around the four actions: the time that was set, the checks, the undoing, and who was told. */
export function toldAround(event: AroundEvent, { words, clock, full }: Telling): Told {
  const { told, actions } = words
  switch (event.type) {
    case 'checked': {
      const { changes, rest } = seenBy(event, { words, clock })
      return say(checkLine(event, words), [...changes, ...rest])
    }
    case 'checks-ended':
      return say(endOf(event, words))
    case 'undo-asked':
      return say(told.undoAsked(event.by.name), restored(event.offer, words))
    case 'undo-replanned':
      return say(told.replanned([]), restored(event.offer, words))
    case 'undo-expired':
      return say(told.undoExpired)
    case 'rescheduled':
      return say(event.urgent ? told.urgent(event.by.name) : told.rescheduled(event.by.name, full(event.to)))
    case 'reminded':
      return say(told.reminded)
    case 'not-read':
      return say(told.notRead(clock(event.until)), failureOf(event.failure, words))
    case 'held':
      return say(told.held, whyHeld(event.hold, words))
    case 'came-due': {
      const deeds = event.voided.map((id) => actions[id].deed)
      const changed = event.changes.length > 0 ? [words.changes(event.changes)] : []
      return say(told.cameDue, [...changed, ...(deeds.length > 0 ? [told.voided(deeds)] : [])])
    }
    case 'manager-told':
      return event.failure || event.manager === null
        ? say(told.managerNotTold(event.manager?.name ?? null), event.failure ? failureOf(event.failure, words) : [])
        : say(told.managerTold(event.manager.name))
    case 'evidence-given':
      return say(told.given(event.by.name, event))
    default:
      return unknown(event, words)
  }
}

type Seen = { readonly changes: readonly string[]; readonly rest: readonly string[] }

/** Everything that a check saw: what changed and who did it, what could not be seen, and the attempts to sign in. */
export function seenBy(check: Checked, telling: Pick<Telling, 'words' | 'clock'>): Seen {
  const { words, clock } = telling
  const { findings, signIns } = check
  const changes = changesIn(findings, telling).map(({ title, lines }) => [title, ...lines].join(' '))
  const attempts = signIns.known
    ? signIns.kept.map((one) => words.checks.signIn(one, clock(one.at)))
    : [whyNotSeen(signIns.failure, words)]
  return { changes, rest: [...unseenLines(check, words), ...attempts] }
}

function whyHeld(hold: Hold, words: Telling['words']): string[] {
  switch (hold.why) {
    case 'late':
      return [words.told.heldLate]
    case 'unread':
      return failureOf(hold.failure, words)
    case 'protected':
      return [words.refusal({ kind: 'protected', protection: hold.protection })]
  }
}

/** What would be restored, a line for each part of it that was done. */
function restored({ plan }: UndoOffer, { actions, undo }: Telling['words']): string[] {
  return undoSteps.flatMap((step) => {
    const item = plan[step]
    if (item.kind === 'left' && item.reason === 'not-done') return []
    const { name, will } = actions[step]
    return [`${name}: ${step === 'allow-sign-in' && item.kind === 'do' ? will : itemLines(item, undo).join(' ')}`]
  })
}

function endOf(
  { actions, why }: Extract<CheckEvent, { type: 'checks-ended' }>,
  { checks, actions: named }: Words,
): string {
  if (actions === undefined) return checks.ended
  const deeds = actions.map((id) => named[id].deed)
  return why === 'undone' ? checks.undoneElsewhere(deeds) : checks.given(deeds)
}

/** A history may have been written by a later version, whose events these words do not know. */
function unknown(event: never, { told }: Telling['words']): Told {
  const { type } = z.object({ type: z.string() }).parse(event)
  return say(told.other(type), [JSON.stringify(event)])
}
