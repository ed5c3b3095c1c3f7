import type { ActionState } from '../offboarding/action-state.ts'
import type { FailureNote, Outcome, Proof } from '../offboarding/events.ts'
import type { State } from '../offboarding/evolve.ts'
import { laterLookAt, next } from '../offboarding/next.ts'
import type { StepId } from '../offboarding/plan.ts'
import { type ContainerStyle, plain, shortName } from './card.ts'
import { confirmableFor, isHeldOver, plannedLines, waitingStanding } from './schedule.ts'
import type { Look } from './view.ts'

/** Where an action stands: a title, sentences, and what only an auditor reads. The style repeats what the title says. */
export type Standing = {
  readonly title: string
  readonly style: ContainerStyle
  readonly lines: readonly string[]
  readonly small: readonly string[]
}

export function standingOf(state: State, id: StepId, look: Look): Standing {
  const { words } = look
  const action = state.actions[id]
  if (action.outcome) return ended(state, id, action.outcome, look)
  if (state.phase === 'cancelled' || state.phase === 'expired') {
    return standing(words.card[state.phase], 'emphasis', [words.review.untouched])
  }
  const waits = waitingStanding(state, action, look, confirmedBy(action, look))
  if (waits) return waits
  if (action.confirmation) return underWay(action, look)
  const undecided = open(action, look)
  return { ...undecided, lines: [...undecided.lines, ...plannedLines(state, action, look)] }
}

function open({ step }: ActionState, { words }: Look): Standing {
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

function underWay(action: ActionState, look: Look): Standing {
  const { words, clock } = look
  const { answer, waiting, attempts } = action
  const confirmed = confirmedBy(action, look)
  if (look.lasting) return standing(confirmed.join(' '), 'emphasis', [])
  if (answer) {
    const lines = [words.card.readingLine(clock(answer.at)), ...confirmed]
    return standing(words.card.reading, 'emphasis', lines)
  }
  if (waiting) {
    const lines = [words.failures[waiting.failure.kind].said, words.card.waitingLine, ...confirmed]
    return standing(words.card.waiting(clock(waiting.until)), 'warning', lines, smallPrint(waiting.failure, look))
  }
  return standing(words.card.running, 'emphasis', [
    ...(attempts > 1 ? [words.card.attempt(attempts)] : []),
    ...confirmed,
  ])
}

function ended(state: State, id: StepId, outcome: Outcome, look: Look): Standing {
  const { words, clock } = look
  const action = state.actions[id]
  const confirmed = confirmedBy(action, look)
  switch (outcome.kind) {
    case 'already':
      return standing(words.card.already, 'good', [proven(outcome.proof, look)], proofPrint(outcome.proof, look))
    case 'done': {
      if (outcome.proof === null) return unconfirmed(state, id, look)
      const lines = [proven(outcome.proof, look), ...signedOutAgain(state, id, look), ...confirmed]
      return standing(words.card.done, 'good', lines, proofPrint(outcome.proof, look))
    }
    case 'skipped':
      return skipped(state, outcome, clock(action.outcomeAt ?? state.requestedAt), look)
    case 'failed': {
      const { said, next } = words.failures[outcome.failure.kind]
      const { kind } = outcome.failure
      const synced =
        kind === 'refused' && state.offer.facts.synced && (id === 'reset-password' || id === 'block-sign-in')
      const lines = [said, synced ? words.syncedFailureNext : next, ...confirmed]
      return standing(words.card.failed, 'attention', lines, smallPrint(outcome.failure, look))
    }
  }
}

function skipped(
  state: State,
  { reason, by }: Extract<Outcome, { kind: 'skipped' }>,
  at: string,
  { words }: Look,
): Standing {
  const { title, line } = words.skipped(reason, by && shortName(by.name), at, confirmableFor(state, words))
  if (reason === 'expired' && isHeldOver(state))
    return standing(title, 'emphasis', [words.schedule.heldOver(words.span(state.expiresAfter))])
  // Declined twice, the reason is that of the last one.
  const why = reason === 'declined' && by?.id === state.endedBy?.id ? state.endReason : null
  return standing(title, 'emphasis', [line, ...(why ? [words.review.becauseOf(plain(why, 400))] : [])])
}

function unconfirmed(state: State, id: StepId, look: Look): Standing {
  const { words, clock } = look
  const action = state.actions[id]
  const proofs = next(state).flatMap((work) => (work.kind === 'prove' ? work.unproven : []))
  const pending = proofs.find((proof) => proof.action === id)
  const lines = [
    ...(action.answer ? [words.card.unconfirmedLine(clock(action.answer.at))] : []),
    pending ? words.card.looksAgain(clock(laterLookAt(pending))) : words.card.looksNoMore,
    ...confirmedBy(action, look),
  ]
  const requestId = action.answer?.requestId
  return standing(words.card.unconfirmed, 'warning', lines, requestId ? [words.card.requestId(requestId)] : [])
}

function proven(proof: Proof, { words, clock }: Look): string {
  return words.proof(proof, clock)
}

function signedOutAgain(state: State, id: StepId, { words, clock }: Look): string[] {
  if (id !== 'sign-out' || !state.signedOutAgain) return []
  const { answer } = state.signedOutAgain
  return [answer ? words.card.signedOutAgain(clock(answer.at)) : words.card.signedOutAgainFailed]
}

function confirmedBy({ confirmation }: ActionState, { words, clock }: Look): string[] {
  if (!confirmation) return []
  return [words.card.confirmedBy(shortName(confirmation.by.name), clock(confirmation.at), confirmation.roles)]
}

function proofPrint(proof: Proof, { words }: Look): string[] {
  return [
    words.card.small(proof.field, String(proof.value)),
    ...(proof.requestId ? [words.card.requestId(proof.requestId)] : []),
  ]
}

function smallPrint(failure: FailureNote, { words }: Look): string[] {
  return [
    ...(failure.status === null ? [] : [words.card.status(failure.status)]),
    ...(failure.code === null ? [] : [words.card.code(failure.code)]),
    ...(failure.requestId === null ? [] : [words.card.requestId(failure.requestId)]),
  ]
}

export const standing = (
  title: string,
  style: ContainerStyle,
  lines: readonly string[],
  small: readonly string[] = [],
): Standing => ({ title, style, lines, small })
