import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import { pino } from 'pino'
import { fill } from '../../bench/fill.ts'
import { longestWait } from '../../src/records/due.ts'
import { retireDue } from '../../src/records/retiring.ts'
import { openSigningKey } from '../../src/records/signing.ts'
import { isSummary, manyLeave, progressOf, proveSoon, reviewOf, titleLike } from '../batch.ts'
import { needsPostgres } from '../loud-skips.ts'
import { ava, rob, startWorld, type World } from '../offboard.ts'
import { type Postgres, startPostgres } from '../postgres.ts'

const chat = 'a:rob'
const filled = 2_000
/** Whatever grows with the offboardings that are over. What else there is stays small. */
const grows = ['offboarding', 'event', 'posted_card', 'search_word', 'batch', 'batch_event', 'batch_card', 'retired']
/** Of which there are so many in these tests that PostgreSQL has a choice. */
const many = grows.slice(0, 7)

/** Everything the product asks of its records when a leaver is found, confirmed, done, looked up and removed. */
async function live(world: World): Promise<void> {
  await fill(world.database, filled, { until: world.now() - 3 * 24 * 3_600_000 })
  const { teams } = world
  await teams.say(rob, chat, 'offboard jane@contoso.com')
  const review = await teams.card(chat, 'Start')
  await teams.tap(rob, review, 'Start')
  await teams.tap(rob, await teams.card(chat, '1 of 4', 'Confirm all'), 'Confirm all')
  await teams.card(chat, 'is locked out')
  for (const text of ['status', 'history', 'history Ada', 'history by Ada', 'evidence Jane Doe', 'cancel', 'offboard'])
    await teams.say(ava, 'a:ava', text)
  await lists(world)
  await longestWait(world.database)
  const folder = mkdtempSync(join(tmpdir(), 'offboard-key-'))
  const path = join(folder, 'key.pem')
  writeFileSync(path, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }))
  const retention = { days: 8, key: openSigningKey(path) }
  rmSync(folder, { recursive: true })
  const log = pino({ level: 'silent' })
  assert.ok((await retireDue({ database: world.database, retention, log, pauseMs: 0 })) > 500)
}

/** Lists that are over, as many as there are offboardings. */
async function fillLists({ database: { db }, now }: World): Promise<void> {
  const numbers = Array.from({ length: filled }, (_, number) => number)
  const at = now() - 3 * 24 * 3_600_000
  const idOf = (number: number) => `list ${number}`
  const lease = { due_at: null, lease: null, lease_until: 0 }
  const asked = { conversation: 'a:long ago', requester: rob.id, requested_at: at, started_by: rob.id, started_at: at }
  for (let from = 0; from < filled; from += 200) {
    const some = numbers.slice(from, from + 200)
    const rows = some.map((number) => ({ id: idOf(number), open: 0, seq: 0, people: 2, ...asked, ...lease }))
    await db.insertInto('batch').values(rows).execute()
    const events = some.map((number) => ({ batch: idOf(number), seq: 0, type: 'listed', data: '{}', at, hash: '' }))
    await db.insertInto('batch_event').values(events).execute()
    const place = { showing: 0, conversation: 'a:long ago', activity: 'x', shown: 'x', replaced: 0, tries: 0 }
    const cards = some.map((number) => ({
      ...{ batch: idOf(number), kind: 'summary', ...place },
      ...{ retry_at: 0, edited_at: at, behind_since: 0 },
    }))
    await db.insertInto('batch_card').values(cards).execute()
  }
}

/** One list is looked at, started, confirmed and finished; another is confirmed in part, looked through and stopped. */
async function lists(world: World): Promise<void> {
  await fillLists(world)
  const { teams } = world
  const stop = proveSoon(world)
  const people = ['lucas.meyer@contoso.com', 'kenji.sato@contoso.com']
  await manyLeave({ teams, requester: rob, approver: ava, chat: 'a:many', approvals: 'a:many', people })
  await teams.say(rob, 'a:other', 'offboard\nsam.adler@contoso.com\nfreya.lindqvist@north.contoso.com\nNobody Atall')
  const review = await reviewOf(teams, 'a:other')
  await teams.tap(rob, review, titleLike(review, /^Start for/))
  const progress = await progressOf(teams, 'a:other')
  await teams.tap(ava, progress, titleLike(progress, /^Reset/))
  await teams.tap(ava, progress, titleLike(progress, /^Stop/))
  await teams.until('a:other', isSummary, 'the summary of what was stopped')
  stop()
}

describe('a history of two thousand offboardings', function () {
  this.timeout(120_000)
  let world: World | null = null
  afterEach(async () => {
    await world?.stop()
    world = null
  })

  it('is never read through, in a SQLite file', async () => {
    const asked = new Set<string>()
    const { prepare } = DatabaseSync.prototype
    DatabaseSync.prototype.prepare = function (text: string) {
      asked.add(text)
      return prepare.call(this, text)
    }
    try {
      world = await startWorld()
      asked.clear()
      await live(world)
    } finally {
      DatabaseSync.prototype.prepare = prepare
    }
    const file = new DatabaseSync(join(world.dataDir, 'offboard.sqlite'))
    const partial = file.prepare("select name from sqlite_master where type = 'index' and sql like '% where %'").all()
    const small = new Set(partial.map(({ name }) => String(name)))
    const scans = questions(asked).flatMap((text) => {
      const steps = file.prepare(`explain query plan ${text}`).all()
      return steps
        .map(({ detail }) => String(detail))
        .filter((step) => isScan(step, small))
        .map((step) => `${step}: ${text}`)
    })
    file.close()
    assert.deepEqual(scans, [])
    assert.ok(asked.size > 30)
    for (const table of many)
      assert.ok(
        questions(asked).some((text) => new RegExp(`\\b${table}\\b`).test(text)),
        table,
      )
  })

  it('is never read through, on PostgreSQL', async function () {
    needsPostgres(this)
    const postgres: Postgres | null = await startPostgres()
    assert.ok(postgres)
    const asked = new Map<string, unknown[]>()
    const { query } = pg.Client.prototype
    pg.Client.prototype.query = function (this: pg.Client, text: string, values: unknown[]) {
      if (typeof text === 'string') asked.set(text, values)
      return Reflect.apply(query, this, [text, values])
    } as typeof query
    try {
      world = await startWorld({ databaseUrl: postgres.url })
      asked.clear()
      await live(world)
    } finally {
      pg.Client.prototype.query = query
    }
    const client = new pg.Client(postgres.url)
    await client.connect()
    const partial = await client.query("select indexname from pg_indexes where indexdef like '% WHERE %'")
    const small = new Set(partial.rows.map(({ indexname }) => String(indexname)))
    // Two thousand rows may well be read through faster; the question is whether there is another way.
    await client.query('analyze; set enable_seqscan = off')
    const scans: string[] = []
    for (const text of questions(asked.keys())) {
      const { rows } = await client.query(`explain (format json) ${text}`, asked.get(text))
      for (const node of nodesOf(rows[0]['QUERY PLAN']))
        if (isReadThrough(node, small)) scans.push(`${node['Node Type']} of ${node['Relation Name']}: ${text}`)
    }
    await client.end()
    await world.stop()
    world = null
    await postgres.stop()
    assert.deepEqual(scans, [])
  })

  it('has an index behind every reference to it, so that it can be taken out', async () => {
    world = await startWorld()
    const file = new DatabaseSync(join(world.dataDir, 'offboard.sqlite'))
    const names = file
      .prepare("select name from sqlite_master where type = 'table'")
      .all()
      .map(({ name }) => String(name))
    const without = names.flatMap((table) => {
      const first = file.prepare(
        `select i.name from pragma_index_list('${table}') l, pragma_index_info(l.name) i where i.seqno = 0`,
      )
      const led = new Set(first.all().map(({ name }) => name))
      const references = file.prepare(`select "from" as name from pragma_foreign_key_list('${table}')`).all()
      return references.filter(({ name }) => !led.has(name)).map(({ name }) => `${table}.${name}`)
    })
    file.close()
    assert.deepEqual(without, [])
  })
})

/** What is asked of rows, without what makes tables and begins transactions. */
const questions = (texts: Iterable<string>) =>
  [...texts].filter((text) => /^\s*(select|update|delete|with)\b/i.test(text))

/** https://www.sqlite.org/eqp.html: SEARCH goes by an index, SCAN visits every row, of a partial index only those in it. */
function isScan(step: string, small: ReadonlySet<string>): boolean {
  const match = /^SCAN (\S+)(?: USING (?:COVERING )?INDEX (\S+))?/.exec(step)
  return match !== null && grows.includes(match[1] ?? '') && !small.has(match[2] ?? '')
}

type PlanNode = {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Index Cond'?: string
  readonly Plans?: readonly PlanNode[]
}

function nodesOf(plan: unknown): PlanNode[] {
  const within = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(within)]
  return (plan as { Plan: PlanNode }[]).flatMap(({ Plan }) => within(Plan))
}

function isReadThrough(node: PlanNode, small: ReadonlySet<string>): boolean {
  if (!/Scan$/.test(node['Node Type'])) return false
  // A table of a few rows is read in whichever way comes first to PostgreSQL.
  if (!many.includes(node['Relation Name'] ?? '')) return false
  if (node['Node Type'] === 'Seq Scan') return true
  const wholeIndex = node['Index Name'] !== undefined && node['Index Cond'] === undefined
  return wholeIndex && !small.has(node['Index Name'] ?? '')
}
