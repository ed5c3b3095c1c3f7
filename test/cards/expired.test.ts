import assert from 'node:assert/strict'
import { cardOf } from '../../src/cards/offboarding-card.ts'
import type { State } from '../../src/offboarding/evolve.ts'
import {
  confirm,
  done,
  factsOf,
  failed,
  follow,
  inEnglish,
  offerOf,
  requested,
  running,
  start,
  stateOf,
  tap,
} from '../offboarding/fixtures.ts'
import { textOf } from './look.ts'

describe('the card of an offboarding that nobody confirmed', () => {
  const expired = (state: State) =>
    textOf(cardOf(follow(state, { type: 'expire' }), 'expired', { now: start, reader: inEnglish }).card)
  const again = 'Type offboard and the name to ask again.'

  it('says so, that nothing was changed, and how to ask again', () => {
    for (const state of [stateOf(requested()), running()]) {
      const sentence = 'Nobody confirmed the offboarding of Jane Doe within 24 hours, so it expired.'
      assert.ok(expired(state).endsWith(`${sentence}\nNothing was changed.\n${again}`))
    }
  })

  it('names the time that this organisation gives', () => {
    assert.match(expired(stateOf(requested(offerOf(), { expiresAfter: 3_600_000 }))), /Doe within 1 hour, so/)
    const short = follow(running(factsOf(), { expiresAfter: 3_600_000 }), { type: 'expire' })
    assert.match(
      textOf(cardOf(short, 'sign-out', { now: start, reader: inEnglish }).card),
      /Nobody confirmed it within 1 hour\. It was not done\./,
    )
  })

  it('says what of it was done, is under way, failed, and was not done', () => {
    const mixed = confirm(failed(done(running(), 'reset-password'), 'sign-out'), 'block-sign-in')
    assert.match(expired(mixed), /Nobody confirmed the rest of the offboarding of Jane Doe/)
    assert.match(
      expired(mixed),
      /\nDone: reset password\.\nUnder way: block sign-in\.\nFailed: sign out\.\nNot done: block email\.\n/,
    )
  })

  it('does not say that nothing was changed where somebody reported it done', () => {
    const synced = running(factsOf({ synced: true }))
    const attested = follow(synced, { type: 'attest', action: 'reset-password', ...tap(synced) })
    assert.match(expired(attested), /Reported done on-premises: reset password\./)
    assert.doesNotMatch(expired(attested), /Nothing was changed/)
  })
})
