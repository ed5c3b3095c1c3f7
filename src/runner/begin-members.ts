import { memberId } from '../offboarding/batch/digest.ts'
import { approverOf, type Begun } from '../offboarding/batch/events.ts'
import { type BatchState, peopleOf } from '../offboarding/batch/evolve.ts'
import { decide } from '../offboarding/decide.ts'
import type { Event, Offer } from '../offboarding/events.ts'
import type { State } from '../offboarding/evolve.ts'
import type { Identity } from '../offboarding/facts.ts'
import type { BatchClaim } from '../records/batch-due.ts'
import { recordBatch } from '../records/batch-history.ts'
import { type Beginning, beginMembers, forgetOffers, keptOffers, openAmong } from '../records/batch-members.ts'
import { apart } from './apart.ts'
import type { BatchRunnerOptions } from './batch-runner.ts'

/** Somebody opened an offboarding of one of them in the moment between the look and the writing. */
class Overtaken extends Error {
  readonly places: readonly number[]
  constructor(places: readonly number[]) {
    super('others have begun some of these')
    this.places = places
  }
}

/**
 * Begins and starts offboardings of their own for some of the people, in one transaction with its line in the batch's
 * history: there is none that the batch does not know of.
 */
export async function beginPeople(
  options: BatchRunnerOptions,
  { lease }: BatchClaim,
  state: BatchState,
  places: readonly number[],
): Promise<void> {
  const { database, wakeMember } = options
  const people = peopleOf(state).filter(({ place }) => places.includes(place))
  const leavers = people.map(({ match }) => match.leaver.id)
  const open = await openAmong(database, leavers)
  const elsewhere = new Set(people.filter(({ match }) => open.has(match.leaver.id)).map(({ place }) => place))
  const offers = await keptOffers(database, state.id, places)
  const faults = new Map<number, string>()
  const all = await Promise.all(
    people.map(({ place, match }) =>
      apart<Beginning | null>(
        options,
        { batch: state.id, place },
        () => beginningOf(state, place, match.leaver, fitting(offers.get(place), match.digest)),
        (reference) => {
          faults.set(place, reference)
          return null
        },
      ),
    ),
  )
  for (;;) {
    const beginnings = all.filter((one) => one !== null).filter(({ place }) => !elsewhere.has(place))
    const members = places.map((place) => begunAs(place, beginnings, faults.get(place)))
    try {
      await recordBatch(
        database,
        state.id,
        { type: 'begin', members },
        {
          lease,
          alongside: async (tx) => {
            const begun = await beginMembers(tx, state.id, beginnings, database.now())
            const missing = beginnings.map(({ place }) => place).filter((place) => !begun.has(place))
            if (missing.length > 0) throw new Overtaken(missing)
            await forgetOffers(tx, state.id, places)
          },
        },
      )
      for (const { place } of beginnings) wakeMember(memberId(state.id, place))
      return
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error
      for (const place of error.places) elsewhere.add(place)
    }
  }
}

function begunAs(place: number, beginnings: readonly Beginning[], reference: string | undefined): Begun {
  const opened = beginnings.some((one) => one.place === place)
  return reference === undefined ? { place, opened } : { place, opened, reference }
}

/** What was read for the review, which nobody may have altered since. */
function fitting(offer: Offer | undefined, digest: string): Offer {
  if (offer?.digest !== digest) throw new Error('what was read of somebody on a list is not as it was written')
  return offer
}

function beginningOf(state: BatchState, place: number, leaver: Identity, offer: Offer): Beginning {
  const [showing] = state.showings
  const requested: Beginning['requested'] = {
    type: 'requested',
    leaver,
    requester: state.requester,
    reason: state.reason,
    offer,
    conversation: showing?.conversation ?? '',
    personal: showing?.viewer !== null,
    language: showing?.language ?? 'en',
    zone: showing?.zone ?? 'UTC',
    expiresAfter: state.expiresAfter,
    batch: state.id,
    readAt: state.requestedAt,
  }
  return { place, requested, follows: (asked) => started(state, asked) }
}

/** As a tap on its own card would have started it; the brake was counted once, for all of them. */
function started(state: BatchState, asked: State): Event[] {
  if (!state.starter) throw new Error(`batch ${state.id} was not started`)
  const { offer } = asked
  const tap = { by: approverOf(state.starter), digest: offer.digest, fresh: offer, protection: null }
  const start = { type: 'start', reason: null, approvals: null, moreEmail: state.moreEmail, ...tap } as const
  const { events } = decide(asked, start, asked.requestedAt)
  return events.map((event) => (event.type === 'started' ? { ...event, brake: state.brake } : event))
}
