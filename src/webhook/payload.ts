import type { Checked, SignIns } from '../offboarding/checks.ts'
import type { Event, FailureNote, Outcome, Person, Recorded } from '../offboarding/events.ts'
import type { State } from '../offboarding/evolve.ts'
import { actionIds } from '../offboarding/plan.ts'

/**
 * What is sent of one event. `docs/webhook.schema.json` describes it, and a shape that has shipped is only added to. No
 * names and no free text: the leaver by id and user principal name, everybody else by object id.
 */
export type Payload = {
  /** The same however often it is sent. */
  readonly id: string
  readonly type: string
  /** ISO 8601. */
  readonly at: string
  readonly offboarding: string
  /** Its place in the history. Grows, with gaps: not every event is sent. */
  readonly sequence: number
  readonly leaver: { readonly id: string; readonly userPrincipalName: string }
  /** Who did it, by object id; `null` where nobody did. */
  readonly by: { readonly id: string } | null
  readonly data: Readonly<Record<string, unknown>>
}

type Told = { readonly type: string; readonly by?: Person | null; readonly data?: Payload['data'] }

/** What is sent of an event, `null` where it is nobody else's matter. @param state right after it */
export function payloadOf(state: State, { seq, at, event }: Recorded): Payload | null {
  const told = toldOf(state, event)
  if (told === null) return null
  const { id, userPrincipalName } = state.leaver
  return {
    id: `${state.id}:${seq}`,
    type: told.type,
    at: new Date(at).toISOString(),
    offboarding: state.id,
    sequence: seq,
    leaver: { id, userPrincipalName },
    by: told.by ? { id: told.by.id } : null,
    data: told.data ?? {},
  }
}

function toldOf(state: State, event: Event): Told | null {
  switch (event.type) {
    case 'requested':
      return { type: 'opened', by: event.requester, data: { scheduledFor: timeOf(event.schedule?.at) } }
    case 'started':
      return { type: 'started', by: event.by, data: { moreEmail: event.moreEmail ?? false } }
    case 'confirmed':
      return { type: 'confirmed', by: event.by, data: { step: event.action, roles: event.roles, digest: event.digest } }
    case 'outcome':
      return {
        type: 'outcome',
        by: deciderOf(event.outcome),
        data: { step: event.action, ...outcomeOf(event.outcome) },
      }
    case 'looked':
      return event.proof === null ? null : { type: 'proven', data: { step: event.action } }
    case 'finished':
      return { type: 'finished', data: { outcomes: outcomesOf(state) } }
    case 'declined':
    case 'cancelled':
      return { type: event.type, by: event.by }
    case 'expired':
      return { type: 'expired' }
    default:
      return toldLater(event)
  }
}

/** What comes of a time that was set, after the lockout, and when it is undone. */
function toldLater(event: Event): Told | null {
  switch (event.type) {
    case 'rescheduled':
      return { type: 'rescheduled', by: event.by, data: { scheduledFor: timeOf(event.to.at), urgent: event.urgent } }
    case 'held':
      return { type: 'held', data: { why: event.hold.why } }
    case 'came-due':
      return { type: 'came-due', data: { voided: event.voided } }
    case 'checked':
      return { type: 'checked', data: checkOf(event) }
    case 'undo-asked':
      return { type: 'undo-asked', by: event.by }
    case 'undo-expired':
      return { type: 'undo-expired' }
    case 'manager-told':
      return { type: 'manager-told', data: { told: event.failure === null } }
    default:
      return null
  }
}

const timeOf = (at: number | undefined): string | null => (at === undefined ? null : new Date(at).toISOString())

const deciderOf = (outcome: Outcome): Person | null => (outcome.kind === 'skipped' ? outcome.by : null)

function outcomeOf(outcome: Outcome) {
  switch (outcome.kind) {
    case 'done':
      return { outcome: 'done', proven: outcome.proof !== null }
    case 'already':
      return { outcome: 'already', proven: true }
    case 'skipped':
      return { outcome: 'skipped', reason: outcome.reason }
    case 'failed':
      return { outcome: 'failed', failure: failureOf(outcome.failure) }
  }
}

const failureOf = ({ kind, status, code, requestId }: FailureNote) => ({ kind, status, code, requestId })

const outcomesOf = ({ actions }: State) =>
  Object.fromEntries(actionIds.map((id) => [id, actions[id].outcome?.kind ?? null]))

const countsOf = ({ refused, interrupted = 0, successful }: Extract<SignIns, { known: true }>) => {
  return { refused, interrupted, successful }
}

/** How long after the last action, in minutes, and what was found. Where people signed in from stays with us. */
function checkOf({ after, findings, signIns }: Checked) {
  const having = (kind: string) => findings.filter((one) => one.kind === kind).map(({ action }) => action)
  const { known } = signIns
  return {
    afterMinutes: Math.round(after / 60_000),
    holds: having('holds'),
    gone: having('gone'),
    changed: having('changed'),
    unseen: having('unseen'),
    signIns: known ? countsOf(signIns) : null,
  }
}
