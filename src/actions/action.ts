import type { Answer, Before, Proof } from '../offboarding/events.ts'
import type { Facts } from '../offboarding/facts.ts'
import type { Step, StepId } from '../offboarding/plan.ts'
import type { Account, Mailbox, Tenant } from '../tenant/tenant.ts'

/** What a proof is looked for in: the account for the Graph actions, the mailbox for email. */
export type Look = { readonly account: Account } | { readonly mailbox: Mailbox }

/** What an action needs to be done: the tenant, who, and a source of random bytes. */
export type Doing = {
  readonly tenant: Tenant
  readonly leaver: Facts
  readonly randomBytes: (count: number) => Uint8Array
}

/**
 * One of the four actions, or of what may follow them. An action tries once and says what happened; trying again, logging and recording are the
 * runner's.
 */
export type Action<Id extends StepId = StepId> = {
  readonly id: Id
  /** Least application permissions, by name, for doing and for proving it. */
  readonly permissions: readonly string[]
  /** Directory roles that the bot's own identity needs besides; the first is enough for leavers without roles. */
  readonly directoryRoles: readonly string[]
  /** Do it, or skip it with a reason. Pure. */
  choose(facts: Facts): Step
  /** The state itself shows that it is done, so it need not be done again; `null` where only the doing can tell. */
  isDone(look: Look): Proof | null
  /** Does it, once. */
  act(doing: Doing): Promise<Answer>
  /** What was read back proves that this answer took effect. */
  prove(look: Look, answer: Answer): Proof | null
  /** What is remembered of the state before, for undo and for evidence. */
  before(facts: Facts): Before
}
