import { Failure } from '../errors.ts'
import type { Facts } from '../offboarding/facts.ts'
import type { Action, Doing } from './action.ts'
import { isSince } from './moment.ts'

const classes = ['ABCDEFGHJKLMNPQRSTUVWXYZ', 'abcdefghijkmnopqrstuvwxyz', '23456789', '!#$%*+-=?@_~'] as const
const alphabet = classes.join('')
const length = 32
const maxPasswords = 3

/**
 * Sets a random password that nobody ever sees: it lives in one local variable for the length of one call.
 * PATCH passwordProfile, https://learn.microsoft.com/graph/api/user-update (app-only needs User Administrator besides
 * the permission, and cannot be used for federated users). There is no undo: an admin sets a new password.
 */
export const resetPassword: Action<'reset-password'> = {
  id: 'reset-password',
  permissions: ['User-PasswordProfile.ReadWrite.All', 'User.Read.All'],
  directoryRoles: ['User Administrator', 'Privileged Authentication Administrator'],
  choose(facts) {
    if (facts.guest) return { action: 'reset-password', kind: 'skip', reason: 'home-tenant' }
    if (facts.federated) return { action: 'reset-password', kind: 'skip', reason: 'federated' }
    if (facts.synced && !facts.cloudPasswordForSynced) return { action: 'reset-password', kind: 'on-premises' }
    return { action: 'reset-password', kind: 'do', caution: facts.synced ? 'synced' : null }
  },
  isDone: () => null,
  async act(doing) {
    for (let tries = 1; ; tries++) {
      const answer = await doing.tenant
        .resetPassword(doing.leaver.id, newPassword(doing.randomBytes, doing.leaver))
        .catch((failure: unknown) => {
          // A banned-password list may refuse even a random one; another is drawn, and the last refusal stands.
          if (tries < maxPasswords && failure instanceof Failure && failure.about === 'password-policy') return null
          throw failure
        })
      if (answer) return answer
    }
  },
  prove(look, answer) {
    if (!('account' in look) || !isSince(look.account.passwordChangedAt, answer.since)) return null
    const { at, requestId, passwordChangedAt } = look.account
    return { field: 'lastPasswordChangeDateTime', value: passwordChangedAt, at, requestId }
  },
  before: () => null,
}

/** 32 characters with every class in it and none of the leaver's names; about 190 bits. Exported for its test only. */
export function newPassword(randomBytes: Doing['randomBytes'], facts: Facts): string {
  const names = namesOf(facts)
  for (;;) {
    const password = Array.from({ length }, () => pick(alphabet, randomBytes)).join('')
    const complete = classes.every((characters) => [...characters].some((one) => password.includes(one)))
    if (complete && !names.some((name) => password.toLowerCase().includes(name))) return password
  }
}

/** Rejection sampling, so that every character is equally likely. */
function pick(characters: string, randomBytes: Doing['randomBytes']): string {
  const limit = 256 - (256 % characters.length)
  for (;;) {
    const byte = randomBytes(1)[0] ?? 255
    if (byte < limit) return characters.charAt(byte % characters.length)
  }
}

function namesOf(facts: Facts): string[] {
  const words = [facts.displayName, facts.givenName, facts.surname, facts.userPrincipalName, facts.mail]
  return words.flatMap((text) => (text ?? '').toLowerCase().split(/[^\p{L}\p{N}]+/u)).filter((name) => name.length >= 3)
}
