import { parseArgs } from 'node:util'
import { Failure } from '../errors.ts'

/** What was asked for on the command line. */
export type Asked = { readonly endpoint: string | null; readonly to: string | null }

const usage = 'npm run validate -- [--endpoint https://<host>/api/messages] [--to <object id or user principal name>]'

/** @throws Failure misconfigured, with a sentence that says what to type */
export function readAsked(args: readonly string[]): Asked {
  try {
    const options = { endpoint: { type: 'string' }, to: { type: 'string' } } as const
    const { endpoint = null, to = null } = parseArgs({ args: [...args], options }).values
    return { endpoint, to }
  } catch {
    throw new Failure('misconfigured', `The options were not understood.\nType: ${usage}`)
  }
}
