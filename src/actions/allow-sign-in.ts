import type { Action, Look } from './action.ts'

/**
 * Undoes the block: PATCH accountEnabled: true, https://learn.microsoft.com/graph/api/user-update. The password stays as
 * nobody knows it, so an administrator sets a new one.
 */
export const allowSignIn: Action = {
  id: 'allow-sign-in',
  permissions: ['User.EnableDisableAccount.All', 'User.Read.All'],
  directoryRoles: ['User Administrator', 'Privileged Authentication Administrator'],
  choose: () => ({ action: 'allow-sign-in', kind: 'do', caution: null }),
  isDone: allowed,
  act: (doing) => doing.tenant.allowSignIn(doing.leaver.id),
  prove: allowed,
  before: ({ accountEnabled }) => accountEnabled,
}

function allowed(look: Look) {
  if (!('account' in look) || look.account.accountEnabled !== true) return null
  const { at, requestId } = look.account
  return { field: 'accountEnabled', value: true, at, requestId } as const
}
