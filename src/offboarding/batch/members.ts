import { type ActionId, actionIds } from '../plan.ts'
import { letters, type Stand, standAt, standOfMoreAt } from '../standing.ts'
import { digestOfMany, type Seen } from './digest.ts'
import type { Verb } from './events.ts'
import type { BatchState } from './evolve.ts'
import { pendingConsents, toReach } from './reaching.ts'

/** One leaver of a batch as the records know them, without their history. */
export type Member = Seen & {
  readonly id: string
  readonly place: number
  /** Four letters: where each action stands; a fifth for the email apps beyond the six where they were chosen. */
  readonly standing: string
  /** Something is still to be decided or done. */
  readonly open: boolean
  /** The last of their history. */
  readonly seq: number
}

/** How many stand where, for one action. */
export type Counts = { readonly [stand in Stand]: number }

export type Tally = { readonly [action in ActionId]: Counts }

export function tallyOf(members: readonly Pick<Member, 'standing'>[]): Tally {
  const counts = Object.fromEntries(
    actionIds.map((action) => [action, Object.fromEntries(Object.keys(letters).map((stand) => [stand, 0]))]),
  ) as { [action in ActionId]: { [stand in Stand]: number } }
  for (const { standing } of members) for (const action of actionIds) counts[action][standAt(standing, action)]++
  return counts
}

/** The same of the email apps beyond the six; `null` where nobody chose them. */
export function tallyOfMore(members: readonly Pick<Member, 'standing'>[]): Counts | null {
  const stands = members.flatMap(({ standing }) => standOfMoreAt(standing) ?? [])
  const counts = Object.fromEntries(Object.keys(letters).map((stand) => [stand, 0])) as { [stand in Stand]: number }
  for (const stand of stands) counts[stand]++
  return stands.length === 0 ? null : counts
}

/** Of all there is to do. */
export function talliesOf(members: readonly Pick<Member, 'standing'>[]): Counts[] {
  const more = tallyOfMore(members)
  return [...Object.values(tallyOf(members)), ...(more ? [more] : [])]
}

/** What was chosen beside the four actions may end after them. */
export const isUnfinished = ({ open, standing }: Pick<Member, 'open' | 'standing'>): boolean =>
  open || ['confirmed', 'running', 'waiting', 'reading'].includes(standOfMoreAt(standing) ?? '')

/** Under way: confirmed, and Microsoft or we have still something to do. */
export const underWayIn = ({ confirmed, running, waiting, reading, looking }: Counts): number =>
  confirmed + running + waiting + reading + looking

/** Ended well: done and proven, already so, reported. */
export const doneIn = ({ done, already, reported }: Counts): number => done + already + reported

/** What a button for many would do now, for whom, and what it consents to. */
export type Offered = { readonly verb: Verb; readonly action: ActionId | null; readonly people: readonly Member[] }

const wanted: { readonly [verb in Verb]: readonly Stand[] } = {
  confirm: ['open'],
  'confirm-all': ['open'],
  skip: ['open', 'onPremises'],
  attest: ['onPremises'],
  again: ['failed'],
}

/**
 * Those of the members for whom this can be decided now: it is their turn, as with one leaver, and no decision that was
 * made already is still on its way to them.
 */
export function offeredFor(
  state: BatchState,
  members: readonly Member[],
  verb: Verb,
  action: ActionId | null,
): Offered {
  const onTheirWay = placesOnTheWay(state, action)
  const people = members.filter(({ place, standing }) => {
    if (onTheirWay.has(place)) return false
    if (action === null) return actionIds.some((id) => wanted[verb].includes(standAt(standing, id)))
    if (verb === 'again' && action === 'block-email' && isMoreToRepeat(standing)) return true
    return wanted[verb].includes(standAt(standing, action)) && (verb === 'again' || isTheirTurn(standing, action))
  })
  return { verb, action, people: people.toSorted((a, b) => a.place - b.place) }
}

export const digestOfOffered = ({ verb, action, people }: Offered): string => digestOfMany(verb, action, people)

const isMoreToRepeat = (standing: string): boolean => ['failed', 'partly'].includes(standOfMoreAt(standing) ?? '')

/** An action has its turn when all before it are decided. */
function isTheirTurn(standing: string, action: ActionId): boolean {
  const before = actionIds.slice(0, actionIds.indexOf(action)).map((id) => standAt(standing, id))
  return before.every((stand) => stand !== 'open' && stand !== 'onPremises' && stand !== 'looking')
}

function placesOnTheWay(state: BatchState, action: ActionId | null): ReadonlySet<number> {
  const places = new Set<number>()
  for (const consent of pendingConsents(state)) {
    if (consent.action !== null && action !== null && consent.action !== action) continue
    for (const place of toReach(consent)) places.add(place)
  }
  return places
}
