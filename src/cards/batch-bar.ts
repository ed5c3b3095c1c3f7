import type { Words } from '../offboarding/words.ts'

const cells = 16

/**
 * How far something is, as a line of text: it shows in every client, in every theme and when read aloud, where Teams' own
 * ProgressBar needs a new one. Full only when everything is done.
 */
export function barOf(done: number, of: number, words: Words): string {
  const share = of === 0 ? 0 : Math.min(1, done / of)
  const filled = Math.floor(share * cells)
  return words.batchProgress.bar('█'.repeat(filled) + '░'.repeat(cells - filled), Math.floor(share * 100))
}
