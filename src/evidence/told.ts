import type { Event, Recorded } from '../offboarding/events.ts'
import { apartOf } from './calls.ts'
import { apartIn, because, failureOf, proofOf, requestOf, say, type Telling, type Told } from './telling.ts'
import { toldAround } from './told-afterwards.ts'

/** An event in a sentence, whatever kind it is of. */
export function toldOf({ event, at }: Pick<Recorded, 'event' | 'at'>, telling: Telling): Told {
  const { words, clock } = telling
  const { told } = words
  switch (event.type) {
    case 'requested':
      return say(told.requested(event.requester.name, event.leaver.displayName), [
        ...because(event.reason, words),
        ...(event.schedule ? [words.schedule.plannedFor(telling.full(event.schedule))] : []),
      ])
    case 'joined':
      return say(told.joined(event.by.name))
    case 'started':
      return say(told.started(event.by.name), [
        ...because(event.reason, words),
        ...(event.moreEmail ? [told.moreChosen] : []),
        ...(event.brake ? [told.braked(event.brake.count)] : []),
      ])
    case 'shown-to-approvers':
      return say(told.shownToApprovers(event.by.name))
    case 'replanned':
      return say(told.replanned(event.changes))
    case 'declined':
      return say(told.declined(event.by.name), because(event.reason, words))
    case 'cancelled':
      return say(told.cancelled(event.by.name))
    case 'expired':
    case 'finished':
      return say(told[event.type])
    case 'signed-out-again':
      return event.answer
        ? say(told.signedOutAgain(clock(event.answer.at)), requestOf(event.answer.requestId, words))
        : say(told.signedOutAgainFailed, event.failure ? failureOf(event.failure, words) : [])
    case 'confirmed':
    case 'attempted':
    case 'answered':
    case 'waiting':
    case 'outcome':
    case 'looked':
      return toldOfAction(event, at, telling)
    default:
      return toldAround(event, telling)
  }
}

function toldOfAction(event: Extract<Event, { action: unknown }>, at: number, telling: Telling): Told {
  const { words, clock } = telling
  const { told } = words
  const { deed } = words.actions[event.action]
  switch (event.type) {
    case 'confirmed':
      return say(told.confirmed(event.by.name, deed, event.roles))
    case 'attempted':
      return say(told.attempted(deed))
    case 'answered':
      return say(told.answered(deed, clock(event.answer.at)), [
        ...requestOf(event.answer.requestId, words),
        ...apartIn(apartOf(event.answer), telling),
      ])
    case 'waiting':
      return say(told.waiting(deed, clock(event.until), event.of), failureOf(event.failure, words))
    case 'outcome':
      return outcomeOf(event, at, telling)
    case 'looked':
      return event.proof ? say(told.seen(deed), requestOf(event.proof.requestId, words)) : say(told.notSeen(deed))
  }
}

function outcomeOf({ action, outcome }: Extract<Event, { type: 'outcome' }>, at: number, telling: Telling): Told {
  const { words, clock, within } = telling
  const { told } = words
  const { deed } = words.actions[action]
  const text = told.outcome(deed, outcome)
  switch (outcome.kind) {
    case 'done':
      if (outcome.proof === null) return say(told.unproven(deed))
      return say(text, [
        proofOf(outcome.proof, telling.refusedOf(action), telling),
        ...requestOf(outcome.proof.requestId, words),
      ])
    case 'already':
      return say(text, [words.proof(outcome.proof, clock), ...requestOf(outcome.proof.requestId, words)])
    case 'skipped':
      return say(text, [words.skipped(outcome.reason, outcome.by?.name ?? null, clock(at), within).line])
    case 'failed':
      return say(text, failureOf(outcome.failure, words))
  }
}
