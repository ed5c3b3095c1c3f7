import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { blockEmail } from '../../src/actions/block-email.ts'
import { blockSignIn } from '../../src/actions/block-sign-in.ts'
import { actions } from '../../src/actions/index.ts'
import { newPassword, resetPassword } from '../../src/actions/reset-password.ts'
import { signOut } from '../../src/actions/sign-out.ts'
import { type EmailApps, emailApps, type Facts, known, unknown } from '../../src/offboarding/facts.ts'
import { actionIds } from '../../src/offboarding/plan.ts'
import { factsOf } from '../offboarding/fixtures.ts'

const allOff = Object.fromEntries(emailApps.map((app) => [app, false])) as EmailApps
const chosen = (facts: Partial<Facts>) =>
  actions.map((action) => {
    const step = action.choose(factsOf(facts))
    return step.kind === 'skip' ? `skip: ${step.reason}` : step.kind
  })
const read = { at: '2026-01-01T10:00:05.000Z', requestId: 'r' }
const answer = { at: '2026-01-01T10:00:03.000Z', since: '2026-01-01T10:00:01.000Z', requestId: 'w' }

describe('the four actions', () => {
  it('stand in the order of the article', () => {
    assert.deepEqual(
      actions.map(({ id }) => id),
      [...actionIds],
    )
  })

  it('are all done for an ordinary leaver', () => {
    assert.deepEqual(chosen({}), ['do', 'do', 'do', 'do'])
  })

  it('leave to a guest’s home tenant what only it can do', () => {
    const home = 'skip: home-tenant'
    assert.deepEqual(chosen({ guest: true }), [home, home, 'do', home])
  })

  it('leave the password of a synced leaver to Active Directory, unless the tenant takes it', () => {
    assert.equal(chosen({ synced: true })[0], 'on-premises')
    assert.equal(chosen({ synced: true, cloudPasswordForSynced: true })[0], 'do')
    assert.deepEqual(blockSignIn.choose(factsOf({ synced: true })), {
      action: 'block-sign-in',
      kind: 'do',
      caution: 'synced',
    })
  })

  it('reset no password that is kept by another identity provider', () => {
    assert.equal(chosen({ federated: true })[0], 'skip: federated')
  })

  it('turn off email unless there is surely no mailbox, or surely nothing to turn off', () => {
    assert.equal(chosen({ mailbox: known(null) })[3], 'skip: no-mailbox')
    assert.equal(chosen({ mailbox: known(allOff) })[3], 'already')
    assert.equal(chosen({ mailbox: unknown('not readable') })[3], 'do')
    assert.equal(chosen({ mailbox: known({ ...allOff, EwsEnabled: null }) })[3], 'do')
  })

  it('block whoever is not surely blocked', () => {
    assert.equal(chosen({ accountEnabled: false })[2], 'already')
    assert.equal(chosen({ accountEnabled: null })[2], 'do')
  })
})

describe('a proof', () => {
  const account = { accountEnabled: false, passwordChangedAt: null, sessionsValidFrom: null, ...read }

  it('of a reset or a sign-out is a time at or after the call, on Microsoft’s clock', () => {
    for (const [action, field] of [
      [resetPassword, 'passwordChangedAt'],
      [signOut, 'sessionsValidFrom'],
    ] as const) {
      assert.ok(action.prove({ account: { ...account, [field]: '2026-01-01T10:00:01Z' } }, answer))
      for (const value of ['2026-01-01T10:00:00Z', null, 'soon'])
        assert.equal(action.prove({ account: { ...account, [field]: value } }, answer), null)
    }
  })

  it('of a block is false, and neither true nor missing', () => {
    assert.ok(blockSignIn.prove({ account }, answer))
    for (const accountEnabled of [true, null])
      assert.equal(blockSignIn.prove({ account: { ...account, accountEnabled } }, answer), null)
  })

  it('of the email block is six times false, and neither true, nor not set, nor no mailbox', () => {
    assert.ok(blockEmail.prove({ mailbox: { apps: allOff, more: null, ...read } }, answer))
    assert.equal(blockEmail.prove({ mailbox: { apps: null, more: null, ...read } }, answer), null)
    for (const app of emailApps)
      for (const value of [true, null])
        assert.equal(
          blockEmail.prove({ mailbox: { apps: { ...allOff, [app]: value }, more: null, ...read } }, answer),
          null,
        )
  })

  it('is never taken from the other service', () => {
    for (const action of [resetPassword, signOut, blockSignIn])
      assert.equal(action.prove({ mailbox: { apps: allOff, more: null, ...read } }, answer), null)
    assert.equal(blockEmail.prove({ account }, answer), null)
  })
})

describe('the new password', () => {
  it('has 32 characters of all four classes and none of the leaver’s names', () => {
    const name = fc.stringMatching(/^[a-z]{3,8}$/)
    fc.assert(
      fc.property(name, name, (givenName, surname) => {
        const displayName = `${givenName} ${surname}`
        const leaver = factsOf({ displayName, givenName, surname, userPrincipalName: `${givenName}@contoso.com` })
        const password = newPassword(randomBytes, leaver)
        assert.equal(password.length, 32)
        for (const characters of [/[A-Z]/, /[a-z]/, /[0-9]/, /[^A-Za-z0-9]/]) assert.match(password, characters)
        for (const part of [givenName, surname, 'contoso']) assert.ok(!password.toLowerCase().includes(part))
      }),
    )
  })

  it('draws again when a name would be in it', () => {
    // A source that spells a name first: every byte picks the character at its own place in the alphabet.
    const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789!#$%*+-=?@_~'
    const spelt = [...'jane2Ax#'.repeat(4)].map((character) => alphabet.indexOf(character))
    const source = (count: number) => {
      const byte = spelt.shift()
      return byte === undefined ? randomBytes(count) : Uint8Array.of(byte)
    }
    const password = newPassword(source, factsOf({ givenName: 'Jane' }))
    assert.ok(!password.toLowerCase().includes('jane'))
    assert.equal(spelt.length, 0)
  })

  it('is another one each time', () => {
    const drawn = new Set(Array.from({ length: 500 }, () => newPassword(randomBytes, factsOf({}))))
    assert.equal(drawn.size, 500)
  })
})
