import assert from 'node:assert/strict'
import { cardOf } from '../../src/cards/offboarding-card.ts'
import type { Refusal } from '../../src/offboarding/consent.ts'
import type { CardKind, State } from '../../src/offboarding/evolve.ts'
import { known } from '../../src/offboarding/facts.ts'
import {
  answerAt,
  approver,
  confirm,
  done,
  factsOf,
  failed,
  follow,
  inEnglish,
  minute,
  note,
  offboardingId,
  offerOf,
  role,
  running,
  skip,
  start,
  tap,
} from '../offboarding/fixtures.ts'
import { buttonsOf, elementsOf, textOf, titlesOf } from './look.ts'

const now = start + 20 * minute
const show = (state: State, kind: CardKind, notice: Refusal | string | null = null) =>
  cardOf(state, kind, { now, notice, reader: inEnglish }).card
const commandsOf = (card: object) =>
  elementsOf(card).flatMap((element) => (element.type === 'TextRun' ? [element.text] : []))

describe('the card of an action that waits for a confirmation', () => {
  const card = show(running(), 'reset-password')

  it('says which, to whom, what will happen and what it leaves', () => {
    const text = textOf(card)
    assert.match(text, /^1 of 4 · Reset password\nJane Doe \(jane@contoso\.com\)\nWaiting for confirmation\n/)
    assert.match(text, /random password that nobody ever sees/)
    assert.match(text, /passkey, stay until sign-in is blocked/)
  })

  it('offers to confirm it, to skip it, and in an emergency to confirm all', () => {
    assert.deepEqual(titlesOf(card), ['Confirm reset password', 'Skip', 'Confirm all'])
  })

  it('binds each button to the offboarding, the action and the digest', () => {
    const { digest } = running().offer
    const [button] = buttonsOf(card)
    assert.deepEqual(button?.data, { verb: 'confirm', offboarding: offboardingId, action: 'reset-password', digest })
  })

  it('offers Confirm all only on the card whose turn it is, and only while two are left', () => {
    const second = confirm(running(), 'reset-password')
    assert.deepEqual(titlesOf(show(second, 'sign-out')), ['Confirm sign out', 'Skip', 'Confirm all'])
    assert.deepEqual(titlesOf(show(second, 'block-sign-in')), ['Confirm block sign-in', 'Skip'])
    const last = skip(skip(second, 'sign-out'), 'block-sign-in')
    assert.deepEqual(titlesOf(show(last, 'block-email')), ['Confirm block email', 'Skip'])
  })

  it('says what changed when the plan is another than the one first shown', () => {
    const fresh = offerOf(factsOf({ roles: known([role('User Administrator')]) }))
    const replanned = follow(running(), { type: 'replan', fresh })
    assert.match(textOf(show(replanned, 'reset-password')), /Changed since this was shown: the admin roles\./)
  })

  it('shows above the rest what whoever tapped is told', () => {
    const needs = ['Global Administrator', 'User Administrator']
    const text = textOf(show(running(), 'reset-password', { kind: 'lacks-role', action: 'reset-password', needs }))
    assert.match(
      text,
      /This needs Global Administrator or User Administrator\. You hold neither\. Nothing was changed\./,
    )
  })
})

describe('the card of an action that is under way', () => {
  const confirmed = confirm(running(), 'reset-password')
  const attempted = follow(confirmed, { type: 'attempt', action: 'reset-password', before: null })

  it('has the name of whoever confirmed it where the buttons were', () => {
    const card = show(confirmed, 'reset-password')
    assert.deepEqual(titlesOf(card), [])
    assert.match(textOf(card), /Working on it\nConfirmed by Ann Lee at 14:02 CET, as Global Administrator\./)
  })

  it('says until when it waits for Microsoft, and that nobody needs to do anything', () => {
    const wait = { type: 'wait', until: start + 25 * minute, failure: note('throttled') } as const
    const card = show(follow(attempted, { ...wait, action: 'reset-password' }), 'reset-password')
    assert.deepEqual(titlesOf(card), [])
    assert.match(
      textOf(card),
      /Waiting for Microsoft until 14:25 CET\nMicrosoft is busy.*\n.*Nobody needs to do anything/,
    )
  })

  it('does not say done before it was read back', () => {
    const answered = follow(attempted, { type: 'answer', action: 'reset-password', answer: answerAt(attempted) })
    const card = show(answered, 'reset-password')
    assert.match(textOf(card), /Reading it back\nMicrosoft took it at 14:04 CET\./)
    assert.doesNotMatch(textOf(card), /Done/)
  })
})

describe('the card of an action that ended', () => {
  it('done: what was read back, when, who confirmed it, and the request id', () => {
    const card = show(done(running(), 'reset-password'), 'reset-password')
    assert.deepEqual(titlesOf(card), [])
    const text = textOf(card)
    assert.match(text, /\nDone\nRead back from Microsoft at 14:03 CET: the password was last changed at 14:03 CET\./)
    assert.match(text, /Confirmed by Ann Lee/)
    assert.match(text, /lastPasswordChangeDateTime: 2026-03-03T13:03:00\.000Z · Request id: 0d6f7c1a/)
  })

  it('done without a proof: that Microsoft does not show it yet, and when it is looked at again', () => {
    const text = textOf(show(done(running(), 'reset-password', false), 'reset-password'))
    assert.match(text, /Done, not confirmed by Microsoft yet\n/)
    assert.match(text, /I look again at 14:08 CET\./)
  })

  it('done without a proof for a day: that somebody should look', () => {
    const look = { type: 'look', action: 'reset-password', proof: null } as const
    const state = follow(done(running(), 'reset-password', false), look, look, look, look)
    assert.match(textOf(show(state, 'reset-password')), /I looked for a day/)
  })

  it('failed: what Microsoft said, what to do, and the code; it can be tried again or skipped', () => {
    const card = show(failed(running(), 'reset-password'), 'reset-password')
    assert.deepEqual(titlesOf(card), ['Try again', 'Skip'])
    assert.equal(buttonsOf(card)[0]?.verb, 'confirm')
    assert.match(textOf(card), /\nFailed\nMicrosoft refused it\.\nThe bot may lack a permission/)
    assert.match(textOf(card), /Status: 403 · Code: Authorization_RequestDenied · Request id: 7be1a9c4/)
  })

  it('failed as the last of the four: it can still be tried again', () => {
    const others = skip(skip(skip(running(), 'reset-password'), 'sign-out'), 'block-sign-in')
    const state = failed(others, 'block-email')
    assert.equal(state.phase, 'finished')
    assert.deepEqual(titlesOf(show(state, 'block-email')), ['Try again', 'Skip'])
  })

  it('skipped: by whom', () => {
    const card = show(skip(running(), 'reset-password'), 'reset-password')
    assert.deepEqual(titlesOf(card), [])
    assert.match(textOf(card), /Skipped by Ann Lee at 14:02 CET\. It was not done\./)
  })

  it('expired: that nobody confirmed it', () => {
    const card = show(follow(running(), { type: 'expire' }), 'sign-out')
    assert.deepEqual(titlesOf(card), [])
    assert.match(textOf(card), /Expired\nNobody confirmed it within 24 hours/)
  })

  it('signed out twice: that, too', () => {
    const state = done(done(running(), 'reset-password'), 'sign-out')
    const again = follow(state, { type: 'sign-out-again', answer: null, failure: note('refused') })
    assert.match(textOf(show(again, 'sign-out')), /did not take the second sign-out/)
  })
})

describe('the cards of a synced leaver', () => {
  const synced = running(factsOf({ synced: true }))

  it('show the commands for the password, which is reset twice and never written down', () => {
    const card = show(synced, 'reset-password')
    assert.deepEqual(commandsOf(card), [
      `$user = Get-ADUser -Filter 'UserPrincipalName -eq "jane@contoso.com"'`,
      'Set-ADAccountPassword -Reset -Identity $user',
      'Set-ADAccountPassword -Reset -Identity $user',
    ])
    assert.deepEqual(titlesOf(card), ['Done on-premises', 'Skip', 'Confirm all'])
  })

  it('record who said that it was done, and do not claim to have seen it', () => {
    const attested = follow(synced, { type: 'attest', action: 'reset-password', ...tap(synced, approver()) })
    const card = show(attested, 'reset-password')
    assert.deepEqual([titlesOf(card), commandsOf(card)], [[], []])
    assert.match(textOf(card), /as reported\nAnn Lee said at 14:02 CET .* I have not read it back/)
  })

  it('warn that the block will be overwritten, before it is done and after', () => {
    const open = skip(skip(synced, 'reset-password'), 'sign-out')
    for (const state of [open, done(open, 'block-sign-in')]) {
      const card = show(state, 'block-sign-in')
      assert.match(textOf(card), /overwrite the block at its next sync/)
      assert.ok(commandsOf(card).includes('Disable-ADAccount -Identity $user'))
    }
  })

  it('offer Done on-premises where the cloud refused', () => {
    const state = failed(running(factsOf({ synced: true, cloudPasswordForSynced: true })), 'reset-password')
    assert.deepEqual(titlesOf(show(state, 'reset-password')), ['Try again', 'Done on-premises', 'Skip'])
    assert.match(textOf(show(state, 'reset-password')), /Active Directory owns this account/)
    const unreached = failed(
      running(factsOf({ synced: true, cloudPasswordForSynced: true })),
      'reset-password',
      'unreachable',
    )
    assert.doesNotMatch(textOf(show(unreached, 'reset-password')), /Active Directory owns this account/)
  })
})
