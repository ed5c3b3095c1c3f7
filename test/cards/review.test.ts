import assert from 'node:assert/strict'
import { cardOf } from '../../src/cards/offboarding-card.ts'
import type { State } from '../../src/offboarding/evolve.ts'
import { type Facts, known, unknown } from '../../src/offboarding/facts.ts'
import {
  approver,
  apps,
  factsOf,
  follow,
  inEnglish,
  offerOf,
  requested,
  role,
  running,
  sam,
  start,
  stateOf,
} from '../offboarding/fixtures.ts'
import { elementsOf, textOf, titlesOf } from './look.ts'

const show = (state: State) => cardOf(state, 'review', { now: start, reader: inEnglish }).card
const asked = (overrides: Partial<Facts> = {}) =>
  stateOf(requested(offerOf(factsOf(overrides)), { reason: 'She left' }))

/** The facts of a review, by their labels. */
function factsShown(overrides: Partial<Facts>): Map<unknown, unknown> {
  const set = elementsOf(show(asked(overrides))).find((element) => element.type === 'FactSet')
  assert.ok(Array.isArray(set?.facts))
  return new Map(set.facts.map((fact) => [fact.title, String(fact.value).replaceAll('\\', '')]))
}

describe('the review card', () => {
  it('answers whether this is the right Jane', () => {
    assert.deepEqual(
      [...factsShown({})],
      [
        ['Name', 'Jane Doe'],
        ['Signs in as', 'jane@contoso.com'],
        ['Title', 'Sales lead'],
        ['Department', 'Sales'],
        ['Manager', 'Mia Brown'],
        ['Account', 'Enabled'],
        ['Created', '12 March 2019'],
        ['Kind', 'Member of this organisation'],
        ['Kept in', 'Microsoft 365 only'],
        ['Mailbox', 'Yes. All six email apps are on.'],
        ['Admin roles', 'None'],
        ['Already done', 'Nothing'],
      ],
    )
  })

  it('says what is not known, and why', () => {
    const silent = unknown<never>('Microsoft did not answer')
    const shown = factsShown({ manager: silent, roles: silent, mailbox: silent, accountEnabled: null })
    assert.equal(shown.get('Manager'), 'Not known: Microsoft did not answer')
    assert.equal(shown.get('Admin roles'), 'Not known: Microsoft did not answer')
    assert.equal(shown.get('Mailbox'), 'Not known: Microsoft did not answer')
    assert.equal(shown.get('Account'), 'Not known: Microsoft did not say')
  })

  it('says which email apps are on, and counts one that is not set as on', () => {
    const mailbox = known({ ...apps(false), EwsEnabled: null, OWAEnabled: true })
    assert.match(
      String(factsShown({ mailbox }).get('Mailbox')),
      /On: Outlook on the web and Exchange web services\. Off:/,
    )
  })

  it('says what is already done', () => {
    const shown = factsShown({ accountEnabled: false, mailbox: known(apps(false)) })
    assert.equal(shown.get('Already done'), 'Block sign-in, Block email')
  })

  const warnings: [string, Partial<Facts>, RegExp][] = [
    ['an administrator', { roles: known([role('User Administrator')]) }, /an administrator: User Administrator\./],
    ['roles that cannot be read', { roles: unknown('no answer') }, /treated as an administrator\. Reason: no answer\./],
    ['a group that can hold roles', { roleAssignableGroup: known(true) }, /group that can hold admin roles/],
    ['a synced account', { synced: true }, /may overwrite what is changed here/],
    ['a guest', { guest: true }, /home organisation owns the password/],
    ['another identity provider', { federated: true }, /another identity provider/],
    ['a restricted unit', { restricted: true }, /restricted administrative unit/],
    ['namesakes', { namesakes: known(2) }, /2 other accounts have this name/],
    ['one namesake', { namesakes: known(1) }, /1 other account has this name/],
    ['namesakes that cannot be counted', { namesakes: unknown('no answer') }, /this name could not be checked/],
  ]
  for (const [what, overrides, sentence] of warnings) {
    it(`warns of ${what}`, () => {
      assert.match(textOf(show(asked(overrides))), sentence)
      assert.doesNotMatch(textOf(show(asked())), sentence)
    })
  }

  it('says what changed since it was shown', () => {
    const fresh = offerOf(factsOf({ roles: known([role('User Administrator')]), namesakes: known(1) }))
    const text = textOf(show(follow(asked(), { type: 'replan', fresh })))
    assert.match(text, /Changed since this was shown: the admin roles and who else has this name\./)
  })

  it('says what each action will do, and what will be skipped and why', () => {
    const text = textOf(show(asked({ federated: true, mailbox: known(null) })))
    assert.match(text, /1 of 4 · Reset password\nWill be skipped\. They sign in at another identity provider/)
    assert.match(text, /3 of 4 · Block sign-in\nBlocks the account.*\nCan take up to 24 hours/)
    assert.match(text, /4 of 4 · Block email\nWill be skipped\. There is no Exchange mailbox/)
  })

  it('says once who may confirm what the same roles may confirm, and nothing of what nobody confirms', () => {
    const text = textOf(show(asked({ roles: known([role('Global Administrator')]), mailbox: known(null) })))
    const strict = 'Privileged Authentication Administrator or Global Administrator.'
    assert.ok(text.includes(`Reset password, sign out and block sign-in: ${strict}`))
    assert.doesNotMatch(text, /Exchange Recipient Administrator/)
  })

  it('offers Start and Cancel, and takes the reason along', () => {
    const card = show(asked())
    assert.deepEqual(titlesOf(card), ['Start', 'Cancel'])
    const input = elementsOf(card).find((element) => element.type === 'Input.Text')
    assert.deepEqual([input?.id, input?.value, input?.maxLength], ['reason', 'She left', 400])
  })

  it('says who started it and why, when it is started, and can only be declined', () => {
    const card = show(running(factsOf(), { reason: 'She left' }))
    assert.deepEqual(titlesOf(card), ['Decline'])
    assert.match(textOf(card), /Started by Sam Smith at 14:01 CET\n/)
    assert.match(textOf(card), /Asked for by Sam Smith at 14:00 CET\. Reason: She left/)
  })

  it('says who cancelled it, or that it expired, and that nothing was changed', () => {
    const cancelled = show(follow(asked(), { type: 'cancel', by: approver(['Global Administrator'], sam) }))
    const expired = show(follow(asked(), { type: 'expire' }))
    assert.match(textOf(cancelled), /Cancelled by Sam Smith at 14:01 CET\nNothing was changed\./)
    assert.match(textOf(expired), /Expired at 14:01 CET\nNobody started it within 24 hours\. Nothing was changed\./)
    assert.deepEqual([titlesOf(cancelled), titlesOf(expired)], [[], []])
  })
})
