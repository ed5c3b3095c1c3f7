import fc from 'fast-check'
import type { FaultOrder } from '../../src/demo/tenant/faults.ts'
import type { ApprovalRules } from '../../src/offboarding/policy.ts'
import { personOf } from '../offboard.ts'
import type { RoleName } from '../offboarding/microsoft-table.ts'

/** Who is in it: approvers of every kind, somebody without a role, a guest, and the leaver themselves. */
export const cast = [
  ...['Ava Chen', 'Rob Hale', 'Hana Novak', 'Elena Petrova', 'Martha Klein', 'Oscar Lund', 'Maria Garcia'],
].map(personOf)

/** Ordinary, synced, without a mailbox, blocked already, and one who holds roles and confirms elsewhere. */
export const leavers = ['Jane Doe', 'Tom Becker', 'Kenji Sato', 'Lucas Meyer', 'Elena Petrova'].map(personOf)

export type Happening =
  | { readonly kind: 'ask'; readonly who: number; readonly group: boolean }
  /** A button of the newest cards, or of any card that was ever shown; `forged` takes another verb or action. */
  | {
      readonly kind: 'tap'
      readonly who: readonly number[]
      readonly pick: number
      readonly old: boolean
      readonly forged: { readonly verb: string; readonly action: string } | null
    }
  | { readonly kind: 'approve here'; readonly who: number }
  | { readonly kind: 'role'; readonly who: number | 'leaver'; readonly role: RoleName }
  | { readonly kind: 'enabled'; readonly who: number }
  | { readonly kind: 'time'; readonly ms: number }
  | { readonly kind: 'restart' }
  | { readonly kind: 'trouble'; readonly order: FaultOrder }
  /** Until the bot has done what is due. */
  | { readonly kind: 'quiet' }

export type Story = {
  readonly leaver: number
  readonly rules: ApprovalRules
  readonly requester: number
  readonly happenings: readonly Happening[]
}

const minute = 60_000
const rule = fc.constantFrom('requester' as const, 'second-person' as const)
const who = fc.oneof({ weight: 3, arbitrary: fc.nat(4) }, fc.nat(cast.length - 1))
const role = fc.constantFrom<RoleName>(
  ...(['Global Administrator', 'User Administrator', 'Exchange Administrator', 'Helpdesk Administrator'] as const),
)
const writes = fc.constantFrom('PATCH /users/{id}', 'POST /users/{id}/revokeSignInSessions', 'Set-CASMailbox')
const trouble = fc.oneof(
  writes.map((on) => ({ kind: 'throttled' as const, on, retryAfterSeconds: 2 })),
  writes.map((on) => ({ kind: 'unavailable' as const, on, afterWrite: true })),
  writes.map((on) => ({ kind: 'hang-up' as const, on, afterWrite: true })),
  writes.map((on) => ({
    kind: 'refused' as const,
    on,
    status: 403,
    code: 'Authorization_RequestDenied',
    message: 'No.',
  })),
)

const forged = fc.record({
  verb: fc.constantFrom('start', 'cancel', 'confirm', 'confirm-all', 'skip', 'attest', 'decline', 'refresh'),
  action: fc.constantFrom('reset-password', 'sign-out', 'block-sign-in', 'block-email'),
})
const tap = fc.record({
  kind: fc.constant('tap' as const),
  who: fc.oneof({ weight: 3, arbitrary: fc.tuple(who) }, fc.array(who, { minLength: 2, maxLength: 4 })),
  pick: fc.nat(1_000),
  old: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, fc.constant(true)),
  forged: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, forged),
})

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 14, arbitrary: tap },
  { weight: 8, arbitrary: fc.constant({ kind: 'quiet' as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('ask' as const), who, group: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('approve here' as const), who }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('role' as const),
      who: fc.oneof(who, fc.constant('leaver' as const)),
      role,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('enabled' as const), who }) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(2_000, minute, 5 * minute, 25 * 60 * minute)
      .map((ms) => ({ kind: 'time' as const, ms })),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
  { weight: 1, arbitrary: trouble.map((fault) => ({ kind: 'trouble' as const, order: { add: [fault] } })) },
)

export const story: fc.Arbitrary<Story> = fc.record({
  leaver: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.nat(leavers.length - 1)),
  rules: fc.record({
    approval: fc.oneof({ weight: 2, arbitrary: fc.constant('requester' as const) }, rule),
    approvalForAdmins: rule,
  }),
  requester: fc.nat(2),
  happenings: fc.array(happening, { minLength: 12, maxLength: 24, size: 'max' }),
})
