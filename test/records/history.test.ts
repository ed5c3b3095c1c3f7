import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Command } from '../../src/offboarding/decide.ts'
import type { State } from '../../src/offboarding/evolve.ts'
import { actionIds } from '../../src/offboarding/plan.ts'
import type { Database } from '../../src/records/database.ts'
import { claim } from '../../src/records/due.ts'
import {
  begin,
  firstAltered,
  LeaseLost,
  load,
  openFor,
  openOf,
  readHistory,
  record,
} from '../../src/records/history.ts'
import {
  ann,
  approver,
  factsOf,
  inEnglish,
  jane,
  offerOf,
  requested,
  sam,
  start,
  tap,
} from '../offboarding/fixtures.ts'
import { onBothEngines } from './engines.ts'

const bySam = approver(['Global Administrator'], sam)
const startCommand = (state: State): Command => ({ type: 'start', reason: null, approvals: null, ...tap(state, bySam) })
const confirmCommand =
  (action: (typeof actionIds)[number]) =>
  (state: State): Command => {
    return { type: 'confirm', action, ...tap(state) }
  }

async function begun(database: Database, event = requested()): Promise<State> {
  const state = await begin(database, event)
  assert.ok(state)
  return state
}

async function started(database: Database): Promise<State> {
  const { id } = await begun(database)
  const written = await record(database, id, startCommand)
  assert.ok(written?.decision.events.length)
  return written.state
}

onBothEngines('the history', (engine) => {
  it('is what was appended, in order, and folds to the same state in another process', async () => {
    const database = await engine.open(() => start)
    const { id } = await started(database)
    const written = await record(database, id, confirmCommand('reset-password'))
    const other = await engine.open()
    const types = (await readHistory(other, id)).map(({ seq, event }) => `${seq} ${event.type}`)
    assert.deepEqual(types, ['0 requested', '1 started', '2 confirmed'])
    assert.deepEqual(await load(other, id), written?.state)
  })

  it('is not there for an id that nobody began', async () => {
    const database = await engine.open()
    assert.equal(await load(database, crypto.randomUUID()), null)
    assert.equal(await record(database, crypto.randomUUID(), { type: 'expire' }), null)
  })

  it('has one open offboarding a leaver: of many that begin at once, one does', async () => {
    const writer = await engine.writers(3)
    const results = await Promise.all(Array.from({ length: 12 }, (_, index) => begin(writer(index), requested())))
    const winners = results.filter((state) => state !== null)
    assert.equal(winners.length, 1)
    assert.equal(await openFor(writer(0), jane.id), winners[0]?.id)
    const { rows } = await sql<{ id: string }>`select id from offboarding`.execute(writer(0).db)
    assert.equal(rows.length, 1, 'the others left nothing behind')
  })

  it('lets the loser join the winner, where their cards are shown as well', async () => {
    const database = await engine.open()
    const { id } = await begun(database)
    assert.equal(await begin(database, requested()), null)
    const open = await openFor(database, jane.id)
    const joined = await record(database, open ?? '', {
      type: 'join',
      by: approver(),
      conversation: 'another',
      personal: false,
      ...inEnglish,
    })
    assert.equal(joined?.state.id, id)
    assert.deepEqual(
      joined?.state.showings.map(({ conversation }) => conversation),
      ['a-conversation', 'another'],
    )
  })

  it('may begin anew for a leaver whose offboarding was cancelled', async () => {
    const database = await engine.open()
    const { id } = await begun(database)
    await record(database, id, { type: 'cancel', by: bySam })
    assert.equal(await openFor(database, jane.id), null)
    const again = await begun(database)
    assert.deepEqual(await openOf(database, sam.id), [again.id])
  })

  it('does not open again, by a retry, beside another one that is open', async () => {
    const database = await engine.open()
    const { id } = await started(database)
    await record(database, id, confirmCommand('reset-password'))
    const failure = { kind: 'refused', status: 403, code: null, requestId: null } as const
    await record(database, id, { type: 'conclude', action: 'reset-password', outcome: { kind: 'failed', failure } })
    for (const action of actionIds.slice(1))
      await record(database, id, (state) => ({ type: 'skip', action, ...tap(state) }))
    assert.equal((await load(database, id))?.phase, 'finished')
    const other = await begun(database)
    const refused = await record(database, id, confirmCommand('reset-password'))
    assert.equal(refused?.decision.refusal?.kind, 'overtaken')
    await record(database, other.id, { type: 'cancel', by: bySam })
    const taken = await record(database, id, confirmCommand('reset-password'))
    assert.equal(taken?.decision.refusal, null)
    assert.equal(await openFor(database, jane.id), id)
  })

  it('takes each of many taps at once exactly once, and tells the others who was first', async () => {
    const writer = await engine.writers(3)
    const { id } = await started(writer(0))
    const taps = Array.from({ length: 30 }, (_, index) => {
      return record(writer(index), id, confirmCommand('reset-password'))
    })
    const written = await Promise.all(taps)
    assert.equal(written.filter((one) => one?.decision.events.length === 1).length, 1)
    const refusals = written.flatMap((one) => one?.decision.refusal ?? [])
    assert.equal(refusals.length, 29)
    for (const refusal of refusals) assert.deepEqual(refusal, { kind: 'decided', action: 'reset-password', by: ann })
    assert.equal(await firstAltered(writer(0), id), null)
  })

  it('loses neither of a runner and the taps that write at the same time', async function () {
    this.timeout(30_000)
    const writer = await engine.writers(2)
    const { id } = await started(writer(0))
    const [held] = await claim(writer(0), 1, 60_000)
    assert.ok(held)
    const looks = 25
    const look: Command = { type: 'look', action: 'sign-out', proof: null }
    const runner = async () => {
      for (let count = 0; count < looks; count++) await record(writer(0), id, look, { lease: held.lease })
    }
    const tapper = async () => {
      for (let count = 0; count < looks; count++) await record(writer(1), id, look)
    }
    await Promise.all([runner(), tapper(), tapper()])
    const history = await readHistory(writer(0), id)
    assert.deepEqual(
      history.map(({ seq }) => seq),
      Array.from({ length: 2 + 3 * looks }, (_, seq) => seq),
    )
    assert.equal(await firstAltered(writer(0), id), null)
  })

  it('takes nothing from a runner that has lost its lease', async () => {
    const database = await engine.open()
    const { id } = await started(database)
    const before = await readHistory(database, id)
    const look: Command = { type: 'look', action: 'sign-out', proof: null }
    await assert.rejects(record(database, id, look, { lease: 'a lease of yesterday' }), LeaseLost)
    assert.deepEqual(await readHistory(database, id), before)
  })

  it('keeps every text as it was', async () => {
    const database = await engine.open()
    const reason = '[1, 2] {"a":1} \u202e Zoë 李 👩‍💻 é e\u0301 \'; drop table event; -- \\u0000 \\ " \n\t</script>'
    const facts = factsOf({ displayName: reason, jobTitle: '' })
    const { id } = await begun(database, requested(offerOf(facts), { reason }))
    const state = await load(await engine.open(), id)
    assert.equal(state?.reason, reason)
    assert.equal(state?.leaver.displayName, reason)
    assert.deepEqual(state?.offer.facts, facts)
  })

  it('is kept as the very bytes that were hashed', async () => {
    const database = await engine.open(() => start)
    const event = requested(offerOf(), { reason: 'Zoë 👩‍💻 "[1, 2]"' })
    const { id, hash } = await begun(database, event)
    const { rows } = await sql<{ data: string; at: number; hash: string }>`select data, at, hash from event`.execute(
      database.db,
    )
    const data = JSON.stringify(event)
    const expected = createHash('sha256').update(['', id, 0, start, data].join('\n')).digest('hex')
    assert.deepEqual(
      rows.map((row) => ({ ...row })),
      [{ data, at: start, hash: expected }],
    )
    assert.equal(hash, expected)
  })
})

onBothEngines('a history that somebody altered', (engine) => {
  let database: Database
  let id: string
  beforeEach(async () => {
    database = await engine.open()
    id = (await started(database)).id
    for (const action of actionIds) await record(database, id, confirmCommand(action))
    assert.equal(await firstAltered(database, id), null)
  })

  it('shows where what was done was changed', async () => {
    await sql`update event set data = replace(data, ${ann.name}, 'Nobody') where seq = 3`.execute(database.db)
    assert.equal(await firstAltered(database, id), 3)
  })

  it('shows where the time was changed', async () => {
    await sql`update event set at = at - 3600000 where seq = 2`.execute(database.db)
    assert.equal(await firstAltered(database, id), 2)
  })

  it('shows where the kind of an event was changed', async () => {
    await sql`update event set type = 'cancelled' where seq = 2`.execute(database.db)
    assert.equal(await firstAltered(database, id), 2)
  })

  it('shows where an event was taken out', async () => {
    await sql`delete from event where seq = 2`.execute(database.db)
    assert.equal(await firstAltered(database, id), 2)
    await sql`update event set seq = seq - 1 where seq > 2`.execute(database.db).catch(() => undefined)
    assert.equal(await firstAltered(database, id), 2)
  })

  it('shows that its end was cut off', async () => {
    await sql`delete from event where seq = 5`.execute(database.db)
    assert.equal(await firstAltered(database, id), 5)
  })

  it('shows where two events changed places', async () => {
    await sql`update event set seq = 100 where seq = 3`.execute(database.db)
    await sql`update event set seq = 3 where seq = 4`.execute(database.db)
    await sql`update event set seq = 4 where seq = 100`.execute(database.db)
    assert.equal(await firstAltered(database, id), 3)
  })

  it('shows where one was hashed anew without those after it', async () => {
    const history = await readHistory(database, id)
    const data = JSON.stringify({ ...history[2]?.event, by: sam })
    const text = [history[1]?.hash, id, 2, history[2]?.at, data].join('\n')
    const hash = createHash('sha256').update(text).digest('hex')
    await sql`update event set data = ${data}, hash = ${hash} where seq = 2`.execute(database.db)
    assert.equal(await firstAltered(database, id), 3)
  })
})
