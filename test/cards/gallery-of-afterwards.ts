import { createHash } from 'node:crypto'
import { offerFor } from '../../src/actions/offer.ts'
import type { Finding, SignIns } from '../../src/offboarding/checks.ts'
import { type Command, decide } from '../../src/offboarding/decide.ts'
import { type CardKind, cardsOf, evolve, type State } from '../../src/offboarding/evolve.ts'
import { type Facts, known, unknown } from '../../src/offboarding/facts.ts'
import { redoDigest } from '../../src/offboarding/found.ts'
import { actionIds } from '../../src/offboarding/plan.ts'
import { undoOfferFor } from '../../src/offboarding/undo.ts'
import {
  answerAt,
  approver,
  apps,
  confirm,
  done,
  factsOf,
  follow,
  inEnglish,
  iso,
  minute,
  note,
  proofOf,
  rulesOf,
  running,
  sam,
  start,
} from '../offboarding/fixtures.ts'
import type { Shown } from './gallery.ts'

/** Decides and folds at a time of its own, since what comes afterwards comes late. Minutes after `start`. */
function later(state: State, minutes: number, command: Command): State {
  const at = start + minutes * minute
  const { events, refusal } = decide(state, command, at)
  if (events.length === 0) throw new Error(`${command.type} was refused: ${JSON.stringify(refusal)}`)
  return events.reduce<State>((folded, event) => {
    const hash = createHash('sha256').update(folded.hash).update(JSON.stringify(event)).digest('hex')
    return evolve(folded.id, folded, { seq: folded.seq + 1, at, hash, event })
  }, state)
}

/** Done with an attempt each, so that it is on record how it was before. */
const finished = (facts: Partial<Facts> = {}): State =>
  actionIds.reduce(
    (state, action) => {
      const was = action === 'block-email' ? before : action === 'block-sign-in' ? true : null
      return done(follow(confirm(state, action), { type: 'attempt', action, before: was }), action)
    },
    running(factsOf({ mailbox: known(before), ...facts })),
  )

const before = { ...apps(true), PopEnabled: false, ImapEnabled: false }
const attempts = ['Microsoft Teams', 'Outlook', 'OfficeHome'].map((app, index) => {
  return { at: iso(start + (16 + index) * minute), app, place: 'Berlin, DE', code: 50057 }
})
const refused: Extract<SignIns, { known: true }> = {
  known: true,
  since: iso(start),
  refused: 23,
  successful: 0,
  more: false,
  kept: attempts,
}
const none: SignIns = { known: true, since: iso(start), refused: 0, successful: 0, more: false, kept: [] }
const gotIn: SignIns = {
  ...refused,
  successful: 1,
  interrupted: 2,
  kept: [{ at: iso(start + 15 * minute), app: 'OfficeHome', place: null, code: 0 }, ...attempts],
}
const unlicensed: SignIns = {
  known: false,
  failure: note('refused', { code: 'Authentication_RequestFromNonPremiumTenantOrB2CTenant' }),
}

const elsewhere = { undone: [], later: [] }

const holds = (): Finding[] => actionIds.map((action) => ({ kind: 'holds', action }))

/** A check with these findings in place of some that hold. */
function check(after: number, signIns: SignIns, ...found: readonly Finding[]): Command {
  const findings = holds().map((one) => found.find(({ action }) => action === one.action) ?? one)
  return { type: 'check', after: after * minute, findings, signIns, proven: [], approvals: null, elsewhere }
}

const allowed: Finding = {
  kind: 'changed',
  action: 'block-sign-in',
  at: iso(start + 20 * minute),
  apps: [],
  by: { kind: 'person', name: 'Mallory Quick' },
}
const changedPassword: Finding = {
  ...allowed,
  action: 'reset-password',
  by: { kind: 'app', name: 'Provisioning' },
}
const appsOn: Finding = { ...allowed, action: 'block-email', at: null, apps: ['OWAEnabled', 'EwsEnabled'], by: null }
const unseen: Finding = { kind: 'unseen', action: 'block-email', failure: note('unreachable', { status: 503 }) }

/** Asked for by Sam, with these facts as they are then. */
function askedUndo(state: State, minutes: number, facts: Partial<Facts> = {}): State {
  const now = factsOf({ accountEnabled: false, mailbox: known(apps(false)), ...facts })
  const fresh = undoOfferFor(state, offerFor(now, rulesOf(), state))
  const by = approver(['Global Administrator'], sam)
  const place = { conversation: 'a-conversation', personal: false, ...inEnglish }
  return later(state, minutes, { type: 'ask-undo', by, fresh, approvals: null, overtaken: false, ...place })
}

function confirmedUndo(state: State, minutes: number): State {
  const fresh = state.undo?.offer ?? null
  if (fresh === null) throw new Error('nobody asked for an undo')
  const confirm = {
    type: 'confirm-undo',
    step: null,
    by: approver(),
    digest: fresh.digest,
    fresh,
    overtaken: false,
  } as const
  return later(state, minutes, confirm)
}

function undone(state: State, minutes: number): State {
  const steps = ['allow-sign-in', 'restore-email'] as const
  return steps.reduce<State>((state, action) => {
    const at = iso(start + minutes * minute)
    const answered = later(state, minutes, { type: 'answer', action, answer: { ...answerAt(state), at } })
    const outcome = { kind: 'done', proof: proofOf(action, at) } as const
    return later(answered, minutes, { type: 'conclude', action, outcome })
  }, state)
}

function redone(state: State, minutes: number): State {
  const tap = { by: approver(), digest: redoDigest(state), fresh: state.offer, protection: null }
  return later(state, minutes, { type: 'redo', elsewhere, ...tap })
}

/** The cards of what comes after an offboarding, in every state that they can be in. */
export function shownAfterwards(overrides: Partial<Facts> = {}): Shown[] {
  const state = finished(overrides)
  const held = later(state, 36, check(15, none))
  const day = later(later(held, 81, check(60, refused, unseen)), 1_465, check(1_440, refused))
  const broken = later(state, 36, check(15, gotIn, allowed, changedPassword, appsOn))
  const again = redone(broken, 40)
  const asked = askedUndo(held, 50, overrides)
  const changed = askedUndo(held, 50, {
    ...overrides,
    accountEnabled: true,
    mailbox: known({ ...apps(false), OWAEnabled: true }),
  })
  const failure = later(confirmedUndo(asked, 51), 51, {
    ...{ type: 'conclude', action: 'allow-sign-in' },
    outcome: { kind: 'failed', failure: note('refused') },
  })
  const shown = (name: string, kind: 'broken' | 'undo' | 'summary', of: State, view?: Shown['view']): Shown => {
    const card = cardsOf(of).findLast((one) => one.startsWith(kind)) ?? 'summary'
    return { name, kind: card as CardKind, state: of, ...(view && { view }) }
  }
  return [
    shown('summary, checked once', 'summary', held),
    shown('summary, checked three times', 'summary', day),
    shown('summary, checked without a licence', 'summary', later(state, 36, check(15, unlicensed))),
    shown('summary, broken', 'summary', broken),
    shown('summary, more than was read', 'summary', later(state, 36, check(15, { ...refused, more: true }))),
    shown('summary, undone', 'summary', undone(confirmedUndo(asked, 51), 52)),
    shown('broken', 'broken', broken),
    shown('broken, watch', 'broken', broken, 'watch'),
    shown('broken, done again', 'broken', again),
    shown('broken, still so', 'broken', later(broken, 81, check(60, gotIn, allowed, changedPassword, appsOn))),
    shown('broken, as it was left again', 'broken', later(broken, 81, check(60, refused, allowed))),
    shown('undo, asked', 'undo', asked),
    shown('undo, follow', 'undo', asked, 'follow'),
    shown('undo, first person', 'undo', asked, 'first-person'),
    shown('undo, restored by others', 'undo', changed),
    shown('undo, mailbox unknown', 'undo', askedUndo(held, 50, { ...overrides, mailbox: unknown('unreachable 503') })),
    shown(
      'undo, not on record',
      'undo',
      askedUndo(
        actionIds.reduce((state, id) => done(state, id), running(factsOf(overrides))),
        45,
        overrides,
      ),
    ),
    shown('undo, under way', 'undo', confirmedUndo(asked, 51)),
    shown('undo, failed', 'undo', failure),
    shown('undo, done', 'undo', undone(confirmedUndo(asked, 51), 52)),
    shown('undo, expired', 'undo', later(asked, 50 + 24 * 60, { type: 'expire-undo' })),
  ]
}
