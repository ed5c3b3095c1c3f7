import { type Key, languages } from '../offboarding/words/languages.ts'

/** In the order in which a message is compared with them. */
const commands = [
  'offboard',
  'move',
  'status',
  'history',
  'evidence',
  'undo',
  'help',
  'hello',
  'approveHere',
  'cancel',
] as const

/** A command that somebody typed: its name, and the text that stands where the pattern has `{name}`. */
export type TypedCommand = { readonly name: (typeof commands)[number]; readonly rest: string }

/**
 * The commands of every language, each understood whatever language somebody reads. The catalogues hold them as
 * patterns between bars, such as `offboard {name} | {name} offboarden`.
 */
const because = whole(spellings('typed.because').map(escaped).join('|'))
const withReason = new RegExp(`\\s*${because}\\s*`, 'iu')
const patterns = commands.flatMap((name) =>
  spellings(`typed.${name}`).map((pattern) => ({ name, form: formOf(pattern) })),
)

export function readCommand(text: string): TypedCommand | null {
  for (const { name, form } of patterns) {
    const match = form.exec(text)
    const { leaver = '', reason = '' } = match?.groups ?? {}
    if (match) return { name, rest: reason === '' ? leaver : `${leaver}\n${reason.trim()}` }
  }
  return null
}

/** `Jane Doe because she left` is a name and a reason. */
export function splitReason(text: string): { readonly words: string; readonly reason: string } {
  const match = withReason.exec(text)
  if (!match) return { words: text.trim(), reason: '' }
  return { words: text.slice(0, match.index).trim(), reason: text.slice(match.index + match[0].length).trim() }
}

/** Every language's, the same one once. */
export function spellings(key: Key): string[] {
  const all = Object.values(languages).flatMap(({ messages }) => messages[key].split('|'))
  return [...new Set(all.map((pattern) => pattern.trim()))]
}

/** Spaces and case do not matter. What follows a name that comes first can only be its reason. */
function formOf(pattern: string): RegExp {
  const word = pattern.replace('{name}', '').trim()
  const said = whole(escaped(word).replaceAll(' ', '\\s+'))
  if (pattern.startsWith('{name}'))
    return new RegExp(`^(?<leaver>\\S.*?)\\s+${said}(?<reason>\\s+${because}.*)?[\\s!.]*$`, 'isu')
  if (pattern.endsWith('{name}')) return new RegExp(`^${said}[\\s:,]*(?<leaver>.*)$`, 'isu')
  return new RegExp(`^${said}[\\s!.,]*$`, 'iu')
}

/** As it is, inside a pattern. */
export function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}

/** Not a part of a longer word. */
export function whole(pattern: string): string {
  return `(?<![\\p{L}\\p{N}])(?:${pattern})(?![\\p{L}\\p{N}])`
}
