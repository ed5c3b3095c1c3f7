import type { ActionId } from '../offboarding/plan.ts'
import type { Action } from './action.ts'
import { blockEmail } from './block-email.ts'
import { blockSignIn } from './block-sign-in.ts'
import { resetPassword } from './reset-password.ts'
import { signOut } from './sign-out.ts'

/** The four actions in the order of Microsoft's article, which is the order in which they are offered and done. */
export const actions: readonly Action[] = [resetPassword, signOut, blockSignIn, blockEmail]

export const actionOf: Readonly<Record<ActionId, Action>> = {
  'reset-password': resetPassword,
  'sign-out': signOut,
  'block-sign-in': blockSignIn,
  'block-email': blockEmail,
}
