import assert from 'node:assert/strict'
import type { Write } from '../../src/demo/tenant/state.ts'
import type { Recorded } from '../../src/offboarding/events.ts'
import type { StepId } from '../../src/offboarding/plan.ts'
import type { ApprovalRules } from '../../src/offboarding/policy.ts'
import { firstAltered, readHistory } from '../../src/records/history.ts'
import type { World } from '../offboard.ts'
import { isUndo, Ledger } from '../offboarding/ledger.ts'
import { type RoleName, roleNames } from '../offboarding/microsoft-table.ts'
import type { Leaver, Someone } from '../offboarding/sequences.ts'
import type { TeamsPerson } from '../teams.ts'

/** What a write was for: to turn something on again is to undo. */
function actionOf({ kind, detail }: Write): StepId {
  const undoes = Object.values(detail).includes(true)
  switch (kind) {
    case 'password':
      return 'reset-password'
    case 'sessions':
      return 'sign-out'
    case 'account':
      return undoes ? 'allow-sign-in' : 'block-sign-in'
    case 'email':
      return undoes ? 'restore-email' : 'block-email'
  }
}

type Moment = { readonly at: number; readonly people: readonly Someone[]; readonly leaver: Leaver }

/** Remembers who held what at every moment, and holds the tenant's writes and the histories against it. */
export class Witness {
  readonly #world: World
  readonly #people: readonly TeamsPerson[]
  readonly #leaver: TeamsPerson
  readonly #rules: ApprovalRules
  readonly #moments: Moment[] = []

  /** Person 0 is the leaver, as in the ledger. */
  constructor(world: World, leaver: TeamsPerson, others: readonly TeamsPerson[], rules: ApprovalRules) {
    this.#world = world
    this.#leaver = leaver
    this.#people = [leaver, ...others.filter(({ id }) => id !== leaver.id)]
    this.#rules = rules
    this.look()
  }

  /** To be called after every change in the company, and after everything before it has been answered. */
  look(): void {
    const at = this.#world.now()
    const rolesUnknown = false
    const held = (id: string) => this.#rolesOf(this.#world.company.roleAssignments, id)
    const roles = [...held(this.#leaver.id), ...this.#rolesOf(this.#world.company.roleEligibilities, this.#leaver.id)]
    const people = this.#people.map(({ id }): Someone => {
      const user = this.#world.company.users.find((one) => one.id === id)
      const standing = user?.userType === 'Guest' ? 'guest' : user?.accountEnabled ? 'member' : 'blocked'
      return { roles: held(id), standing }
    })
    this.#moments.push({ at, people, leaver: { roles, rolesUnknown, group: false, facts: {} } })
  }

  /** Every write has a confirmation from before it, by somebody who was allowed then; returns how many writes there were. */
  async check(): Promise<number> {
    const { writes } = this.#world.simulated.state()
    const { database } = this.#world
    const rows = await database.db.selectFrom('offboarding').select('id').execute()
    const histories = await Promise.all(rows.map(({ id }) => readHistory(database, id)))
    for (const { id } of rows) assert.equal(await firstAltered(database, id), null, 'the chain of hashes is whole')
    for (const history of histories) this.#checkHistory(history)
    for (const write of writes) {
      const action = actionOf(write)
      assert.ok(write.id === this.#leaver.id, `nobody but the leaver is touched: ${write.kind}`)
      assert.ok(
        histories.some((history) => isCovered(history, action, Date.parse(write.at))),
        `${write.kind} was written without a confirmation: ${JSON.stringify(histories)}`,
      )
    }
    return writes.length
  }

  #checkHistory(history: readonly Recorded[]): void {
    const first = history[0]?.event
    assert.ok(first?.type === 'requested')
    const { rules } = { rules: this.#rules }
    const beginning = { rules, expiresAfter: first.expiresAfter, brake: false, requester: 0, people: [] }
    const idOf = (who: number) => this.#people[who]?.id ?? ''
    const [moment] = this.#moments
    if (!moment) throw new Error('nobody looked')
    const ledger = new Ledger({ ...beginning, leaver: moment.leaver }, idOf)
    for (const recorded of history) {
      const { event, at } = recorded
      if (event.type === 'confirmed') {
        const truth = { ...(this.#moments.findLast((one) => one.at <= at) ?? moment), now: at }
        const who = this.#people.findIndex(({ id }) => id === event.by.id)
        const { action } = event
        assert.ok(ledger.isAllowed({ who, action }, truth), `${action} by ${event.by.name}, who was not allowed`)
        assert.equal(event.digest, ledger.digestFor(action), 'of the plan that was shown')
        assert.ok(isUndo(action) || ledger.hasFailed(action) || !ledger.isLate(at), 'in time')
        assert.ok(ledger.hasFailed(action) || ledger.last(action) === undefined, 'once')
        assert.ok(ledger.of('started').length === 1 && !ledger.isOver)
      }
      ledger.history.push(recorded)
    }
    assert.ok(ledger.of('finished').length <= 1)
  }

  #rolesOf(assignments: World['company']['roleAssignments'], id: string): RoleName[] {
    const held = assignments.filter((one) => one.principalId === id && one.directoryScopeId === '/')
    return held.map(({ role }) => role).filter((role) => roleNames.includes(role))
  }
}

/** Confirmed by then, and not ended by then. A second sign-out follows a block, when both were confirmed and not refused. */
function isCovered(history: readonly Recorded[], action: StepId, at: number): boolean {
  if (standing(history, action, at) === 'confirmed') return true
  return action === 'sign-out' && [action, 'block-sign-in' as const].every((id) => standing(history, id, at) !== null)
}

function standing(history: readonly Recorded[], action: StepId, at: number): 'confirmed' | 'done' | null {
  const last = history.findLast(({ event, at: recorded }) => {
    if (event.type === 'confirmed') return event.action === action && recorded <= at
    return event.type === 'outcome' && event.action === action && recorded < at
  })?.event
  if (last?.type === 'confirmed') return 'confirmed'
  return last?.type === 'outcome' && last.outcome.kind === 'done' ? 'done' : null
}
