import assert from 'node:assert/strict'
import type { Command } from '../../src/offboarding/decide.ts'
import type { Brake, Person } from '../../src/offboarding/events.ts'
import type { State } from '../../src/offboarding/evolve.ts'
import type { Database } from '../../src/records/database.ts'
import { begin, load, record } from '../../src/records/history.ts'
import { approver, factsOf, minute, offerOf, requested, start, tap } from '../offboarding/fixtures.ts'
import { onBothEngines } from './engines.ts'

const person = (index: number): Person => ({ id: crypto.randomUUID(), name: `Requester ${index}` })

/** Asks for somebody new and starts it. @returns the brake that the history keeps */
async function startOne(database: Database, by: Person): Promise<Brake | null> {
  const offer = offerOf(factsOf({ id: crypto.randomUUID() }))
  const state = await begin(database, requested(offer, { requester: by }))
  assert.ok(state)
  const starting = (newest: State): Command => ({
    ...{ type: 'start', reason: null, approvals: null },
    ...tap(newest, approver(['Global Administrator'], by)),
  })
  const written = await record(database, state.id, starting)
  assert.deepEqual(
    written?.decision.events.map(({ type }) => type),
    ['started'],
  )
  const kept = await load(database, state.id)
  assert.equal(kept?.phase, 'running')
  return kept?.brake ?? null
}

onBothEngines('The brake', (engine) => {
  it('lets ten start by one person within an hour, and asks a second person for the eleventh', async () => {
    const database = await engine.open(() => start)
    const sam = person(0)
    for (let count = 1; count <= 10; count++) assert.equal(await startOne(database, sam), null, `start ${count}`)
    assert.deepEqual(await startOne(database, sam), { scope: 'person', count: 11 })
    assert.equal(await startOne(database, person(1)), null, 'somebody else is not held up')
  })

  it('lets fifty start in the organisation within an hour, and asks a second person from then on', async () => {
    const database = await engine.open(() => start)
    for (let count = 1; count <= 50; count++) assert.equal(await startOne(database, person(count)), null)
    assert.deepEqual(await startOne(database, person(51)), { scope: 'organisation', count: 51 })
  })

  it('forgets after an hour', async () => {
    let now = start
    const database = await engine.open(() => now)
    const sam = person(0)
    for (let count = 1; count <= 11; count++) await startOne(database, sam)
    now += 59 * minute
    assert.deepEqual(await startOne(database, sam), { scope: 'person', count: 12 })
    now += minute
    assert.equal(await startOne(database, sam), null)
  })

  it('counts a hundred starts at once as a hundred', async function () {
    this.timeout(60_000)
    const writers = await engine.writers(4, () => start)
    const sam = person(0)
    const brakes = await Promise.all(Array.from({ length: 100 }, (_, index) => startOne(writers(index), sam)))
    const counts = brakes.flatMap((brake) => (brake ? [brake.count] : [])).sort((a, b) => a - b)
    assert.deepEqual(
      counts,
      Array.from({ length: 90 }, (_, index) => index + 11),
    )
  })
})
