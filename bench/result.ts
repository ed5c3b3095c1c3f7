import { z } from 'zod'
import { ratiosOf, spreadOf } from './statistics.ts'

const spread = z.object({ count: z.number(), median: z.number(), q1: z.number(), q3: z.number() })

/** What is asked of the median of a ratio. */
const goal = z.object({ kind: z.enum(['at-most', 'at-least']), value: z.number() })
export type Goal = z.infer<typeof goal>

/** One comparison. `ratio` is ours by theirs, round by round. */
const row = z.object({
  what: z.string(),
  against: z.string(),
  unit: z.string(),
  ours: spread,
  theirs: spread,
  ratio: spread,
  goal: goal.nullable(),
  met: z.boolean().nullable(),
})
export type Row = z.infer<typeof row>

/** Figures that are no comparison of their own, as a table shows them. */
const table = z.object({
  title: z.string(),
  head: z.array(z.string()),
  lines: z.array(z.array(z.union([z.string(), z.number()]))),
})
export type Table = z.infer<typeof table>

/** A drawing that stands beside the page; `alt` says in words what it shows. */
const chart = z.object({ file: z.string(), alt: z.string() })
export type Chart = z.infer<typeof chart>

/** What one part measured. `notes` are what a reader has to know to read the figures, a paragraph each. */
const measured = z.object({
  rows: z.array(row),
  tables: z.array(table),
  charts: z.array(chart),
  notes: z.array(z.string()),
})
export type Measured = z.infer<typeof measured>

/** The file beside the page: each part with the commit that it measured and what it was measured on. */
export const resultsSchema = z.record(
  z.string(),
  measured.extend({
    commit: z.string(),
    machine: z.object({
      cpu: z.string(),
      cores: z.number(),
      memory: z.number(),
      node: z.string(),
      platform: z.string(),
    }),
    seconds: z.number(),
  }),
)
export type Results = z.infer<typeof resultsSchema>

type Compared = { what: string; against: string; unit: string; ours: readonly number[]; theirs: readonly number[] }

/** @param wanted for the median of the ratio */
export function compare({ what, against, unit, ours, theirs }: Compared, wanted: Goal | null): Row {
  const ratio = spreadOf(ratiosOf(ours, theirs))
  const met = wanted && isMet(wanted, ratio.median)
  return { what, against, unit, ours: spreadOf(ours), theirs: spreadOf(theirs), ratio, goal: wanted, met }
}

/** A goal is met by the figure as the table prints it: two decimals. */
export function isMet({ kind, value }: Goal, figure: number): boolean {
  const printed = Number(figure.toFixed(2))
  return kind === 'at-most' ? printed <= value : printed >= value
}

export const atMost = (value: number): Goal => ({ kind: 'at-most', value })
export const atLeast = (value: number): Goal => ({ kind: 'at-least', value })
