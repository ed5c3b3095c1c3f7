import { Failure } from '../errors.ts'
import type { State } from '../offboarding/evolve.ts'
import type { ActionId, StepId } from '../offboarding/plan.ts'
import type { Action } from './action.ts'
import { allowSignIn } from './allow-sign-in.ts'
import { blockEmail } from './block-email.ts'
import { blockSignIn } from './block-sign-in.ts'
import { resetPassword } from './reset-password.ts'
import { restoreEmail } from './restore-email.ts'
import { signOut } from './sign-out.ts'

/** The four actions in the order of Microsoft's article, which is the order in which they are offered and done. */
export const actions: readonly Action<ActionId>[] = [resetPassword, signOut, blockSignIn, blockEmail]

/**
 * How a step is done. What is restored was recorded before it was changed.
 * @throws Failure missing, when there is nothing on record to restore
 */
export function actionFor(id: StepId, state: State): Action {
  switch (id) {
    case 'reset-password':
      return resetPassword
    case 'sign-out':
      return signOut
    case 'block-sign-in':
      return blockSignIn
    case 'block-email':
      return blockEmail
    case 'allow-sign-in':
      return allowSignIn
    case 'restore-email': {
      const { before } = state.actions['block-email']
      if (before === null || typeof before === 'boolean')
        throw new Failure('missing', 'no email settings are on record')
      return restoreEmail(before)
    }
  }
}
