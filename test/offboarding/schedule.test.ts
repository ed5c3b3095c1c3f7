import assert from 'node:assert/strict'
import { type Command, decide } from '../../src/offboarding/decide.ts'
import { cardsOf, type State } from '../../src/offboarding/evolve.ts'
import { known } from '../../src/offboarding/facts.ts'
import { next } from '../../src/offboarding/next.ts'
import { actionIds } from '../../src/offboarding/plan.ts'
import { expiresAt, isWaiting, scheduleWork } from '../../src/offboarding/schedule.ts'
import { ann, approver, apps, factsOf, note, offerOf, requested, role, sam, start, stateOf, tap } from './fixtures.ts'
import { asked, byAnn, bySam, comeDue, confirmed, day, due, hour, minute, played, started, zone } from './in-advance.ts'

const kinds = (state: State) => next(state).map(({ kind }) => kind)
const actAt = (state: State) => next(state).flatMap((work) => (work.kind === 'act' ? [work.action] : []))
const refusalOf = (state: State, command: Command, at: number) => decide(state, command, at).refusal?.kind ?? null

describe('what waits for its time', () => {
  it('an older history has none, and is done as soon as it is confirmed', () => {
    const state = stateOf(requested())
    assert.equal(state.schedule, null)
    assert.equal(isWaiting(state), false)
    assert.equal(expiresAt(state), state.plannedAt + state.expiresAfter)
  })

  it('is confirmed at once and not begun', () => {
    const state = confirmed()
    assert.ok(actionIds.every((id) => state.actions[id].confirmation !== null))
    assert.deepEqual(kinds(state), ['remind'])
    assert.equal(refusalOf(state, { type: 'attempt', action: 'sign-out', before: null }, due), 'stale')
  })

  it('is reminded of an hour before, then looked at when it is due', () => {
    const state = confirmed()
    assert.deepEqual(scheduleWork(state), { kind: 'remind', lane: 'schedule', at: due - hour })
    const reminded = played(state, due - hour, { type: 'remind' })
    assert.deepEqual(scheduleWork(reminded), { kind: 'come-due', lane: 'schedule', at: due })
    assert.deepEqual(cardsOf(reminded).slice(-1), ['news-0'])
    assert.deepEqual(decide(reminded, { type: 'remind' }, due - hour).events, [])
  })

  it('is not reminded of afterwards, nor when it was set less than an hour before', () => {
    const late = played(confirmed(), due + minute, { type: 'remind' })
    assert.equal(late.schedule?.news.length, 0)
    assert.equal(scheduleWork(late)?.kind, 'come-due')
    const soon = stateOf(requested(offerOf(), { schedule: { at: start + 59 * minute, zone } }))
    assert.equal(scheduleWork(soon)?.kind, 'come-due')
  })

  it('is begun when its time has come and nothing has changed', () => {
    const state = confirmed()
    assert.equal(refusalOf(state, comeDue(), due - 1), 'stale')
    const begun = played(state, due, comeDue())
    assert.deepEqual(actAt(begun), ['reset-password', 'block-email'])
    assert.equal(refusalOf(begun, comeDue(), due), 'stale')
  })

  it('keeps what is true at its time for undo, not what was true when it was asked for', () => {
    const mailbox = known({ ...apps(true), PopEnabled: false })
    const begun = played(confirmed(), due, comeDue(factsOf({ mailbox })))
    assert.deepEqual(begun.offer.facts.mailbox, mailbox)
    assert.deepEqual(actAt(begun), ['reset-password', 'block-email'], 'which switches are on changes no plan')
  })

  it('is not begun when the plan has changed: every confirmation is void, and its cards stay to be confirmed again', () => {
    const administrator = factsOf({ roles: known([role('Reports Reader')]) })
    const state = played(confirmed(), due, comeDue(administrator))
    assert.deepEqual(actAt(state), [])
    assert.ok(actionIds.every((id) => state.actions[id].confirmation === null))
    assert.deepEqual(state.changes, ['roles'])
    assert.deepEqual(cardsOf(state), ['review', ...actionIds, 'news-0'])
    const email = { ...tap(state, byAnn), type: 'confirm', action: 'block-email' } as const
    assert.deepEqual(actAt(played(state, due + minute, email)), ['block-email'], 'in whatever order')
  })

  it('is void as soon as a changed plan is seen before its time', () => {
    const state = started()
    const one = played(state, start + 2 * minute, { type: 'confirm', action: 'reset-password', ...tap(state, byAnn) })
    const fresh = offerOf(factsOf({ roles: known([role('Reports Reader')]) }))
    const second = { ...tap(one, byAnn), fresh, type: 'confirm', action: 'sign-out' } as const
    assert.equal(refusalOf(one, second, start + 3 * minute), 'stale')
    const replanned = played(one, start + 3 * minute, second)
    assert.equal(replanned.actions['reset-password'].confirmation, null)
    assert.deepEqual(cardsOf(replanned), ['review', 'reset-password'])
  })

  it('loses the confirmation of somebody who may no longer confirm, or is gone, and keeps the others', () => {
    const lost = approver([], ann)
    for (const approvers of [[lost], []]) {
      const state = played(confirmed(), due, comeDue(factsOf(), approvers))
      assert.deepEqual(actAt(state), [])
      assert.deepEqual(state.changes, [])
    }
    const state = started()
    const byBoth = played(
      played(state, start + minute, { type: 'confirm', action: 'reset-password', ...tap(state, bySam) }),
      start + 2 * minute,
      { type: 'confirm-all', ...tap(state, byAnn) },
    )
    const begun = played(byBoth, due, comeDue(factsOf(), [byAnn, approver([], sam)]))
    assert.deepEqual(actAt(begun), ['sign-out', 'block-email'])
  })

  it('is held when it is more than four hours late, or the account is protected', () => {
    const atFour = played(confirmed(), due + 4 * hour, comeDue())
    assert.deepEqual(actAt(atFour), ['reset-password', 'block-email'])
    const late = played(confirmed(), due + 4 * hour + 1, comeDue())
    assert.deepEqual(late.schedule?.held?.hold, { why: 'late' })
    assert.deepEqual(kinds(late), ['expire'])
    const protection = { kind: 'on-protected-list' } as const
    const held = played(confirmed(), due, { ...comeDue(), protection } as Command)
    assert.deepEqual(held.schedule?.held?.hold, { why: 'protected', protection })
  })

  it('is held for a day, then it is over', () => {
    const late = played(confirmed(), due + 5 * hour, comeDue())
    assert.equal(expiresAt(late), due + 5 * hour + day)
    const over = played(late, due + 5 * hour + day, { type: 'expire' })
    assert.equal(over.phase, 'finished')
    assert.ok(actionIds.every((id) => over.actions[id].outcome?.kind === 'skipped'))
  })

  it('is not held when nobody confirmed it: whoever confirms then knows the time', () => {
    const state = played(started(), due + 5 * hour, comeDue())
    assert.equal(state.schedule?.cameDueAt, due + 5 * hour)
    const unread = { type: 'not-read', failure: note('unreachable'), until: null } as const
    assert.equal(played(started(), due, unread).schedule?.cameDueAt, due)
  })

  it('is read again for four hours at most, and then held', () => {
    const failure = note('unreachable')
    const again = played(confirmed(), due, { type: 'not-read', failure, until: due + minute })
    assert.deepEqual(scheduleWork(played(again, due, { type: 'remind' }))?.at, due + minute)
    const spent = played(again, due + 3 * hour, { type: 'not-read', failure, until: due + 4 * hour + 1 })
    assert.equal(spent.schedule?.held?.hold.why, 'unread')
    const never = played(confirmed(), due, { type: 'not-read', failure, until: null })
    assert.equal(never.schedule?.held?.hold.why, 'unread')
  })

  it('does not expire before its time', () => {
    const state = started()
    assert.equal(refusalOf(state, { type: 'expire' }, start + 2 * day), 'stale')
    assert.equal(expiresAt(state), due + day)
    const tapped = { type: 'confirm', action: 'reset-password', ...tap(state, byAnn) } as const
    assert.equal(refusalOf(state, tapped, due + day - 1), null)
    assert.equal(refusalOf(state, tapped, due + day), 'expired')
  })

  it('is not finished before its time by what the facts decide, but at once by whoever skips all of it', () => {
    const guest = factsOf({ guest: true, mailbox: known(null), accountEnabled: false })
    const state = started(guest)
    const outcome = { kind: 'already', proof: proofOfBlock } as const
    const proven = played(state, start + hour, { type: 'conclude', action: 'block-sign-in', outcome })
    assert.ok(actionIds.every((id) => proven.actions[id].outcome !== null))
    assert.equal(proven.phase, 'running')
    const begun = played(proven, due, comeDue(guest))
    assert.equal(begun.actions['block-sign-in'].outcome, null, 'proven anew')
    assert.equal(played(begun, due, { type: 'conclude', action: 'block-sign-in', outcome }).phase, 'finished')
    const skipped = actionIds.reduce(
      (before, action) => played(before, start + hour, { type: 'skip', action, ...tap(before, byAnn) }),
      started(),
    )
    assert.equal(skipped.phase, 'finished')
  })

  it('is declined as a whole until it is begun', () => {
    const state = played(confirmed(), due - minute, { type: 'decline', by: byAnn, reason: null })
    assert.equal(state.phase, 'finished')
    assert.equal(scheduleWork(state), null)
  })
})

describe('another time', () => {
  const move = (at: number, by = byAnn): Command => ({ type: 'move', by, to: { at, zone } })

  it('is set by whoever may confirm what is confirmed, and keeps that', () => {
    const state = played(confirmed(), start + hour, move(due + day))
    assert.equal(state.schedule?.at, due + day)
    assert.ok(actionIds.every((id) => state.actions[id].confirmation !== null))
    assert.equal(refusalOf(confirmed(), move(due + day, approver([], ann)), start + hour), 'lacks-role')
    assert.equal(refusalOf(asked(), move(due + day), start + hour), 'not-requester')
    assert.equal(refusalOf(asked(), move(due + day, bySam), start + hour), null)
  })

  it('needs the right to confirm what is confirmed, sooner or later; until then that to open a review', () => {
    const helpdesk = approver(['Helpdesk Administrator'], ann)
    assert.equal(refusalOf(confirmed(), move(due - day, helpdesk), start + hour), 'lacks-role')
    assert.equal(refusalOf(confirmed(), move(due + day, helpdesk), start + hour), 'lacks-role')
    assert.equal(refusalOf(started(), move(due + day, helpdesk), start + hour), null)
    assert.equal(refusalOf(started(), move(due - day, helpdesk), start + hour), null, 'nothing is confirmed yet')
  })

  it('is between a minute and ninety days away', () => {
    const now = start + hour
    assert.equal(refusalOf(confirmed(), move(now + minute - 1), now), 'too-soon')
    assert.equal(refusalOf(confirmed(), move(now + minute), now), null)
    assert.equal(refusalOf(confirmed(), move(now + 90 * day), now), null)
    assert.equal(refusalOf(confirmed(), move(now + 90 * day + 1), now), 'too-far')
  })

  it('is set ten times at most by one person, which hinders nobody else', () => {
    const moved = Array.from({ length: 10 }, (_, index) => index + 1).reduce(
      (state, days) => played(state, start + hour, move(due + days * day)),
      confirmed(),
    )
    assert.deepEqual(moved.schedule?.moves, { [ann.id]: 10 })
    assert.equal(refusalOf(moved, move(due + 11 * day), start + hour), 'moved-too-often')
    assert.equal(refusalOf(moved, move(due, bySam), start + hour), null)
  })

  it('is not set once its time has come, nor for what is done as it is confirmed', () => {
    const begun = played(confirmed(), due, comeDue())
    assert.equal(refusalOf(begun, move(due + day), due + minute), 'not-waiting')
    const plain = stateOf(requested())
    const running = played(plain, start, { type: 'start', reason: null, approvals: null, ...tap(plain, bySam) })
    assert.equal(refusalOf(running, move(due), start + minute), 'not-waiting')
    assert.equal(played(plain, start, move(due, bySam)).schedule?.at, due)
  })

  it('is now for somebody who may: due at once, and its facts are read like at any other time', () => {
    const state = confirmed()
    const now = start + hour
    const hurried = played(state, now, { type: 'do-now', by: byAnn, digest: state.offer.digest })
    assert.deepEqual(next(hurried), [{ kind: 'come-due', lane: 'schedule', at: now }])
    assert.deepEqual(actAt(played(hurried, now, comeDue())), ['reset-password', 'block-email'])
    assert.equal(refusalOf(state, { type: 'do-now', by: byAnn, digest: '0'.repeat(32) }, now), 'stale')
    const leaver = approver(['Global Administrator'], { id: state.leaver.id, name: 'Jane' })
    assert.equal(refusalOf(state, { type: 'do-now', by: leaver, digest: state.offer.digest }, now), 'is-leaver')
  })
})

const proofOfBlock = { field: 'accountEnabled', value: false, at: '2026-03-03T14:00:00Z', requestId: null } as const
