import type { Brake, FailureKind, Person } from '../events.ts'
import type { Identity } from '../facts.ts'
import type { ActionId, Change } from '../plan.ts'
import type { Approver, NotAllowed, Protection } from '../policy.ts'
import type { Language } from '../words/languages.ts'

/** Somebody an entry of the list may mean, as a choice shows them. */
export type Candidate = Identity & { readonly jobTitle: string | null; readonly department: string | null }

/** What makes somebody in the list special, for the eye. */
export type Mark = 'administrator' | 'synced' | 'guest' | 'federated' | 'namesakes' | 'blocked'

/**
 * Whom an entry of the list means. Only `sure` is ever offboarded: exactly one person, by address, object id or whole
 * name. `place` counts the entries from 0.
 */
export type Match =
  | {
      readonly kind: 'sure'
      readonly leaver: Identity
      /** The digest of the offer that was made of the facts. */
      readonly digest: string
      /** The plan, as four letters. */
      readonly standing: string
      readonly marks: readonly Mark[]
    }
  /** Several people, or one of whom it is only a part of the name. `more` when there are more than are listed. */
  | { readonly kind: 'ambiguous'; readonly candidates: readonly Candidate[]; readonly more: boolean }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'protected'; readonly leaver: Identity; readonly protection: Protection }
  /** Stands in the list before, at this place. */
  | { readonly kind: 'twice'; readonly of: number }
  /** Somebody else's offboarding of them is open. */
  | { readonly kind: 'open'; readonly leaver: Identity }
  /** `reference` finds in the log what went wrong on our side. */
  | { readonly kind: 'unreadable'; readonly failure: FailureKind; readonly reference?: string }
  | { readonly kind: 'left-out'; readonly by: Person; readonly leaver: Identity | null }

export type Matched = { readonly place: number; readonly match: Match }

/** Whom an entry means: one of its candidates by object id, or `null` to leave the entry out. */
export type Choosing = { readonly place: number; readonly leaver: string | null }

/** Who decided, as the directory knew them at the tap: an enabled member with these active, tenant-wide roles. */
export type Decider = {
  readonly person: Person
  readonly userPrincipalName: string
  readonly roles: readonly { readonly id: string; readonly name: string }[]
}

/** What can be decided for many at once: an action, everything that is left, or what failed once more. */
export type Verb = 'confirm' | 'confirm-all' | 'skip' | 'attest' | 'again'

/** Why a decision did not count for one leaver, or not for all of their actions. */
export type Obstacle =
  | NotAllowed
  | { readonly kind: 'changed'; readonly changes: readonly Change[] }
  | { readonly kind: 'protected'; readonly protection: Protection }
  | { readonly kind: 'unreadable'; readonly failure: FailureKind }
  /** Decided, ended or expired in the meantime. */
  | { readonly kind: 'too-late' }
  /** A fault of ours; `reference` finds it in the log. */
  | { readonly kind: 'fault'; readonly reference: string }

/** Why it does not go on for now, and until when (epoch milliseconds). With a `reference` it is a fault of ours. */
export type Hindrance = { readonly until: number; readonly failure: FailureKind; readonly reference?: string }

export type Obstructed = { readonly place: number; readonly action: ActionId | null; readonly why: Obstacle }

/** `opened` false: somebody else's offboarding of the same leaver was quicker, or, with a `reference`, a fault of ours. */
export type Begun = { readonly place: number; readonly opened: boolean; readonly reference?: string }

/** One line of a batch's history. Append only, as an offboarding's. */
export type BatchEvent =
  | {
      readonly type: 'listed'
      readonly requester: Person
      readonly reason: string | null
      /** As typed, one a leaver. */
      readonly entries: readonly string[]
      readonly source: 'message' | 'file'
      /** How many rows the file had that hold anything, without its header. Lists from before that was counted have none. */
      readonly rows?: number
      /** The organisation's own rule asks for a second person, whoever leaves. */
      readonly secondPerson: boolean
      readonly conversation: string
      readonly personal: boolean
      readonly language: Language
      readonly zone: string
      /** How long a list that nobody starts stays open, and a plan that nobody confirms, in milliseconds. */
      readonly expiresAfter: number
      /** The email apps beyond the six are ticked on the card. */
      readonly moreEmail?: true
    }
  | { readonly type: 'matched'; readonly matches: readonly Matched[] }
  /** `unsent`: they stood on the card when somebody tapped Start, which started nothing then. */
  | {
      readonly type: 'chosen'
      readonly by: Person
      readonly choices: readonly Choosing[]
      readonly unsent?: true
      /** Whether the email apps beyond the six are ticked, where that was changed. */
      readonly moreEmail?: boolean
    }
  | {
      readonly type: 'started'
      readonly by: Decider
      readonly digest: string
      readonly people: number
      readonly approvals: string | null
      /** Counted in the same transaction that starts it, every leaver as one. */
      readonly brake: Brake | null
      /** The email apps beyond the six were chosen, as for one leaver. */
      readonly moreEmail?: true
    }
  | { readonly type: 'begun'; readonly members: readonly Begun[] }
  | { readonly type: 'shown-to-approvers'; readonly by: Person; readonly conversation: string }
  | {
      readonly type: 'decided'
      readonly verb: Verb
      /** `null` for everything that is left. */
      readonly action: ActionId | null
      /** Over the action and everybody in `people`, as the card showed it. */
      readonly digest: string
      readonly by: Decider
      /** For whom, by place, and the digest of the plan that was seen. */
      readonly people: readonly (readonly [place: number, digest: string])[]
    }
  /**
   * The decision at `seq` has been brought to the first `count` of its people, except those at the places in `later`,
   * whom Microsoft did not let be read; these were in the way. `later` absent: to all of them.
   */
  | {
      readonly type: 'applied'
      readonly decision: number
      readonly count: number
      readonly obstructed: readonly Obstructed[]
      readonly later?: readonly number[]
    }
  /** What is next could not be done, or not for everybody. It passes by itself, so it is tried again. */
  | ({ readonly type: 'delayed' } & Hindrance)
  | { readonly type: 'stopped'; readonly by: Decider; readonly reason: string | null }
  /** What had not begun of the first `count` members was declined. */
  | { readonly type: 'withdrawn'; readonly count: number }
  | { readonly type: 'cancelled'; readonly by: Person }
  | { readonly type: 'expired' }
  /** Nothing is left to decide or to do. `digest` is over the last hash of every member's history; `events` counts them. */
  | { readonly type: 'finished'; readonly digest: string; readonly events: number }

export type BatchRecorded = {
  readonly seq: number
  readonly at: number
  readonly hash: string
  readonly event: BatchEvent
}

/** Who decided, as the policy takes them. */
export function approverOf({ person, userPrincipalName, roles }: Decider): Approver {
  return { person, userPrincipalName, guest: false, enabled: true, roles: { known: true, value: roles } }
}

/** Who taps, as the history keeps them. Only somebody whose roles are known gets so far. */
export function deciderOf({ person, userPrincipalName, roles }: Approver): Decider {
  return {
    person,
    userPrincipalName,
    roles: roles.known ? roles.value.map(({ id, name }) => ({ id, name })) : [],
  }
}
