import { splitReason } from './command-words.ts'
import { countOf, peopleOn, withoutBullet } from './named-lines.ts'
import { looksLikeTable, type People, readTable } from './table-of-people.ts'

/** More than anybody leaves in one go; a longer list is refused whole. */
export const mostPeople = 1_000

export type PeopleList = {
  readonly people: People
  readonly reason: string | null
  /** Whether a reason stands beside somebody's name on one of several lines, so that it may be theirs alone. */
  readonly reasonOfOne: boolean
}

/**
 * Several people in what was typed after `offboard`: one a line, or between semicolons, or between commas, or a table.
 * `null` where it is one person: a name, `Doe, Jane`, or a name and a reason.
 */
export function listIn(typed: string): PeopleList | null {
  const lines = typed.split('\n').map((line) => ({ line, ...splitReason(line) }))
  const told = lines.filter(({ words, reason }) => words === '' && reason !== '')
  const rows = lines.filter((line) => !told.includes(line))
  const list = (people: People, reasons: readonly string[], reasonOfOne: boolean): PeopleList => {
    return { people, reason: reasons.join(' ') || null, reasonOfOne }
  }
  const shared = told.map(({ reason }) => reason)
  const table = tableIn(rows.map(({ line }) => line))
  if (table) return list(table, shared, false)
  const named = peopleOn(rows.map(({ words }) => words))
  const own = rows.flatMap(({ reason }) => (reason === '' ? [] : [reason]))
  const people = { named, rows: named.length }
  return countOf(named) < 2 ? null : list(people, [...shared, ...own], own.length > 0 && lines.length > 1)
}

/** The people in a text that somebody attached, as in one that they type. */
export function peopleInText(text: string): People {
  const lines = text.split(/\r\n|\n|\r/u)
  const table = tableIn(lines)
  if (table) return table
  const named = peopleOn(lines)
  return { named, rows: named.length }
}

/** `null` where the lines are no table. */
function tableIn(lines: readonly string[]): People | null {
  const filled = lines.filter((line) => line.trim() !== '')
  const bare = filled.map(withoutBullet)
  const isBulleted = bare.every((line, index) => line !== filled[index])
  if (!looksLikeTable(isBulleted ? bare : filled)) return null
  return readTable((isBulleted ? bare : lines).join('\n'))
}
