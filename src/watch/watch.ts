import type { Event, FailureKind, Outcome } from '../offboarding/events.ts'
import type { StepId } from '../offboarding/plan.ts'

/** One request to Microsoft and what came of it. Times are in milliseconds. */
export type MicrosoftCall = {
  readonly service: 'graph' | 'exchange'
  readonly method: string
  /** The path with its ids left out. */
  readonly route: string
  /** `null` when there was no answer. */
  readonly status: number | null
  /** Microsoft's own, which its support asks for. */
  readonly requestId: string | null
  readonly failure: FailureKind | null
  readonly ms: number
}

/** One tap: its verb, and `counted` or why it did not count. */
export type CountedTap = { readonly verb: string; readonly result: string; readonly offboarding: string }

/** A stretch of time with a name. */
export type Stretch = {
  readonly name:
    | 'turn'
    | 'act'
    | 'prove'
    | 'sign-out-again'
    | 'expire'
    | 'remind'
    | 'come-due'
    | 'check'
    | 'expire-undo'
    | 'cards'
    | 'webhook'
  readonly offboarding?: string
  readonly action?: StepId
  /** The type of the activity. */
  readonly activity?: string
}

/**
 * What is told to whoever watches over the bot: counts, times, ids and words of closed sets. It has no place for a name,
 * an address, a body or a token, and it must stay so: what is told here leaves the house.
 */
export type Watch = {
  /** A request for the bot was answered with this HTTP status. */
  request(status: number, ms: number): void
  /** The door refused a request. */
  refused(reason: string): void
  /** A turn came to no answer but an apology; `bug` when nobody expected it. */
  turnFailed(failure: FailureKind | 'bug' | 'records'): void
  tap(tap: CountedTap): void
  outcome(action: StepId, outcome: Outcome): void
  call(call: MicrosoftCall): void
  /** A card of this kind, or a `sentence`, could not be shown. `status` is the HTTP status, where there was an answer. */
  cardFailed(card: string, status: number | null): void
  /** How the age of the oldest due work is read, in milliseconds. The last one given counts. */
  queueAge(read: () => Promise<number>): void
  /** Runs what it is given, as one stretch; calls to Microsoft within it belong to it. */
  during<T>(stretch: Stretch, run: () => Promise<T>): Promise<T>
}

/** Nobody watches. */
export const unwatched: Watch = {
  request() {},
  refused() {},
  turnFailed() {},
  tap() {},
  outcome() {},
  call() {},
  cardFailed() {},
  queueAge() {},
  during: (_stretch, run) => run(),
}

/** Counts how actions ended, from the events that were just appended. */
export function countOutcomes(watch: Watch, events: readonly Event[]): void {
  for (const event of events) if (event.type === 'outcome') watch.outcome(event.action, event.outcome)
}
