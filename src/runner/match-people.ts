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
import type { BatchRunnerOptions } from './batch-runner.ts'

type Read = { readonly match: Match; readonly offer: Offer | null }

/** Looks up whom some entries mean, and reads the facts of those who are sure. Nothing is changed anywhere. */
export async function matchPeople(
  options: BatchRunnerOptions,
  { lease }: BatchClaim,
  state: BatchState,
  places: readonly number[],
): Promise<void> {
  const { database } = options
  const found = await Promise.all(places.map((place) => lookedUp(options, state, place)))
  const leavers = found.flatMap((one) => ('id' in one ? [one.id] : []))
  const open = await openAmong(database, leavers)
  const together = new Set([...peopleOf(state).map(({ match }) => match.leaver.id), ...leavers])
  const reads = await Promise.all(
    found.map((one) =>
      'id' in one ? readLeaver(options, state, one.id, open, together) : { match: one, offer: null },
    ),
  )
  const matches = reads.map(({ match }, index): Matched => ({ place: places[index] ?? 0, match }))
  await recordBatch(
    database,
    state.id,
    { type: 'match', matches },
    {
      lease,
      alongside: async (tx, after) => {
        const offers = places.flatMap((place, index) => {
          const offer = reads[index]?.offer
          // Somebody who was in the list already keeps one offer.
          return offer && after.entries[place]?.match?.kind === 'sure' ? [{ place, offer }] : []
        })
        await keepOffers(tx, state.id, offers)
      },
    },
  )
}

type Someone = { readonly id: string } | Match

async function lookedUp({ tenant }: BatchRunnerOptions, state: BatchState, place: number): Promise<Someone> {
  const entry = state.entries[place]
  if (!entry) return { kind: 'unknown' }
  if (entry.chosen !== null) return { id: entry.chosen }
  return orUnreadable(async () => whomOf(await tenant.bulk.lookUp(entry.typed)))
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
  { tenant, rules, protectedUsers }: BatchRunnerOptions,
  state: BatchState,
  id: string,
  open: ReadonlySet<string>,
  together: ReadonlySet<string>,
): Promise<Read> {
  const facts = await orUnreadable(() => tenant.bulk.facts(id, { alsoLeaving: together }))
  if ('kind' in facts) return { match: facts, offer: null }
  const leaver = identityOf(facts)
  const protection = protectionOf(facts, state.requester, protectedUsers)
  if (protection) return { match: { kind: 'protected', leaver, protection }, offer: null }
  if (open.has(id)) return { match: { kind: 'open', leaver }, offer: null }
  const offer = offerFor(facts, rules)
  const standing = standingOfPlan(offer.plan)
  return { match: { kind: 'sure', leaver, digest: offer.digest, standing, marks: marksOf(facts) }, offer }
}

/** Not being able to read somebody is said of them; the others go on. */
async function orUnreadable<T>(read: () => Promise<T>): Promise<T | (Match & { kind: 'unknown' | 'unreadable' })> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof Failure)) throw error
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
