import type {
  Answer,
  Before,
  Event,
  FailureNote,
  Offer,
  Person,
  Proof,
  Recorded,
  RefusedApp,
  TakenApp,
} from '../offboarding/events.ts'
import type { StepId } from '../offboarding/plan.ts'

/**
 * One call to Microsoft that changes something, or the read that found it so already (`startedAt` null). Times with `At`
 * are ISO 8601: of our records for what we did, on Microsoft's clock for what it answered. `seq` is the event it begins with.
 */
export type Call = {
  readonly seq: number
  readonly action: StepId
  readonly attempt: number
  readonly confirmedBy: Person | null
  readonly roles: readonly string[]
  readonly confirmedAt: string | null
  readonly startedAt: string | null
  readonly answeredAt: string | null
  readonly requestId: string | null
  readonly failure: FailureNote | null
  /** Where each email app was set by itself: why not all at once, and what came of each. Absent in version 1. */
  readonly apart?: Apart | null
  /** The step that it follows by itself, and whose confirmation it has. Absent in version 1. */
  readonly follows?: StepId | null
  /** What was there before; for password and sessions the moment from which they counted. */
  readonly before: Before | string
  /** What was read back afterwards, with that read's own time and request id. */
  readonly after: Proof | null
}

export type Apart = {
  readonly together: FailureNote | null
  readonly taken: readonly TakenApp[]
  readonly refused: readonly RefusedApp[]
}

type Confirmed = Pick<Call, 'confirmedBy' | 'roles' | 'confirmedAt'>
type Read = {
  readonly version: number
  readonly calls: readonly Call[]
  /** From when passwords and sessions counted, as it was read last. */
  readonly counted: ReadonlyMap<StepId, string | null>
  readonly confirmed: ReadonlyMap<StepId, Confirmed>
}

/** Every call of a history in its order. Events that are about something else, also of later versions, add none. */
export function callsOf(history: readonly Recorded[], version = 2): readonly Call[] {
  const start: Read = { version, calls: [], counted: new Map(), confirmed: new Map() }
  return history.reduce(read, start).calls
}

function read(so: Read, { seq, at, event }: Recorded): Read {
  const time = new Date(at).toISOString()
  switch (event.type) {
    case 'requested':
    case 'replanned':
    case 'came-due':
      return { ...so, counted: countedIn(event.offer) }
    case 'confirmed': {
      const confirmation = { confirmedBy: event.by, roles: event.roles, confirmedAt: time }
      const { action, countedFrom } = event
      const counted = countedFrom === undefined ? so.counted : new Map([...so.counted, [action, countedFrom]])
      return { ...so, counted, confirmed: new Map([...so.confirmed, [action, confirmation]]) }
    }
    case 'attempted': {
      const attempt = so.calls.filter((call) => call.action === event.action).length + 1
      const before = event.before ?? so.counted.get(event.action) ?? null
      return added(so, { ...begun(so, seq, event.action), attempt, startedAt: time, before })
    }
    case 'answered':
      return last(so, event.action, answered(so, event.answer))
    case 'waiting':
      return failed(so, event, event.failure)
    case 'outcome':
      return ended(so, seq, event)
    case 'looked':
      return event.proof ? last(so, event.action, { after: event.proof }) : so
    case 'signed-out-again': {
      const attempt = so.calls.filter((call) => call.action === 'sign-out').length + 1
      const came = event.answer ? answered(so, event.answer) : { failure: event.failure }
      const startedAt = event.startedAt === undefined ? time : new Date(event.startedAt).toISOString()
      const its = so.version === 1 ? {} : { ...so.confirmed.get('block-sign-in'), follows: 'block-sign-in' as const }
      return added(so, { ...begun(so, seq, 'sign-out'), ...its, attempt, startedAt, ...came })
    }
    default:
      return so
  }
}

function ended(so: Read, seq: number, event: Extract<Event, { type: 'outcome' }>): Read {
  const { action, outcome } = event
  switch (outcome.kind) {
    case 'done':
      return last(so, action, { after: outcome.proof })
    case 'failed':
      return failed(so, event, outcome.failure)
    case 'already':
      return added(so, { ...begun(so, seq, action), after: outcome.proof })
    case 'skipped':
      return so
  }
}

type Failed = Extract<Event, { type: 'waiting' | 'outcome' }>

/** The first failure after a call is its own; what follows is of a look, or of waiting for the next turn. */
function failed(so: Read, { action, of }: Failed, failure: FailureNote): Read {
  const call = so.calls.findLast((one) => one.action === action)
  const isOwn = of === undefined && call?.failure === null && call.answeredAt === null
  return isOwn || so.version === 1 ? last(so, action, { failure }) : so
}

function answered({ version }: Read, answer: Answer): Partial<Call> {
  const { at, requestId } = answer
  const told = { answeredAt: at, requestId, failure: null }
  return version === 1 ? told : { ...told, apart: apartOf(answer) }
}

/** `null` where the answer is one to everything at once. */
export function apartOf({ refused = [], apart }: Answer): Apart | null {
  if (refused.length === 0 && apart === undefined) return null
  return { together: apart?.together ?? null, taken: apart?.taken ?? [], refused }
}

function begun({ confirmed, version }: Read, seq: number, action: StepId): Call {
  const nobody: Confirmed = { confirmedBy: null, roles: [], confirmedAt: null }
  const came = version === 1 ? { failure: null } : { failure: null, apart: null, follows: null }
  const untold = { startedAt: null, answeredAt: null, requestId: null, ...came, before: null, after: null }
  return { seq, action, attempt: 0, ...(confirmed.get(action) ?? nobody), ...untold }
}

const added = (so: Read, call: Call): Read => ({ ...so, calls: [...so.calls, call] })

function last(so: Read, action: StepId, told: Partial<Call>): Read {
  const index = so.calls.findLastIndex((call) => call.action === action)
  return { ...so, calls: so.calls.map((call, place) => (place === index ? { ...call, ...told } : call)) }
}

const countedIn = ({ facts }: Offer): Read['counted'] =>
  new Map([
    ['reset-password', facts.passwordChangedAt],
    ['sign-out', facts.sessionsValidFrom],
  ])
