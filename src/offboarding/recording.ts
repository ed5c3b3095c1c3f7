import type { Command } from './decide.ts'
import { accept, type Decision, isOver, refuse } from './decision.ts'
import type { State } from './evolve.ts'
import { isWaiting } from './schedule.ts'

export type RunnerCommand = Extract<
  Command,
  { type: 'attempt' | 'answer' | 'wait' | 'conclude' | 'look' | 'sign-out-again' }
>

/** What the runner saw is recorded as it is, unless it no longer matters. */
export function recorded(state: State, command: RunnerCommand): Decision {
  if (state.startedAt === null || isOver(state)) return refuse({ kind: 'closed' })
  if (command.type === 'sign-out-again') {
    if (state.signedOutAgain) return refuse({ kind: 'closed' })
    return accept({ ...command, type: 'signed-out-again' })
  }
  const action = state.actions[command.action]
  if (command.type === 'look') return accept({ type: 'looked', action: command.action, proof: command.proof })
  if (action.outcome !== null) return refuse({ kind: 'decided', action: command.action, by: null })
  switch (command.type) {
    case 'attempt':
      if (action.confirmation === null) return refuse({ kind: 'not-started' })
      // Its time was changed, or a confirmation no longer counts, since the runner looked.
      if (isWaiting(state)) return refuse({ kind: 'stale' })
      // Microsoft took it already; whoever wants to begin it again looked at an older state.
      if (action.answer !== null) return refuse({ kind: 'decided', action: command.action, by: null })
      return accept({ type: 'attempted', action: command.action, before: command.before })
    case 'answer':
      return accept({ type: 'answered', action: command.action, answer: command.answer })
    case 'wait':
      return accept({ ...command, type: 'waiting' })
    case 'conclude':
      return accept({ ...command, type: 'outcome' })
  }
}
