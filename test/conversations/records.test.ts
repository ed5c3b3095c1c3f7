import assert from 'node:assert/strict'
import { sql } from 'kysely'
import pg from 'pg'
import { type Gate, openGate } from '../gate.ts'
import { openLine } from '../line.ts'
import { needsPostgres } from '../loud-skips.ts'
import { contosoState, jane, rob, startWorld, type World } from '../offboard.ts'
import { type Postgres, startPostgres } from '../postgres.ts'
import { answerTo, isCard, sentenceOf, started } from './turns.ts'

const chat = 'a:rob'
const janeAddress = 'jane@contoso.com'
const full = /There is no room left to keep a record of this, so nothing was changed\. .*Reference [0-9A-F]{8}/
const away = /The records do not answer/

const events = async (world: World) =>
  (await world.database.db.selectFrom('event').selectAll().orderBy('offboarding').orderBy('seq').execute()) as unknown[]

describe('when the disk of the records is full', () => {
  let world: World
  let gate: Gate | null = null

  beforeEach(async () => {
    world = await startWorld({
      async through(url) {
        gate = await openGate(url)
        return gate.url
      },
    })
  })
  afterEach(async () => {
    await world.stop()
    await gate?.close()
  })

  const nobodys = 'an offboarding of nobody'

  /** Takes what room there is: every page, and the last bytes of the page that the next event would go to. */
  async function fillUp(): Promise<void> {
    const { db } = world.database
    const row = { leaver: '', requester: '', open: 0, seq: 0, requested_at: 0, lease_until: 0 }
    await db
      .insertInto('offboarding')
      .values({ id: nobodys, ...row })
      .execute()
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(db)
    await sql`pragma max_page_count = ${sql.lit(rows[0]?.page_count ?? 0)}`.execute(db)
    const event = { offboarding: nobodys, type: '', at: 0, hash: '' }
    for (const size of [50_000, 3_000, 10]) {
      const stuffing = async () => {
        for (let seq = size; ; seq++) {
          const filled = { ...event, seq, data: 'x'.repeat(size) }
          await db.insertInto('event').values(filled).execute()
        }
      }
      await assert.rejects(stuffing(), /full/)
    }
  }

  async function makeRoom(): Promise<void> {
    const { db } = world.database
    await sql`pragma max_page_count = 1073741823`.execute(db)
    await db.deleteFrom('event').where('offboarding', '=', nobodys).execute()
    await db.deleteFrom('offboarding').where('id', '=', nobodys).execute()
  }

  it('says so at a tap, keeps nothing of it and harms nothing, and takes it once there is room', async () => {
    const card = await started(world, rob, chat, janeAddress)
    await fillUp()
    const before = await events(world)
    const reply = await world.teams.tap(rob, card, 'Confirm all')
    assert.equal(isCard(reply), false)
    assert.match(sentenceOf(reply), full)
    assert.deepEqual(await events(world), before)
    assert.deepEqual(world.simulated.state().writes, [])
    await makeRoom()
    const again = await world.teams.tap(rob, card, 'Confirm all')
    assert.ok(isCard(again))
    await world.teams.card(chat, 'is locked out')
    assert.deepEqual(contosoState(world, jane), {
      ...{ passwordChanges: 1, sessionRevocations: 1, accountEnabled: false, emailAppsOff: 6 },
    })
  })

  it('says so to whoever types', async () => {
    await fillUp()
    assert.match(await answerTo(world, rob, chat, `offboard ${janeAddress}`), full)
    await makeRoom()
    await started(world, rob, chat, janeAddress)
  })

  it('does what was confirmed before, once there is room, though it filled up in the midst of it', async () => {
    const card = await started(world, rob, chat, janeAddress)
    const reached = Promise.withResolvers<void>()
    assert.ok(gate)
    gate.answered = async ({ body }) => {
      if (!body.includes('passwordProfile')) return
      await fillUp()
      reached.resolve()
    }
    assert.ok(isCard(await world.teams.tap(rob, card, 'Confirm all')))
    await reached.promise
    gate.answered = () => undefined
    await makeRoom()
    // Whoever held it may have stumbled; its lease ends.
    world.clock.advance(31_000)
    await world.teams.card(chat, 'is locked out')
    const { accountEnabled, emailAppsOff } = contosoState(world, jane)
    assert.deepEqual([accountEnabled, emailAppsOff], [false, 6])
  })
})

describe('when the database does not take what is written', () => {
  let postgres: Postgres | null = null
  let world: World | null = null
  before(async function () {
    needsPostgres(this)
    this.timeout(60_000)
    postgres = await startPostgres()
  })
  after(async () => {
    await postgres?.stop()
  })
  afterEach(async () => {
    await world?.stop()
    world = null
  })

  it('says that its disk is full, and goes on once it is not', async () => {
    world = await startWorld({ databaseUrl: postgres?.url ?? '' })
    const card = await started(world, rob, chat, janeAddress)
    const client = new pg.Client(postgres?.url)
    await client.connect()
    // What PostgreSQL says when it has no room: https://www.postgresql.org/docs/current/errcodes-appendix.html
    await client.query(`create function refuse() returns trigger language plpgsql as
      $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$`)
    await client.query('create trigger refuse before insert on event for each row execute function refuse()')
    assert.match(sentenceOf(await world.teams.tap(rob, card, 'Confirm all')), full)
    await client.query('drop trigger refuse on event')
    await client.end()
    assert.ok(isCard(await world.teams.tap(rob, card, 'Confirm all')))
    await world.teams.card(chat, 'is locked out')
  })

  it('says that it does not answer, and takes the tap when it answers again', async () => {
    const line = await openLine(postgres?.url ?? '')
    world = await startWorld({ databaseUrl: line.url })
    const card = await started(world, rob, chat, janeAddress)
    await line.cut()
    const reply = await world.teams.tap(rob, card, 'Confirm all')
    assert.match(sentenceOf(reply), away)
    assert.ok(reply.ms < 10_000)
    assert.match(await answerTo(world, rob, chat, 'offboard Bo Berg'), away)
    await line.mend()
    assert.ok(isCard(await world.teams.tap(rob, card, 'Confirm all')))
    // Whoever held it when the line was cut has it until its lease ends.
    world.clock.advance(31_000)
    await world.teams.card(chat, 'is locked out')
    await world.stop()
    world = null
    await line.close()
  })
})
