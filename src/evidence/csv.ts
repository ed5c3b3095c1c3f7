/**
 * One row of CSV, as RFC 4180 has it. A cell that a spreadsheet would take for a formula begins with an apostrophe
 * instead: names come from people, https://owasp.org/www-community/attacks/CSV_Injection.
 */
export function csvRow(cells: readonly (string | number | null)[]): string {
  return `${cells.map((cell) => (cell === null ? '' : cellOf(String(cell)))).join(',')}\r\n`
}

function cellOf(text: string): string {
  const harmless = /^[\s\p{Cc}]*[=+\-@\t\r＝＋－＠]/u.test(text) ? `'${text}` : text
  return /[",\r\n']/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
