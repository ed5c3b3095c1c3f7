import type { Goal, Measured, Row, Table } from './result.ts'
import type { Spread } from './statistics.ts'

/** Everything that a part measured, as Markdown. */
export function markdownOf({ rows, tables, charts, notes }: Measured): string {
  const parts = [
    rows.length > 0 ? comparisons(rows) : '',
    ...tables.map((table) => (table.lines.length > 0 ? `${table.title}\n\n${grid(table.head, table.lines)}` : '')),
    ...charts.map(({ file, alt }) => `![${alt}](performance/${file})`),
    ...notes,
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function comparisons(rows: readonly Row[]): string {
  const head = ['measured', 'Offboard', 'against', 'ratio, median (quartiles)', 'goal', '']
  const lines = rows.map(({ what, against, unit, ours, theirs, ratio, goal, met }) => [
    what,
    `${figure(ours.median)} ${unit}`,
    `${against}: ${figure(theirs.median)} ${unit}`,
    `**${ratio.median.toFixed(2)}** (${ratio.q1.toFixed(2)} to ${ratio.q3.toFixed(2)}, n = ${ratio.count})`,
    goal === null ? '' : goalText(goal),
    met === null ? '' : met ? 'met' : 'missed',
  ])
  return grid(head, lines)
}

const goalText = ({ kind, value }: Goal): string => `${kind === 'at-most' ? '≤' : '≥'} ${value.toFixed(2)}`

export const spreadText = ({ median, q1, q3 }: Spread): string => `${figure(median)} (${figure(q1)} to ${figure(q3)})`

/** Three digits that count; more would pretend to be exact. */
export function figure(value: number): string {
  if (value === 0) return '0'
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))))
  return value.toFixed(Math.min(digits, 3))
}

function grid(head: readonly string[], lines: Table['lines']): string {
  const row = (cells: readonly (string | number)[]) =>
    `| ${cells.map((cell) => (typeof cell === 'number' ? figure(cell) : cell)).join(' | ')} |`
  return [row(head), `|${head.map(() => '---').join('|')}|`, ...lines.map(row)].join('\n')
}
