import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Change, change } from './transcript.ts'

/** Where the chat's history outlives the process; JSON lines, one change each. */
export type HistoryFile = { readonly past: readonly Change[]; append(line: Change): void }

/** Without a file nothing is kept. A line that a killed process left half written is left out. */
export function historyFileOf(file: string | undefined): HistoryFile {
  if (file === undefined) return { past: [], append: () => undefined }
  mkdirSync(dirname(file), { recursive: true })
  const past = existsSync(file) ? readFileSync(file, 'utf8').split('\n').flatMap(changeOf) : []
  writeFileSync(file, past.map(lineOf).join(''))
  return { past, append: (line) => appendFileSync(file, lineOf(line)) }
}

const lineOf = (line: Change): string => `${JSON.stringify(line)}\n`

function changeOf(line: string): Change[] {
  try {
    const parsed = change.safeParse(JSON.parse(line))
    return parsed.success ? [parsed.data] : []
  } catch {
    return []
  }
}
