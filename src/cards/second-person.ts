import type { SecondPersonReason } from '../offboarding/events.ts'
import { needsSecondPerson, type State } from '../offboarding/evolve.ts'
import type { Words } from '../offboarding/words.ts'
import { shortName } from './card.ts'

/** Why a second person has to confirm, and who cannot be it; nothing where none is needed, or no longer. */
export function secondPersonLines(state: State, words: Words): string[] {
  if (!needsSecondPerson(state) || (state.phase !== 'review' && state.phase !== 'running')) return []
  const reasons = state.offer.secondPerson.map((reason) => reasonLine(state, reason, words))
  return [...reasons, ...brakeLine(state, words), firstPersonLine(state, words)]
}

function reasonLine(state: State, reason: SecondPersonReason, words: Words): string {
  if (reason === 'policy') return words.secondPerson.policy
  const name = shortName(state.leaver.displayName)
  const { roles } = state.offer.facts
  const isAdministrator = roles.known && roles.value.length > 0
  return isAdministrator ? words.secondPerson.administrator(name) : words.secondPerson.treatedAsAdministrator(name)
}

function brakeLine({ brake, startedBy }: State, words: Words): string[] {
  if (brake === null) return []
  const { brakePerson, brakeOrganisation } = words.secondPerson
  if (brake.scope === 'organisation' || startedBy === null) return [brakeOrganisation(brake.count)]
  return [brakePerson(shortName(startedBy.name), brake.count)]
}

/** At the top for whoever confirms: a stolen account may be behind it. */
export function brakeWarning({ brake, startedBy, phase }: State, words: Words): string[] {
  if (brake === null || startedBy === null || phase !== 'running') return []
  return [words.secondPerson.brakeAdvice(shortName(startedBy.name))]
}

function firstPersonLine({ requester, startedBy }: State, words: Words): string {
  const asked = shortName(requester.name)
  if (startedBy === null || startedBy.id === requester.id) return words.secondPerson.notTheRequester(asked)
  return words.secondPerson.neitherOf(asked, shortName(startedBy.name))
}
