import type { SignIns } from '../offboarding/checks.ts'
import type { Answer } from '../offboarding/events.ts'
import type { EmailApps, Facts, Identity } from '../offboarding/facts.ts'
import type { MoreEmailApps } from '../offboarding/more-email.ts'
import type { Approver } from '../offboarding/policy.ts'
import type { DirectoryChange } from './logs.ts'

/** A person found by a search, as a choice shows them. */
export type Found = Identity & {
  readonly jobTitle: string | null
  readonly department: string | null
  readonly accountEnabled: boolean | null
}

/** Exactly one person, by address, object id or whole name; or people it may mean, `more` when there are others besides. */
export type LookedUp =
  | { readonly kind: 'sure'; readonly id: string }
  | { readonly kind: 'ambiguous'; readonly found: readonly Found[]; readonly more: boolean }
  | { readonly kind: 'unknown' }

/** When a read happened on Microsoft's clock (ISO 8601), and the request id it carried. */
export type Stamp = { readonly at: string; readonly requestId: string | null }

/** The three fields of an account that prove the Graph actions. Times are ISO 8601, Microsoft's clock. */
export type Account = Stamp & {
  readonly accountEnabled: boolean | null
  readonly passwordChangedAt: string | null
  readonly sessionsValidFrom: string | null
}

/** The article's six email apps and those beyond them; `null` when there is no Exchange Online mailbox. */
export type Mailbox = Stamp & { readonly apps: EmailApps | null; readonly more: MoreEmailApps | null }

/** What is known before the facts are read. */
export type FactsAbout = {
  /** How long Exchange may take before the mailbox is unknown, in milliseconds; with 0 it is not asked. */
  readonly mailboxWithin?: number | undefined
  /** Who leaves together with them, by object id: of the last administrators not all may. */
  readonly alsoLeaving?: ReadonlySet<string> | undefined
  /** The display name when it was read last: namesakes are counted at once, and again when the name has changed. */
  readonly namedBefore?: string
}

/** What may be read of the tenant. Every method throws a `Failure` and nothing else that is expected. */
export type TenantRead = {
  /** At most `limit` + 1 people whose names or addresses begin with each of the words, so that a caller sees "more". */
  search(words: string, limit: number): Promise<readonly Found[]>
  /** One person by object id or user principal name; `null` when there is none. */
  find(idOrName: string): Promise<Found | null>
  /** Who taps: the account and its active tenant-wide directory roles, read now. */
  approver(id: string): Promise<Approver>
  /** The same as it was at most ten seconds ago: for what only shows something, never for what is decided. */
  viewer(id: string): Promise<Approver>
  facts(id: string, about?: FactsAbout): Promise<Facts>
  /** Whom an entry of a list means; never a guess. */
  lookUp(entry: string): Promise<LookedUp>
  account(id: string): Promise<Account>
  mailbox(id: string): Promise<Mailbox>
  /** Attempts to sign in since a moment (ISO 8601); unknown where the licence or a permission is missing. */
  signIns(id: string, since: string): Promise<SignIns>
  /** What the directory's audit log has of somebody since a moment (ISO 8601), newest first. */
  changes(id: string, since: string): Promise<readonly DirectoryChange[]>
  /** The same for what nobody waits for: it goes at the limits' pace and lets everything else pass. */
  readonly bulk: TenantRead
}

/** Reading and writing: only the runner gets the whole. One call each, no retries: the runner owns those. */
export type Tenant = TenantRead & {
  resetPassword(id: string, password: string): Promise<Answer>
  revokeSessions(id: string): Promise<Answer>
  blockSignIn(id: string): Promise<Answer>
  allowSignIn(id: string): Promise<Answer>
  /** Those of the article's six that are named. */
  setEmailApps(id: string, apps: Partial<EmailApps>): Promise<Answer>
  /** Those of the email apps beyond the six that are named. */
  setMoreEmailApps(id: string, apps: Partial<MoreEmailApps>): Promise<Answer>
  /** How long a write would have to wait for its turn now, in milliseconds; 0 where that is no time to speak of. */
  writeWait(service: 'graph' | 'exchange'): Promise<number>
  readonly bulk: Tenant
}
