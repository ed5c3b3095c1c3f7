export const delimiters = [',', ';', '\t', '|'] as const
export type Delimiter = (typeof delimiters)[number]

/** `row` is its number in the file, as a spreadsheet counts. */
export type CsvRow = { readonly row: number; readonly cells: readonly string[] }

/** The number of a line whose quotes cannot be paired: what follows it would be swallowed. */
export type BrokenQuotes = { readonly line: number }

/** No cell of a list of people is longer. */
const mostLines = 20

/** UTF-8 or UTF-16, by its byte order mark or by its zeros; else as Windows has written it for decades. */
export function textOf(bytes: Uint8Array): string {
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

/**
 * The rows that hold anything. Quoted cells may hold delimiters, line breaks, and quotes twice; what follows their end
 * is the end of the cell. https://www.rfc-editor.org/rfc/rfc4180
 * @param delimiter `null` where a row is one cell
 */
export function rowsOf(text: string, delimiter: Delimiter | null): readonly CsvRow[] | BrokenQuotes {
  const lines = text.split(/\r\n|\n|\r/u)
  const rows: CsvRow[] = []
  for (let at = 0, row = 1; at < lines.length; row++) {
    let whole = lines[at] ?? ''
    let cells = cellsOf(whole, delimiter)
    const begun = at++
    while (cells === 'open' && at < lines.length && at - begun < mostLines) {
      whole = `${whole}\n${lines[at++]}`
      cells = cellsOf(whole, delimiter)
    }
    // An address within several lines of one cell is a person who would vanish.
    if (typeof cells === 'string' || cells.some((cell) => /\n/u.test(cell) && cell.includes('@')))
      return { line: begun + 1 }
    if (cells.some((cell) => cell.trim() !== '')) rows.push({ row, cells })
  }
  return rows
}

/** @returns `open` where a quoted cell goes on in the next line, `broken` where it goes on behind its end */
function cellsOf(text: string, delimiter: Delimiter | null): string[] | 'open' | 'broken' {
  const cells: string[] = []
  for (let at = 0; at <= text.length; ) {
    const quoted = /^ *"((?:[^"]+|"")*)("?) */u.exec(text.slice(at))
    if (quoted) {
      const [all, cell = '', end] = quoted
      if (end === '') return 'open'
      const next = text.charAt(at + all.length)
      if (next !== '' && next !== delimiter) return 'broken'
      cells.push(cell.replaceAll('""', '"'))
      at += all.length + 1
    } else {
      const end = delimiter === null ? -1 : text.indexOf(delimiter, at)
      cells.push(text.slice(at, end < 0 ? undefined : end))
      at = end < 0 ? text.length + 1 : end + 1
    }
  }
  return cells
}
