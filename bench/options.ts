import { parseArgs } from 'node:util'
import { z } from 'zod'
import { Failure } from '../src/errors.ts'

export type BenchOptions = {
  /** The parts to run. */
  readonly parts: readonly string[]
  /** A few rounds of everything, to see that it works. Nothing is written: so few rounds say little. */
  readonly quick: boolean
}

/** @throws Failure misconfigured */
export function readOptions(words: readonly string[], known: readonly string[]): BenchOptions {
  const options = { only: { type: 'string', multiple: true }, quick: { type: 'boolean' } } as const
  try {
    const { values } = parseArgs({ args: [...words], options, allowPositionals: false })
    const only = z.array(z.enum(known)).parse((values.only ?? known).flatMap((value) => value.split(',')))
    return { parts: known.filter((part) => only.includes(part)), quick: values.quick ?? false }
  } catch {
    throw new Failure('misconfigured', `npm run bench -- [--quick] [--only ${known.join(',')}]`)
  }
}
