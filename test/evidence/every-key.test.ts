import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { evidenceOf, fileTextOf } from '../../src/evidence/document.ts'
import { emailApps } from '../../src/offboarding/facts.ts'
import { moreEmailApps } from '../../src/offboarding/more-email.ts'
import { stepIds } from '../../src/offboarding/plan.ts'
import { wordsIn } from '../../src/offboarding/words.ts'
import { everyEvent } from './every-event.ts'
import { chained, materialOf } from './material.ts'

const page = new URL('../../docs/history-and-evidence.md', import.meta.url)
/** These stand for themselves: what is done, and the switches of a mailbox by Exchange's names. */
const names: readonly string[] = [...stepIds, ...emailApps, ...moreEmailApps]

function keysIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(keysIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keysIn(inner)])
}

describe('what a file of evidence holds', () => {
  it('is named in the docs, each key of it, with the reason why it is kept', () => {
    const history = chained(Object.values(everyEvent).flat())
    const file = JSON.parse(fileTextOf(evidenceOf(materialOf({ history }), wordsIn('en'))))
    const text = readFileSync(page, 'utf8')
    const table = text.slice(text.indexOf('### What is in it, and why'), text.indexOf('### Verify it'))
    const told = new Set([...table.matchAll(/`(\w+)`/g)].map(([, key]) => key))
    const missing = [...new Set(keysIn(file))].filter((key) => !names.includes(key) && !told.has(key))
    assert.deepEqual(missing, [], 'give each a place in the table of docs/history-and-evidence.md')
  })
})
