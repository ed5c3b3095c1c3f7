import type { StepId } from '../../src/offboarding/plan.ts'
import contract from '../contracts/role-matrix.json' with { type: 'json' }

export type RoleName = keyof typeof contract.roleTemplateIds
export const roleNames = Object.keys(contract.roleTemplateIds) as RoleName[]

export const columns = ['Password', 'Helpdesk', 'Authentication', 'User', 'Privileged Authentication', 'Global']
const onlyTheHighest = ['-', '-', '-', '-', 'RB', 'RB']

/**
 * Microsoft's table as its page prints it, typed off by hand: R reset and sign out, B block as well.
 * https://learn.microsoft.com/entra/identity/role-based-access-control/privileged-roles-permissions
 */
const table: readonly (readonly [readonly RoleName[], readonly string[]])[] = [
  [
    ['Directory Readers', 'Guest Inviter', 'Password Administrator'],
    ['R', 'R', 'RB', 'RB', 'RB', 'RB'],
  ],
  [
    ['Message Center Reader', 'Reports Reader', 'Usage Summary Reports Reader', 'User Experience Success Manager'],
    ['-', 'R', 'RB', 'RB', 'RB', 'RB'],
  ],
  [['Helpdesk Administrator'], ['-', 'R', '-', 'RB', 'RB', 'RB']],
  [
    ['Groups Administrator', 'User Administrator'],
    ['-', '-', '-', 'RB', 'RB', 'RB'],
  ],
  [['Authentication Administrator'], ['-', '-', 'RB', '-', 'RB', 'RB']],
]
const withoutRole = ['R', 'R', 'RB', 'RB', 'RB', 'RB']
export const exchange = ['Exchange Administrator', 'Exchange Recipient Administrator', 'Global Administrator']

const rowOf = (leaver: RoleName | null): readonly string[] =>
  leaver === null ? withoutRole : (table.find(([names]) => names.includes(leaver))?.[1] ?? onlyTheHighest)

const atExchange: readonly StepId[] = ['block-email', 'restore-email', 'block-more-email', 'restore-more-email']
const ofSignIn: readonly StepId[] = ['block-sign-in', 'allow-sign-in']

/** What the printed table says, whatever the code says. To undo needs what to do needs. */
export function tableAllows(holder: string, leaver: RoleName | null, action: StepId): boolean {
  if (atExchange.includes(action)) return exchange.includes(holder)
  const cell = rowOf(leaver)[columns.indexOf(holder.replace(' Administrator', ''))] ?? '-'
  return cell.includes(ofSignIn.includes(action) ? 'B' : 'R')
}

export const highest = ['Global Administrator', 'Privileged Authentication Administrator']

/** Several roles on either side: one of the holder's has to be enough for each of the leaver's. */
export function tableAllowsAny(
  holders: readonly RoleName[],
  leaver: { readonly roles: readonly RoleName[]; readonly onlyHighest: boolean },
  action: StepId,
): boolean {
  return holders.some((holder) => {
    const highEnough = atExchange.includes(action) || !leaver.onlyHighest || highest.includes(holder)
    return highEnough && [null, ...leaver.roles].every((role) => tableAllows(holder, role, action))
  })
}
