import assert from 'node:assert/strict'
import { IntlMessageFormat } from 'intl-messageformat'
import {
  type Key,
  type Language,
  languageFor,
  languageNames,
  languages,
} from '../../src/offboarding/words/languages.ts'
import { type Words, wordsIn } from '../../src/offboarding/words.ts'
import { readCode } from '../laws/files.ts'

type Catalogue = Readonly<Record<string, string>>
type Part = ReturnType<IntlMessageFormat['getAst']>[number]

const english: Catalogue = languages.en.messages
const keys = Object.keys(english)
/** What people type, which every language spells in as many ways as it likes. */
const isTyped = (key: string) => key.startsWith('typed.')
const others = languageNames.filter((language) => language !== 'en')
const messageIn = (language: Language, key: string): string => {
  const catalogue: Catalogue = languages[language].messages
  return catalogue[key] ?? assert.fail(`${language} has no ${key}`)
}

/** Every placeholder of a message, with how it is written, and every choice of a plural. */
function placeholdersOf(message: string): string[] {
  const parts = new IntlMessageFormat(message, 'en', undefined, { ignoreTag: true }).getAst()
  return [...new Set(parts.flatMap(namesIn))].sort()
}

function namesIn(part: Part): string[] {
  if (!('value' in part) || part.type === 0) return []
  if (!('options' in part)) return [part.value]
  assert.ok('other' in part.options, `the plural of {${part.value}} has no other`)
  return [part.value, ...Object.values(part.options).flatMap((option) => option.value.flatMap(namesIn))]
}

/** Every `say(key, { values })` in the code; a key in backquotes stands for all that fit it. */
function saidInCode(): { readonly key: RegExp; readonly values: string[]; readonly text: string }[] {
  const texts = readCode('src/offboarding/words-of-').map(({ text }) => text)
  const calls = /\bsay\(\s*(['`])([^'`]+)\1(?:,\s*\{([^}]*)\})?/g
  return texts.flatMap((text) =>
    [...text.matchAll(calls)].map(([call, , key = '', values = '']) => ({
      text: call,
      key: new RegExp(`^${key.replaceAll('.', '\\.').replace(/\$\{[^}]*\}/g, '[^.]+')}$`),
      values: [...values.matchAll(/(?:^|,)\s*(\w+)\s*(?=[:,]|$)/g)].map(([, name = '']) => name).sort(),
    })),
  )
}

describe('the catalogues of words', () => {
  it('are read by the code that says them', () => assert.ok(keys.length > 200 && others.length > 0))

  for (const language of others) {
    it(`${language} has every message, and none that nothing says`, () => {
      assert.deepEqual(Object.keys(languages[language].messages).sort(), [...keys].sort())
    })

    it(`${language} has the placeholders that English has`, () => {
      const differing = keys.filter((key) => {
        if (isTyped(key)) return false
        const [ours, theirs] = [placeholdersOf(messageIn('en', key)), placeholdersOf(messageIn(language, key))]
        return ours.join() !== theirs.join()
      })
      assert.deepEqual(differing, [])
    })

    it(`${language} ends a sentence where English does, and is translated`, () => {
      const end = (text: string) => /[.:?]?\}*$/.exec(text)?.[0].replace(/\}/g, '')
      assert.deepEqual(
        keys.filter(
          (key) =>
            !isTyped(key) && !key.startsWith('help.') && end(messageIn(language, key)) !== end(messageIn('en', key)),
        ),
        [],
      )
      const sentences = keys.filter((key) => /\w+ \w+ \w+/.test(messageIn('en', key).replace(/\{.*\}/g, '')))
      assert.deepEqual(
        sentences.filter((key) => messageIn(language, key) === messageIn('en', key)),
        [],
      )
    })
  }

  for (const language of languageNames) {
    it(`${language} has no empty message, and no space too many`, () => {
      assert.deepEqual(
        keys.filter((key) => !/^\S(.*\S)?$/.test(messageIn(language, key)) || /\s\s/.test(messageIn(language, key))),
        [],
      )
    })

    it(`${language} says when, how often and to whom with no word of another language`, () => {
      const texts = allTextsOf(wordsIn(language))
      assert.ok(texts.length > 150)
      for (const text of texts) assert.doesNotMatch(text, /[{}]|undefined|\[object/)
    })
  }
})

describe('the code that says them', () => {
  const said = saidInCode()

  it('says every message that the catalogue has', () => {
    const unsaid = keys.filter((key) => !isTyped(key) && !said.some((call) => call.key.test(key)))
    assert.deepEqual(unsaid, [])
  })

  it('gives each message the values that it names, and no others', () => {
    const wrong = said.filter(({ key, values }) => {
      const matching = keys.filter((candidate) => key.test(candidate))
      return (
        // Of the keys that fit one in backquotes, the code says some apart; the test of the words says them all.
        !matching.some((one) => placeholdersOf(english[one] ?? '').join() === values.join())
      )
    })
    assert.deepEqual(
      wrong.map(({ text }) => text),
      [],
    )
  })

  it('puts values in as they are, whatever they look like', () => {
    const name = "{count, plural, other {#}} <b>O'Hara</b> '{'"
    assert.ok(wordsIn('nl').review.heading(name).includes(name))
  })

  it('does not say half a message when a value is missing', () => {
    const format = new IntlMessageFormat(messageIn('nl', 'review.started' satisfies Key), 'nl')
    assert.throws(() => format.format({ name: 'Ann' }))
  })
})

describe('the language somebody reads', () => {
  const locales: [string | null | undefined, Language][] = [
    ['nl', 'nl'],
    ['nl-NL', 'nl'],
    ['NL_be', 'nl'],
    ['en-US', 'en'],
    ['de-DE', 'en'],
    ['nld', 'en'],
    ['constructor', 'en'],
    ['', 'en'],
    [null, 'en'],
    [undefined, 'en'],
  ]
  for (const [locale, language] of locales)
    it(`${locale} is ${language}`, () => assert.equal(languageFor(locale), language))
})

function allTextsOf(words: Words): string[] {
  const inside = (node: unknown): string[] => {
    if (typeof node === 'string') return [node]
    return typeof node === 'object' && node !== null ? Object.values(node).flatMap(inside) : []
  }
  return inside(words)
}
