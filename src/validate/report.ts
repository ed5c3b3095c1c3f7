import type { Check } from './check.ts'

const marks = { yes: 'works', no: 'missing', unknown: 'unknown' } as const

/** The table, and below it what to do. Ends with one line that sums up. */
export function reportOf(checks: readonly Check[]): string {
  const width = Math.max(...checks.map(({ name }) => name.length))
  const rows = checks.map(({ name, ok, detail }) => `${marks[ok].padEnd(9)}${name.padEnd(width + 2)}${detail}`)
  const fixes = checks.flatMap(({ name, fix }) => (fix === null ? [] : [`${name}:`, `  ${fix}`]))
  const toDo = fixes.length === 0 ? [] : ['', 'What to do', '', ...fixes]
  return [...rows, ...toDo, '', summary(checks), ''].join('\n')
}

function summary(checks: readonly Check[]): string {
  const count = (ok: Check['ok']) => checks.filter((check) => check.ok === ok).length
  return `${count('yes')} work, ${count('no')} missing, ${count('unknown')} unknown.`
}

/** Exit code of the process. Unknown is no failure. */
export const exitCodeOf = (checks: readonly Check[]): 0 | 1 => (checks.some(({ ok }) => ok === 'no') ? 1 : 0)
