import type { Person, SecondPersonReason } from './events.ts'
import type { Fact, Facts, Role } from './facts.ts'
import { type ActionId, actionIds, isEmail, type StepId } from './plan.ts'
import matrix from './role-matrix.json' with { type: 'json' }

/** Who taps, as the directory knew them at that moment. `roles` are active and tenant-wide. */
export type Approver = {
  readonly person: Person
  readonly userPrincipalName: string
  readonly guest: boolean
  readonly enabled: boolean
  readonly roles: Fact<readonly Pick<Role, 'id' | 'name'>[]>
}

/** Why somebody may not. `needs` are role names, any one of which would do. */
export type NotAllowed =
  | { readonly kind: 'lacks-role'; readonly action: StepId | null; readonly needs: readonly string[] }
  | { readonly kind: 'is-leaver' }
  | { readonly kind: 'is-guest' }
  | { readonly kind: 'is-blocked' }
  | { readonly kind: 'roles-unknown'; readonly reason: string }
  | { readonly kind: 'needs-second-person' }

/** Whether the requester may confirm, for everybody and for administrators: the organisation's own rule. */
export type ApprovalRules = {
  readonly approval: 'requester' | 'second-person'
  readonly approvalForAdmins: 'requester' | 'second-person'
}

/** Why nobody may offboard this person with this bot. */
export type Protection =
  | { readonly kind: 'is-requester' }
  | { readonly kind: 'on-protected-list' }
  | { readonly kind: 'in-protected-group'; readonly sure: boolean }
  | { readonly kind: 'owns-the-bot' }
  | { readonly kind: 'last-global-administrator'; readonly sure: boolean }

const idOf: Readonly<Record<string, string>> = matrix.roleTemplateIds
const nameOf = new Map(Object.entries(idOf).map(([name, id]) => [id, name]))
const exchangeRoles = ['Exchange Administrator', 'Exchange Recipient Administrator', 'Global Administrator']

export const globalAdministrator = matrix.roleTemplateIds['Global Administrator']

/**
 * The role names of which an approver needs one to do this, or to undo it, to this leaver: Microsoft's matrix of 2026-06-05
 * (role-matrix.json names its source), strictest row. Unknown facts count as the strictest row there is.
 */
export function rolesFor(step: StepId, facts: Facts): readonly string[] {
  const table = tableFor(step)
  if (table === null) return exchangeRoles
  return rowsOf(table, facts).reduce((allowed, row) => allowed.filter((role) => row.includes(role)))
}

/** `null` where Exchange decides and the leaver's own roles do not count. */
function tableFor(step: StepId): Table | null {
  if (isEmail(step)) return null
  return step === 'block-sign-in' || step === 'allow-sign-in'
    ? matrix.canPerformSensitiveActions
    : matrix.canResetPasswordAndInvalidateRefreshTokens
}

type Table = typeof matrix.canPerformSensitiveActions | typeof matrix.canResetPasswordAndInvalidateRefreshTokens

function rowsOf(table: Table, facts: Facts): (readonly string[])[] {
  const rows: (readonly string[])[] = [table._noAdminRole]
  const byRole: Readonly<Record<string, readonly string[] | undefined>> = table.byTargetRole
  if (!facts.roles.known) rows.push(table._otherRole)
  else for (const role of facts.roles.value) rows.push(byRole[nameOf.get(role.id) ?? ''] ?? table._otherRole)
  if (!facts.roleAssignableGroup.known || facts.roleAssignableGroup.value)
    rows.push(table._memberOrOwnerOfRoleAssignableGroup)
  if (facts.restricted) rows.push(table._roleScopedToRestrictedManagementAU)
  return rows
}

/** Every role that allows some action on somebody: who has none of them learns nothing of anybody. */
const openingRoles = [...new Set([...matrix.canResetPasswordAndInvalidateRefreshTokens._noAdminRole, ...exchangeRoles])]

/** May this person look at a review, and so learn about the leaver? `null` when they may. */
export function mayOpen(approver: Approver): NotAllowed | null {
  return whoIs(approver) ?? (heldOf(approver, openingRoles).length > 0 ? null : lacks(null, openingRoles))
}

/** May this person confirm, skip or sign for this action on this leaver? `null` when they may. */
export function mayConfirm(approver: Approver, action: StepId, facts: Facts): NotAllowed | null {
  if (approver.person.id === facts.id) return { kind: 'is-leaver' }
  const needs = rolesFor(action, facts)
  return whoIs(approver) ?? (heldOf(approver, needs).length > 0 ? null : lacks(action, needs))
}

/** May this person do this to anybody at all? Asked of a decision for many, before each of them is read. */
export function mayConfirmSomebody(approver: Approver, action: StepId): NotAllowed | null {
  const needs = tableFor(action)?._noAdminRole ?? exchangeRoles
  return whoIs(approver) ?? (heldOf(approver, needs).length > 0 ? null : lacks(action, needs))
}

/** The names of the roles that allow it, for the record. */
export function allowedBy(approver: Approver, action: StepId, facts: Facts): readonly string[] {
  return heldOf(approver, rolesFor(action, facts))
}

/**
 * Is this leaver refused outright? Unknown is protected.
 * @param protectedUsers object ids or user principal names, lower case
 */
export function protectionOf(facts: Facts, requester: Person, protectedUsers: ReadonlySet<string>): Protection | null {
  if (facts.id === requester.id) return { kind: 'is-requester' }
  const names = [facts.id, facts.userPrincipalName, facts.mail ?? '']
  if (names.some((name) => protectedUsers.has(name.toLowerCase()))) return { kind: 'on-protected-list' }
  if (!facts.inProtectedGroup.known) return { kind: 'in-protected-group', sure: false }
  if (facts.inProtectedGroup.value) return { kind: 'in-protected-group', sure: true }
  if (facts.ownsBot) return { kind: 'owns-the-bot' }
  const last = facts.lastGlobalAdministrator
  if (!last.known) return { kind: 'last-global-administrator', sure: false }
  return last.value ? { kind: 'last-global-administrator', sure: true } : null
}

/** Why a second person has to confirm for this leaver. What is unknown counts as an administrator. */
export function secondPersonFor(facts: Facts, rules: ApprovalRules): readonly SecondPersonReason[] {
  const reasons: SecondPersonReason[] = []
  if (rules.approval === 'second-person') reasons.push('policy')
  if (rules.approvalForAdmins === 'second-person' && isAdministrator(facts)) reasons.push('administrator')
  return reasons
}

/** Holds a role, or may; what is unknown counts as if they did. */
export function isAdministrator({ roles, roleAssignableGroup, restricted }: Facts): boolean {
  const holdsRole = !roles.known || roles.value.length > 0
  return holdsRole || !roleAssignableGroup.known || roleAssignableGroup.value || restricted
}

/** The strictest role list over all four actions, for "who may confirm" on the review card. */
export function whoMayConfirm(facts: Facts): { readonly [action in ActionId]: readonly string[] } {
  return Object.fromEntries(actionIds.map((id) => [id, rolesFor(id, facts)])) as Record<ActionId, readonly string[]>
}

function whoIs(approver: Approver): NotAllowed | null {
  if (approver.guest) return { kind: 'is-guest' }
  if (!approver.enabled) return { kind: 'is-blocked' }
  return approver.roles.known ? null : { kind: 'roles-unknown', reason: approver.roles.reason }
}

function heldOf(approver: Approver, allowed: readonly string[]): string[] {
  if (!approver.roles.known) return []
  const held = new Set(approver.roles.value.map((role) => role.id))
  return allowed.filter((name) => held.has(idOf[name] ?? ''))
}

const lacks = (action: StepId | null, needs: readonly string[]): NotAllowed => ({ kind: 'lacks-role', action, needs })
