import { createHash } from 'node:crypto'
import { offerFor } from '../../src/actions/offer.ts'
import { type Command, decide } from '../../src/offboarding/decide.ts'
import type {
  Answer,
  Brake,
  Event,
  FailureNote,
  Offer,
  Person,
  Proof,
  Reader,
  Recorded,
} from '../../src/offboarding/events.ts'
import { evolve, fold, type State } from '../../src/offboarding/evolve.ts'
import { type EmailApps, emailApps, type Facts, known } from '../../src/offboarding/facts.ts'
import type { ActionId, StepId } from '../../src/offboarding/plan.ts'
import type { ApprovalRules, Approver } from '../../src/offboarding/policy.ts'
import matrix from '../../src/offboarding/role-matrix.json' with { type: 'json' }

export const minute = 60_000
export const offboardingId = '3f1c2a4e-0b7d-4c55-9a61-8d2f40e7b913'
/** Tuesday 3 March 2026, 13:00 UTC, which is 14:00 in Paris. */
export const start = Date.UTC(2026, 2, 3, 13, 0)

export const jane = {
  id: '6a1f9d1e-52c4-4a35-8f0b-2f6f1f1d8a01',
  displayName: 'Jane Doe',
  userPrincipalName: 'jane@contoso.com',
}
export const sam: Person = { id: '0c6f3b52-7d52-4ad0-9f4e-6b6a4f6a2b02', name: 'Sam Smith' }
export const ann: Person = { id: 'd3b1a0c7-1a0b-4b0e-8a39-4a4f0fd3cc03', name: 'Ann Lee' }

export const apps = (value: boolean | null): EmailApps =>
  Object.fromEntries(emailApps.map((app) => [app, value])) as EmailApps

/** Jane, an ordinary member with a mailbox, unless told otherwise. */
export function factsOf(overrides: Partial<Facts> = {}): Facts {
  return {
    ...jane,
    givenName: 'Jane',
    surname: 'Doe',
    mail: 'jane@contoso.com',
    jobTitle: 'Sales lead',
    department: 'Sales',
    accountEnabled: true,
    guest: false,
    synced: false,
    federated: false,
    cloudPasswordForSynced: false,
    createdAt: '2019-03-12T09:00:00Z',
    passwordChangedAt: '2025-11-03T08:00:00Z',
    sessionsValidFrom: '2025-11-03T08:00:00Z',
    restricted: false,
    manager: known('Mia Brown'),
    roles: known([]),
    roleAssignableGroup: known(false),
    mailbox: known(apps(true)),
    namesakes: known(0),
    inProtectedGroup: known(false),
    ownsBot: false,
    lastGlobalAdministrator: known(false),
    ...overrides,
  }
}

/** What an organisation asks for that has set nothing. */
export const rulesOf = (overrides: Partial<ApprovalRules> = {}): ApprovalRules => ({
  approval: 'requester',
  approvalForAdmins: 'second-person',
  ...overrides,
})

export const offerOf = (facts: Facts = factsOf(), rules: ApprovalRules = rulesOf()): Offer => offerFor(facts, rules)

type RoleName = keyof typeof matrix.roleTemplateIds

/** A role as the directory gives it. */
export const role = (name: RoleName, eligible = false) => ({ id: matrix.roleTemplateIds[name], name, eligible })

/** Who taps: Ann, an enabled member, holding these roles. */
export function approver(roles: readonly RoleName[] = ['Global Administrator'], person: Person = ann): Approver {
  return {
    person,
    userPrincipalName: `${person.id}@contoso.com`,
    guest: false,
    enabled: true,
    roles: known(roles.map((name) => role(name))),
  }
}

/** How most of them read. */
export const inEnglish: Reader = { language: 'en', zone: 'Europe/Paris' }

type Requested = Extract<Event, { type: 'requested' }>

export function requested(offer: Offer = offerOf(), more: Partial<Requested> = {}): Requested {
  const { id, displayName, userPrincipalName } = offer.facts
  return {
    type: 'requested',
    leaver: { id, displayName, userPrincipalName },
    requester: sam,
    reason: null,
    offer,
    conversation: 'a-conversation',
    personal: false,
    ...inEnglish,
    expiresAfter: 24 * 60 * minute,
    ...more,
  }
}

/** These events as they would be recorded, one a minute from `start`, each with a hash over it and the one before. */
export function history(...events: readonly Event[]): Recorded[] {
  let hash = ''
  return events.map((event, seq) => {
    hash = createHash('sha256').update(hash).update(JSON.stringify(event)).digest('hex')
    return { seq, at: start + seq * minute, hash, event }
  })
}

/** The state after these events; the first is `requested`. */
export function stateOf(...events: readonly Event[]): State {
  const state = fold(offboardingId, history(...events))
  if (state === null) throw new Error('a history has at least one event')
  return state
}

/** Decides and folds, a minute after the event before. A command that is refused whole is a fault of the test. */
export function follow(state: State, ...commands: readonly Command[]): State {
  return commands.reduce<State>((before, command) => {
    const at = start + (before.seq + 1) * minute
    // Time runs out a day later; these histories go by minutes.
    const now = command.type === 'expire' ? before.plannedAt + before.expiresAfter : at
    const { events, refusal } = decide(before, command, now)
    if (events.length === 0) throw new Error(`${command.type} was refused: ${JSON.stringify(refusal)}`)
    return events.reduce<State>((folded, event) => {
      const hash = createHash('sha256').update(folded.hash).update(JSON.stringify(event)).digest('hex')
      return evolve(folded.id, folded, { seq: folded.seq + 1, at, hash, event })
    }, before)
  }, state)
}

/** What every tap on the cards of this state brings. */
export function tap(state: State, by: Approver = approver()) {
  return { by, digest: state.offer.digest, fresh: state.offer, protection: null }
}

/** Requested and started, by Sam; `approvals` is the conversation of the approvals chat. */
export function running(
  facts: Facts = factsOf(),
  more: Partial<Requested> = {},
  approvals: string | null = null,
): State {
  const state = stateOf(requested(offerOf(facts), more))
  const bySam = approver(['Global Administrator'], sam)
  return follow(state, { type: 'start', reason: null, approvals, ...tap(state, bySam) })
}

/** Requested and started, by Sam, when too many had been started within the hour. */
export function braked(brake: Brake, more: Partial<Requested> = {}): State {
  return stateOf(requested(offerOf(), more), { type: 'started', by: sam, reason: null, approvals: null, brake })
}

export const confirm = (state: State, action: ActionId): State =>
  follow(state, { type: 'confirm', action, ...tap(state) })

export const iso = (at: number): string => new Date(at).toISOString()

/** Microsoft took it, at the moment of the state's next event. */
export function answerAt(state: State): Answer {
  const at = iso(start + (state.seq + 1) * minute)
  return { at, since: at, requestId: 'c5b8d2f0-3a3e-4f0c-9b7e-0a4a6d1f7e55' }
}

const fields = {
  'reset-password': 'lastPasswordChangeDateTime',
  'sign-out': 'signInSessionsValidFromDateTime',
  'block-sign-in': 'accountEnabled',
  'block-email': 'email apps',
  'allow-sign-in': 'accountEnabled',
  'restore-email': 'email apps',
  'block-more-email': 'more-email-apps',
  'restore-more-email': 'more-email-apps',
} as const

export function proofOf(action: StepId, at: string): Proof {
  const timed = action === 'reset-password' || action === 'sign-out'
  return {
    field: fields[action],
    value: timed ? at : action === 'allow-sign-in' || action.startsWith('restore'),
    at,
    requestId: '0d6f7c1a-6d0b-4c1f-8f4b-5a2c9a7b1e66',
  }
}

/** Confirmed (where it was not), taken by Microsoft, and read back; `proven` false leaves it not confirmed yet. */
export function done(state: State, action: ActionId, proven = true): State {
  const confirmed = state.actions[action].confirmation ? state : confirm(state, action)
  const answer = answerAt(confirmed)
  const answered = follow(confirmed, { type: 'answer', action, answer })
  return follow(answered, {
    type: 'conclude',
    action,
    outcome: { kind: 'done', proof: proven ? proofOf(action, answer.at) : null },
  })
}

export const note = (kind: FailureNote['kind'], more: Partial<FailureNote> = {}): FailureNote => ({
  kind,
  status: 403,
  code: 'Authorization_RequestDenied',
  requestId: '7be1a9c4-2a55-4c0e-9f65-1f0b1d2f3a77',
  ...more,
})

/** Confirmed, tried, and failed. */
export function failed(state: State, action: ActionId, kind: FailureNote['kind'] = 'refused'): State {
  const confirmed = state.actions[action].confirmation ? state : confirm(state, action)
  return follow(
    confirmed,
    { type: 'attempt', action, before: null },
    { type: 'conclude', action, outcome: { kind: 'failed', failure: note(kind) } },
  )
}

export const skip = (state: State, action: ActionId): State => follow(state, { type: 'skip', action, ...tap(state) })
