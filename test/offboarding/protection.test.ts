import assert from 'node:assert/strict'
import { type Facts, known, unknown } from '../../src/offboarding/facts.ts'
import { protectionOf } from '../../src/offboarding/policy.ts'
import { factsOf, jane, sam } from './fixtures.ts'

const nobody: ReadonlySet<string> = new Set()

describe('Protected from this bot', () => {
  const protectedBy = (facts: Partial<Facts>, list = nobody) => protectionOf(factsOf(facts), sam, list)

  it('is nobody in particular', () => {
    assert.equal(protectedBy({}), null)
  })

  it('is whoever asks', () => {
    const myself = { id: jane.id, name: jane.displayName }
    assert.deepEqual(protectionOf(factsOf(), myself, nobody), { kind: 'is-requester' })
  })

  it('is whoever is on the list, by object id, user principal name or mail, in any case', () => {
    for (const entry of [jane.id, 'jane@contoso.com', 'j.doe@contoso.com'])
      assert.deepEqual(
        protectedBy({ userPrincipalName: 'Jane@Contoso.com', mail: 'J.Doe@contoso.com' }, new Set([entry])),
        {
          kind: 'on-protected-list',
        },
      )
  })

  it('is whoever belongs to the protected group, or may belong to it', () => {
    const group = (sure: boolean) => ({ kind: 'in-protected-group', sure })
    assert.deepEqual(protectedBy({ inProtectedGroup: known(true) }), group(true))
    assert.deepEqual(protectedBy({ inProtectedGroup: unknown('refused') }), group(false))
  })

  it('is whoever owns the bot', () => {
    assert.deepEqual(protectedBy({ ownsBot: true }), { kind: 'owns-the-bot' })
  })

  it('is the last Global Administrator, or whoever may be it', () => {
    const last = (sure: boolean) => ({ kind: 'last-global-administrator', sure })
    assert.deepEqual(protectedBy({ lastGlobalAdministrator: known(true) }), last(true))
    assert.deepEqual(protectedBy({ lastGlobalAdministrator: unknown('refused') }), last(false))
  })
})
