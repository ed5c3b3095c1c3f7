import type { LetGo } from './elsewhere.ts'
import type { Answer, Before, Event, FailureNote, NotTheCall, Offer, Outcome, Person, Proof } from './events.ts'
import type { State } from './evolve.ts'
import { type ActionId, type Step, type StepId, stepIds } from './plan.ts'

export type Confirmation = { readonly by: Person; readonly roles: readonly string[]; readonly at: number }

export type ActionState = {
  readonly step: Step
  readonly confirmation: Confirmation | null
  /** When the first attempt under this confirmation began, and how many there were; what was throttled is none. */
  readonly firstAttemptAt: number | null
  readonly attempts: number
  /** Began and has no recorded answer: it may or may not have reached Microsoft. */
  readonly unanswered: boolean
  /** What was there before the first attempt that may have changed something, for undo. */
  readonly before: Before
  /** An attempt, under this confirmation or an earlier one, may have changed something. */
  readonly isTouched: boolean
  /** One before the newest may have. */
  readonly wasTouched: boolean
  readonly waiting: { readonly until: number; readonly failure: FailureNote } | null
  readonly answer: Answer | null
  readonly answeredAt: number | null
  readonly outcome: Outcome | null
  readonly outcomeAt: number | null
  /** Looks after an unproven outcome. */
  readonly looks: number
  /** Another offboarding of the same leaver undid it since, or looks after it from then on. */
  readonly letGo: LetGo | null
}

/** Nobody has decided it, or it is decided anew. */
export function untouched(step: Step): ActionState {
  return {
    step,
    confirmation: null,
    firstAttemptAt: null,
    attempts: 0,
    unanswered: false,
    before: null,
    isTouched: false,
    wasTouched: false,
    waiting: null,
    answer: null,
    answeredAt: null,
    outcome: null,
    outcomeAt: null,
    looks: 0,
    letGo: null,
  }
}

/** This step as it is now, with these fields changed. */
export function change(state: State, action: StepId, to: Partial<ActionState>): Partial<State> {
  return { actions: { ...state.actions, [action]: { ...state.actions[action], ...to } } }
}

/** The four as they are planned; what may follow them is done once somebody confirms it. */
export function stepOf({ plan }: Offer, id: StepId): Step {
  return Object.hasOwn(plan, id) ? plan[id as ActionId] : { action: id, kind: 'do', caution: null }
}

/** An attempt begins. Undo restores what was there before the first that may have changed something. */
export function begunAgain(action: ActionState, before: Before, at: number): Partial<ActionState> {
  return {
    firstAttemptAt: action.firstAttemptAt ?? at,
    attempts: action.attempts + 1,
    before: action.isTouched ? action.before : (before ?? action.before),
    isTouched: true,
    wasTouched: action.isTouched,
    unanswered: true,
    waiting: null,
  }
}

/** What the newest attempt is known not to have changed, as soon as Microsoft says that it did not take it. */
export function turnedAway(
  action: ActionState,
  { action: id, of }: { readonly action: StepId; readonly of?: NotTheCall },
  { kind }: FailureNote,
): Pick<ActionState, 'isTouched'> {
  const { isTouched, wasTouched, unanswered, waiting } = action
  // The apps beyond the six may be set one by one, and some of them were before it was too much.
  const isCertain = kind === 'refused' || kind === 'missing' || (kind === 'throttled' && id !== 'block-more-email')
  return { isTouched: unanswered && waiting === null && of === undefined && isCertain ? wasTouched : isTouched }
}

type Ending = Extract<Event, { type: 'outcome' }>

/** It ended. */
export function concluded(action: ActionState, event: Ending, at: number): Partial<ActionState> {
  const { outcome } = event
  const away = outcome.kind === 'failed' ? turnedAway(action, event, outcome.failure) : {}
  return { ...away, outcome, outcomeAt: at, waiting: null, unanswered: false }
}

/** What Microsoft did not look at is no attempt; a look in vain, before the next attempt, is one. */
export function attemptsAfter({ attempts, waiting }: ActionState, { kind }: FailureNote): number {
  const begun = waiting === null
  if (kind === 'throttled') return begun ? Math.max(0, attempts - 1) : attempts
  return begun ? attempts : attempts + 1
}

/** Makes something of every step. */
export function eachStep<T>(make: (id: StepId) => T): { readonly [step in StepId]: T } {
  return Object.fromEntries(stepIds.map((id) => [id, make(id)])) as { [step in StepId]: T }
}

/** A look after the outcome: what it proves is proven from then on. */
export function looked(state: State, action: StepId, proof: Proof | null): Partial<State> {
  const before = state.actions[action]
  const proven: Outcome = { kind: 'done', proof }
  const unproven = before.outcome?.kind === 'done' && before.outcome.proof === null
  const outcome = proof !== null && unproven ? proven : before.outcome
  const again = state.signedOutAgain
  if (action === 'sign-out' && again?.answer && again.proof === null) {
    const signedOutAgain = { ...again, proof, looks: again.looks + 1 }
    return { ...change(state, action, { outcome }), signedOutAgain }
  }
  return change(state, action, { looks: before.looks + 1, outcome })
}
