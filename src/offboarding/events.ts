import type { CheckEvent } from './checks.ts'
import type { EmailApps, Facts, Identity } from './facts.ts'
import type { HandOutEvent } from './hand-outs.ts'
import type { MoreEmailApp, MoreEmailApps } from './more-email.ts'
import type { PeopleEvent } from './people-around.ts'
import type { Change, Plan, SkipReason, StepId } from './plan.ts'
import type { Schedule, ScheduleEvent } from './schedule.ts'
import type { UndoEvent } from './undo.ts'
import type { Language } from './words/languages.ts'

/** Somebody who asked, tapped or signed for something: Entra object id and the directory's display name. */
export type Person = { readonly id: string; readonly name: string }

/** How somebody reads: in which language, and the IANA time zone in which times are given. */
export type Reader = { readonly language: Language; readonly zone: string }

/** The closed set of expected failures; `../errors.ts` throws them, the words say them. */
export const failureKinds = [
  'refused',
  'missing',
  'throttled',
  'unreachable',
  'unexpected',
  'stale',
  'misconfigured',
] as const
export type FailureKind = (typeof failureKinds)[number]

/** Why something at Microsoft did not work. `code` is Microsoft's own word, never a body. */
export type FailureNote = {
  readonly kind: FailureKind
  readonly status: number | null
  readonly code: string | null
  readonly requestId: string | null
}

/**
 * Microsoft took a call. `at` and `since` are ISO 8601 on Microsoft's clock: when it answered, and the earliest moment
 * at which the effect can carry a time stamp.
 */
export type Answer = {
  readonly at: string
  readonly since: string
  readonly requestId: string | null
  /** Single apps that Exchange did not take while it took the others. */
  readonly refused?: readonly RefusedApp[]
  /** Where each app was set by itself: why not all at once, and the answer for each that was taken. Absent: all at once. */
  readonly apart?: { readonly together: FailureNote; readonly taken: readonly TakenApp[] }
}

export type TakenApp = { readonly app: MoreEmailApp } & Pick<Answer, 'at' | 'requestId'>

export type RefusedApp = { readonly app: MoreEmailApp; readonly failure: FailureNote }

/** What was read back. `value` is the field as Microsoft returned it; `at` is ISO 8601 on Microsoft's clock. */
export type Proof = {
  readonly field:
    | 'lastPasswordChangeDateTime'
    | 'signInSessionsValidFromDateTime'
    | 'accountEnabled'
    | 'email apps'
    | 'more-email-apps'
  readonly value: string | boolean
  readonly at: string
  readonly requestId: string | null
}

export type Outcome =
  | { readonly kind: 'done'; readonly proof: Proof | null }
  | { readonly kind: 'already'; readonly proof: Proof }
  | {
      readonly kind: 'skipped'
      readonly reason: SkipReason | 'chosen' | 'on-premises' | 'expired' | 'declined'
      readonly by: Person | null
    }
  | { readonly kind: 'failed'; readonly failure: FailureNote }

/**
 * What failed where it was not the call itself: it has to wait for its turn, or it could not be looked whether an earlier
 * call had done it.
 */
export type NotTheCall = 'turn' | 'look'

/** Why somebody other than the requester has to confirm, as far as rules and facts tell. */
export type SecondPersonReason = 'policy' | 'administrator'

/** Too many were started within an hour, by one person or in the whole organisation; so a second person is needed. */
export type Brake = { readonly scope: 'person' | 'organisation'; readonly count: number }

/** What was there before an attempt, for undo: the email apps, whether sign-in was allowed, or nothing known. */
export type Before = EmailApps | MoreEmailApps | boolean | null

/** What was consented to: the facts, the plan they led to, who has to confirm, and the digest that a button carries. */
export type Offer = {
  readonly facts: Facts
  readonly plan: Plan
  readonly secondPerson: readonly SecondPersonReason[]
  readonly digest: string
}

/** One line of an offboarding's history. Append only: a shape that has shipped is never changed, only added to. */
export type Event =
  | {
      readonly type: 'requested'
      readonly leaver: Identity
      readonly requester: Person
      readonly reason: string | null
      readonly offer: Offer
      readonly conversation: string
      /** A chat with this person alone, where nobody else sees the card. */
      readonly personal: boolean
      /** How the requester reads; IANA time zone. */
      readonly language: Language
      readonly zone: string
      /** How long a plan that nobody confirms stays open, in milliseconds. */
      readonly expiresAfter: number
      /** Whether the email apps beyond the six are ticked on the card. Absent: not ticked. */
      readonly moreEmail?: boolean
      /** Whether the manager is told when it is done. Absent: no. */
      readonly tellsManager?: boolean
      /** The batch it is one of, which has the cards. Absent: none. */
      readonly batch?: string
      /** When it is to be done. Absent: as soon as it is confirmed. */
      readonly schedule?: Schedule
      /** When the facts of the offer may have been read, where that was before: of a batch all are read first. */
      readonly readAt?: number
    }
  | ({
      readonly type: 'joined'
      readonly by: Person
      readonly conversation: string
      readonly personal: boolean
    } & Reader)
  | {
      readonly type: 'started'
      readonly by: Person
      readonly reason: string | null
      /** The approvals chat, where there is one. */
      readonly approvals: string | null
      /** Whether the email apps beyond the six were chosen, to be confirmed with the six. Absent: no. */
      readonly moreEmail?: boolean
      /** Counted in the same transaction that starts it. */
      readonly brake: Brake | null
    }
  | { readonly type: 'shown-to-approvers'; readonly by: Person; readonly conversation: string }
  | { readonly type: 'replanned'; readonly offer: Offer; readonly changes: readonly Change[] }
  | {
      readonly type: 'confirmed'
      readonly action: StepId
      readonly digest: string
      readonly by: Person
      /** Names of the active directory roles that allowed it. */
      readonly roles: readonly string[]
      /** From when passwords or sessions counted then, ISO 8601, for the action that changes that. Absent: not read. */
      readonly countedFrom?: string | null
    }
  | { readonly type: 'attempted'; readonly action: StepId; readonly before: Before }
  | { readonly type: 'answered'; readonly action: StepId; readonly answer: Answer }
  | {
      readonly type: 'waiting'
      readonly action: StepId
      readonly until: number
      readonly failure: FailureNote
      /** Absent: the call, or nobody wrote down what. */
      readonly of?: NotTheCall
    }
  | { readonly type: 'outcome'; readonly action: StepId; readonly outcome: Outcome; readonly of?: NotTheCall }
  /** A look for a proof that was not yet visible when the outcome was recorded. */
  | { readonly type: 'looked'; readonly action: StepId; readonly proof: Proof | null }
  /** The second sign-out, after the block. `failure` when Microsoft did not take it. `startedAt`: epoch milliseconds. */
  | {
      readonly type: 'signed-out-again'
      readonly answer: Answer | null
      readonly failure: FailureNote | null
      readonly startedAt?: number
    }
  | { readonly type: 'declined'; readonly by: Person; readonly reason: string | null }
  | { readonly type: 'cancelled'; readonly by: Person }
  | { readonly type: 'expired' }
  | { readonly type: 'finished' }
  | ScheduleEvent
  | CheckEvent
  | UndoEvent
  | PeopleEvent
  | HandOutEvent

/** An event as it was recorded: `seq` from 0 without gaps, `at` in epoch milliseconds, `hash` over it and the one before. */
export type Recorded = { readonly seq: number; readonly at: number; readonly hash: string; readonly event: Event }
