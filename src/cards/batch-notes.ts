import type { Obstacle } from '../offboarding/batch/events.ts'
import type { BatchState, Note } from '../offboarding/batch/evolve.ts'
import { talliesOf } from '../offboarding/batch/members.ts'
import { type ActionId, actionIds } from '../offboarding/plan.ts'
import { standAt } from '../offboarding/standing.ts'
import type { Words } from '../offboarding/words.ts'
import type { BatchLook } from './batch-look.ts'
import { shortName } from './card.ts'

const mostNames = 3
const mostNotes = 4
const mostFailures = 10

/** "Needs Global Administrator. 3 people: …", a line for each thing that is in the way of an action. */
export function noteLines({ seen: { state, members }, words }: BatchLook, id: ActionId): string[] {
  const standings = new Map(members.map(({ place, standing }) => [place, standing]))
  const groups = new Map<string, number[]>()
  for (const note of state.notes.filter((one) => isAbout(one, id, standings.get(one.place)))) {
    const why = whyOf(note.why, words)
    groups.set(why, [...(groups.get(why) ?? []), note.place])
  }
  return [...groups]
    .slice(0, mostNotes)
    .map(([why, places]) => words.batchProgress.note(why, places.length, namesOf(state, places, words)))
}

/** Somebody may still decide it, so what is in the way counts. */
function isUndecided(standing: string, id: ActionId): boolean {
  const stand = standAt(standing, id)
  return stand === 'open' || stand === 'onPremises' || stand === 'failed'
}

/** What is in the way of everything is said once, at the first action that waits for it. */
function isAbout(note: Note, id: ActionId, standing: string | undefined): boolean {
  if (standing === undefined || !isUndecided(standing, id)) return false
  return note.action === null ? actionIds.find((one) => isUndecided(standing, one)) === id : note.action === id
}

function whyOf(why: Obstacle, words: Words): string {
  const { notes } = words.batchProgress
  switch (why.kind) {
    case 'lacks-role':
      return notes.lacksRole(why.needs)
    case 'needs-second-person':
      return notes.secondPerson
    case 'changed':
      return notes.changed(why.changes)
    case 'protected':
      return words.protection(why.protection)
    case 'unreadable':
      return notes.unreadable(why.failure)
    case 'fault':
      return notes.fault(why.reference)
    case 'too-late':
      return notes.tooLate
    default:
      return words.notAllowed(why)
  }
}

function namesOf(state: BatchState, places: readonly number[], words: Words): string {
  const named = places.slice(0, mostNames).map((place) => nameOf(state, place))
  return words.batchProgress.names(named, places.length - named.length)
}

function nameOf(state: BatchState, place: number): string {
  const match = state.entries[place]?.match
  return shortName(match?.kind === 'sure' ? match.leaver.displayName : (state.entries[place]?.typed ?? ''))
}

/** The first ten of what failed, with why, and how many more there are. */
export function failureLines({ seen: { state, members, troubles }, words }: BatchLook): string[] {
  const count = talliesOf(members).reduce((sum, { failed }) => sum + failed, 0)
  const shown = troubles.slice(0, mostFailures).map(({ place, action, failure }) => {
    return words.batchProgress.failure(
      nameOf(state, place),
      action === 'block-more-email' ? words.moreEmail.heading : words.actions[action].deed,
      words.failures[failure.kind].said,
    )
  })
  const more = count - shown.length
  return more > 0 && shown.length > 0 ? [...shown, words.batchProgress.andMore(more)] : shown
}
