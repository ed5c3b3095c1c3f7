import assert from 'node:assert/strict'
import { cardOf } from '../../src/cards/offboarding-card.ts'
import type { State } from '../../src/offboarding/evolve.ts'
import { known } from '../../src/offboarding/facts.ts'
import { actionIds } from '../../src/offboarding/plan.ts'
import {
  answerAt,
  done,
  factsOf,
  failed,
  follow,
  inEnglish,
  minute,
  running,
  skip,
  start,
  tap,
} from '../offboarding/fixtures.ts'
import { textOf } from './look.ts'

const show = (state: State) => textOf(cardOf(state, 'summary', { now: start + 20 * minute, reader: inEnglish }).card)
const allDone = () => actionIds.reduce((state, action) => done(state, action), running())

describe('the summary card', () => {
  it('says locked out only when all four were read back', () => {
    assert.match(show(allDone()), /^Jane Doe is locked out: 4 of 4 done\n/)
    const unproven = actionIds.reduce((state, id) => done(state, id, id !== 'sign-out'), running())
    assert.match(show(unproven), /^Jane Doe: 3 of 4 done, 1 not confirmed yet\n/)
    const oneFailed = failed(
      actionIds.slice(0, 3).reduce((state, id) => done(state, id), running()),
      'block-email',
    )
    assert.match(show(oneFailed), /^Jane Doe: 3 of 4 done, 1 failed\n/)
    for (const state of [unproven, oneFailed]) assert.doesNotMatch(show(state), /locked out/)
  })

  it('does not count as done what somebody only reported', () => {
    const synced = running(factsOf({ synced: true }))
    const attested = follow(synced, { type: 'attest', action: 'reset-password', ...tap(synced) })
    const state = actionIds.slice(1).reduce((before, id) => done(before, id), attested)
    assert.match(show(state), /^Jane Doe: 3 of 4 done, 1 reported done on-premises\n/)
    assert.match(show(state), /Disable the account in Active Directory as well/)
  })

  it('counts what failed and is tried again as under way', () => {
    const state = failed(
      actionIds.slice(0, 3).reduce((before, id) => skip(before, id), running()),
      'block-email',
    )
    const again = follow(state, { type: 'confirm', action: 'block-email', ...tap(state) })
    assert.match(show(again), /^Jane Doe: 0 of 4 done, 1 under way, 3 skipped\n/)
  })

  it('has the four outcomes with their times and who confirmed them', () => {
    const text = show(allDone())
    for (const name of ['Reset password: done', 'Sign out: done', 'Block sign-in: done', 'Block email: done']) {
      assert.match(
        text,
        new RegExp(`${name}\nRead back from Microsoft at 14:\\d\\d CET: .*\nConfirmed by Ann Lee at 14:`),
      )
    }
  })

  it('says by when each thing takes effect, counted from when Microsoft took it', () => {
    const text = show(allDone())
    assert.match(text, /Now: new sign-ins with the old password fail\./)
    assert.match(text, /By 14:42 CET, within 30 minutes: the six email apps stop\./)
    assert.match(text, /By 15:06 CET, within the hour:/)
    assert.match(text, /Outlook on the web: goes on until the page changes/)
    assert.match(text, /By 4 Mar, 14:09 CET, up to 24 hours: the block is in effect everywhere\./)
  })

  it('counts the hour anew when they were signed out again', () => {
    const state = allDone()
    const again = follow(state, { type: 'sign-out-again', answer: answerAt(state), failure: null })
    const text = show(again)
    assert.match(text, /Signed out again at 14:15 CET, after sign-in was blocked\./)
    assert.match(text, /By 15:15 CET, within the hour:/)
  })

  it('promises nothing of what was not done', () => {
    const text = show(follow(done(running(), 'reset-password'), { type: 'expire' }))
    assert.match(text, /Now: new sign-ins/)
    assert.doesNotMatch(text, /email apps stop|within the hour|up to 24 hours: the block|page changes/)
    assert.match(show(follow(running(), { type: 'expire' })), /Nothing changes: no action was done\./)
  })

  it('says what step 1 does not cover', () => {
    assert.match(show(allDone()), /forwarding[\s\S]*licences[\s\S]*Devices are not wiped[\s\S]*SMTP AUTH/)
  })

  it("prints the history's digest, so that an altered history shows", () => {
    const state = allDone()
    const digest = (state.hash.slice(0, 24).match(/.{4}/g) ?? []).join(' ')
    assert.ok(show(state).includes(`History: ${state.seq + 1} events, digest ${digest}.`))
  })

  it('gives the date of what was not today', () => {
    const text = textOf(cardOf(allDone(), 'summary', { now: start + 24 * 60 * minute, reader: inEnglish }).card)
    assert.match(text, /Confirmed by Ann Lee at 3 Mar, 14:02 CET/)
  })

  it('falls back to UTC where the zone is none', () => {
    const state = done(running(factsOf({ mailbox: known(null) })), 'reset-password')
    const reader = { ...inEnglish, zone: 'Middle/Earth' }
    const text = textOf(cardOf(state, 'summary', { now: start, reader }).card)
    assert.match(text, /Confirmed by Ann Lee at 13:\d\d UTC/)
  })
})
