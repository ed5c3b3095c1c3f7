import { parseArgs } from 'node:util'
import { z } from 'zod'
import type { CloudName } from '../clouds.ts'
import { Failure } from '../errors.ts'
import { type Grant, waysOf } from './commands.ts'

const usage = 'npm run grant -- --app <application (client) id of the bot> [--for-admins] [--cloud usgov]'

const given = z.object({
  app: z.guid().toLowerCase(),
  'for-admins': z.boolean().default(false),
  cloud: z.enum(['public', 'usgov'] satisfies CloudName[]).default('public'),
})

/**
 * What was asked for on the command line.
 * @throws Failure misconfigured, with a sentence that says what to type
 */
export function readGrant(args: readonly string[]): Grant {
  const parsed = given.safeParse(optionsIn(args))
  if (parsed.success) return { app: parsed.data.app, forAdmins: parsed.data['for-admins'], cloud: parsed.data.cloud }
  const wrong = parsed.error.issues[0]?.path[0]
  if (wrong === 'cloud') throw notUnderstood('--cloud is public or usgov.')
  throw notUnderstood('--app is the application (client) id of the bot, a GUID: the same as CLIENT_ID.')
}

function optionsIn(args: readonly string[]): unknown {
  try {
    const options = { app: { type: 'string' }, 'for-admins': { type: 'boolean' }, cloud: { type: 'string' } } as const
    return parseArgs({ args: [...args], options }).values
  } catch {
    throw notUnderstood('The options were not understood.')
  }
}

const notUnderstood = (sentence: string) => new Failure('misconfigured', `${sentence}\nType: ${usage}`)

/** Everything that is printed: the commands in three ways, and what to know before and after. */
export function instructionsFor(grant: Grant): string {
  const ways = waysOf(grant).flatMap(({ title, lines }, place) => ['', `${place + 1}. ${title}`, '', ...lines])
  return [...before(grant), ...ways, '', ...after(grant), ''].join('\n')
}

const before = ({ app, forAdmins }: Grant): string[] => [
  `The least that the bot ${app} needs, as commands. Nothing was executed.`,
  'Run one of the three as a Privileged Role Administrator or Global Administrator.',
  forAdmins
    ? 'With Privileged Authentication Administrator the bot can act on every administrator, Global Administrators too.'
    : 'With User Administrator the bot can act on everybody but most administrators. For those as well, add --for-admins.',
]

const after = ({ forAdmins }: Grant): string[] => [
  'Roles come with a new token: a managed identity may keep its token for up to 24 hours.',
  ...(forAdmins ? ['If User Administrator was assigned before, it is no longer needed: remove it.'] : []),
  'Then: npm run validate',
  'What each is for: docs/permissions.md',
]
