import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { memberId } from '../../src/offboarding/batch/digest.ts'
import type { BatchEvent } from '../../src/offboarding/batch/events.ts'
import { type BatchState, foldBatch, peopleOf } from '../../src/offboarding/batch/evolve.ts'
import {
  batchDueAt,
  claimBatches,
  nextBatchDue,
  openBatchesOf,
  releaseBatch,
  runningBatches,
} from '../../src/records/batch-due.ts'
import {
  beginBatch,
  firstAlteredInBatch,
  isStillWanted,
  loadBatch,
  readBatchHistory,
  recordBatch,
} from '../../src/records/batch-history.ts'
import { beginMembers, digestOfMembers, keepOffers, keptOffers, membersOf } from '../../src/records/batch-members.ts'
import { type Database, openDatabase } from '../../src/records/database.ts'
import { begin, firstAltered, LeaseLost, load, openOf, record, runningNow } from '../../src/records/history.ts'
import { byAnn, bySam, person, starting, sure } from '../offboarding/batch-fixtures.ts'
import { factsOf, minute, offerOf, requested, sam, start, tap } from '../offboarding/fixtures.ts'
import { onBothEngines } from './engines.ts'

const listedEvent: BatchEvent & { type: 'listed' } = {
  ...{ type: 'listed', requester: sam, reason: null, entries: ['One', 'Two', 'Three'], source: 'message' },
  ...{ secondPerson: false, conversation: 'a-conversation', personal: false, language: 'en', zone: 'UTC' },
  expiresAfter: 60 * minute,
}

const offerFor = (place: number) => offerOf(factsOf(person(place)))
const matches = [0, 1, 2].map((place) => ({ place, match: sure(place, { digest: offerFor(place).digest }) }))

async function asked(database: Database): Promise<BatchState> {
  const { id } = await beginBatch(database, listedEvent)
  const written = await recordBatch(
    database,
    id,
    { type: 'match', matches },
    {
      alongside: (tx) =>
        keepOffers(
          tx,
          id,
          [0, 1, 2].map((place) => ({ place, offer: offerFor(place) })),
        ),
    },
  )
  assert.ok(written)
  return written.state
}

async function started(database: Database): Promise<BatchState> {
  const state = await asked(database)
  const written = await recordBatch(database, state.id, async (newest) => starting(newest))
  assert.ok(written?.decision.events.length)
  return written.state
}

const beginnings = (state: BatchState) =>
  peopleOf(state).map(({ place, match }) => ({
    place,
    requested: requested(offerFor(place), { leaver: match.leaver, batch: state.id }),
    follows: () => [{ type: 'started', by: sam, reason: null, approvals: null, brake: null } as const],
  }))

async function begun(database: Database): Promise<BatchState> {
  const state = await started(database)
  const members = [0, 1, 2].map((place) => ({ place, opened: true }))
  const written = await recordBatch(
    database,
    state.id,
    { type: 'begin', members },
    { alongside: async (tx) => void (await beginMembers(tx, state.id, beginnings(state), start)) },
  )
  assert.ok(written)
  return written.state
}

onBothEngines('the history of a batch', (engine) => {
  it('is what was appended, folds to the same state in another process, and shows when it was altered', async () => {
    const database = await engine.open(() => start)
    const state = await started(database)
    const other = await engine.open()
    const types = (await readBatchHistory(other, state.id)).map(({ seq, event }) => `${seq} ${event.type}`)
    assert.deepEqual(types, ['0 listed', '1 matched', '2 started'])
    assert.deepEqual(await loadBatch(other, state.id), state)
    const earlier = foldBatch(state.id, (await readBatchHistory(other, state.id)).slice(0, 2))
    assert.deepEqual(await loadBatch(other, state.id, earlier), state)
    assert.equal(await firstAlteredInBatch(other, state.id), null)
    await sql`update batch_event set data = replace(data, 'Two', 'Tom') where seq = 0`.execute(database.db)
    assert.equal(await firstAlteredInBatch(other, state.id), 0)
  })

  it('takes each start once, of many that come at once', async () => {
    const writer = await engine.writers(3)
    const { id } = await asked(writer(0))
    const results = await Promise.all(
      Array.from({ length: 9 }, (_, index) => recordBatch(writer(index), id, async (newest) => starting(newest))),
    )
    assert.equal(results.filter((written) => written?.decision.refusal === null).length, 1)
    assert.equal(results.filter((written) => written?.decision.refusal?.kind === 'stale').length, 8)
  })

  it('begins its members in the same transaction as its own line, or not at all', async () => {
    const database = await engine.open()
    const state = await started(database)
    const members = [0, 1, 2].map((place) => ({ place, opened: true }))
    const broken = recordBatch(
      database,
      state.id,
      { type: 'begin', members },
      {
        alongside: async (tx) => {
          await beginMembers(tx, state.id, beginnings(state), start)
          throw new Error('the process is killed here')
        },
      },
    )
    await assert.rejects(broken, /killed here/)
    assert.deepEqual(await membersOf(database, state), [])
    assert.equal((await loadBatch(database, state.id))?.seq, state.seq)
  })

  it('leaves alone whoever has an open offboarding, and begins nobody twice', async () => {
    const database = await engine.open()
    const state = await started(database)
    assert.ok(await begin(database, requested(offerFor(1), { leaver: person(1) })))
    const first = await database.db.transaction().execute((tx) => beginMembers(tx, state.id, beginnings(state), start))
    assert.deepEqual([...first], [0, 2])
    const second = await database.db.transaction().execute((tx) => beginMembers(tx, state.id, beginnings(state), start))
    assert.deepEqual([...second], [])
  })

  it('knows where its members stand without their histories, in the order of the list', async () => {
    const database = await engine.open(() => start)
    const state = await begun(database)
    const before = await membersOf(database, state)
    assert.deepEqual(
      before.map(({ place, standing, open, seq }) => [place, standing, open, seq]),
      [0, 1, 2].map((place) => [place, 'oooo', true, 1]),
    )
    const id = before[1]?.id ?? ''
    const written = await record(database, id, (member) => ({
      type: 'confirm',
      action: 'reset-password',
      ...tap(member, byAnn),
    }))
    assert.equal(written?.decision.refusal, null)
    const [, after] = await membersOf(database, state)
    assert.deepEqual([after?.standing, after?.digest, after?.seq], ['cooo', offerFor(1).digest, 2])
    const member = await load(database, id)
    assert.deepEqual([member?.batch, member?.showings, member?.phase], [state.id, [], 'running'])
    assert.equal(await firstAltered(database, id), null)
    const digest = await digestOfMembers(database, state)
    assert.equal(digest.events, 7)
    await sql`update event set hash = 'x' where offboarding = ${id} and seq = 2`.execute(database.db)
    assert.notEqual((await digestOfMembers(database, state)).digest, digest.digest)
  })

  it('keeps what it read of somebody until their own history has it, or the list is over', async () => {
    const database = await engine.open()
    const state = await asked(database)
    assert.deepEqual((await keptOffers(database, state.id, [0, 2])).get(2), offerFor(2))
    await recordBatch(database, state.id, { type: 'cancel', by: bySam })
    assert.equal((await keptOffers(database, state.id, [0, 1, 2])).size, 0)
  })

  it('is no part of what somebody asked for one by one', async () => {
    const database = await engine.open()
    const state = await begun(database)
    assert.deepEqual([await openOf(database, sam.id), await runningNow(database)], [[], []])
    assert.deepEqual([await openBatchesOf(database, sam.id), await runningBatches(database)], [[state.id], [state.id]])
  })

  it('is written only by whoever holds its lease, which ends', async () => {
    let now = start
    const database = await engine.open(() => now)
    const { id, seq } = await asked(database)
    const [first] = await claimBatches(database, 5, 1_000, [])
    assert.ok(first)
    assert.deepEqual(await claimBatches(database, 5, 1_000, []), [])
    now += 2_000
    const [second] = await claimBatches(database, 5, 1_000, [])
    assert.equal(second?.id, id)
    const late = recordBatch(database, id, { type: 'expire' }, { lease: first.lease })
    now += 61 * minute
    await assert.rejects(
      late.then(() => recordBatch(database, id, { type: 'expire' }, { lease: first.lease })),
      LeaseLost,
    )
    await releaseBatch(database, second ?? first, { seq, due: start }, now + 500)
    assert.equal(await nextBatchDue(database, []), now + 500)
  })

  it('records nothing for its members once it was stopped, or by somebody who lost it, also when all come at once', async () => {
    let now = start
    const writer = await engine.writers(4, () => now)
    const database = writer(0)
    const state = await begun(database)
    const [held] = await claimBatches(database, 5, 1_000, [])
    assert.ok(held)
    const confirm = (index: number, place: number, lease = held.lease) =>
      record(
        writer(index),
        memberId(state.id, place),
        (member) => ({ type: 'confirm', action: 'reset-password', ...tap(member, byAnn) }),
        { provided: (tx) => isStillWanted(tx, state.id, lease, state.seq) },
      )
    const members = await membersOf(database, state)
    await Promise.all([
      ...[0, 1, 0, 1].map((place, index) => confirm(index, place)),
      recordBatch(database, state.id, { type: 'stop', by: byAnn, reason: null, members }),
    ])
    const late = await confirm(0, 2)
    assert.deepEqual([late?.decision, late?.state.seq], [{ events: [], refusal: null }, 1])
    now += 2_000
    await claimBatches(database, 5, 1_000, [])
    await assert.rejects(confirm(1, 2), LeaseLost)
  })

  it('is due when one of its members stands elsewhere after its end, also while its cards are being drawn', async () => {
    const database = await engine.open(() => start)
    const state = await begun(database)
    const finished = await recordBatch(database, state.id, { type: 'finish', digest: 'a'.repeat(64), events: 6 })
    const seq = finished?.state.seq ?? 0
    const [first] = await claimBatches(database, 5, 1_000, [])
    assert.ok(first)
    await releaseBatch(database, first, { seq, due: await batchDueAt(database, state.id) }, null)
    assert.equal(await nextBatchDue(database, []), null)
    const move = (action: 'reset-password' | 'sign-out') =>
      record(database, memberId(state.id, 0), (member) => ({ type: 'confirm', action, ...tap(member, byAnn) }))
    await move('reset-password')
    const [second] = await claimBatches(database, 5, 1_000, [])
    assert.ok(second)
    const due = await batchDueAt(database, state.id)
    await move('sign-out')
    await releaseBatch(database, second, { seq, due }, null)
    assert.equal(await nextBatchDue(database, []), start + 1)
  })

  it('counts everybody who is started, for the brake: this list, others, and those asked for one by one', async () => {
    const limits = { maxPerHour: 6, maxPerHourTenant: 100 }
    const opened = await openDatabase({ ...engine.place(), now: () => start, brake: limits })
    const one = await begin(opened, requested(offerOf(factsOf(person(9))), { leaver: person(9) }))
    await record(opened, one?.id ?? '', (state) => ({
      type: 'start',
      reason: null,
      approvals: null,
      ...tap(state, bySam),
    }))
    const first = await begun(opened)
    assert.equal(first.brake, null, 'one and three are four')
    const second = await recordBatch(opened, (await asked(opened)).id, async (newest) => starting(newest))
    assert.deepEqual(second?.state.brake, { scope: 'person', count: 7 })
    const next = await begin(opened, requested(offerOf(factsOf(person(8))), { leaver: person(8) }))
    const alone = await record(opened, next?.id ?? '', (state) => {
      return { type: 'start', reason: null, approvals: null, ...tap(state, bySam) }
    })
    assert.deepEqual(alone?.state.brake, { scope: 'person', count: 8 })
    await opened.close()
  })
})
