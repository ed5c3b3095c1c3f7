import { entriesIn, entryOf } from './list-of-people.ts'

/** Names of columns as Entra, the admin centers and people write them, without spaces, case and signs; the best first. */
const columns: readonly (readonly string[])[] = [
  ['userprincipalname', 'upn', 'username', 'gebruikersnaam'],
  ['id', 'objectid', 'userid'],
  ['mail', 'email', 'emailaddress', 'primarysmtpaddress', 'emailadres'],
  ['displayname', 'name', 'fullname', 'naam'],
]
const delimiters = [',', ';', '\t', '|'] as const

/**
 * The people in a CSV file, one a row. A header row says which column names them; without one, the cell with an address
 * counts, or else the first. https://www.rfc-editor.org/rfc/rfc4180
 */
export function peopleIn(bytes: Uint8Array): string[] {
  const rows = rowsOf(textOf(bytes)).filter((row) => row.some((cell) => cell.trim() !== ''))
  const [header] = rows
  if (header === undefined) return []
  const named = columns.flatMap((names) => {
    const place = header.findIndex((cell) => names.includes(cell.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')))
    return place < 0 ? [] : [place]
  })
  const entries =
    named.length > 0
      ? rows.slice(1).map((row) => named.map((place) => row[place] ?? '').find(isFilled))
      : rows.flatMap(bare)
  return entries.map((entry) => entryOf(entry ?? '')).filter(isFilled)
}

const isFilled = (text: string): boolean => text.trim() !== ''

/** A row of a file that is no table may hold several people, as a line that is typed may. */
function bare(row: readonly string[]): (string | undefined)[] {
  if (row.length === 1) return entriesIn(row[0] ?? '')
  const addresses = row.filter((cell) => cell.includes('@'))
  return addresses.length > 1 ? addresses : [addresses[0] ?? row.find(isFilled)]
}

/** UTF-8 or UTF-16, by its byte order mark or by its zeros; else as Windows has written it for decades. */
function textOf(bytes: Uint8Array): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return decoded(bytes, 'utf-16le')
  if (first === 0xfe && second === 0xff) return decoded(bytes, 'utf-16be')
  if (first !== 0 && second === 0) return decoded(bytes, 'utf-16le')
  if (first === 0 && second !== 0) return decoded(bytes, 'utf-16be')
  try {
    return decoded(bytes, 'utf-8')
  } catch {
    return decoded(bytes, 'windows-1252')
  }
}

const decoded = (bytes: Uint8Array, encoding: string): string =>
  new TextDecoder(encoding, { fatal: encoding === 'utf-8' }).decode(bytes)

/** Quoted cells may hold delimiters, line breaks, and quotes twice. */
function rowsOf(text: string): string[][] {
  const delimiter = delimiterOf(text)
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const one = text.charAt(at)
    if (quoted) {
      if (one !== '"') cell += one
      else if (text.charAt(at + 1) === '"') cell += text.charAt(at++)
      else quoted = false
    } else if (one === '"' && cell.trim() === '') {
      quoted = true
      cell = ''
    } else if (one === delimiter) {
      row.push(cell)
      cell = ''
    } else if (one === '\n' || one === '\r') {
      rows.push([...row, cell])
      row = []
      cell = ''
    } else cell += one
  }
  return [...rows, [...row, cell]]
}

/** The sign that stands most often in the first line, outside of quotes. */
function delimiterOf(text: string): string {
  const [first = ''] = text.trimStart().split(/[\r\n]/u)
  const bare = first.replace(/"[^"]*"/gu, '')
  const counted = delimiters.map((sign) => ({ sign, count: bare.split(sign).length - 1 }))
  return counted.reduce((best, one) => (one.count > best.count ? one : best)).sign
}
