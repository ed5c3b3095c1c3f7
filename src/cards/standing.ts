import type { FailureNote, Outcome, Proof } from '../offboarding/events.ts'
import type { ActionState, State } from '../offboarding/evolve.ts'
import { laterLookAt, next } from '../offboarding/next.ts'
import type { ActionId } from '../offboarding/plan.ts'
import { words } from '../offboarding/words.ts'
import { type ContainerStyle, plain, shortName } from './card.ts'
import type { Clock } from './clock.ts'

/** Where an action stands: a title, sentences, and what only an auditor reads. The style repeats what the title says. */
export type Standing = {
  readonly title: string
  readonly style: ContainerStyle
  readonly lines: readonly string[]
  readonly small: readonly string[]
}

export function standingOf(state: State, id: ActionId, clock: Clock): Standing {
  const action = state.actions[id]
  if (action.outcome) return ended(state, id, action.outcome, clock)
  if (state.phase === 'cancelled' || state.phase === 'expired') {
    return standing(words.card[state.phase], 'emphasis', [words.review.untouched])
  }
  return action.confirmation ? underWay(action, clock) : open(action)
}

function open({ step }: ActionState): Standing {
  switch (step.kind) {
    case 'do':
      return standing(words.card.open, 'emphasis', [])
    case 'on-premises':
      return standing(words.card.onPremises, 'emphasis', [])
    case 'already':
      return standing(words.card.checking, 'emphasis', [words.card.checkingLine])
    case 'skip':
      return standing(words.card.skipped, 'emphasis', [words.leftOut[step.reason]])
  }
}

function underWay(action: ActionState, clock: Clock): Standing {
  const { answer, waiting, attempts } = action
  const confirmed = confirmedBy(action, clock)
  if (answer) {
    const lines = [words.card.readingLine(clock(answer.at)), ...confirmed]
    return standing(words.card.reading, 'emphasis', lines)
  }
  if (waiting) {
    const lines = [words.failures[waiting.failure.kind].said, words.card.waitingLine, ...confirmed]
    return standing(words.card.waiting(clock(waiting.until)), 'warning', lines, smallPrint(waiting.failure))
  }
  return standing(words.card.running, 'emphasis', [
    ...(attempts > 1 ? [words.card.attempt(attempts)] : []),
    ...confirmed,
  ])
}

function ended(state: State, id: ActionId, outcome: Outcome, clock: Clock): Standing {
  const action = state.actions[id]
  const confirmed = confirmedBy(action, clock)
  switch (outcome.kind) {
    case 'already':
      return standing(words.card.already, 'good', [proven(outcome.proof, clock)], proofPrint(outcome.proof))
    case 'done': {
      if (outcome.proof === null) return unconfirmed(state, id, clock)
      const lines = [proven(outcome.proof, clock), ...signedOutAgain(state, id, clock), ...confirmed]
      return standing(words.card.done, 'good', lines, proofPrint(outcome.proof))
    }
    case 'skipped':
      return skipped(state, outcome, clock(action.outcomeAt ?? state.requestedAt))
    case 'failed': {
      const { said, next } = words.failures[outcome.failure.kind]
      const { kind } = outcome.failure
      const synced =
        kind === 'refused' && state.offer.facts.synced && (id === 'reset-password' || id === 'block-sign-in')
      const lines = [said, synced ? words.syncedFailureNext : next, ...confirmed]
      return standing(words.card.failed, 'attention', lines, smallPrint(outcome.failure))
    }
  }
}

function skipped(state: State, { reason, by }: Extract<Outcome, { kind: 'skipped' }>, at: string): Standing {
  const { title, line } = words.skipped(reason, by && shortName(by.name), at, words.span(state.expiresAfter))
  // Declined twice, the reason is that of the last one.
  const why = reason === 'declined' && by?.id === state.endedBy?.id ? state.endReason : null
  return standing(title, 'emphasis', [line, ...(why ? [words.review.becauseOf(plain(why, 400))] : [])])
}

function unconfirmed(state: State, id: ActionId, clock: Clock): Standing {
  const action = state.actions[id]
  const proofs = next(state).flatMap((work) => (work.kind === 'prove' ? work.unproven : []))
  const pending = proofs.find((proof) => proof.action === id)
  const lines = [
    ...(action.answer ? [words.card.unconfirmedLine(clock(action.answer.at))] : []),
    pending ? words.card.looksAgain(clock(laterLookAt(pending))) : words.card.looksNoMore,
    ...confirmedBy(action, clock),
  ]
  const requestId = action.answer?.requestId
  return standing(words.card.unconfirmed, 'warning', lines, requestId ? [words.card.requestId(requestId)] : [])
}

function proven(proof: Proof, clock: Clock): string {
  return words.proof(proof.field, proof.value === false ? '' : clock(proof.value), clock(proof.at))
}

function signedOutAgain(state: State, id: ActionId, clock: Clock): string[] {
  if (id !== 'sign-out' || !state.signedOutAgain) return []
  const { answer } = state.signedOutAgain
  return [answer ? words.card.signedOutAgain(clock(answer.at)) : words.card.signedOutAgainFailed]
}

function confirmedBy({ confirmation }: ActionState, clock: Clock): string[] {
  if (!confirmation) return []
  return [words.card.confirmedBy(shortName(confirmation.by.name), clock(confirmation.at), confirmation.roles)]
}

function proofPrint(proof: Proof): string[] {
  return [
    words.card.small(proof.field, String(proof.value)),
    ...(proof.requestId ? [words.card.requestId(proof.requestId)] : []),
  ]
}

function smallPrint(failure: FailureNote): string[] {
  return [
    ...(failure.status === null ? [] : [words.card.status(failure.status)]),
    ...(failure.code === null ? [] : [words.card.code(failure.code)]),
    ...(failure.requestId === null ? [] : [words.card.requestId(failure.requestId)]),
  ]
}

const standing = (
  title: string,
  style: ContainerStyle,
  lines: readonly string[],
  small: readonly string[] = [],
): Standing => ({ title, style, lines, small })
