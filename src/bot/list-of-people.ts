import { splitReason } from './command-words.ts'

/** More than anybody leaves in one go; a longer list is refused whole. */
export const mostPeople = 1_000
const longestEntry = 200

export type PeopleList = { readonly entries: readonly string[]; readonly reason: string | null }

/**
 * Several people in what was typed after `offboard`: one a line, or between semicolons, or between commas. `null` where
 * it is one person: a name, `Doe, Jane`, or a name and a reason.
 */
export function listIn(typed: string): PeopleList | null {
  const lines = typed.split('\n').map((line) => splitReason(line))
  const entries = lines.flatMap(({ words }) => entriesIn(words))
  const reason = lines.map((line) => line.reason).find((text) => text !== '') ?? null
  return entries.length < 2 ? null : { entries, reason }
}

/** The people in one line. */
export function entriesIn(line: string): string[] {
  const cells = line.split('\t').map((cell) => cell.trim())
  const cell = cells.find((one) => one.includes('@')) ?? cells.find((one) => one !== '') ?? ''
  const parts = withoutBullet(cell)
    .split(';')
    .flatMap((part) => addressesIn(part) ?? betweenCommas(part))
  return parts.map((part) => entryOf(part)).filter((part) => part !== '')
}

/** As a list keeps it. */
export const entryOf = (text: string): string =>
  text
    .replace(/^mailto:/iu, '')
    .replace(/\s+/gu, ' ')
    .trim()
    .slice(0, longestEntry)

const withoutBullet = (line: string): string => line.replace(/^\s*(?:[-*•·–]|\d{1,4}[.)])\s+/u, '')

/** `Doe, Jane <jane@contoso.com>` is how Outlook copies people: the addresses tell. */
function addressesIn(part: string): string[] | null {
  const found = [...part.matchAll(/<\s*([^\s<>@]+@[^\s<>@]+)\s*>/gu)].map(([, address = '']) => address)
  return found.length === 0 ? null : found
}

/** Where two single words stand around a comma, they are one name: `Doe, Jane`. */
function betweenCommas(part: string): string[] {
  const cells = part
    .split(',')
    .map((cell) => cell.trim())
    .filter((cell) => cell !== '')
  const isOneName = cells.length === 2 && !cells.every(standsAlone) && !cells.some((cell) => cell.includes('@'))
  return isOneName ? [part] : cells
}

/** An address, an object id, or a name of several words. */
const standsAlone = (cell: string): boolean => /@|\s|^[0-9a-f-]{36}$/iu.test(cell)
