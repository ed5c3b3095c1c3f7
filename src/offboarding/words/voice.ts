import { IntlMessageFormat } from 'intl-messageformat'
import { type Key, type Language, languages } from './languages.ts'

/** Says messages of one language. Values are put in as they are: nothing in them is read as a message. */
export type Voice = {
  /** @throws Error when the message names a placeholder that `values` does not have */
  readonly say: (key: Key, values?: Readonly<Record<string, string | number>>) => string
  /** "A, B and C". */
  readonly allOf: (items: readonly string[]) => string
  /** "A, B or C". */
  readonly anyOf: (items: readonly string[]) => string
}

export function voiceOf(language: Language): Voice {
  const { locale, messages } = languages[language]
  const formats = new Map<Key, IntlMessageFormat>()
  const all = new Intl.ListFormat(locale, { type: 'conjunction' })
  const any = new Intl.ListFormat(locale, { type: 'disjunction' })
  return {
    say: (key, values = {}) => {
      const format = formats.get(key) ?? new IntlMessageFormat(messages[key], locale, undefined, { ignoreTag: true })
      formats.set(key, format)
      return String(format.format(values))
    },
    allOf: (items) => all.format(items),
    anyOf: (items) => any.format(items),
  }
}
