import type { Command } from './decide.ts'
import { accept, type Decision, refuse } from './decision.ts'
import { isOpen, type State } from './evolve.ts'
import { mayOpen } from './policy.ts'

const maxShowings = 20

/** Somebody asks for the same leaver while it is open. */
export function join(state: State, command: Extract<Command, { type: 'join' }>): Decision {
  const { by, conversation, personal, language, zone } = command
  const refusal = mayOpen(by)
  if (refusal) return refuse(refusal)
  if (by.person.id === state.leaver.id) return refuse({ kind: 'is-leaver' })
  if (!isOpen(state)) return refuse({ kind: 'closed' })
  if (state.showings.length >= maxShowings) return refuse({ kind: 'shown-too-often' })
  return accept({ type: 'joined', by: by.person, conversation, personal, language, zone })
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
