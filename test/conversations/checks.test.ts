import assert from 'node:assert/strict'
import { readApprovalsChat } from '../../src/records/settings.ts'
import { ava, jane, oscar, rob, startWorld, type World } from '../offboard.ts'
import { callsOf, type Driven, eventually, kindsOn, offboard } from '../runner/jane.ts'
import { buttonsOf, contentOf, type Message } from '../teams.ts'
import { assertCalm, group, sentenceOf, toBot } from './turns.ts'

const minute = 60_000
const hour = 60 * minute

describe('after the lockout', () => {
  let world: World
  beforeEach(async () => {
    world = await startWorld()
  })
  afterEach(async () => {
    assertCalm(world)
    await world.stop()
  })

  const check = (ms: number) => world.clock.advance(ms)
  const broken = (chat: string, ...texts: string[]) => world.teams.card(chat, 'No longer as it was left', ...texts)
  const titles = (message: Message) => buttonsOf(message.card).map(({ title }) => title)

  async function lockedOut(): Promise<Driven> {
    const driven = await offboard(world)
    await driven.confirmAll()
    await driven.summary()
    return driven
  }

  describe('it is looked three times whether it holds, and the summary says so', () => {
    it('at a quarter of an hour, an hour and a day', async () => {
      const { chat } = await lockedOut()
      await world.teams.card(chat, 'What to expect', 'Next check:')
      check(15 * minute)
      await world.teams.card(chat, 'After 15 minutes: holds · no interactive sign-ins', 'Next check:')
      check(45 * minute)
      await world.teams.card(chat, 'After 1 hour: holds · no interactive sign-ins')
      check(23 * hour)
      const summary = await world.teams.card(
        chat,
        'After 24 hours: holds · no interactive sign-ins',
        'is locked out: 4 of 4 done',
      )
      assert.doesNotMatch(contentOf(summary), /Next check/)
    })

    it('with the attempts to sign in: time, app, place, and how each ended', async () => {
      const { chat } = await lockedOut()
      world.simulated.happen({ what: 'sign-in', who: jane.id, app: 'Microsoft Teams', city: 'Berlin', country: 'DE' })
      world.simulated.happen({ what: 'sign-in', who: jane.id, with: 'passkey' })
      check(15 * minute)
      const summary = await world.teams.card(chat, 'After 15 minutes: holds · 2 sign-ins refused')
      assert.match(contentOf(summary), /· Microsoft Teams · Berlin, DE · refused \(50057\)/)
    })

    it('and tells those that were stopped half-way, where the password was right, from those that were refused', async () => {
      const { chat } = await lockedOut()
      world.simulated.happen({ what: 'sign-in', who: jane.id, code: 50074 })
      world.simulated.happen({ what: 'sign-in', who: jane.id })
      check(15 * minute)
      const line = 'After 15 minutes: holds · 1 sign-in stopped half-way · 1 sign-in refused'
      const summary = await world.teams.card(chat, line, 'is locked out')
      assert.match(contentOf(summary), /stopped half-way \(50074\)/)
      assert.match(contentOf(summary), /the password or another proof was right/)
    })

    it('and says what it cannot see without the licence', async () => {
      world.company.premium = false
      const { chat } = await lockedOut()
      check(15 * minute)
      const summary = await world.teams.card(chat, 'After 15 minutes: holds')
      assert.match(contentOf(summary), /Sign-ins cannot be seen: .* Entra ID P1 licence only/)
      assert.doesNotMatch(contentOf(summary), /sign-ins? refused|no interactive sign-ins/)
    })

    it('but only at what was done: what was skipped is nobody’s to look at', async () => {
      const driven = await offboard(world)
      await driven.confirmOnly('block-sign-in')
      await driven.tap('block-email', 'Skip')
      await driven.summary()
      world.simulated.happen({ what: 'password-changed', who: jane.id })
      check(15 * minute)
      await world.teams.card(driven.chat, 'After 15 minutes: holds')
      const [checked] = (await driven.history()).flatMap(({ event }) => (event.type === 'checked' ? [event] : []))
      assert.deepEqual(
        checked?.findings.map(({ action }) => action),
        ['block-sign-in'],
      )
    })

    it('and not at all where nothing was done', async () => {
      const driven = await offboard(world)
      for (const action of ['reset-password', 'sign-out', 'block-sign-in', 'block-email'] as const)
        await driven.tap(action, 'Skip')
      const summary = await driven.summary()
      assert.doesNotMatch(contentOf(summary), /Next check/)
      assert.equal(titles(summary).includes('Undo'), false)
    })

    it('once, when the bot was away for more than one of them', async () => {
      const driven = await lockedOut()
      await world.restart(() => check(2 * hour))
      await world.teams.card(driven.chat, 'After 1 hour: holds')
      const checks = (await driven.history()).flatMap(({ event }) => (event.type === 'checked' ? [event.after] : []))
      assert.deepEqual(checks, [hour])
    })
  })

  describe('what changed is told in a message of its own', () => {
    it('sign-in that somebody allowed again, with when and by whom', async () => {
      const { chat } = await lockedOut()
      world.simulated.happen({ what: 'sign-in-allowed', who: jane.id, by: 'Mallory Quick' })
      check(15 * minute)
      const card = await broken(chat, 'Sign-in is allowed again.')
      assert.match(contentOf(card), /Done by Mallory Quick at \d\d:\d\d/)
      assert.deepEqual(titles(card), ['Do it again'])
      const summary = await world.teams.card(chat, 'After 15 minutes: no longer as it was left')
      assert.match(contentOf(summary), /4 of 4 done, 1 no longer as it was left/)
      assert.doesNotMatch(contentOf(summary), /locked out/)
    })

    it('a password that was changed, and email apps that are on', async () => {
      const { chat } = await lockedOut()
      check(2 * minute)
      world.simulated.happen({ what: 'password-changed', who: jane.id, by: 'Mallory Quick' })
      world.simulated.happen({ what: 'email-app', who: jane.id, app: 'OWAEnabled' })
      check(15 * minute)
      const card = await broken(chat, 'The password was changed at', 'Done by Mallory Quick.')
      assert.match(contentOf(card), /Email apps are on again: Outlook on the web\./)
      assert.match(contentOf(card), /audit log of Exchange, which I do not read/)
      assert.doesNotMatch(contentOf(card), /Sign-in is allowed/)
    })

    it('and says so where the log does not tell by whom', async () => {
      const { chat } = await lockedOut()
      world.simulated.happen({ what: 'sign-in-allowed', who: jane.id })
      const refusal = { status: 403, code: 'Authorization_RequestDenied', message: 'No.' }
      world.simulated.faults.order({
        add: [{ kind: 'refused', on: 'GET /auditLogs/directoryAudits', ...refusal }],
      })
      check(15 * minute)
      await broken(chat, 'Sign-in is allowed again.', 'does not say by whom')
    })

    it('at once, though the sign-in log asks to wait, and waits a little for the name', async () => {
      const { chat, history } = await lockedOut()
      world.simulated.happen({ what: 'sign-in-allowed', who: jane.id, by: 'Mallory Quick' })
      world.simulated.faults.order({
        add: [
          { kind: 'throttled', on: 'GET /auditLogs/signIns', times: 50, retryAfterSeconds: 10 },
          { kind: 'throttled', on: 'GET /auditLogs/directoryAudits', times: 1, retryAfterSeconds: 10 },
        ],
      })
      check(15 * minute)
      await eventually(async () => {
        check(500)
        return (await history()).some(({ event }) => event.type === 'checked')
      }, 'it is recorded')
      await broken(chat, 'Sign-in is allowed again.', 'Done by Mallory Quick')
    })

    it('somebody who got in although sign-in is blocked', async () => {
      const { chat } = await lockedOut()
      const account = world.simulated.users.find(({ id }) => id === jane.id)
      assert.ok(account)
      account.accountEnabled = true
      world.simulated.happen({ what: 'sign-in', who: jane.id, with: 'passkey', app: 'OfficeHome' })
      account.accountEnabled = false
      check(15 * minute)
      const card = await broken(chat, 'Somebody signed in once, although sign-in was blocked')
      assert.match(contentOf(card), /OfficeHome · Amsterdam, NL · succeeded/)
      assert.match(contentOf(card), /confirms: sign out\./)
    })

    it('in the approvals chat too, which was chosen after the offboarding', async () => {
      const { chat } = await lockedOut()
      await world.teams.say(ava, group, 'approve here', toBot)
      await eventually(async () => (await readApprovalsChat(world.database)) !== null, 'there is an approvals chat')
      world.simulated.happen({ what: 'sign-in-allowed', who: jane.id })
      check(15 * minute)
      const card = await broken(group, 'Sign-in is allowed again.')
      assert.deepEqual(titles(card), ['Do it again'])
      const followed = await broken(chat, 'Approvers decide this in the approvals chat')
      assert.deepEqual(titles(followed), [])
    })

    it('nothing, while Microsoft only does not answer: what was not read is tried again, then not seen', async () => {
      const { chat, history } = await lockedOut()
      world.simulated.faults.order({ add: [{ kind: 'unavailable', on: 'Get-CASMailbox', times: 100 }] })
      check(15 * minute)
      const before = callsOf(world, 'Get-CASMailbox')
      const isRecorded = async () => (await history()).some(({ event }) => event.type === 'checked')
      await eventually(async () => {
        check(10_000)
        return isRecorded()
      }, 'it is given up')
      assert.ok(callsOf(world, 'Get-CASMailbox') >= before + 5)
      const summary = await world.teams.card(chat, 'holds · not seen: block email', 'Block email could not be checked')
      assert.doesNotMatch(contentOf(summary), /no longer as it was left/)
      check(hour)
      assert.ok(callsOf(world, 'Get-CASMailbox') <= before + 21)
    })
  })

  describe('doing it again', () => {
    const reenabled = async () => {
      const driven = await lockedOut()
      world.simulated.happen({ what: 'sign-in-allowed', who: jane.id })
      check(15 * minute)
      return { ...driven, card: await broken(driven.chat, 'Sign-in is allowed again.') }
    }

    it('takes a confirmation like any other, and then the checks begin anew', async () => {
      const { chat, card } = await reenabled()
      await world.teams.tap(rob, card, 'Do it again')
      await broken(chat, 'Confirmed again by Rob Hale')
      await eventually(() => kindsOn(world, jane).length === 6, 'blocked and signed out once more')
      assert.deepEqual(kindsOn(world, jane).slice(4), ['account', 'sessions'])
      await world.teams.card(chat, 'is locked out: 4 of 4 done', 'Next check:')
      check(16 * minute)
      await world.teams.card(chat, 'After 15 minutes: holds', 'is locked out')
    })

    it('is for people who may, as the directory knows them now', async () => {
      const { chat, card } = await reenabled()
      const { verb, data } = world.teams.button(card, 'Do it again')
      const refused = await world.teams.invoke(oscar, card, verb, data)
      assert.match(sentenceOf(refused), /needs/)
      world.company.roleAssignments.splice(0)
      assert.match(sentenceOf(await world.teams.invoke(rob, card, verb, data)), /needs/)
      assert.equal(kindsOn(world, jane).length, 4)
      await broken(chat, 'Do it again')
    })

    it('counts once, and only for what was seen', async () => {
      const { card } = await reenabled()
      const { verb, data } = world.teams.button(card, 'Do it again')
      const stale = await world.teams.invoke(rob, card, verb, { ...data, digest: '0'.repeat(32) })
      assert.match(sentenceOf(stale), /What you saw has changed/)
      await Promise.all([world.teams.invoke(rob, card, verb, data), world.teams.invoke(ava, card, verb, data)])
      await eventually(() => kindsOn(world, jane).length >= 6, 'done again')
      assert.match(sentenceOf(await world.teams.invoke(ava, card, verb, data)), /closed/)
      assert.deepEqual(kindsOn(world, jane).slice(4), ['account', 'sessions'])
    })
  })

  it('settles what Microsoft had not confirmed', async () => {
    await world.stop()
    world = await startWorld({ staleReadsMs: 10 * minute })
    const driven = await offboard(world)
    await driven.confirmAll()
    await driven.card('block-sign-in', 'Reading it back')
    check(61_000)
    await world.teams.card(driven.chat, 'What to expect', '4 not confirmed yet')
    check(16 * minute)
    await world.teams.card(driven.chat, 'is locked out: 4 of 4 done', 'After 15 minutes: holds')
  })
})
