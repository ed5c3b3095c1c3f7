import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { emailApps } from '../../offboarding/facts.ts'
import { moreEmailApps } from '../../offboarding/more-email.ts'
import type { User } from './company.ts'
import { toSeconds } from './directory.ts'
import type { World } from './world.ts'

/** Object id or user principal name. */
const who = z.string().min(1)
/** Who did it, by display name; an app of Microsoft's own without it. */
const by = z.string().optional()

/** What others than the bot do in the tenant. `POST /_happen` takes one of these. */
export const happeningSchema = z.discriminatedUnion('what', [
  z.object({ what: z.literal('sign-in-allowed'), who, by }),
  z.object({ what: z.literal('sign-in-blocked'), who, by }),
  z.object({ what: z.literal('password-changed'), who, by }),
  z.object({
    what: z.literal('email-app'),
    who,
    app: z.enum([...emailApps, ...moreEmailApps]),
    on: z.boolean().default(true),
  }),
  z.object({
    what: z.literal('sign-in'),
    who,
    app: z.string().default('Office 365 Exchange Online'),
    city: z.string().default('Amsterdam'),
    country: z.string().default('NL'),
    /** The password as it was before the bot changed it, or another way, such as a passkey. */
    with: z.enum(['password', 'passkey']).default('password'),
    /** How Entra ended it, by its number, where that is not to follow from the rest. */
    code: z.int().optional(),
  }),
])
export type HappeningOrder = z.input<typeof happeningSchema>

/** A change that stands in the audit log of the directory, and who made it. */
export type DirectoryEvent = {
  readonly at: string
  readonly id: string
  readonly activity: string
  readonly by: string | null
  readonly requestId: string
}

export type SignInEvent = {
  readonly at: string
  readonly id: string
  readonly app: string
  readonly city: string
  readonly country: string
  /** 0, or Entra's number of the error, https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
  readonly errorCode: number
  readonly requestId: string
}

/** Lets it happen now. @returns whether there is somebody by that name */
export function happen(world: World, order: HappeningOrder): boolean {
  const happening = happeningSchema.parse(order)
  const user = world.directory.find(happening.who)
  if (user === undefined) return false
  const at = new Date(world.now()).toISOString()
  switch (happening.what) {
    case 'sign-in-allowed':
    case 'sign-in-blocked': {
      const accountEnabled = happening.what === 'sign-in-allowed'
      world.directory.change(user, { accountEnabled })
      logged(world, user, accountEnabled ? 'Enable account' : 'Disable account', happening.by)
      return true
    }
    case 'password-changed':
      world.directory.change(user, { lastPasswordChangeDateTime: toSeconds(world.now()) })
      logged(world, user, 'Reset user password', happening.by)
      return true
    case 'email-app':
      if (user.mailbox === null) return false
      world.directory.change(user, {
        mailbox: { ...user.mailbox, [happening.app]: switchTo(happening.app, happening.on) },
      })
      return true
    case 'sign-in': {
      const { app, city, country } = happening
      const errorCode = happening.code ?? errorOf(world, user, happening.with)
      world.recorder.signedIn({ at, id: user.id, app, city, country, errorCode, requestId: randomUUID() })
      return true
    }
  }
}

/** SMTP AUTH has a switch that turns it off. */
const switchTo = (app: string, on: boolean): boolean => (app === 'SmtpClientAuthenticationDisabled' ? !on : on)

function logged(world: World, user: User, activity: string, by: string | undefined): void {
  const at = new Date(world.now()).toISOString()
  world.recorder.directoryChanged({ at, id: user.id, activity, by: by ?? null, requestId: randomUUID() })
}

const disabled = 50057
const wrongPassword = 50126

function errorOf(world: World, user: User, way: 'password' | 'passkey'): number {
  if (!user.accountEnabled) return disabled
  const wasReset = world.recorder.writes.some(({ kind, id }) => kind === 'password' && id === user.id)
  return way === 'password' && wasReset ? wrongPassword : 0
}
