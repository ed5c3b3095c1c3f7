import { isDecided, type State } from '../offboarding/evolve.ts'
import type { ActionId } from '../offboarding/plan.ts'
import type { Words } from '../offboarding/words.ts'

export type OnPremises = { readonly text: string; readonly commands: readonly string[] }

/**
 * What an administrator of Active Directory runs for a synced leaver: the password twice against pass-the-hash, and the
 * account disabled, https://learn.microsoft.com/entra/identity/users/users-revoke-access. Set-ADAccountPassword asks
 * for the password itself, so none is ever written here. `null` where there is nothing to run, or no more.
 */
export function onPremisesOf(state: State, id: ActionId, words: Words): OnPremises | null {
  const { step, outcome } = state.actions[id]
  const failed = outcome?.kind === 'failed' && state.offer.facts.synced
  if (id === 'reset-password' && (failed || (step.kind === 'on-premises' && outcome === null))) {
    const reset = 'Set-ADAccountPassword -Reset -Identity $user'
    return { text: words.card.onPremisesPassword, commands: [userOf(state), reset, reset] }
  }
  const cautioned = step.kind === 'do' && step.caution === 'synced' && (!isDecided(state.actions[id]) || isDone(state))
  if (id === 'block-sign-in' && (failed || cautioned)) {
    return { text: words.card.onPremisesBlock, commands: [userOf(state), 'Disable-ADAccount -Identity $user'] }
  }
  return null
}

/** The cloud's block holds only until the next sync, so the command stays on the card when it is done. */
const isDone = (state: State): boolean => state.actions['block-sign-in'].outcome?.kind === 'done'

/** Single quotes keep PowerShell from reading anything in the name; one that is not plain is left to be filled in. */
function userOf(state: State): string {
  const name = state.leaver.userPrincipalName
  if (!/^[\p{L}\p{N}.'_!#^~@+-]{1,256}$/u.test(name)) return "$user = Get-ADUser -Identity '<sAMAccountName>'"
  return `$user = Get-ADUser -Filter 'UserPrincipalName -eq "${name.replaceAll("'", "''")}"'`
}
