import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { sql } from 'kysely'
import { fill } from '../../bench/fill.ts'
import { createLog } from '../../src/log.ts'
import type { Command } from '../../src/offboarding/decide.ts'
import type { State } from '../../src/offboarding/evolve.ts'
import { actionIds } from '../../src/offboarding/plan.ts'
import { hashOf } from '../../src/records/chain.ts'
import type { Database } from '../../src/records/database.ts'
import { DialogState } from '../../src/records/dialog-state.ts'
import { begin, load, record } from '../../src/records/history.ts'
import type { Retention } from '../../src/records/retire.ts'
import { retireDue } from '../../src/records/retiring.ts'
import { openSigningKey, verified } from '../../src/records/signing.ts'
import { firstAlteredStub, textOf } from '../../src/records/stubs.ts'
import { approver, factsOf, note, offerOf, requested, sam, start, tap } from '../offboarding/fixtures.ts'
import { onBothEngines } from './engines.ts'

const day = 24 * 3_600_000
const bySam = approver(['Global Administrator'], sam)

onBothEngines('histories whose time is over', (engine) => {
  let now: number
  let database: Database
  let folder: string
  let retention: Retention
  let said: string[]
  const log = createLog('info', new Writable({ write: (line, _, done) => done(void said.push(String(line))) }))
  const retire = (on: Database = database) => retireDue({ database: on, retention, log, pauseMs: 0 })
  const count = async (table: 'offboarding' | 'event' | 'posted_card' | 'retired') => {
    const row = await database.db
      .selectFrom(table)
      .select(({ fn }) => fn.countAll().as('rows'))
      .executeTakeFirst()
    return Number(row?.rows)
  }
  const stubs = () => database.db.selectFrom('retired').selectAll().orderBy('number').execute()

  beforeEach(async () => {
    now = start
    said = []
    folder = mkdtempSync(join(tmpdir(), 'offboard-key-'))
    retention = { days: 30, key: newKey(folder) }
    database = await engine.open(() => now)
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  /** Asked for and cancelled, with everything shown: over, and nothing of it due. */
  async function over(name: string): Promise<string> {
    const leaver = { id: crypto.randomUUID(), displayName: name, userPrincipalName: 'somebody@contoso.com' }
    const state = await begin(database, requested(offerOf(factsOf(leaver))))
    assert.ok(state)
    await record(database, state.id, { type: 'cancel', by: bySam })
    await database.db.updateTable('offboarding').set({ due_at: null }).where('id', '=', state.id).execute()
    return state.id
  }

  it('go as a whole, with everything that any table has of them', async () => {
    const id = await over('Jane Doe')
    const tables = await tablesWith(database, 'offboarding')
    for (const table of tables) if (table.name !== 'event') await addRow(database, table, 'offboarding', id)
    now += 31 * day
    assert.equal(await retire(), 1)
    assert.deepEqual(
      (await stubs()).map(({ id }) => id),
      [id],
    )
    for (const { name } of tables) {
      const { rows } = await sql`select * from ${sql.table(name)} where offboarding = ${id}`.execute(database.db)
      assert.deepEqual(rows, [], `${name} still has something of it`)
    }
    assert.equal(await count('offboarding'), 0)
  })

  it('leave a stub that says when and how it ended, and nobody’s name or id, signed', async () => {
    await fill(database, 1, { until: start - 2 * day })
    const [row] = await database.db.selectFrom('offboarding').selectAll().execute()
    const state = await load(database, row?.id ?? '')
    assert.ok(state)
    now += 40 * day
    await retire()
    const [stub] = await stubs()
    assert.ok(stub)
    const { number, what, id, first_at, events, last_hash, outcomes, removed_at, previous } = stub
    assert.deepEqual(
      { number, what, id, first_at, events, last_hash, outcomes: JSON.parse(outcomes), removed_at, previous },
      {
        ...{
          number: 1,
          what: 'offboarding',
          id: state.id,
          first_at: state.requestedAt,
          events: 30,
          last_hash: state.hash,
        },
        ...{ outcomes: { done: 4 }, removed_at: now, previous: '' },
      },
    )
    assert.equal(stub.last_at, state.endedAt)
    const { leaver, requester } = state
    for (const personal of [leaver.id, leaver.displayName, leaver.userPrincipalName, requester.id, requester.name])
      assert.ok(!JSON.stringify(stub).includes(personal))
    assert.ok(verified(textOf(stub), stub.signature, retention.key.publicKey))
    assert.ok(!verified(textOf({ ...stub, events: 29 }), stub.signature, retention.key.publicKey))
  })

  it('stay while they are younger, open, or have anything due', async () => {
    const young = await over('Young')
    const open = await begin(database, requested(offerOf(factsOf({ id: crypto.randomUUID() }))))
    const due = await over('Due')
    await database.db
      .updateTable('offboarding')
      .set({ due_at: now + 365 * day })
      .where('id', '=', due)
      .execute()
    const late = await over('Asked for long ago, ended lately')
    await database.db
      .updateTable('offboarding')
      .set({ requested_at: now - 60 * day })
      .where('id', '=', late)
      .execute()
    now += 29 * day
    assert.equal(await retire(), 0)
    now += 2 * day
    assert.equal(await retire(), 2)
    assert.deepEqual(new Set((await stubs()).map(({ id }) => id)), new Set([young, late]))
    for (const id of [open?.id ?? '', due]) assert.ok(await load(database, id))
  })

  it('go once a day by the clock of the records, not more often', async () => {
    await over('One')
    now += 31 * day
    assert.equal(await retire(), 1)
    await database.db.updateTable('setting').set({ value: '' }).execute()
    await fill(database, 1, { until: now - 40 * day })
    now += day - 1
    assert.equal(await retire(), 0)
    now += 1
    assert.equal(await retire(), 1)
  })

  it('go once each when several processes begin to remove them at the same time', async () => {
    await fill(database, 63, { until: now - 31 * day })
    const writer = await engine.writers(3, () => now)
    const counts = await Promise.all([0, 1, 2].map((index) => retire(writer(index))))
    now += day
    counts.push(await retire())
    assert.equal(
      counts.reduce((sum, some) => sum + some, 0),
      63,
    )
    assert.deepEqual(
      (await stubs()).map(({ number }) => number),
      Array.from({ length: 63 }, (_, index) => index + 1),
    )
    assert.deepEqual([await count('event'), await count('posted_card')], [0, 0])
    assert.equal(await firstAlteredStub(database, retention.key), null)
  })

  it('are gone for whoever taps on an old card of theirs, also in the very moment', async () => {
    const offer = offerOf(factsOf({ id: crypto.randomUUID() }))
    const state = await begin(database, requested(offer, { expiresAfter: 90 * day }))
    assert.ok(state)
    const confirm = (newest: State): Command => ({ type: 'confirm', action: 'reset-password', ...tap(newest) })
    const failure = note('refused')
    const commands: readonly ((newest: State) => Command)[] = [
      (newest) => ({ type: 'start', reason: null, approvals: null, ...tap(newest, bySam) }),
      confirm,
      ...actionIds.slice(1).map(
        (action) =>
          (newest: State): Command => ({ type: 'skip', action, ...tap(newest) }),
      ),
      () => ({ type: 'attempt', action: 'reset-password', before: null }),
      () => ({ type: 'conclude', action: 'reset-password', outcome: { kind: 'failed', failure } }),
    ]
    for (const command of commands) await record(database, state.id, command)
    await database.db.updateTable('offboarding').set({ due_at: null }).where('id', '=', state.id).execute()
    now += 31 * day
    const again = await record(database, state.id, async (newest) => {
      assert.equal(newest.phase, 'finished')
      assert.equal(await retire(), 1)
      return confirm(newest)
    })
    assert.equal(again, null)
    assert.equal(await record(database, state.id, confirm), null)
  })

  it('stay when they are not whole, and the log says which', async () => {
    const [whole, altered, cut] = [await over('Whole'), await over('Altered'), await over('Cut off')]
    await sql`update event set at = at - 1 where offboarding = ${altered} and seq = 0`.execute(database.db)
    await sql`delete from event where offboarding = ${cut} and seq = 1`.execute(database.db)
    now += 31 * day
    assert.equal(await retire(), 1)
    assert.deepEqual(
      (await stubs()).map(({ id }) => id),
      [whole],
    )
    for (const id of [altered, cut]) assert.ok(said.some((line) => line.includes(id) && line.includes('not whole')))
  })

  it('stay, all of them, once somebody altered a stub or took one out', async () => {
    await fill(database, 3, { until: now - 40 * day })
    await retire()
    await sql`update retired set events = 3 where number = 2`.execute(database.db)
    assert.equal(await firstAlteredStub(database, retention.key), 2)
    await over('Later')
    now += 31 * day
    assert.equal(await retire(), 0)
    assert.ok(said.some((line) => line.includes('"stub":2') && line.includes('altered')))
    await sql`delete from retired where number = 2`.execute(database.db)
    assert.equal(await firstAlteredStub(database, retention.key), 2)
  })

  it('are signed for by a new key when the old one is changed', async () => {
    await fill(database, 1, { until: now - 40 * day })
    await retire()
    const old = retention.key
    retention = { days: 30, key: newKey(folder) }
    await fill(database, 1, { until: now - 40 * day })
    now += day
    assert.equal(await retire(), 1)
    assert.deepEqual(
      (await stubs()).map(({ key }) => key),
      [old.id, retention.key.id],
    )
    assert.equal(await firstAlteredStub(database, retention.key), null)
  })

  it('take a batch with them once the last of its people is gone', async () => {
    const id = crypto.randomUUID()
    const line = { seq: 0, type: 'requested', at: now, data: JSON.stringify({ type: 'requested' }) }
    const row = { conversation: '', requester: sam.id, open: 0, seq: 0, requested_at: now, people: 1, lease_until: 0 }
    await database.db
      .insertInto('batch')
      .values({ id, ...row })
      .execute()
    await database.db
      .insertInto('batch_event')
      .values({ batch: id, ...line, hash: hashOf('', id, line) })
      .execute()
    const tables = (await tablesWith(database, 'batch')).filter(({ name }) => !/^(batch_event|offboarding)$/.test(name))
    for (const table of tables) await addRow(database, table, 'batch', id)
    const member = await over('Jane Doe')
    await sql`update offboarding set batch = ${id} where id = ${member}`.execute(database.db)
    await database.db
      .updateTable('event')
      .set({ at: now + 5 * day })
      .where('offboarding', '=', member)
      .execute()
    now += 31 * day
    assert.equal(await retire(), 0, 'its history is altered, so it stays, and the batch with it')
    await sql`delete from event where offboarding = ${member}`.execute(database.db)
    for (const { name } of await tablesWith(database, 'offboarding'))
      await sql`delete from ${sql.table(name)} where offboarding = ${member}`.execute(database.db)
    await sql`delete from offboarding where id = ${member}`.execute(database.db)
    now += day
    assert.equal(await retire(), 1)
    const [stub] = await stubs()
    assert.deepEqual([stub?.what, stub?.id, stub?.outcomes], ['batch', id, '{"people":1}'])
    for (const { name } of await tablesWith(database, 'batch')) {
      const { rows } = await sql`select * from ${sql.table(name)} where batch = ${id}`.execute(database.db)
      assert.deepEqual(rows, [], `${name} still has something of it`)
    }
  })

  it('take with them the searches that nobody came back to', async () => {
    const state = new DialogState(database)
    await state.write({ old: { looked: 'for Jane' } })
    now += 20 * day
    await state.write({ young: { looked: 'for Bo' } })
    now += 11 * day
    await retire()
    assert.deepEqual(Object.keys(await state.read(['old', 'young'])), ['young'])
  })
})

function newKey(folder: string) {
  const path = join(folder, 'key.pem')
  writeFileSync(path, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }))
  return openSigningKey(path)
}

type Table = Awaited<ReturnType<typeof tablesWith>>[number]

/** Every table whose rows belong to an offboarding, or to a batch, by its column of that name. */
async function tablesWith({ db }: Database, column: 'offboarding' | 'batch') {
  const tables = (await db.introspection.getTables()).filter(({ columns }) =>
    columns.some(({ name }) => name === column),
  )
  assert.ok(tables.length >= 3)
  return tables
}

/** A row of no meaning, so that each table has something to be removed. */
async function addRow({ db }: Database, table: Table, owner: string, id: string): Promise<void> {
  const names = sql.join(table.columns.map(({ name }) => sql.ref(name)))
  const values = table.columns.map(({ name, dataType }) =>
    name === owner ? id : /int/i.test(dataType) ? 7 : 'nothing in particular',
  )
  await sql`insert into ${sql.table(table.name)} (${names}) values (${sql.join(values)})`.execute(db)
}
