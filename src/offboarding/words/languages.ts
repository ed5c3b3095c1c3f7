import en from './en.json' with { type: 'json' }
import nl from './nl.json' with { type: 'json' }

/** The name of a message. A catalogue that lacks one does not compile. */
export type Key = keyof typeof en

type Spoken = {
  /** BCP 47: how dates, times and lists are written. */
  readonly locale: string
  /** ICU messages: https://unicode-org.github.io/icu/userguide/format_parse/messages/ */
  readonly messages: { readonly [key in Key]: string }
}

/** Every language the bot speaks. Another one is a catalogue of its own and a line here. */
export const languages = {
  en: { locale: 'en-GB', messages: en },
  nl: { locale: 'nl-NL', messages: nl },
} as const satisfies { readonly [language: string]: Spoken }

export type Language = keyof typeof languages

const isLanguage = (text: string): text is Language => Object.hasOwn(languages, text)

export const languageNames: readonly Language[] = Object.keys(languages).filter(isLanguage)

/** The language for a client's locale, such as `nl-BE`: the one it names, else English. */
export function languageFor(locale: string | null | undefined): Language {
  const name = (locale ?? '').trim().toLowerCase().split(/[-_]/u)[0] ?? ''
  return isLanguage(name) ? name : 'en'
}
