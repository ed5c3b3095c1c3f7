import type { MoreEmailApps } from './more-email.ts'
import type { StepId } from './plan.ts'

/**
 * Facts: what was read of a leaver before anything is done. Each is known, or unknown with a reason (a kind of failure
 * and Microsoft's codes); whoever decides on an unknown fact takes the dangerous case.
 */
export type Fact<T> = { readonly known: true; readonly value: T } | { readonly known: false; readonly reason: string }

export const known = <T>(value: T): Fact<T> => ({ known: true, value })
export const unknown = <T>(reason: string): Fact<T> => ({ known: false, reason })

/** Who somebody is: object id (a GUID), display name and user principal name as the directory has them. */
export type Identity = { readonly id: string; readonly displayName: string; readonly userPrincipalName: string }

/** A directory role by its template id, which for built-in roles is also its definition id. */
export type Role = { readonly id: string; readonly name: string; readonly eligible: boolean }

/** The article's six email apps, by the names that Set-CASMailbox gives them. Order as in the article's list. */
export const emailApps = [
  'ActiveSyncEnabled',
  'OWAEnabled',
  'MAPIEnabled',
  'EwsEnabled',
  'PopEnabled',
  'ImapEnabled',
] as const
export type EmailApp = (typeof emailApps)[number]
/** `true` allowed, `false` off, `null` not set, which Exchange treats as allowed. */
export type EmailApps = { readonly [app in EmailApp]: boolean | null }

/** Devices registered for somebody: how many, and the last used by name, at most ten. */
export type Devices = { readonly count: number; readonly latest: readonly Device[] }
export type Device = { readonly name: string; readonly system: string | null }

export type Facts = Identity & {
  readonly givenName: string | null
  readonly surname: string | null
  readonly mail: string | null
  readonly jobTitle: string | null
  readonly department: string | null
  /** `null` when Microsoft did not say; then the block is done. */
  readonly accountEnabled: boolean | null
  readonly guest: boolean
  /** Mastered by an on-premises Active Directory (`onPremisesSyncEnabled`). */
  readonly synced: boolean
  /** Signs in at another identity provider: a password in the directory means nothing. */
  readonly federated: boolean
  /** Whether this tenant takes a cloud password for synced people; a setting, since nothing readable tells. */
  readonly cloudPasswordForSynced: boolean
  /** ISO 8601, Microsoft's clock. */
  readonly createdAt: string | null
  readonly passwordChangedAt: string | null
  readonly sessionsValidFrom: string | null
  /** In a restricted management administrative unit. */
  readonly restricted: boolean
  /** Display name of the manager, `null` when there is none. */
  readonly manager: Fact<string | null>
  /** Object id of the manager. Absent: there is none, or it is not known. */
  readonly managerId?: string
  /** Active and eligible directory roles, direct and through groups, of any scope. */
  readonly roles: Fact<readonly Role[]>
  /** Member of a group that roles can be assigned to. */
  readonly roleAssignableGroup: Fact<boolean>
  /** The six apps as they are, `null` when there is no Exchange Online mailbox. */
  readonly mailbox: Fact<EmailApps | null>
  /** The apps beyond the six, read with them; absent in histories from before they were. */
  readonly moreEmail?: Fact<MoreEmailApps | null>
  /** How many other accounts carry the same display name. */
  readonly namesakes: Fact<number>
  /** Member, also through other groups, of the group that this organisation protects; known false without one. */
  readonly inProtectedGroup: Fact<boolean>
  /** Owner of the bot's own identity, as far as that can be read. */
  readonly ownsBot: boolean
  /** Whether no other enabled Global Administrator would be left. */
  readonly lastGlobalAdministrator: Fact<boolean>
  /** Nothing depends on them. Absent: nobody asked. */
  readonly devices?: Fact<Devices>
}

/** From when passwords or sessions of somebody count, for the action that changes that; nothing for others. */
export function countedFrom(
  action: StepId,
  { passwordChangedAt, sessionsValidFrom }: Facts,
): { readonly countedFrom?: string | null } {
  if (action === 'reset-password') return { countedFrom: passwordChangedAt }
  return action === 'sign-out' ? { countedFrom: sessionsValidFrom } : {}
}
