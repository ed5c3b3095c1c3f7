import type { z } from 'zod'
import { Failure } from './errors.ts'
import type { Environment } from './settings.ts'

/** What the schema makes of the settings; `null`, with every fault of theirs added to `faults`, when it refuses them. */
export function parsed<T extends z.ZodType>(schema: T, values: Environment, faults: string[]): z.infer<T> | null {
  const result = schema.safeParse(values)
  if (result.success) return result.data
  for (const { path, message } of result.error.issues) faults.push(`${String(path[0])} ${message}`)
  return null
}

/** Says everything that is wrong, once. */
export function misconfigured(faults: readonly string[]): Failure {
  const lines = [...new Set(faults)].map((fault) => `  ${fault}.`)
  return new Failure('misconfigured', `Offboard cannot start as it is configured:\n${lines.join('\n')}`)
}
