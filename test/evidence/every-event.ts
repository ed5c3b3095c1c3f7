import type { Event, FailureNote, Offer } from '../../src/offboarding/events.ts'
import { emailApps, type Facts, known, unknown } from '../../src/offboarding/facts.ts'
import { type MoreEmailApps, moreEmailApps } from '../../src/offboarding/more-email.ts'
import { ann, factsOf, offerOf, requested, sam, start } from '../offboarding/fixtures.ts'

type Whole<T> = { [key in keyof T]-?: T[key] }
type EveryEvent = { readonly [type in Event['type']]: readonly Whole<Extract<Event, { type: type }>>[] }

const iso = new Date(start).toISOString()
const more = Object.fromEntries(moreEmailApps.map((app) => [app, true])) as MoreEmailApps
const failure: Whole<FailureNote> = { kind: 'refused', status: 403, code: 'Forbidden', requestId: 'r' }
const facts: Whole<Facts> = {
  ...factsOf(),
  roles: known([{ id: 'r', name: 'Reports Reader', eligible: true }]),
  managerId: sam.id,
  moreEmail: known(more),
  devices: known({ count: 1, latest: [{ name: 'CONTOSO-LT-0417', system: 'Windows' }] }),
  lastGlobalAdministrator: unknown('refused 403'),
}
const offer: Offer = offerOf(facts)
const answer = {
  ...{ at: iso, since: iso, requestId: 'r' },
  refused: [{ app: 'OutlookMobileEnabled', failure }],
  apart: { together: failure, taken: [{ app: 'MacOutlookEnabled', at: iso, requestId: 'r' }] },
} as const
const proof = { field: 'accountEnabled', value: false, at: iso, requestId: 'r' } as const
const schedule = { at: start, zone: 'UTC' }
const place = { conversation: 'c', personal: true, language: 'en', zone: 'UTC' } as const
const undo = {
  facts,
  plan: {
    'allow-sign-in': { kind: 'left', reason: 'changed' },
    'restore-email': { kind: 'do', apps: ['OWAEnabled'], off: [], others: [] },
    'restore-more-email': { kind: 'unknown', reason: 'unreachable' },
  },
  secondPerson: ['policy'],
  digest: 'd',
} as const
const signIns = { refused: 1, successful: 0, interrupted: 1, more: true, everySuccess: true, since: iso } as const
const told = { changes: ['block-email'], signIns: 1, gotIn: true } as const
const signIn = { at: iso, app: 'OfficeHome', place: 'Berlin, DE', code: 50126 }

/** An event of each kind with everything that it can have, so that nothing of it is in evidence unnoticed. */
export const everyEvent: EveryEvent = {
  requested: [
    {
      ...{ ...requested(offer, { reason: 'left' }), moreEmail: true, tellsManager: true, batch: 'b' },
      ...{ schedule, readAt: start },
    },
  ],
  joined: [{ type: 'joined', by: ann, ...place }],
  started: [
    {
      ...{ type: 'started', by: ann, reason: null, approvals: 'c', moreEmail: true },
      brake: { scope: 'person', count: 11 },
    },
  ],
  'shown-to-approvers': [{ type: 'shown-to-approvers', by: ann, conversation: 'c' }],
  replanned: [{ type: 'replanned', offer, changes: ['name'] }],
  confirmed: [
    { type: 'confirmed', action: 'sign-out', digest: 'd', by: ann, roles: ['User Administrator'], countedFrom: iso },
  ],
  attempted: [
    {
      type: 'attempted',
      action: 'block-email',
      before: { ...Object.fromEntries(emailApps.map((app) => [app, true])), ...more },
    },
  ],
  answered: [{ type: 'answered', action: 'block-email', answer }],
  waiting: [{ type: 'waiting', action: 'block-email', until: start, failure, of: 'turn' }],
  outcome: [
    { type: 'outcome', action: 'block-email', outcome: { kind: 'done', proof }, of: 'look' },
    { type: 'outcome', action: 'block-email', outcome: { kind: 'failed', failure }, of: 'look' },
    { type: 'outcome', action: 'block-email', outcome: { kind: 'skipped', reason: 'chosen', by: ann }, of: 'look' },
  ],
  looked: [{ type: 'looked', action: 'block-email', proof }],
  'signed-out-again': [{ type: 'signed-out-again', answer, failure, startedAt: start }],
  declined: [{ type: 'declined', by: ann, reason: 'no' }],
  cancelled: [{ type: 'cancelled', by: ann }],
  expired: [{ type: 'expired' }],
  finished: [{ type: 'finished' }],
  rescheduled: [{ type: 'rescheduled', by: ann, to: schedule, urgent: false }],
  reminded: [{ type: 'reminded' }],
  'not-read': [{ type: 'not-read', until: start, failure }],
  held: [
    { type: 'held', hold: { why: 'unread', failure } },
    { type: 'held', hold: { why: 'protected', protection: { kind: 'in-protected-group', sure: true } } },
  ],
  'came-due': [{ type: 'came-due', offer, changes: [], voided: ['sign-out'] }],
  checked: [
    {
      ...{ type: 'checked', approvals: 'c', after: 1, told, signIns: { known: true, ...signIns, kept: [signIn] } },
      findings: [
        {
          kind: 'changed',
          action: 'block-email',
          at: iso,
          apps: ['OWAEnabled'],
          by: { kind: 'person', name: 'Mallory' },
        },
        { kind: 'unseen', action: 'sign-out', failure },
      ],
    },
    { type: 'checked', approvals: null, after: 1, told, findings: [], signIns: { known: false, failure } },
  ],
  'checks-ended': [{ type: 'checks-ended', actions: ['block-email'], why: 'later' }],
  'undo-asked': [{ type: 'undo-asked', by: ann, offer: undo, approvals: null, ...place }],
  'undo-replanned': [{ type: 'undo-replanned', offer: undo }],
  'undo-expired': [{ type: 'undo-expired' }],
  'manager-told': [{ type: 'manager-told', manager: sam, failure }],
  'evidence-given': [{ type: 'evidence-given', by: ann, way: 'file', file: 'data' }],
}
