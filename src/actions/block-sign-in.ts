import type { Action, Look } from './action.ts'

/**
 * PATCH accountEnabled: false, https://learn.microsoft.com/graph/api/user-update. A call of its own: in one PATCH with
 * the password, a refusal of the password would lose the block as well. Undo: accountEnabled back to what it was.
 */
export const blockSignIn: Action<'block-sign-in'> = {
  id: 'block-sign-in',
  permissions: ['User.EnableDisableAccount.All', 'User.Read.All'],
  directoryRoles: ['User Administrator', 'Privileged Authentication Administrator'],
  choose(facts) {
    if (facts.accountEnabled === false) return { action: 'block-sign-in', kind: 'already' }
    return { action: 'block-sign-in', kind: 'do', caution: facts.synced ? 'synced' : null }
  },
  isDone: blocked,
  act: (doing) => doing.tenant.blockSignIn(doing.leaver.id),
  prove: blocked,
  before: (facts) => facts.accountEnabled,
}

function blocked(look: Look) {
  if (!('account' in look) || look.account.accountEnabled !== false) return null
  const { at, requestId } = look.account
  return { field: 'accountEnabled', value: false, at, requestId } as const
}
