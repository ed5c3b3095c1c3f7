import type { Plain } from '../plain.ts'

/** What somebody else's tool does for one leaver: its calls, one after another, and which of the actions they cover. */
export type Sequence = {
  readonly name: string
  readonly calls: number
  readonly actions: readonly string[]
  readonly proof: boolean
  run(plain: Plain, leaver: { readonly id: string; readonly userPrincipalName: string }): Promise<void>
}

/**
 * CIPP with RevokeSessions, ResetPass and DisableSignIn, and then its mailbox page for the six email apps: read from
 * KelvinTegelaar/CIPP-API, August 2026 (Invoke-CIPPOffboardingJob, Revoke-CIPPSessions, Set-CIPPResetPassword,
 * Set-CIPPSignInState, Set-CIPPCASMailbox). Calls to Graph's beta are made to v1.0, which is all that the simulated tenant
 * has. The hops of its queue between the steps are left out: how long they take could not be measured.
 */
export const cipp: Sequence = {
  name: 'CIPP',
  calls: 7,
  actions: ['reset-password', 'sign-out', 'block-sign-in', 'block-email'],
  proof: false,
  async run(plain, { id, userPrincipalName }) {
    await plain.graph(
      'GET',
      `/users/${encodeURIComponent(userPrincipalName)}?$select=id,displayName,onPremisesSyncEnabled`,
    )
    await plain.signOut(id)
    await plain.graph('GET', `/users/${id}?$select=onPremisesSyncEnabled`)
    await plain.resetPassword(id)
    await plain.graph('GET', `/users/${id}?$select=onPremisesSyncEnabled`)
    await plain.blockSignIn(id)
    await plain.blockEmail(id)
  },
}

/**
 * AdminDroid's M365 user offboarding script with its actions 2, 14 and 1: read from the script, April 2026. It asks for
 * the mailbox of everybody and has no action for the email apps. Signing in to both services is left out.
 */
export const adminDroid: Sequence = {
  name: 'AdminDroid script',
  calls: 5,
  actions: ['reset-password', 'sign-out', 'block-sign-in'],
  proof: false,
  async run(plain, { id, userPrincipalName }) {
    await plain.graph('GET', `/users/${encodeURIComponent(userPrincipalName)}`)
    await plain.mailbox(id)
    await plain.resetPassword(id)
    await plain.signOut(id)
    await plain.blockSignIn(id)
  },
}
