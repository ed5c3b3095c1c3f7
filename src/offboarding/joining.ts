import type { Command } from './decide.ts'
import { accept, type Decision, refuse } from './decision.ts'
import { isOpen, type State } from './evolve.ts'
import { mayOpen } from './policy.ts'

const maxShowings = 20

/**
 * Somebody asks for the same leaver while it is open. The time they asked for becomes its time where it has none and is not
 * started: nothing is done sooner for it, and whoever asked may move it anyway.
 */
export function join(state: State, command: Extract<Command, { type: 'join' }>): Decision {
  const { by, conversation, personal, language, zone, to = null } = command
  const refusal = mayOpen(by)
  if (refusal) return refuse(refusal)
  if (by.person.id === state.leaver.id) return refuse({ kind: 'is-leaver' })
  if (!isOpen(state)) return refuse({ kind: 'closed' })
  if (state.showings.length >= maxShowings) return refuse({ kind: 'shown-too-often' })
  const joined = { type: 'joined', by: by.person, conversation, personal, language, zone } as const
  if (to === null || state.schedule !== null || state.phase !== 'review') return accept(joined)
  return accept(joined, { type: 'rescheduled', by: by.person, to, urgent: false })
}

/** The approvals chat was chosen, or moved, while this is being decided. */
export function showToApprovers(state: State, command: Extract<Command, { type: 'show-to-approvers' }>): Decision {
  const refusal = mayOpen(command.by)
  if (refusal) return refuse(refusal)
  if (command.by.person.id === state.leaver.id) return refuse({ kind: 'is-leaver' })
  if (state.phase !== 'running') return refuse({ kind: 'closed' })
  if (state.showings.length >= maxShowings) return refuse({ kind: 'shown-too-often' })
  return accept({ type: 'shown-to-approvers', by: command.by.person, conversation: command.conversation })
}
