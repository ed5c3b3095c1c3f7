import type { Action } from './action.ts'
import { isSince } from './moment.ts'

/**
 * Invalidates refresh tokens and browser session cookies. POST revokeSignInSessions,
 * https://learn.microsoft.com/graph/api/user-revokesigninsessions. Its answer is always `true` and carries nothing
 * (known issue), so only the read-back counts. Guests are signed out by their home tenant. There is no undo, and none
 * is needed: whoever is let in again signs in again.
 */
export const signOut: Action<'sign-out'> = {
  id: 'sign-out',
  permissions: ['User.RevokeSessions.All', 'User.Read.All'],
  directoryRoles: ['User Administrator', 'Privileged Authentication Administrator'],
  choose(facts) {
    if (facts.guest) return { action: 'sign-out', kind: 'skip', reason: 'home-tenant' }
    return { action: 'sign-out', kind: 'do', caution: null }
  },
  isDone: () => null,
  act: (doing) => doing.tenant.revokeSessions(doing.leaver.id),
  prove(look, answer) {
    if (!('account' in look) || !isSince(look.account.sessionsValidFrom, answer.since)) return null
    const { at, requestId, sessionsValidFrom } = look.account
    return { field: 'signInSessionsValidFromDateTime', value: sessionsValidFrom, at, requestId }
  },
  before: () => null,
}
