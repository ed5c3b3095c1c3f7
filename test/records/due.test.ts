import assert from 'node:assert/strict'
import type { Command } from '../../src/offboarding/decide.ts'
import type { Database } from '../../src/records/database.ts'
import { claim, longestWait, nextDue, release, renew } from '../../src/records/due.ts'
import { begin, LeaseLost, record } from '../../src/records/history.ts'
import { approver, factsOf, inEnglish, offerOf, requested, start } from '../offboarding/fixtures.ts'
import { onBothEngines } from './engines.ts'

const lease = 30_000
const join: Command = { type: 'join', by: approver(), conversation: 'another', personal: false, ...inEnglish }

onBothEngines('what is due', (engine) => {
  let time: number
  let database: Database
  const now = () => time
  beforeEach(async () => {
    time = start
    database = await engine.open(now)
  })

  async function begun(name = 'Jane Doe', bulk = false): Promise<string> {
    const leaver = { id: crypto.randomUUID(), displayName: name, userPrincipalName: 'somebody@contoso.com' }
    const state = await begin(database, requested(offerOf(factsOf(leaver))), { bulk })
    assert.ok(state)
    return state.id
  }

  it('is claimed by one of many', async () => {
    const ids = new Set(await Promise.all(Array.from({ length: 20 }, () => begun())))
    const writer = await engine.writers(3, now)
    const claims = await Promise.all(Array.from({ length: 12 }, (_, n) => claim(writer(n), 3, lease)))
    const taken = claims.flat().map(({ id }) => id)
    assert.ok(claims.every((some) => some.length <= 3))
    assert.equal(taken.length, new Set(taken).size, 'none was claimed twice')
    const rest = (await claim(database, 20, lease)).map(({ id }) => id)
    assert.deepEqual(new Set([...taken, ...rest]), ids, 'and none is missed')
  })

  it('is claimed apart, what somebody waits for and what nobody does, so that neither stands behind the other', async () => {
    const bulk = await begun('Bulk', true)
    time += 1
    const urgent = await begun()
    const ids = async (which: boolean) => (await claim(database, 5, lease, [], which)).map(({ id }) => id)
    assert.deepEqual([await nextDue(database), await nextDue(database, [], true)], [time, time - 1])
    assert.deepEqual(await ids(false), [urgent])
    assert.deepEqual(await ids(true), [bulk])
  })

  it('is claimed oldest first, and no more than asked for', async () => {
    const first = await begun()
    time += 1
    const second = await begun()
    time += 1
    assert.deepEqual(
      (await claim(database, 1, lease)).map(({ id }) => id),
      [first],
    )
    assert.deepEqual(await claim(database, 0, lease), [])
    assert.deepEqual(
      (await claim(database, 5, lease)).map(({ id }) => id),
      [second],
    )
  })

  it('is nobody else’s while a lease is kept, and comes free when it ends', async () => {
    const id = await begun()
    const [held] = await claim(database, 1, lease)
    assert.ok(held)
    time += lease - 1
    assert.deepEqual(await claim(database, 1, lease), [])
    assert.equal(await renew(database, held, lease), true)
    time += lease - 1
    assert.deepEqual(await claim(database, 1, lease), [])
    assert.equal(await nextDue(database), start + 2 * lease - 1)
    time += 1
    const [next] = await claim(database, 1, lease)
    assert.equal(next?.id, id)
    assert.equal(await renew(database, held, lease), false)
  })

  it('takes nothing from a worker that was replaced, and all from the one that replaced it', async () => {
    const id = await begun()
    const [late] = await claim(database, 1, lease)
    time += lease
    const [next] = await claim(database, 1, lease)
    assert.ok(late && next)
    await assert.rejects(record(database, id, join, { lease: late.lease }), LeaseLost)
    assert.equal((await record(database, id, join, { lease: next.lease }))?.state.seq, 1)
    await release(database, late, 1, null)
    assert.deepEqual(await claim(database, 1, lease), [], 'the late one cannot let go of what is not its own')
    await release(database, next, 1, null)
    assert.equal(await nextDue(database), null)
  })

  it('is let go until it is due again', async () => {
    const id = await begun()
    const [held] = await claim(database, 1, lease)
    assert.ok(held)
    await release(database, held, 0, start + 5_000)
    assert.equal(await nextDue(database), start + 5_000)
    time += 4_999
    assert.deepEqual(await claim(database, 1, lease), [])
    time += 1
    assert.deepEqual(
      (await claim(database, 1, lease)).map((one) => one.id),
      [id],
    )
  })

  it('stays due at once when something was appended before it was let go', async () => {
    const id = await begun()
    const [held] = await claim(database, 1, lease)
    assert.ok(held)
    time += 10
    await record(database, id, join)
    await release(database, held, 0, null)
    assert.equal(await nextDue(database), start + 10)
    assert.deepEqual(
      (await claim(database, 1, lease)).map((one) => one.id),
      [id],
    )
  })

  it('becomes due by being appended to, though nothing was', async () => {
    const id = await begun()
    const [held] = await claim(database, 1, lease)
    assert.ok(held)
    await release(database, held, 0, null)
    assert.equal(await nextDue(database), null)
    await record(database, id, join)
    assert.deepEqual(
      (await claim(database, 1, lease)).map((one) => one.id),
      [id],
    )
  })

  it('tells how long the oldest of it has been waiting, whoever holds it', async () => {
    assert.equal(await longestWait(database), 0)
    await begun()
    time += 400_000
    await begun('John Roe')
    assert.equal(await longestWait(database), 400_000)
    const held = await claim(database, 2, lease)
    assert.equal(await longestWait(database), 400_000, 'work that hangs is waited for as well')
    for (const one of held) await release(database, one, 0, time + 60_000)
    assert.equal(await longestWait(database), 0, 'what is due later does not wait')
  })
})
