import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type BatchCommand, decideBatch, digestOfStart, expiresAt } from '../../src/offboarding/batch/decide.ts'
import type { Verb } from '../../src/offboarding/batch/events.ts'
import type { BatchState } from '../../src/offboarding/batch/evolve.ts'
import { digestOfOffered, offeredFor } from '../../src/offboarding/batch/members.ts'
import { nextOfBatch } from '../../src/offboarding/batch/next.ts'
import { createSpeedometer } from '../../src/offboarding/batch/progress.ts'
import type { ActionId } from '../../src/offboarding/plan.ts'
import {
  begunList,
  byAnn,
  bySam,
  followBatch,
  listed,
  matchedList,
  membersIn,
  person,
  planDigest,
  recordedBatch,
  starting,
  sure,
} from './batch-fixtures.ts'
import { BatchModel, beginnings, match, step } from './batch-model.ts'
import { approver, minute, start } from './fixtures.ts'

const three = [sure(0), sure(1), sure(2)]
const later = start + 30 * minute

const decide = (state: BatchState, command: BatchCommand, now = later) => decideBatch(state, command, now)
const refusalOf = (state: BatchState, command: BatchCommand, now = later) => {
  const { events, refusal } = decide(state, command, now)
  assert.deepEqual(events, [], `${command.type} was refused and yet recorded something`)
  return refusal?.kind
}
const tapped = (
  state: BatchState,
  verb: Verb,
  action: ActionId | null,
  by = byAnn,
  standings: Readonly<Record<number, string>> = {},
): BatchCommand => {
  const members = membersIn(state, standings)
  return {
    type: 'decide',
    by,
    verb,
    action,
    digest: digestOfOffered(offeredFor(state, members, verb, action)),
    members,
  }
}

describe('a batch', () => {
  it('has nobody on it twice, by whatever words', () => {
    const state = followBatch(listed(['Jane Doe', 'jane doe', 'jane@contoso.com']), {
      type: 'match',
      matches: [0, 2].map((place) => ({ place, match: sure(7) })),
    })
    assert.deepEqual(
      state.entries.map(({ match }) => match?.kind),
      ['sure', 'twice', 'twice'],
    )
    assert.equal(state.phase, 'review')
  })

  it('is started for what was seen: another list, or the same with another plan, has another digest', () => {
    const asked = matchedList(three)
    const left = followBatch(asked, { type: 'choose', by: bySam, choices: [{ place: 1, leaver: null }] })
    const replanned = matchedList([sure(0), sure(1, { digest: planDigest(99) }), sure(2)])
    assert.equal(new Set([asked, left, replanned].map(digestOfStart)).size, 3)
    assert.equal(refusalOf(left, starting(asked)), 'stale')
    assert.equal(refusalOf(asked, starting(asked, null, byAnn)), 'not-requester')
    assert.equal(refusalOf(asked, starting(asked), expiresAt(asked)), 'expired')
    assert.equal(refusalOf(matchedList([{ kind: 'unknown' }, { kind: 'unknown' }]), starting(asked)), 'stale')
  })

  it('lets nobody decide for others while they are on the list themselves', () => {
    const state = begunList(three)
    const { id, displayName } = person(1)
    const leaver = approver(['Global Administrator'], { id, name: displayName })
    assert.equal(refusalOf(state, tapped(state, 'confirm-all', null, leaver)), 'is-listed')
    assert.equal(refusalOf(state, { type: 'stop', by: leaver, reason: null, members: membersIn(state) }), 'is-listed')
    assert.equal(refusalOf(state, { type: 'show-to-approvers', by: leaver, conversation: 'elsewhere' }), 'is-listed')
  })

  it('offers an action for those whose turn it is, as with one leaver', () => {
    const state = begunList([...three, sure(3, { standing: 'pooo' }), sure(4, { standing: 'looo' })])
    const standings = { 0: 'oooo', 1: 'dooo', 2: 'fooo' }
    const places = (verb: Verb, action: ActionId | null) =>
      offeredFor(state, membersIn(state, standings), verb, action).people.map(({ place }) => place)
    assert.deepEqual(places('confirm', 'reset-password'), [0])
    assert.deepEqual(places('confirm', 'sign-out'), [1, 2])
    assert.deepEqual(places('attest', 'reset-password'), [3])
    assert.deepEqual(places('skip', 'reset-password'), [0, 3])
    assert.deepEqual(places('again', 'reset-password'), [2])
    assert.deepEqual(places('confirm-all', null), [0, 1, 2, 3, 4])
  })

  it('is decided by somebody other than whoever asked, where that is the rule or too many were started', () => {
    const policy = begunList(three, { secondPerson: true })
    assert.equal(refusalOf(policy, tapped(policy, 'confirm', 'reset-password', bySam)), 'needs-second-person')
    assert.equal(decide(policy, tapped(policy, 'confirm', 'reset-password')).events.length, 1)
    const free = begunList(three)
    assert.equal(decide(free, tapped(free, 'confirm', 'reset-password', bySam)).events.length, 1)
  })

  it('does not take one decision twice while it is on its way', () => {
    const state = followBatch(begunList(three), tapped(begunList(three), 'confirm', 'reset-password'))
    assert.equal(refusalOf(state, tapped(state, 'confirm', 'reset-password')), 'nothing-to-decide')
    assert.equal(refusalOf(state, tapped(state, 'confirm-all', null)), 'nothing-to-decide')
    const half = followBatch(state, { type: 'apply', decision: state.seq, count: 2, obstructed: [] })
    assert.deepEqual(nextOfBatch(half), { kind: 'apply', consent: half.consents[0], places: [2], count: 3, at: 0 })
    assert.equal(refusalOf(half, { type: 'apply', decision: state.seq, count: 2, obstructed: [] }), 'stale')
    assert.equal(refusalOf(half, { type: 'finish', digest: '', events: 0 }), 'stale')
  })

  it('keeps a decision for those whom Microsoft did not let be read, and comes back to them when all others are reached', () => {
    const state = followBatch(begunList(three), tapped(begunList(three), 'confirm', 'reset-password'))
    const until = later + minute
    const hindrance = { until, failure: 'throttled' } as const
    const apply = { type: 'apply', decision: state.seq, obstructed: [] } as const
    const one = followBatch(state, { ...apply, count: 2, later: [0], hindrance })
    assert.deepEqual(nextOfBatch(one), { kind: 'apply', consent: one.consents[0], places: [2], count: 3, at: until })
    const once = tapped(one, 'confirm', 'reset-password', byAnn, { 1: 'cooo' })
    assert.equal(refusalOf(one, once), 'nothing-to-decide')
    assert.equal(refusalOf(one, { type: 'finish', digest: '', events: 0 }), 'stale')
    const most = followBatch(one, { ...apply, count: 3, later: [0] })
    assert.equal(most.delay, null, 'somebody was reached, so it goes on')
    assert.deepEqual(nextOfBatch(most), { kind: 'apply', consent: most.consents[0], places: [0], count: 3, at: 0 })
    const again = recordedBatch(most, { type: 'delayed', ...hindrance }, { type: 'delayed', ...hindrance })
    assert.deepEqual([again.delay?.tries, again.delay?.since], [2, start + (most.seq + 1) * minute])
    const all = followBatch(again, { ...apply, count: 3, later: [] })
    assert.deepEqual([nextOfBatch(all)?.kind, all.delay], ['watch', null])
  })

  it('stops at once, also while it waits for Microsoft', () => {
    const state = followBatch(begunList(three), tapped(begunList(three), 'confirm', 'reset-password'))
    const waiting = recordedBatch(state, { type: 'delayed', until: later + 60 * minute, failure: 'throttled' })
    const stopped = followBatch(waiting, { type: 'stop', by: byAnn, reason: null, members: membersIn(waiting) })
    assert.equal(nextOfBatch(stopped)?.at, 0)
  })

  it('stops before it does anything else, and then decides nothing more', () => {
    const state = begunList(three)
    const decided = followBatch(state, tapped(state, 'confirm', 'reset-password'))
    const stopped = followBatch(decided, { type: 'stop', by: byAnn, reason: null, members: membersIn(decided) })
    assert.deepEqual(nextOfBatch(stopped), { kind: 'withdraw', places: [0, 1, 2], count: 3, at: 0 })
    assert.equal(refusalOf(stopped, tapped(stopped, 'confirm', 'sign-out')), 'closed')
    const over = followBatch(stopped, { type: 'withdraw', count: 3 }, { type: 'finish', digest: 'x', events: 9 })
    assert.equal(nextOfBatch(over), null)
  })

  it('goes on after its end when somebody tries again what failed', () => {
    const over = followBatch(begunList(three), { type: 'finish', digest: 'x', events: 9 })
    const standings = { 0: 'dddd', 1: 'dfdd', 2: 'dddd' }
    const again = followBatch(over, tapped(over, 'again', 'sign-out', byAnn, standings))
    assert.equal(again.phase, 'running')
    assert.deepEqual(again.consents.at(-1)?.people, [[1, planDigest(1)]])
  })

  it('knows how fast it goes from what it saw, and nothing before it saw enough', () => {
    const state = begunList(three)
    const speed = createSpeedometer()
    assert.equal(speed(membersIn(state, { 0: 'rccc', 1: 'cccc', 2: 'cccc' }), 0), null)
    assert.equal(speed(membersIn(state, { 0: 'drcc', 1: 'cccc', 2: 'cccc' }), 1_000), null)
    const seen = speed(membersIn(state, { 0: 'dddd', 1: 'ddcc', 2: 'cccc' }), 6_000)
    assert.deepEqual(seen, { perMinute: 60, endsAt: 12_000 })
    assert.equal(speed(membersIn(state, { 0: 'dddd', 1: 'dddd', 2: 'dddd' }), 9_000), null)
  })
})

describe('Whatever happens to a batch, in whatever order', () => {
  it('nothing is decided for anybody that somebody who may did not see, and nobody is done twice or guessed', () => {
    const tally = new Map<string, number>()
    fc.assert(
      fc.property(
        fc.array(match, { minLength: 2, maxLength: 8 }),
        fc.boolean(),
        beginnings,
        fc.array(step, { maxLength: 40, size: 'max' }),
        (matches, policy, beginning, steps) => {
          const model = new BatchModel(
            matches.map((make, place) => make(place)),
            policy,
            tally,
          )
          for (const one of [...beginning, ...steps]) model.step(one)
          model.check()
        },
      ),
      { numRuns: 4_000 },
    )
    for (const what of [
      'decided',
      'stopped',
      'applied',
      'finished',
      'refused: needs-second-person',
      'refused: is-listed',
      'refused: stale',
    ])
      assert.ok((tally.get(what) ?? 0) > 10, `hardly ever ${what}`)
  })
})
