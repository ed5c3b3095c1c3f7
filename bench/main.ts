import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { startOrExplain } from '../src/stopping.ts'
import { thisCommit, thisMachine } from './machine.ts'
import { readOptions } from './options.ts'
import { quoted } from './page.ts'
import { type Drawing, type Part, plain } from './part.ts'
import { alternatives } from './parts/alternatives.ts'
import { coldStart } from './parts/cold-start.ts'
import { growth } from './parts/growth.ts'
import { tapToLocked } from './parts/tap-to-locked.ts'
import { turns } from './parts/turns.ts'
import { type Results, resultsSchema } from './result.ts'
import { markdownOf } from './table.ts'

const parts: Readonly<Record<string, { title: string; measure: Part }>> = {
  '1': { title: 'Tap to locked', measure: tapToLocked },
  '2': { title: 'Against the alternatives', measure: alternatives },
  '3': { title: 'A turn', measure: turns },
  '4': { title: 'Cold start', measure: coldStart },
  '5': { title: 'Growth', measure: growth },
}

const page = new URL('../docs/performance.md', import.meta.url)
const folder = new URL('../docs/performance/', import.meta.url)
const file = new URL('results.json', folder)

/** Measures, prints what came of it, and puts it into the docs. */
await startOrExplain(async () => {
  const { parts: wanted, quick } = readOptions(process.argv.slice(2), Object.keys(parts))
  const results: Results = {}
  const drawings: Drawing[] = []
  for (const number of wanted) {
    const part = parts[number]
    if (!part) continue
    say(`\n## ${number}. ${part.title}\n`)
    const started = performance.now()
    const { drawn, ...measured } = await part.measure({ quick, say })
    const seconds = (performance.now() - started) / 1_000
    const result = { ...plain(measured, drawn), commit: thisCommit(), machine: thisMachine(), seconds }
    results[number] = result
    drawings.push(...drawn)
    say(`${markdownOf(result)}\n\n${Math.round(seconds)} s`)
  }
  if (!quick) await write(results, drawings)
})

async function write(results: Results, drawings: readonly Drawing[]): Promise<void> {
  await mkdir(folder, { recursive: true })
  const before = await readFile(file, 'utf8').catch(() => '{}')
  const all = { ...resultsSchema.parse(JSON.parse(before)), ...results }
  await writeFile(file, `${JSON.stringify(all, null, 2)}\n`)
  for (const { file: name, svg } of drawings) await writeFile(new URL(name, folder), svg)
  await writeFile(page, quoted(await readFile(page, 'utf8'), all))
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
