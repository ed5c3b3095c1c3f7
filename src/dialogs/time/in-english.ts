import { z } from 'zod'
import listed from './phrases.json' with { type: 'json' }

/**
 * The recognizers know no Dutch (https://github.com/microsoft/Recognizers-Text, version 1.1.4 for JavaScript), so the few
 * words that name a moment are put into English first. In order: a longer phrase stands before the words in it, and
 * "half zes", half past five, before its number is read, since "half 6" may be English and half past six.
 */
const phrases = z
  .array(z.tuple([z.string(), z.string()]))
  .parse(listed)
  .map(([said, english]) => ({ form: new RegExp(`(?<![\\p{L}\\p{N}])(?:${said})(?![\\p{L}\\p{N}])`, 'giu'), english }))

/** What names a moment, in lower case and in English; other words stay as they are. */
export function inEnglish(text: string): string {
  const lower = text.toLowerCase().replace(/[’`]/g, "'")
  return phrases.reduce((said, { form, english }) => said.replace(form, english), lower)
}
