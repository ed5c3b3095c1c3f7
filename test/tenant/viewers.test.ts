import assert from 'node:assert/strict'
import type { Approver } from '../../src/offboarding/policy.ts'
import { viewersOf } from '../../src/tenant/viewers.ts'

describe('who looks', () => {
  let now: number
  let reads: string[]
  let failing: boolean
  const someone = (id: string): Approver => ({
    ...{ person: { id, name: id }, userPrincipalName: `${id}@contoso.com`, guest: false, enabled: true },
    roles: { known: true, value: [] },
  })
  const viewers = () =>
    viewersOf(
      async (id) => {
        reads.push(id)
        if (failing) throw new Error('away')
        return someone(id)
      },
      () => now,
    )
  beforeEach(() => {
    now = 1_000_000
    reads = []
    failing = false
  })

  it('is read once for all that a client asks for at the same moment', async () => {
    const { viewer } = viewers()
    const seen = await Promise.all(Array.from({ length: 20 }, () => viewer('rob')))
    assert.equal(seen[19]?.person.id, 'rob')
    assert.deepEqual(reads, ['rob'])
  })

  it('is read again after ten seconds, and when a clock went back', async () => {
    const { viewer } = viewers()
    await viewer('rob')
    now += 9_999
    await viewer('rob')
    assert.equal(reads.length, 1)
    now += 1
    await viewer('rob')
    assert.equal(reads.length, 2)
    now -= 60_000
    await viewer('rob')
    assert.equal(reads.length, 3)
  })

  it('is as known as whoever decided last', async () => {
    const { approver, viewer } = viewers()
    await approver('rob')
    await viewer('rob')
    assert.equal(reads.length, 1)
    await approver('rob')
    assert.equal(reads.length, 2)
  })

  it('is somebody else for each id', async () => {
    const { viewer } = viewers()
    assert.equal((await viewer('rob')).person.id, 'rob')
    assert.equal((await viewer('ava')).person.id, 'ava')
  })

  it('is asked for again when it could not be read', async () => {
    const { viewer } = viewers()
    failing = true
    await assert.rejects(viewer('rob'), /away/)
    failing = false
    assert.equal((await viewer('rob')).person.id, 'rob')
  })

  it('is remembered of a thousand people at most', async () => {
    const { viewer } = viewers()
    for (let index = 0; index <= 1_000; index++) await viewer(`person ${index}`)
    reads = []
    await viewer('person 1000')
    assert.deepEqual(reads, [])
    await viewer('person 0')
    assert.deepEqual(reads, ['person 0'])
  })
})
