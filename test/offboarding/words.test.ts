import assert from 'node:assert/strict'
import type { Refusal } from '../../src/offboarding/consent.ts'
import { failureKinds } from '../../src/offboarding/events.ts'
import type { Change } from '../../src/offboarding/plan.ts'
import type { Protection } from '../../src/offboarding/policy.ts'
import { languageNames } from '../../src/offboarding/words/languages.ts'
import { wordsIn } from '../../src/offboarding/words.ts'
import { ann, sam } from './fixtures.ts'

const words = wordsIn('en')
const needs = ['Global Administrator', 'User Administrator']

/** Every refusal there is; a new one does not compile until it stands here. */
const refusals: { readonly [kind in Refusal['kind']]: Extract<Refusal, { kind: kind }> } = {
  'lacks-role': { kind: 'lacks-role', action: 'block-sign-in', needs },
  'is-leaver': { kind: 'is-leaver' },
  'is-guest': { kind: 'is-guest' },
  'is-blocked': { kind: 'is-blocked' },
  'needs-second-person': { kind: 'needs-second-person' },
  'roles-unknown': { kind: 'roles-unknown', reason: 'Microsoft did not answer' },
  protected: { kind: 'protected', protection: { kind: 'on-protected-list' } },
  stale: { kind: 'stale' },
  'not-requester': { kind: 'not-requester', requester: sam },
  closed: { kind: 'closed' },
  expired: { kind: 'expired' },
  'not-started': { kind: 'not-started' },
  'out-of-turn': { kind: 'out-of-turn' },
  decided: { kind: 'decided', action: 'sign-out', by: ann },
  partly: {
    kind: 'partly',
    missing: [{ kind: 'lacks-role', action: 'block-email', needs: ['Exchange Administrator'] }],
  },
  'shown-too-often': { kind: 'shown-too-often' },
  'nothing-to-decline': { kind: 'nothing-to-decline' },
  'nothing-to-undo': { kind: 'nothing-to-undo' },
  'undo-expired': { kind: 'undo-expired' },
  overtaken: { kind: 'overtaken' },
  'let-back-in': { kind: 'let-back-in' },
  'not-waiting': { kind: 'not-waiting' },
  'moved-too-often': { kind: 'moved-too-often' },
  'too-soon': { kind: 'too-soon' },
  'too-far': { kind: 'too-far' },
}

describe('the words for a refusal', () => {
  for (const language of languageNames) {
    for (const [kind, refusal] of Object.entries(refusals)) {
      it(`${kind}, ${language}: a sentence that ends, and says no more than it should`, () => {
        const sentence = wordsIn(language).refusal(refusal)
        assert.match(sentence, /^[A-Z].*\.$/)
        assert.doesNotMatch(sentence, /undefined|null|\[object|!|[{}]/)
      })
    }
  }

  it('names the roles that are needed, and how many of them are missing', () => {
    const lacking = (roles: string[]) => words.refusal({ kind: 'lacks-role', action: 'sign-out', needs: roles })
    assert.equal(
      lacking(needs),
      'This needs Global Administrator or User Administrator. You hold neither. Nothing was changed.',
    )
    assert.match(lacking(['A']), /^This needs A\. You do not hold it\./)
    assert.match(lacking(['A', 'B', 'C']), /^This needs A, B or C\. You hold none of them\./)
  })

  it('says who was first', () => {
    assert.equal(words.refusal(refusals.decided), 'Ann Lee has already decided this. Nothing was done twice.')
  })

  it('says what of everything is still open, and what that needs', () => {
    assert.match(words.refusal(refusals.partly), /Still open: block email, which needs Exchange Administrator\.$/)
  })

  it('does not claim that the last Global Administrator was found when that could not be read', () => {
    const unsure = words.protection({ kind: 'last-global-administrator', sure: false })
    assert.match(unsure, /could not make sure/)
    assert.match(words.protection({ kind: 'last-global-administrator', sure: true }), /is the last enabled/)
  })
})

describe('the words for a protection', () => {
  /** Every protection there is, as above. */
  const protections: { readonly [kind in Protection['kind']]: Extract<Protection, { kind: kind }>[] } = {
    'is-requester': [{ kind: 'is-requester' }],
    'on-protected-list': [{ kind: 'on-protected-list' }],
    'in-protected-group': [true, false].map((sure) => ({ kind: 'in-protected-group', sure })),
    'owns-the-bot': [{ kind: 'owns-the-bot' }],
    'last-global-administrator': [true, false].map((sure) => ({ kind: 'last-global-administrator', sure })),
  }
  for (const language of languageNames) {
    for (const protection of Object.values(protections).flat()) {
      it(`${Object.values(protection).join(', ')}, ${language}: a sentence of its own that ends`, () => {
        assert.match(wordsIn(language).protection(protection), /^[A-Z].*\.$/)
      })
    }
  }

  it('does not claim that the protected group was read when it was not', () => {
    assert.match(words.protection({ kind: 'in-protected-group', sure: false }), /could not make sure/)
    assert.match(words.protection({ kind: 'in-protected-group', sure: true }), /belongs to a protected group/)
  })
})

describe('the words for a length of time', () => {
  const minute = 60_000
  const lengths: [number, string][] = [
    [24 * 60 * minute, '24 hours'],
    [60 * minute, '1 hour'],
    [90 * minute, '90 minutes'],
    [minute, '1 minute'],
    [20_000, '1 minute'],
  ]
  for (const [length, text] of lengths) it(text, () => assert.equal(words.span(length), text))

  it('in Dutch has no plural of hours', () => {
    const spans = lengths.map(([length]) => wordsIn('nl').span(length))
    assert.deepEqual(spans, ['24 uur', '1 uur', '90 minuten', '1 minuut', '1 minuut'])
  })
})

describe('the words for what is not known', () => {
  it('say why in the language of the reader, and keep the codes for whoever looks after the bot', () => {
    const reason = 'refused 403 Authorization_RequestDenied'
    assert.equal(words.unknown(reason), 'Microsoft refused to show it (403 Authorization_RequestDenied)')
    assert.equal(wordsIn('nl').unknown(reason), 'Microsoft wilde het niet tonen (403 Authorization_RequestDenied)')
  })

  for (const language of languageNames) {
    it(`${language}: every kind of failure has a reason of its own`, () => {
      const reasons = failureKinds.map(wordsIn(language).unknown)
      assert.equal(new Set(reasons).size, failureKinds.length)
      assert.ok(reasons.every((reason) => reason.includes(' ')))
    })
  }

  it('leave a reason as it is that an older history holds as a sentence', () => {
    assert.equal(words.unknown('it was not found (404)'), 'it was not found (404)')
  })
})

describe('the words for what changed', () => {
  const changes = ['name', 'roles', 'mailbox', 'account', 'origin', 'namesakes'] as const satisfies Change[]
  for (const language of languageNames) {
    it(`${language}: name each change once, in a sentence`, () => {
      const sentence = wordsIn(language).changes(changes)
      assert.match(sentence, /^[A-Z].*: .*, .* (and|en) .*\. .*\.$/)
      assert.equal(new Set(changes.map((change) => wordsIn(language).changes([change]))).size, changes.length)
    })
  }
})

describe('the words for a failure', () => {
  for (const language of languageNames) {
    for (const [kind, { said, next, sentence }] of Object.entries(wordsIn(language).failures)) {
      it(`${kind}, ${language}: what was said, and what a person can do`, () => {
        for (const text of [said, next, sentence]) assert.match(text, /^[A-Z].*\.$/)
      })
    }
  }

  it('does not promise that nothing was done where that is not known', () => {
    for (const kind of ['unreachable', 'unexpected'] as const) {
      assert.match(words.failures[kind].next, /may or may not have been done/)
    }
  })
})
