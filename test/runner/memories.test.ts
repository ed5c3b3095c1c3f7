import assert from 'node:assert/strict'
import { Memories } from '../../src/runner/memories.ts'

const minute = 60_000

describe('what a process remembers of what it works on', () => {
  it('is the same each time, until it is over or was not worked on for an hour', () => {
    const memories = new Memories(() => ({ looks: 0 }))
    memories.of('worked on', 0).looks++
    memories.of('left to others', 0).looks++
    for (let at = 0; at <= 90 * minute; at += 30 * minute) memories.of('worked on', at).looks++
    assert.equal(memories.size, 1, 'what another process ended is not kept for ever')
    assert.equal(memories.of('worked on', 91 * minute).looks, 5)
    assert.equal(memories.of('left to others', 91 * minute).looks, 0)
    memories.forget('worked on')
    assert.equal(memories.of('worked on', 92 * minute).looks, 0)
  })
})
