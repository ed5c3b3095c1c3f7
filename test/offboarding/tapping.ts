import assert from 'node:assert/strict'
import type { Refusal, TapCommand } from '../../src/offboarding/consent.ts'
import { type Command, decide } from '../../src/offboarding/decide.ts'
import type { Decision } from '../../src/offboarding/decision.ts'
import type { State } from '../../src/offboarding/evolve.ts'
import type { ActionId } from '../../src/offboarding/plan.ts'
import type { Approver } from '../../src/offboarding/policy.ts'
import { approver, jane, minute, sam, start, tap } from './fixtures.ts'

/** Sam asked, Ann may, Jane is the leaver, and the outsider holds no role; all but the last are Global Administrators. */
export const bySam = approver(['Global Administrator'], sam)
export const byAnn = approver()
export const byJane = approver(['Global Administrator'], { id: jane.id, name: jane.displayName })
export const outsider = approver([])

export const starting = (state: State, by: Approver): TapCommand => ({
  type: 'start',
  reason: null,
  approvals: null,
  ...tap(state, by),
})
export const confirming = (state: State, action: ActionId, by = byAnn): TapCommand => ({
  type: 'confirm',
  action,
  ...tap(state, by),
})
export const skipping = (state: State, action: ActionId, by = byAnn): TapCommand => ({
  type: 'skip',
  action,
  ...tap(state, by),
})
export const attesting = (state: State, action: ActionId, by = byAnn): TapCommand => ({
  type: 'attest',
  action,
  ...tap(state, by),
})
export const confirmingAll = (state: State, by = byAnn): TapCommand => ({ type: 'confirm-all', ...tap(state, by) })

/** Decided a minute after the event before. */
export const decided = (state: State, command: Command): Decision =>
  decide(state, command, start + (state.seq + 1) * minute)

/** Why it was refused whole; a refusal that recorded something is a fault. */
export function refusalOf(state: State, command: Command): Refusal | null {
  const { events, refusal } = decided(state, command)
  assert.deepEqual(events, [], `${command.type} was refused and yet recorded something`)
  return refusal
}

export const kindOf = (state: State, command: Command) => refusalOf(state, command)?.kind

export const typesOf = (state: State, command: Command) => decided(state, command).events.map(({ type }) => type)

/** The actions that this confirms. */
export const confirmedBy = (state: State, command: Command) =>
  decided(state, command).events.flatMap((event) => (event.type === 'confirmed' ? [event.action] : []))
