import { parseArgs } from 'node:util'
import { z } from 'zod'
import { Failure } from '../errors.ts'
import { everything, type Search } from '../records/search.ts'
import { type ExportFormat, exportFormats } from './export.ts'

const usageOfHistory =
  'npm run history -- [--from 2026-01-01] [--to 2026-01-31] [--leaver <name or address>] [--requester <name>] [--open] [--format table|csv|json]'
const usageOfEvidence =
  'npm run evidence -- <offboarding id> [--out <folder>], or npm run evidence -- --verify <file.json> [--key <public key.pem>] [--digest <from the card>]'

const day = z.iso.date().transform((text) => Date.parse(`${text}T00:00:00Z`))
const name = z.string().max(100).default('')
const listed = z.object({
  from: day.optional(),
  to: day.optional(),
  leaver: name,
  requester: name,
  open: z.boolean().default(false),
  format: z.enum(exportFormats).default('table'),
})

const oneDay = 24 * 3_600_000

/**
 * Which list was asked for. Days are those of UTC, both included.
 * @throws Failure misconfigured, with a sentence that says what to type
 */
export function readListAsked(args: readonly string[]): { search: Search; format: ExportFormat } {
  const text = { type: 'string' } as const
  const options = {
    from: text,
    to: text,
    leaver: text,
    requester: text,
    open: { type: 'boolean' },
    format: text,
  } as const
  const parsed = listed.safeParse(valuesOf(() => parseArgs({ args: [...args], options }).values, usageOfHistory))
  if (!parsed.success) {
    const [wrong] = parsed.error.issues
    const what = wrong?.path[0] === 'from' || wrong?.path[0] === 'to' ? 'a day, such as 2026-01-31' : 'not understood'
    throw notUnderstood(`--${String(wrong?.path[0])} is ${what}.`, usageOfHistory)
  }
  const { from = null, to, leaver, requester, open, format } = parsed.data
  const until = to === undefined ? null : to + oneDay
  return { search: { ...everything, from, until, leaver, requester, open }, format }
}

/** Shorter ones could be found by trying. */
const digestShape = /^(?:\s*[\da-f]){16,64}\s*$/i

export type EvidenceAsked =
  | { readonly kind: 'make'; readonly offboarding: string; readonly out: string }
  | { readonly kind: 'verify'; readonly file: string; readonly key: string | null; readonly digest: string | null }

/** @throws Failure misconfigured, with a sentence that says what to type */
export function readEvidenceAsked(args: readonly string[]): EvidenceAsked {
  const text = { type: 'string' } as const
  const options = { verify: text, key: text, digest: text, out: text } as const
  const read = () => parseArgs({ args: [...args], options, allowPositionals: true })
  const { values, positionals } = valuesOf(read, usageOfEvidence)
  if (values.verify !== undefined && positionals.length === 0 && values.out === undefined) {
    const { verify: file, key = null, digest = null } = values
    if (digest !== null && !digestShape.test(digest))
      throw notUnderstood(
        '--digest is what the summary card shows, at least 16 of its letters and digits.',
        usageOfEvidence,
      )
    return { kind: 'verify', file, key, digest }
  }
  const [offboarding] = positionals
  const isMake =
    positionals.length === 1 && [values.verify, values.key, values.digest].every((one) => one === undefined)
  if (!isMake || !z.guid().safeParse(offboarding).success) {
    throw notUnderstood(
      'Give one offboarding by its id, which npm run history lists, or a file to verify.',
      usageOfEvidence,
    )
  }
  return { kind: 'make', offboarding: String(offboarding).toLowerCase(), out: values.out ?? '.' }
}

function valuesOf<T>(read: () => T, usage: string): T {
  try {
    return read()
  } catch {
    throw notUnderstood('The options were not understood.', usage)
  }
}

const notUnderstood = (sentence: string, usage: string) => new Failure('misconfigured', `${sentence}\nType: ${usage}`)
