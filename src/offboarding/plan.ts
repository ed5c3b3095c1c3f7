import { createHash } from 'node:crypto'
import type { SecondPersonReason } from './events.ts'
import type { Facts } from './facts.ts'

/** The four actions, in the article's order, which is the order in which they are offered and done. */
export const actionIds = ['reset-password', 'sign-out', 'block-sign-in', 'block-email'] as const
export type ActionId = (typeof actionIds)[number]

/**
 * Everything that is done at Microsoft: the four, the email apps beyond the article's six, and what undoes them. Each is
 * confirmed, attempted, answered and proven the same way; only the four have a place in the plan.
 */
export const stepIds = [
  ...actionIds,
  'block-more-email',
  'allow-sign-in',
  'restore-email',
  'restore-more-email',
] as const
export type StepId = (typeof stepIds)[number]

/** What Exchange does; everything else is Graph's. */
const emailSteps: readonly StepId[] = ['block-email', 'block-more-email', 'restore-email', 'restore-more-email']
export const isEmail = (id: StepId): boolean => emailSteps.includes(id)

/** Why a step is not done, as far as the facts decide it. */
export type SkipReason = 'no-mailbox' | 'home-tenant' | 'federated'

/**
 * One action of a plan. `do` asks for a confirmation; `on-premises` shows commands that an administrator of Active
 * Directory runs; `already` is proven by a read and needs no tap; `skip` is not done, for the reason given.
 */
export type Step =
  | { readonly action: StepId; readonly kind: 'do'; readonly caution: 'synced' | null }
  | { readonly action: StepId; readonly kind: 'on-premises' }
  | { readonly action: StepId; readonly kind: 'already' }
  | { readonly action: StepId; readonly kind: 'skip'; readonly reason: SkipReason }

export type Plan = { readonly [action in ActionId]: Step }

/** What a plan needs of an action: its name and its choice. */
export type Choosing = { readonly id: ActionId; choose(facts: Facts): Step }

/** Plans every action from the facts; steps in `kept` are those already decided, which new facts do not change. */
export function planFor(facts: Facts, actions: readonly Choosing[], kept: Partial<Plan> = {}): Plan {
  const steps = actions.map((action) => [action.id, kept[action.id] ?? action.choose(facts)] as const)
  return Object.fromEntries(steps) as Plan
}

/**
 * What a confirmation consents to: who the leaver is, the facts that decided, who has to confirm, and the steps. Facts
 * that our own actions change (account state, app switches, times) count only through the steps.
 * @param moreEmail whether the email apps beyond the six were chosen
 * @returns 32 hexadecimal characters of SHA-256
 */
export function digestOf(
  facts: Facts,
  plan: Plan,
  secondPerson: readonly SecondPersonReason[],
  moreEmail = false,
): string {
  const roles = facts.roles.known ? facts.roles.value.map((role) => `${role.id}:${role.eligible}`).sort() : null
  const decisive = [
    [facts.id, facts.displayName, facts.userPrincipalName],
    [facts.guest, facts.synced, facts.federated, facts.restricted, roles],
    facts.roleAssignableGroup.known ? facts.roleAssignableGroup.value : null,
    facts.namesakes.known ? facts.namesakes.value : null,
    secondPerson,
    actionIds.map((id) => stepKey(plan[id])),
    ...(moreEmail ? ['more email'] : []),
  ]
  return createHash('sha256').update(JSON.stringify(decisive)).digest('hex').slice(0, 32)
}

/** What changed between two sets of facts and their plans, for the card that asks again. */
export type Change = 'name' | 'roles' | 'mailbox' | 'account' | 'origin' | 'namesakes'

export function changesBetween(before: Facts, after: Facts): Change[] {
  const differs = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b)
  const rolesOf = (facts: Facts) => [
    facts.roles.known && facts.roles.value.map((role) => `${role.id}:${role.eligible}`).sort(),
    facts.roleAssignableGroup,
    facts.restricted,
  ]
  const changes: [Change, boolean][] = [
    ['name', differs([before.displayName, before.userPrincipalName], [after.displayName, after.userPrincipalName])],
    ['roles', differs(rolesOf(before), rolesOf(after))],
    ['mailbox', differs(before.mailbox, after.mailbox)],
    ['account', before.accountEnabled !== after.accountEnabled],
    ['origin', differs([before.guest, before.synced, before.federated], [after.guest, after.synced, after.federated])],
    ['namesakes', differs(before.namesakes, after.namesakes)],
  ]
  return changes.filter(([, changed]) => changed).map(([name]) => name)
}

function stepKey(step: Step): string {
  switch (step.kind) {
    case 'do':
      return `${step.action} do ${step.caution}`
    case 'skip':
      return `${step.action} skip ${step.reason}`
    default:
      return `${step.action} ${step.kind}`
  }
}
