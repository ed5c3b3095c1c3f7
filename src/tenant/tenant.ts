import type { Answer } from '../offboarding/events.ts'
import type { EmailApps, Facts, Identity } from '../offboarding/facts.ts'
import type { Approver } from '../offboarding/policy.ts'

/** A person found by a search, as a choice shows them. */
export type Found = Identity & {
  readonly jobTitle: string | null
  readonly department: string | null
  readonly accountEnabled: boolean | null
}

/** When a read happened on Microsoft's clock (ISO 8601), and the request id it carried. */
export type Stamp = { readonly at: string; readonly requestId: string | null }

/** The three fields of an account that prove the Graph actions. Times are ISO 8601, Microsoft's clock. */
export type Account = Stamp & {
  readonly accountEnabled: boolean | null
  readonly passwordChangedAt: string | null
  readonly sessionsValidFrom: string | null
}

export type Mailbox = Stamp & { readonly apps: EmailApps | null }

/** What may be read of the tenant. Every method throws a `Failure` and nothing else that is expected. */
export type TenantRead = {
  /** At most `limit` + 1 people whose names or addresses begin with each of the words, so that a caller sees "more". */
  search(words: string, limit: number): Promise<readonly Found[]>
  /** One person by object id or user principal name; `null` when there is none. */
  find(idOrName: string): Promise<Found | null>
  /** Who taps: the account and its active tenant-wide directory roles, read now. */
  approver(id: string): Promise<Approver>
  /** @param mailboxWithin how long Exchange may take before the mailbox is unknown, in milliseconds */
  facts(id: string, mailboxWithin?: number): Promise<Facts>
  account(id: string): Promise<Account>
  /** The six email apps; `apps` is null when there is no Exchange Online mailbox. */
  mailbox(id: string): Promise<Mailbox>
}

/** Reading and writing: only the runner gets the whole. One call each, no retries: the runner owns those. */
export type Tenant = TenantRead & {
  resetPassword(id: string, password: string): Promise<Answer>
  revokeSessions(id: string): Promise<Answer>
  blockSignIn(id: string): Promise<Answer>
  allowSignIn(id: string): Promise<Answer>
  setEmailApps(id: string, apps: EmailApps): Promise<Answer>
}
