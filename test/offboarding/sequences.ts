import fc from 'fast-check'
import { type Facts, known, unknown } from '../../src/offboarding/facts.ts'
import { type ActionId, actionIds } from '../../src/offboarding/plan.ts'
import type { ApprovalRules } from '../../src/offboarding/policy.ts'
import { apps, minute, role } from './fixtures.ts'
import type { RoleName } from './microsoft-table.ts'

/** Somebody as the directory knows them now. Person 0 is the leaver; the others may ask, approve or be in the way. */
export type Someone = {
  readonly roles: readonly RoleName[]
  readonly standing: 'member' | 'guest' | 'blocked' | 'roles unknown'
}
/** What is true of the leaver now. `rolesUnknown` and `group` leave them to the highest roles. */
export type Leaver = {
  readonly roles: readonly RoleName[]
  readonly rolesUnknown: boolean
  readonly group: boolean
  readonly facts: Partial<Facts>
}
export type Verb = 'start' | 'cancel' | 'join' | 'show' | 'decline' | 'confirm' | 'confirm-all' | 'skip' | 'attest'
/** One thing that happens. `pick` and `who` choose among what there is at that moment. */
export type Op =
  | {
      readonly op: 'tap'
      readonly verb: Verb
      readonly who: number
      readonly action: ActionId
      readonly card: 'newest' | 'older' | 'made up'
      readonly protected: boolean
    }
  | { readonly op: 'person'; readonly who: number; readonly now: Someone }
  | { readonly op: 'leaver'; readonly now: Leaver }
  | { readonly op: 'time'; readonly ms: number }
  | { readonly op: 'work'; readonly pick: number }
  | { readonly op: 'report'; readonly pick: number; readonly how: 'taken' | 'wait' | 'failed' | 'nothing' }
  | { readonly op: 'crash' }
export type Beginning = {
  readonly rules: ApprovalRules
  readonly expiresAfter: number
  readonly people: readonly Someone[]
  readonly leaver: Leaver
  readonly requester: number
  readonly brake: boolean
}

export const crowd = 5

const rule = fc.constantFrom('requester' as const, 'second-person' as const)
const someone: fc.Arbitrary<Someone> = fc.record({
  roles: fc.oneof(
    { weight: 3, arbitrary: fc.constant<RoleName[]>(['Global Administrator']) },
    fc.subarray<RoleName>([
      'User Administrator',
      'Helpdesk Administrator',
      'Authentication Administrator',
      'Exchange Administrator',
      'Reports Reader',
    ]),
  ),
  standing: fc.oneof(
    { weight: 8, arbitrary: fc.constant('member' as const) },
    fc.constantFrom('guest' as const, 'blocked' as const, 'roles unknown' as const),
  ),
})

const rarely = fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, fc.constant(true))
const leaver: fc.Arbitrary<Leaver> = fc
  .record({
    roles: fc.oneof(
      { weight: 4, arbitrary: fc.constant<RoleName[]>([]) },
      fc.subarray<RoleName>(['Reports Reader', 'Helpdesk Administrator', 'Exchange Administrator']),
    ),
    rolesUnknown: rarely,
    group: rarely,
    guest: rarely,
    synced: rarely,
    blocked: rarely,
    mailbox: fc.constantFrom(
      'on' as const,
      'on' as const,
      'on' as const,
      'off' as const,
      'none' as const,
      'unknown' as const,
    ),
  })
  .map(({ roles, rolesUnknown, group, guest, synced, blocked, mailbox }): Leaver => {
    const held = known(roles.map((name) => role(name, name === 'Exchange Administrator')))
    const box: Record<typeof mailbox, Facts['mailbox']> = {
      on: known(apps(true)),
      off: known(apps(false)),
      none: known(null),
      unknown: unknown('refused'),
    }
    const facts: Partial<Facts> = {
      roles: rolesUnknown ? unknown('refused') : held,
      roleAssignableGroup: known(group),
      guest,
      synced,
      accountEnabled: !blocked,
      mailbox: box[mailbox],
    }
    return { roles: rolesUnknown ? [] : roles, rolesUnknown, group, facts }
  })

const who = fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 1, max: crowd - 1 }) }, fc.constant(0))
const action = fc.constantFrom(...actionIds)
const card = fc.constantFrom(
  'newest' as const,
  'newest' as const,
  'newest' as const,
  'older' as const,
  'made up' as const,
)
const verb = fc.constantFrom<Verb>(
  ...(['start', 'start', 'confirm', 'confirm', 'confirm', 'confirm', 'confirm-all', 'skip', 'attest'] as const),
  ...(['cancel', 'join', 'show', 'decline'] as const),
)
const tap = fc.record({
  op: fc.constant('tap' as const),
  ...{ verb, who, action, card },
  protected: fc.oneof({ weight: 20, arbitrary: fc.constant(false) }, fc.constant(true)),
})
const pick = fc.nat(3)
const how = fc.constantFrom('taken' as const, 'taken' as const, 'wait' as const, 'failed' as const, 'nothing' as const)
const op: fc.Arbitrary<Op> = fc.oneof(
  { weight: 10, arbitrary: tap },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('person' as const), who, now: someone }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('leaver' as const), now: leaver }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(1_000, minute, 10 * minute, 7 * 60 * minute).map((ms) => ({ op: 'time' as const, ms })),
  },
  { weight: 5, arbitrary: fc.record({ op: fc.constant('work' as const), pick }) },
  { weight: 7, arbitrary: fc.record({ op: fc.constant('report' as const), pick, how }) },
  { weight: 1, arbitrary: fc.constant({ op: 'crash' as const }) },
)

/** How it begins, and what happens then. The requester starts it in most, so that there is something to guard. */
export const sequence: fc.Arbitrary<{ beginning: Beginning; ops: readonly Op[] }> = fc
  .record({
    beginning: fc.record({
      rules: fc.record({ approval: rule, approvalForAdmins: rule }),
      expiresAfter: fc.constantFrom(60 * minute, 24 * 60 * minute),
      people: fc.array(someone, { minLength: crowd, maxLength: crowd }),
      leaver,
      requester: fc.integer({ min: 1, max: crowd - 1 }),
      brake: rarely,
    }),
    starts: fc.constantFrom(true, true, true, false),
    ops: fc.array(op, { minLength: 10, maxLength: 50, size: 'max' }),
  })
  .map(({ beginning, starts, ops }) => {
    const start: Op = {
      ...{ op: 'tap', verb: 'start', who: beginning.requester, action: 'sign-out', card: 'newest', protected: false },
    }
    return { beginning, ops: starts ? [start, ...ops] : ops }
  })
