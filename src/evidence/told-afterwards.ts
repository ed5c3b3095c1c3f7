import { z } from 'zod'
import { checkLine } from '../cards/checks.ts'
import type { CheckEvent } from '../offboarding/checks.ts'
import type { PeopleEvent } from '../offboarding/people-around.ts'
import type { ScheduleEvent } from '../offboarding/schedule.ts'
import type { UndoEvent } from '../offboarding/undo.ts'
import { failureOf, say, type Telling, type Told } from './telling.ts'

type AroundEvent = CheckEvent | UndoEvent | ScheduleEvent | PeopleEvent

/** What happened around the four actions: the time that was set, the checks, the undoing, and who was told. */
export function toldAround(event: AroundEvent, { words, clock, full }: Telling): Told {
  const { told, actions } = words
  switch (event.type) {
    case 'checked':
      return say(
        checkLine(event, words),
        event.signIns.known ? event.signIns.kept.map((one) => words.checks.signIn(one, clock(one.at))) : [],
      )
    case 'checks-ended':
      return say(words.checks.ended)
    case 'undo-asked':
      return say(told.undoAsked(event.by.name))
    case 'undo-replanned':
      return say(told.replanned([]))
    case 'undo-expired':
      return say(told.undoExpired)
    case 'rescheduled':
      return say(event.urgent ? told.urgent(event.by.name) : told.rescheduled(event.by.name, full(event.to)))
    case 'reminded':
      return say(told.reminded)
    case 'not-read':
      return say(told.notRead(clock(event.until)), failureOf(event.failure, words))
    case 'held':
      return say(told.held, event.hold.why === 'unread' ? failureOf(event.hold.failure, words) : [])
    case 'came-due': {
      const deeds = event.voided.map((id) => actions[id].deed)
      const changed = event.changes.length > 0 ? [words.changes(event.changes)] : []
      return say(told.cameDue, [...changed, ...(deeds.length > 0 ? [told.voided(deeds)] : [])])
    }
    case 'manager-told':
      return event.failure ? say(told.managerNotTold, failureOf(event.failure, words)) : say(told.managerTold)
    default:
      return unknown(event, words)
  }
}

/** A history may have been written by a later version, whose events these words do not know. */
function unknown(event: never, { told }: Telling['words']): Told {
  const { type } = z.object({ type: z.string() }).parse(event)
  return say(told.other(type), [JSON.stringify(event)])
}
