import { Failure } from '../errors.ts'
import { type EmailSwitch, moreIn, sixIn } from '../offboarding/email-switches.ts'
import type { State } from '../offboarding/evolve.ts'
import { emailApps } from '../offboarding/facts.ts'
import { moreEmailApps } from '../offboarding/more-email.ts'
import type { ActionId, StepId } from '../offboarding/plan.ts'
import type { UndoStepId } from '../offboarding/undo.ts'
import type { Action } from './action.ts'
import { allowSignIn } from './allow-sign-in.ts'
import { blockEmail } from './block-email.ts'
import { blockMoreEmail } from './block-more-email.ts'
import { blockSignIn } from './block-sign-in.ts'
import { resetPassword } from './reset-password.ts'
import { restoreEmail } from './restore-email.ts'
import { restoreMoreEmail } from './restore-more-email.ts'
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
      const before = sixIn(state.actions['block-email'].before)
      if (before === null) throw new Failure('missing', 'no email settings are on record')
      const restored = restoredBy(state, 'restore-email')
      return restoreEmail(
        before,
        emailApps.filter((app) => restored.includes(app)),
      )
    }
    case 'block-more-email':
      return blockMoreEmail
    case 'restore-more-email': {
      const before = moreIn(state.actions['block-more-email'].before)
      if (before === null) throw new Failure('missing', 'no settings of the email apps beyond the six are on record')
      const restored = restoredBy(state, 'restore-more-email')
      return restoreMoreEmail(
        before,
        moreEmailApps.filter((app) => restored.includes(app)),
      )
    }
  }
}

/** The apps that whoever confirmed the undo saw: those that are still as we left them. */
function restoredBy({ undo }: State, step: UndoStepId): readonly EmailSwitch[] {
  const item = undo?.offer.plan[step]
  return item?.kind === 'do' ? item.apps : []
}
