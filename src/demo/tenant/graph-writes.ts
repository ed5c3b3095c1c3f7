import { z } from 'zod'
import type { User } from './company.ts'
import { type Change, toSeconds } from './directory.ts'
import { badRequest, type Call, denied, holds, type Route } from './graph-call.ts'
import { userOf } from './graph-users.ts'
import { mayWrite } from './membership.ts'
import { classesIn, isAccepted } from './password-policy.ts'
import type { WriteKind } from './state.ts'
import type { Answer } from './world.ts'

export const writeRoutes: readonly Route[] = [
  {
    method: 'PATCH',
    template: '/users/{id}',
    options: [],
    permissions: [
      'User-PasswordProfile.ReadWrite.All',
      'User.EnableDisableAccount.All',
      'User.ReadWrite.All',
      'Directory.ReadWrite.All',
    ],
    answer: update,
  },
  {
    method: 'POST',
    template: '/users/{id}/revokeSignInSessions',
    options: [],
    permissions: ['User.RevokeSessions.All', 'User.ReadWrite.All', 'Directory.ReadWrite.All'],
    answer: revoke,
  },
]

const profileSchema = z.strictObject({
  forceChangePasswordNextSignIn: z.boolean().optional(),
  forceChangePasswordNextSignInWithMfa: z.boolean().optional(),
  password: z.string().optional(),
})
/** Other properties exist, but an app that asks for no more than it needs may not write them. */
const patchSchema = z.strictObject({
  accountEnabled: z.boolean().optional(),
  passwordProfile: profileSchema.optional(),
})
type Patch = z.output<typeof patchSchema>

/** All of a PATCH or nothing: one property that is refused loses the others with it. */
function update(call: Call): Answer {
  const user = userOf(call)
  const patch = patchOf(call.body)
  checkPermissions(call, user, patch)
  checkValues(call, user, patch)
  const at = toSeconds(call.world.now())
  const password = patch.passwordProfile?.password
  const change: Change = {
    ...(patch.accountEnabled === undefined ? {} : { accountEnabled: patch.accountEnabled }),
    ...(password === undefined ? {} : { lastPasswordChangeDateTime: at }),
  }
  call.world.directory.change(user, change)
  if (password !== undefined) record(call, user, 'password', { length: password.length, classes: classesIn(password) })
  if (patch.accountEnabled !== undefined) record(call, user, 'account', { accountEnabled: patch.accountEnabled })
  return { status: 204 }
}

function patchOf(body: unknown): Patch {
  const patch = patchSchema.safeParse(body)
  if (patch.success && Object.keys(patch.data).length > 0) return patch.data
  const issue = patch.error?.issues[0]
  if (issue?.code === 'unrecognized_keys') {
    if (issue.path.length === 0) throw denied()
    throw badRequest(`Invalid property '${issue.keys[0]}'.`)
  }
  const property = issue?.path.join('.') ?? ''
  throw badRequest(
    property === ''
      ? 'The request body is empty.'
      : `Invalid value specified for property '${property}' of resource 'User'.`,
  )
}

function checkPermissions(call: Call, user: User, patch: Patch): void {
  const { company } = call.world
  const { wids } = call.claims
  if (patch.passwordProfile !== undefined) {
    // User.ReadWrite.All alone does not cover a password, https://learn.microsoft.com/graph/api/user-update
    if (!holds(call, 'User-PasswordProfile.ReadWrite.All') || !mayWrite(company, user, wids, 'password')) throw denied()
  }
  if (patch.accountEnabled !== undefined) {
    const permitted =
      holds(call, 'User.ReadWrite.All', 'Directory.ReadWrite.All') ||
      (holds(call, 'User.EnableDisableAccount.All') && holds(call, 'User.Read.All'))
    if (!permitted || !mayWrite(company, user, wids, 'block')) throw denied()
  }
}

function checkValues(call: Call, user: User, patch: Patch): void {
  const { company } = call.world
  if (user.onPremisesSyncEnabled === true && company.onPremisesWrites === 'refused')
    throw badRequest(
      'Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.',
    )
  if (patch.passwordProfile === undefined) return
  // That it is refused is documented; the words are not.
  const domain = user.userPrincipalName.split('@').at(-1) ?? ''
  if (company.federatedDomains.includes(domain.toLowerCase()))
    throw badRequest('Unable to update the password of a federated user.')
  const { password } = patch.passwordProfile
  if (password !== undefined && !isAccepted(password, user))
    throw badRequest(
      'The specified password does not comply with password complexity requirements. Please provide a different password.',
    )
}

/** The answer is always `true` and proves nothing, https://learn.microsoft.com/graph/known-issues */
function revoke(call: Call): Answer {
  const user = userOf(call)
  if (!mayWrite(call.world.company, user, call.claims.wids, 'sessions')) throw denied()
  call.world.directory.change(user, { signInSessionsValidFromDateTime: toSeconds(call.world.now()) })
  record(call, user, 'sessions', {})
  const context = `${call.world.origin()}/v1.0/$metadata#Edm.Boolean`
  return { status: 200, body: { '@odata.context': context, value: true } }
}

function record(call: Call, user: User, kind: WriteKind, detail: Readonly<Record<string, boolean | number>>): void {
  const at = new Date(call.world.now()).toISOString()
  call.world.recorder.write({ at, kind, id: user.id, requestId: call.request.requestId, detail })
}
