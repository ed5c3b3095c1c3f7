const longestEntry = 200

/**
 * What one line, or one row of a table, names. `pair` is the whole line where its two names may as well be one person's,
 * the surname first: `Miller Ross, Anna Maria`. `unnamed` is the number of a row that names nobody.
 */
export type NamedLine = {
  readonly people: readonly string[]
  readonly pair: string | null
  readonly unnamed: number | null
}

export const lineWith = (...people: string[]): NamedLine => ({ people, pair: null, unnamed: null })

/** The people on lines that are no table. Where most lines read `Surname, Given name`, all of their kind do. */
export function peopleOn(lines: readonly string[]): NamedLine[] {
  const named = lines.map((line) => lineOf(line)).filter(({ people }) => people.length > 0)
  const isOneName = ({ pair, people: [only] }: NamedLine) => pair !== null || only?.includes(',')
  const asNames = named.length > 1 && named.filter(isOneName).length * 2 > named.length
  return asNames ? named.map((line) => (line.pair === null ? line : lineWith(line.pair))) : named
}

/** How many entries of a list these are. */
export const countOf = (named: readonly NamedLine[]): number =>
  named.reduce((sum, { people, unnamed }) => sum + people.length + (unnamed === null ? 0 : 1), 0)

/** How many people these are, when every pair is one. */
export const atLeast = (named: readonly NamedLine[]): number =>
  countOf(named) - named.filter(({ pair }) => pair !== null).length

/** The people in one line: between semicolons or commas, or one. */
export function lineOf(line: string): NamedLine {
  const whole = entryOf(withoutBullet(line))
  const parts = whole.split(';')
  const people = parts
    .flatMap((part) => addressesIn(part) ?? betweenCommas(part))
    .map((part) => entryOf(part))
    .filter((part) => part !== '')
  const mayBeOne = parts.length === 1 && people.length === 2 && people.every(isName)
  return { people, pair: mayBeOne ? people.join(', ') : null, unnamed: null }
}

/** As a list keeps it. */
export const entryOf = (text: string): string =>
  text
    .replace(/^mailto:/iu, '')
    .replace(/\s+/gu, ' ')
    .trim()

export const cut = (entry: string): string => entry.slice(0, longestEntry)

const bullet = /^\s*(?:[-*•·–]|\d{1,4}[.)])\s+/u

/** Lines of a list that is numbered or has bullets, as they read without. */
export const withoutBullet = (line: string): string => line.replace(bullet, '')

/** `Doe, Jane <jane@contoso.com>` is how Outlook copies people: the addresses tell. */
export function addressesIn(part: string): string[] | null {
  const found = [...part.matchAll(/<\s*([^\s<>@]+@[^\s<>@]+)\s*>/gu)].map(([, address = '']) => address)
  return found.length === 0 ? null : found
}

/** Where a single word stands on one side of a comma, it is one name: `Doe, Jane`. */
function betweenCommas(part: string): string[] {
  const cells = part
    .split(',')
    .map((cell) => cell.trim())
    .filter((cell) => cell !== '')
  const isOneName = cells.length === 2 && cells.every(isName) && !cells.every((cell) => /\s/u.test(cell))
  return isOneName ? [cells.join(', ')] : cells
}

const isName = (cell: string): boolean => !isKey(cell)

/** An address or an object id names one person, whoever else is called what. */
export const isKey = (cell: string): boolean => /@|^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu.test(cell.trim())
