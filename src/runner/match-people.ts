import { offerFor } from '../actions/offer.ts'
import { Failure } from '../errors.ts'
import type { Candidate, Mark, Match, Matched } from '../offboarding/batch/events.ts'
import { type BatchState, peopleOf } from '../offboarding/batch/evolve.ts'
import type { Offer } from '../offboarding/events.ts'
import type { Facts, Identity } from '../offboarding/facts.ts'
import { isAdministrator, protectionOf } from '../offboarding/policy.ts'
import { standingOfPlan } from '../offboarding/standing.ts'
import type { BatchClaim } from '../records/batch-due.ts'
import { recordBatch } from '../records/batch-history.ts'
import { keepOffers, openAmong } from '../records/batch-members.ts'
import type { Found, LookedUp } from '../tenant/tenant.ts'
import { apart } from './apart.ts'
import type { BatchRunnerOptions } from './batch-runner.ts'
import { hindranceOf, isWorthAnotherTry } from './hindrance.ts'
import { passingGap } from './lost-fact.ts'

/** A failure that passes by itself is no answer: the entry is looked up again. */
type Read = { readonly match: Match | Failure; readonly offer: Offer | null }

/** Looks up whom some entries mean, and reads the facts of those who are sure. Nothing is changed anywhere. */
export async function matchPeople(
  options: BatchRunnerOptions,
  { lease }: BatchClaim,
  state: BatchState,
  places: readonly number[],
): Promise<void> {
  const { database, random } = options
  const each = <T>(place: number, work: () => Promise<T>) =>
    apart<T | Fault>(options, { batch: state.id, place }, work, faultOf)
  const found = await Promise.all(places.map((place) => each(place, () => lookedUp(options, state, place))))
  const leavers = found.flatMap((one) => ('id' in one ? [one.id] : []))
  const open = await openAmong(database, leavers)
  const together = new Set([...peopleOf(state).map(({ match }) => match.leaver.id), ...leavers])
  const reads = await Promise.all(
    found.map(async (one, index): Promise<Read> => {
      if (!('id' in one)) return { match: one, offer: null }
      const read = await each(places[index] ?? 0, () => readLeaver(options, state, one.id, open, together))
      return 'kind' in read ? { match: read, offer: null } : read
    }),
  )
  const told = reads.map(({ match, offer }, index) => ({ place: places[index] ?? 0, match, offer }))
  const matches = told.flatMap(({ place, match }): Matched[] => (match instanceof Failure ? [] : [{ place, match }]))
  const failures = told.flatMap(({ match }) => (match instanceof Failure ? [match] : []))
  const hindrance = hindranceOf(failures, state.delay, database.now(), random)
  await recordBatch(
    database,
    state.id,
    { type: 'match', matches, hindrance },
    {
      lease,
      alongside: async (tx, after) => {
        // Somebody who was in the list already keeps one offer.
        const isSure = (place: number) => after.entries[place]?.match?.kind === 'sure'
        const offers = told.flatMap(({ place, offer }) => (offer && isSure(place) ? [{ place, offer }] : []))
        await keepOffers(tx, state.id, offers)
      },
    },
  )
}

type Fault = Match & { kind: 'unreadable' }

const faultOf = (reference: string): Fault => ({ kind: 'unreadable', failure: 'unexpected', reference })

type Someone = { readonly id: string } | Match | Failure

async function lookedUp(options: BatchRunnerOptions, state: BatchState, place: number): Promise<Someone> {
  const entry = state.entries[place]
  if (!entry) return { kind: 'unknown' }
  if (entry.chosen !== null) return { id: entry.chosen }
  return orUnreadable(options, state, async () => whomOf(await options.tenant.bulk.lookUp(entry.typed)))
}

function whomOf(looked: LookedUp): Someone {
  switch (looked.kind) {
    case 'sure':
      return { id: looked.id }
    case 'unknown':
      return { kind: 'unknown' }
    case 'ambiguous':
      return { kind: 'ambiguous', candidates: looked.found.map(candidateOf), more: looked.more }
  }
}

const candidateOf = ({ id, displayName, userPrincipalName, jobTitle, department }: Found): Candidate => {
  return { id, displayName, userPrincipalName, jobTitle, department }
}

async function readLeaver(
  options: BatchRunnerOptions,
  state: BatchState,
  id: string,
  open: ReadonlySet<string>,
  together: ReadonlySet<string>,
): Promise<Read> {
  const { tenant, rules, protectedUsers } = options
  const facts = await orUnreadable(options, state, async () => {
    const read = await tenant.bulk.facts(id, { alsoLeaving: together })
    const missing = passingGap(read)
    if (missing && isWorthAnotherTry(missing, state.delay, options.database.now())) throw missing
    return read
  })
  if (facts instanceof Failure || 'kind' in facts) return { match: facts, offer: null }
  const leaver = identityOf(facts)
  const protection = protectionOf(facts, state.requester, protectedUsers)
  if (protection) return { match: { kind: 'protected', leaver, protection }, offer: null }
  if (open.has(id)) return { match: { kind: 'open', leaver }, offer: null }
  const offer = offerFor(facts, rules)
  const standing = standingOfPlan(offer.plan)
  return { match: { kind: 'sure', leaver, digest: offer.digest, standing, marks: marksOf(facts) }, offer }
}

/** Not being able to read somebody is said of them, once it has lasted; the others go on. */
async function orUnreadable<T>(
  { database }: BatchRunnerOptions,
  { delay }: BatchState,
  read: () => Promise<T>,
): Promise<T | Failure | (Match & { kind: 'unknown' | 'unreadable' })> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    if (isWorthAnotherTry(error, delay, database.now())) return error
    return error.kind === 'missing' ? { kind: 'unknown' } : { kind: 'unreadable', failure: error.kind }
  }
}

const identityOf = ({ id, displayName, userPrincipalName }: Facts): Identity => ({ id, displayName, userPrincipalName })

function marksOf(facts: Facts): Mark[] {
  const marks: [Mark, boolean][] = [
    ['administrator', isAdministrator(facts)],
    ['synced', facts.synced],
    ['guest', facts.guest],
    ['federated', facts.federated],
    ['namesakes', !facts.namesakes.known || facts.namesakes.value > 0],
    ['blocked', facts.accountEnabled === false],
  ]
  return marks.filter(([, holds]) => holds).map(([mark]) => mark)
}
