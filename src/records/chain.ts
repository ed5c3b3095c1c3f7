import { createHash } from 'node:crypto'

/** One line of a history as it is kept; `data` is the event as JSON. */
export type Line = { seq: number; type: string; data: string; at: number; hash: string }

/** Each event carries the hash of the one before it, so that an altered history shows. SHA-256, hexadecimal. */
export function hashOf(previous: string, id: string, { seq, at, data }: Pick<Line, 'seq' | 'at' | 'data'>): string {
  return createHash('sha256').update([previous, id, seq, at, data].join('\n')).digest('hex')
}

/** The first of these lines that does not fit its hash, its place or its kind; `null` when all do. */
export function firstMisfit(id: string, lines: readonly Line[]): number | null {
  let previous = ''
  for (const [index, line] of lines.entries()) {
    const fits = line.seq === index && line.hash === hashOf(previous, id, line)
    if (!fits || (JSON.parse(line.data) as { type: unknown }).type !== line.type) return index
    previous = line.hash
  }
  return null
}
