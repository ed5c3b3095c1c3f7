import assert from 'node:assert/strict'
import { cardOfBatch } from '../../src/cards/batch-card.ts'
import type { BatchState } from '../../src/offboarding/batch/evolve.ts'
import { followBatch, matchedList, membersIn, recordedBatch, starting, sure } from '../offboarding/batch-fixtures.ts'
import { inEnglish, minute, start } from '../offboarding/fixtures.ts'
import { contentOf, type Message } from '../teams.ts'

const finish = { type: 'finished', digest: 'a'.repeat(64), events: 6 } as const

function summaryOf(state: BatchState, standing: string): { text: string; style: unknown } {
  const begun = membersIn(state).filter(({ place }) => state.entries[place]?.begun)
  const members = begun.map((member) => ({ ...member, standing }))
  const seen = { state, members, troubles: [], speed: null }
  const { card } = cardOfBatch(seen, 'summary', { now: start + 60 * minute, reader: inEnglish })
  return {
    text: contentOf({ text: '', card: card as Message['card'] }),
    style: JSON.stringify(card).includes('"good"'),
  }
}

describe('the summary of a list', () => {
  const asked = matchedList([sure(0), sure(1), sure(2)])
  const begun = followBatch(asked, starting(asked))

  it('counts those who were not begun before it was stopped: they are not locked out', () => {
    const members = [{ place: 0, opened: true }]
    const { text, style } = summaryOf(recordedBatch(begun, { type: 'begun', members }, finish), 'dddd')
    assert.match(text, /1 of 3 people locked out/)
    assert.equal(style, false)
  })

  it('is no good news where nobody was begun, because others had done so', () => {
    const members = [0, 1, 2].map((place) => ({ place, opened: false }))
    const { text, style } = summaryOf(recordedBatch(begun, { type: 'begun', members }, finish), 'dddd')
    assert.match(text, /^Nobody on this list was offboarded/)
    assert.doesNotMatch(text, /0 of 0|Reset password/)
    assert.equal(style, false)
  })
})
