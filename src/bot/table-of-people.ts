import { type CsvRow, type Delimiter, delimiters, rowsOf } from './csv.ts'
import { addressesIn, entryOf, isKey, lineWith, type NamedLine } from './named-lines.ts'

/** Names of columns as Entra, the admin centers and people write them, without spaces, case and signs; the best first. */
const addressColumns: readonly (readonly string[])[] = [
  ['userprincipalname', 'upn', 'username', 'gebruikersnaam'],
  ['id', 'objectid', 'userid'],
  ['mail', 'email', 'emailaddress', 'primarysmtpaddress', 'emailadres'],
]
const nameColumn: readonly string[] = ['displayname', 'name', 'fullname', 'naam']
const columns = [...addressColumns, nameColumn]

/** Why a table is not read: nobody can tell which column names people, a row names several, or its quotes have no end. */
export type TableFault =
  | { readonly kind: 'no-header' }
  | { readonly kind: 'several'; readonly row: number }
  | { readonly kind: 'quotes'; readonly line: number }

/** Who is named, in how many rows; or why nobody is. */
export type People = { readonly named: readonly NamedLine[]; readonly rows: number } | { readonly fault: TableFault }

/** In lines that were typed or pasted: a header, a tab, or an empty cell tells that there are columns. */
export function looksLikeTable(lines: readonly string[]): boolean {
  const [first = '', ...others] = lines
  if (lines.some((line) => line.trim().includes('\t'))) return true
  if (others.length === 0) return false
  return placesIn(cellsOfHeader(first)) !== null || lines.some((line) => /[;,] *[;,]/u.test(line))
}

/**
 * The people in a table, one a row. A first row says which columns name them; without one, there has to be one column
 * only: whose address stands in another is for nobody to guess.
 */
export function readTable(text: string): People {
  const { delimiter, body } = separatedBy(text)
  const rows = rowsOf(body, delimiter)
  if ('line' in rows) return { fault: { kind: 'quotes', line: rows.line } }
  const [header, ...others] = rows
  if (header === undefined) return { named: [], rows: 0 }
  const places = placesIn(header.cells)
  const named = places === null ? inOneColumn(rows, delimiter) : others.map((row) => personIn(row, places))
  const fault = named.find((one) => 'fault' in one)
  if (fault) return fault
  const people = named.filter((one) => 'people' in one)
  return { named: people, rows: people.length }
}

type Place = { readonly place: number; readonly names: boolean }

/** Where the columns are that name people; `null` without one, or where two are called the same. */
function placesIn(header: readonly string[]): Place[] | null {
  const called = header.map((cell) => cell.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ''))
  const known = called.filter((name) => columns.some((names) => names.includes(name)))
  if (known.length === 0 || new Set(known).size < known.length) return null
  return columns.flatMap((names) => {
    const place = called.findIndex((name) => names.includes(name))
    return place < 0 ? [] : [{ place, names: names === nameColumn }]
  })
}

/** An address or an object id before a name, and a name before what may be anything. */
function personIn({ row, cells }: CsvRow, places: readonly Place[]): NamedLine | { fault: TableFault } {
  const filled = places
    .map(({ place, names }) => ({ cell: entryOf(cells[place] ?? ''), names }))
    .filter(({ cell }) => cell !== '')
  const best = filled.find(({ cell }) => isKey(cell)) ?? filled.find(({ names }) => names) ?? filled[0]
  if (best === undefined) return { people: [], pair: null, unnamed: row }
  const person = onlyIn(best.cell)
  return person === null ? { fault: { kind: 'several', row } } : lineWith(person)
}

/** `null` where a cell holds several addresses. */
function onlyIn(cell: string): string | null {
  if (cell.split('@').length > 2) return null
  return addressesIn(cell)?.[0] ?? cell
}

/** Without a header a name may have a comma, as in `Doe, Jane`; all else that makes columns has to say what they hold. */
function inOneColumn(rows: readonly CsvRow[], delimiter: Delimiter | null): (NamedLine | { fault: TableFault })[] {
  const used = new Set(rows.flatMap(({ cells }) => cells.flatMap((cell, place) => (cell.trim() === '' ? [] : [place]))))
  const isColumn = used.size === 1 || (delimiter === ',' && rows.every(({ cells }) => isOneName(cells)))
  const people = rows.map(({ cells }) => cells.map(entryOf).filter(Boolean).join(', '))
  if (!isColumn || people.some(holdsColumns)) return [{ fault: { kind: 'no-header' } }]
  return people.map((person, index) => {
    const only = onlyIn(person)
    return only === null ? { fault: { kind: 'several', row: rows[index]?.row ?? 0 } } : lineWith(only)
  })
}

const isOneName = ([first = '', second = '', ...others]: readonly string[]): boolean =>
  first.trim() !== '' && !isKey(first) && !isKey(second) && others.every((cell) => cell.trim() === '')

const holdsColumns = (person: string): boolean => /[;|\t]/u.test(person) || (/,/u.test(person) && /@/u.test(person))

/** The sign between cells: as Excel writes it on a line of its own, or what stands most often in the header. */
function separatedBy(text: string): { delimiter: Delimiter | null; body: string } {
  const told = /^\s*"?sep=(.)"?[^\S\t]*(?=[\r\n])/iu.exec(text)
  const sign = delimiters.find((one) => one === told?.[1])
  // The line stays, so that rows keep their numbers.
  if (told && sign) return { delimiter: sign, body: text.slice(told[0].length) }
  const [first = ''] = text.trimStart().split(/[\r\n]/u)
  return { delimiter: delimiterOf(first), body: text }
}

/** Outside of quotes; `null` for one column. */
function delimiterOf(line: string): Delimiter | null {
  const bare = line.replace(/"[^"]*"/gu, '')
  const counted = delimiters.map((sign) => ({ sign, count: bare.split(sign).length - 1 }))
  const most = counted.reduce((best, one) => (one.count > best.count ? one : best))
  return most.count === 0 ? null : most.sign
}

function cellsOfHeader(line: string): readonly string[] {
  const rows = rowsOf(line, delimiterOf(line))
  return 'line' in rows ? [] : (rows[0]?.cells ?? [])
}
