import assert from 'node:assert/strict'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import pg from 'pg'
import { evolve, type State } from '../../src/offboarding/evolve.ts'
import { actionIds } from '../../src/offboarding/plan.ts'
import { claimBatches } from '../../src/records/batch-due.ts'
import { firstAlteredInBatch, loadBatch } from '../../src/records/batch-history.ts'
import { keptOffers, membersOf } from '../../src/records/batch-members.ts'
import type { Db } from '../../src/records/database.ts'
import { claim } from '../../src/records/due.ts'
import { firstAltered, load, openFor, readHistory, record } from '../../src/records/history.ts'
import { migrations } from '../../src/records/migrations.ts'
import { postedCards } from '../../src/records/posted-cards.ts'
import { readApprovalsChat } from '../../src/records/settings.ts'
import type { Tables } from '../../src/records/tables.ts'
import { ann, approver, tap } from '../offboarding/fixtures.ts'
import { type Engine, onBothEngines } from './engines.ts'

/**
 * Every schema that was released, as it was: `N.sqlite.sql` and `N.postgres.sql` make it, `N.rows.sql` are records that
 * its version wrote. A release adds its own, none is ever changed, and what was never released (2 to 7) has none.
 */
const folder = new URL('schemas/', import.meta.url)
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8')
const released = [...new Set(readdirSync(folder).map((name) => Number.parseInt(name, 10)))].sort((a, b) => a - b)

it('the first schema was released, and none that is newer than ours', () => {
  assert.equal(released[0], 1)
  assert.ok((released.at(-1) ?? 0) <= migrations.length)
})

onBothEngines('a released schema', (engine) => {
  const place = () => raw(engine)

  for (const version of released) {
    it(`${version} is what its migrations make to this day`, async () => {
      const { run, schema, empty } = place()
      await run(await statementsOf(engine, version))
      const today = await schema()
      await empty()
      await run(asReleased(engine, version))
      assert.deepEqual(today, await schema())
      assert.ok(today.length > 5)
    })

    it(`${version} becomes the newest, with every history whole and as it was`, async () => {
      const { run, rows, schema, empty } = place()
      await run(asReleased(engine, version))
      await run(read(`${version}.rows.sql`))
      const events =
        'select offboarding, seq, type, cast(at as text) as at, data, hash from event order by offboarding, seq'
      const ofLists = 'select batch, seq, type, cast(at as text) as at, data, hash from batch_event order by batch, seq'
      const lists = async () => (version < 7 ? [] : rows(ofLists))
      const [before, listsBefore] = [await rows(events), await lists()]
      const database = await engine.open()
      assert.deepEqual([await rows(events), await lists()], [before, listsBefore])
      const ids = new Set(before.map(({ offboarding }) => String(offboarding)))
      for (const id of ids) assert.equal(await firstAltered(database, id), null)
      const upgraded = await schema()
      await database.close()
      await empty()
      await (await engine.open()).close()
      assert.deepEqual(upgraded, await schema(), 'the same as one that is made anew')
    })
  }

  it('1 has histories of every kind, and each stands where it stood and goes on', async () => {
    const { run } = place()
    await run(asReleased(engine, 1))
    await run(read('1.rows.sql'))
    const database = await engine.open(() => Date.UTC(2026, 2, 3, 14))
    const rows = await database.db.selectFrom('offboarding').selectAll().execute()
    const states = await Promise.all(rows.map(({ id }) => load(database, id)))
    const named = (name: string): State => {
      const state = states.find((one) => one?.leaver.displayName === name)
      assert.ok(state, `${name} is gone`)
      return state
    }
    const stands = (name: string) => {
      const { phase, actions } = named(name)
      return [
        phase,
        ...actionIds.map((id) => actions[id].outcome?.kind ?? (actions[id].confirmation ? 'confirmed' : '-')),
      ]
    }
    assert.deepEqual(stands('Jane Doe'), ['finished', 'done', 'done', 'done', 'done'])
    assert.deepEqual(stands('Bo Berg'), ['finished', 'failed', 'done', 'done', 'done'])
    assert.deepEqual(stands('Cleo Cruz'), ['running', 'confirmed', 'confirmed', '-', '-'])
    assert.deepEqual(stands('Dai Davies'), ['review', '-', '-', '-', '-'])
    assert.deepEqual(stands('Eva Eder'), ['cancelled', '-', '-', '-', '-'])
    assert.deepEqual(stands('Finn Fox'), ['expired', '-', '-', '-', '-'])
    assert.equal(named('Cleo Cruz').actions['reset-password'].unanswered, true)
    assert.equal((await postedCards(database, named('Jane Doe').id)).length, 6)
    assert.equal((await readApprovalsChat(database))?.by, ann.id)
    assert.equal(await openFor(database, named('Dai Davies').leaver.id), named('Dai Davies').id)

    const due = (await claim(database, 10, 30_000)).map(({ id }) => id)
    assert.deepEqual(new Set(due), new Set([named('Cleo Cruz').id, named('Dai Davies').id]), 'what was due still is')
    const confirmed = await record(database, named('Cleo Cruz').id, (state) => {
      return { type: 'confirm', action: 'block-sign-in', ...tap(state, approver(['Global Administrator'], ann)) }
    })
    assert.equal(confirmed?.decision.refusal, null)
    const history = await readHistory(database, named('Cleo Cruz').id)
    assert.deepEqual(
      history.reduce<State | null>((state, line) => evolve(named('Cleo Cruz').id, state, line), null),
      confirmed?.state,
    )
    assert.equal(await firstAltered(database, named('Cleo Cruz').id), null)
  })

  it('8 has a list that runs and one that is looked at, and each stands where it stood and goes on', async () => {
    const { run } = place()
    await run(asReleased(engine, 8))
    await run(read('8.rows.sql'))
    const database = await engine.open(() => Date.UTC(2026, 10, 26, 22))
    const ids = (await database.db.selectFrom('batch').select('id').execute()).map(({ id }) => id)
    for (const id of ids) assert.equal(await firstAlteredInBatch(database, id), null)
    const lists = await Promise.all(ids.map((id) => loadBatch(database, id)))
    const [running, review] = ['running', 'review'].map((phase) => lists.find((list) => list?.phase === phase))
    assert.ok(running && review)
    const standing = (await membersOf(database, running)).map((member) => member.standing)
    assert.equal(standing.length, 4)
    assert.equal(new Set(standing).size > 1, true, 'some are further than others')
    assert.equal((await keptOffers(database, review.id, [0, 1])).size, 2)
    const due = (await claimBatches(database, 10, 30_000, [])).map(({ id }) => id)
    assert.ok(due.includes(running.id), 'it goes on')
    assert.equal((await claim(database, 10, 30_000, [], true)).length > 0, true, 'and so do its people')
  })
})

const asReleased = ({ name }: Engine, version: number) =>
  read(`${version}.${name === 'SQLite' ? 'sqlite' : 'postgres'}.sql`)

/** What the first migrations would say to this engine, without one. */
async function statementsOf({ name }: Engine, version: number): Promise<string> {
  const statements: string[] = []
  const [adapter, compiler, introspector] =
    name === 'SQLite'
      ? ([SqliteAdapter, SqliteQueryCompiler, SqliteIntrospector] as const)
      : ([PostgresAdapter, PostgresQueryCompiler, PostgresIntrospector] as const)
  const db: Db = new Kysely<Tables>({
    dialect: {
      createAdapter: () => new adapter(),
      createDriver: () => new DummyDriver(),
      createQueryCompiler: () => new compiler(),
      createIntrospector: (on) => new introspector(on),
    },
    log: ({ query }) => void statements.push(`${query.sql};`),
  })
  for (const up of migrations.slice(0, version)) await up(db)
  return statements.filter((text) => /^(create|alter|drop)/i.test(text)).join('\n')
}

type Row = Record<string, unknown>
type Raw = {
  run(statements: string): Promise<void>
  rows(query: string): Promise<Row[]>
  /** Tables, columns, keys and indices, all but the number of the schema. */
  schema(): Promise<Row[]>
  empty(): Promise<void>
}

/** The place itself, by its driver, without anything of ours. */
function raw({ name, place }: Engine): Raw {
  return name === 'SQLite'
    ? rawSqlite(join(place().dataDir, 'offboard.sqlite'))
    : rawPostgres(place().databaseUrl ?? '')
}

function rawSqlite(path: string): Raw {
  const on = <T>(use: (file: DatabaseSync) => T): T => {
    const file = new DatabaseSync(path)
    try {
      return use(file)
    } finally {
      file.close()
    }
  }
  const rows = async (query: string) =>
    on((file) =>
      file
        .prepare(query)
        .all()
        .map((row) => ({ ...row })),
    )
  return {
    run: async (statements) => on((file) => file.exec(statements)),
    rows,
    schema: () => rows("select type, name, sql from sqlite_master where name <> 'schema_version' order by type, name"),
    empty: async () => rmSync(path),
  }
}

function rawPostgres(url: string): Raw {
  const rows = async (query: string) => {
    const client = new pg.Client(url)
    await client.connect()
    try {
      return (await client.query<Row>(query)).rows
    } finally {
      await client.end()
    }
  }
  const run = async (statements: string) => void (await rows(statements))
  return {
    run,
    rows,
    schema: () => rows(postgresSchema),
    empty: () => run('drop schema public cascade; create schema public'),
  }
}

const postgresSchema = `
  select table_name::text as name, column_name || ' ' || data_type || ' ' || is_nullable ||
    coalesce(' default ' || column_default, '') || coalesce(' collate ' || collation_name, '') as what
  from information_schema.columns where table_schema = 'public' and table_name <> 'schema_version'
  union all select indexname, indexdef from pg_indexes where schemaname = 'public'
  union all select conname, conrelid::regclass || ' ' || pg_get_constraintdef(oid) from pg_constraint
    where connamespace = 'public'::regnamespace
  order by 1, 2`
