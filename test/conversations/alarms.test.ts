import assert from 'node:assert/strict'
import { readHistory } from '../../src/records/history.ts'
import { jane, rob, startWorld, type World } from '../offboard.ts'
import { type Driven, eventually, kindsOn, offboard } from '../runner/jane.ts'
import { buttonsOf, contentOf } from '../teams.ts'
import { assertCalm } from './turns.ts'

const minute = 60_000
const hour = 60 * minute

describe('an alarm about what has changed', () => {
  let world: World
  beforeEach(async () => {
    world = await startWorld()
  })
  afterEach(async () => {
    assertCalm(world)
    await world.stop()
  })

  const alarm = (chat: string, ...texts: string[]) => world.teams.card(chat, 'No longer as it was left', ...texts)
  const alarms = () => world.teams.messages.filter((one) => contentOf(one).includes('No longer as it was left'))
  const titles = (chat: string) => alarm(chat).then(({ card }) => buttonsOf(card).map(({ title }) => title))

  async function lockedOut(): Promise<Driven> {
    const driven = await offboard(world)
    await driven.confirmAll()
    await driven.summary()
    return driven
  }

  /** Lets time pass until there have been so many checks. What has to wait for its turn at the logs gets it meanwhile. */
  async function looked({ history }: Pick<Driven, 'history'>, ms: number, count: number) {
    world.clock.advance(ms)
    const checks = async () => (await history()).flatMap(({ event }) => (event.type === 'checked' ? [event] : []))
    await eventually(async () => {
      world.clock.advance(500)
      return (await checks()).length >= count
    }, `it is looked ${count} times`)
  }

  function gotIn(app = 'OfficeHome') {
    const account = world.simulated.users.find(({ id }) => id === jane.id)
    assert.ok(account)
    account.accountEnabled = true
    world.simulated.happen({ what: 'sign-in', who: jane.id, with: 'passkey', app })
    account.accountEnabled = false
  }

  it('comes once: what is still so at the next check stands on the same message', async () => {
    const driven = await lockedOut()
    world.simulated.happen({ what: 'sign-in-allowed', who: jane.id, by: 'Mallory Quick' })
    await looked(driven, 15 * minute, 1)
    await alarm(driven.chat, 'Sign-in is allowed again.', 'Do it again')
    await looked(driven, 45 * minute, 2)
    await alarm(driven.chat, 'Still so at the check after 1 hour: block sign-in.', 'Do it again')
    await world.teams.card(driven.chat, 'After 1 hour: no longer as it was left')
    await looked(driven, 23 * hour, 3)
    const card = await alarm(driven.chat, 'Still so at the check after 24 hours: block sign-in.')
    assert.equal(alarms().length, 1)
    await world.teams.tap(rob, card, 'Do it again')
    await eventually(() => kindsOn(world, jane).length === 6, 'blocked and signed out once more')
  })

  it('comes again when something else has changed, and the newest offers to do all of it again', async () => {
    const driven = await lockedOut()
    world.simulated.happen({ what: 'sign-in-allowed', who: jane.id, by: 'Mallory Quick' })
    await looked(driven, 15 * minute, 1)
    world.simulated.happen({ what: 'email-app', who: jane.id, app: 'OWAEnabled' })
    await looked(driven, 45 * minute, 2)
    await alarm(driven.chat, 'Email apps are on again', 'Do it again confirms: block sign-in and block email.')
    await alarm(driven.chat, 'There is a newer check.')
    assert.equal(alarms().length, 2)
  })

  it('says by whom once the audit log tells', async () => {
    const driven = await lockedOut()
    world.simulated.happen({ what: 'sign-in-allowed', who: jane.id, by: 'Mallory Quick' })
    const refusal = { status: 403, code: 'Authorization_RequestDenied', message: 'No.' }
    const on = 'GET /auditLogs/directoryAudits'
    world.simulated.faults.order({ add: [{ kind: 'refused', on, times: 1, ...refusal }] })
    await looked(driven, 15 * minute, 1)
    await alarm(driven.chat, 'does not say by whom')
    await looked(driven, 45 * minute, 2)
    await alarm(driven.chat, 'Done by Mallory Quick')
    assert.equal(alarms().length, 1)
  })

  it('stands while a later look sees nothing, and the summary does not call her locked out', async () => {
    const driven = await lockedOut()
    world.simulated.happen({ what: 'email-app', who: jane.id, app: 'OWAEnabled' })
    await looked(driven, 15 * minute, 1)
    world.simulated.faults.order({ add: [{ kind: 'unavailable', on: 'Get-CASMailbox', times: 1_000 }] })
    world.clock.advance(45 * minute)
    await eventually(async () => {
      world.clock.advance(10_000)
      return (await driven.history()).filter(({ event }) => event.type === 'checked').length === 2
    }, 'it is looked in vain')
    const summary = await world.teams.card(driven.chat, 'After 1 hour: holds · not seen: block email')
    assert.match(contentOf(summary), /4 of 4 done, 1 no longer as it was left/)
    assert.doesNotMatch(contentOf(summary), /is locked out/)
    assert.deepEqual(await titles(driven.chat), ['Do it again'])
  })

  it('is over when it is seen as it was left again', async () => {
    const driven = await lockedOut()
    world.simulated.happen({ what: 'email-app', who: jane.id, app: 'OWAEnabled' })
    await looked(driven, 15 * minute, 1)
    await alarm(driven.chat, 'Do it again')
    world.simulated.happen({ what: 'email-app', who: jane.id, app: 'OWAEnabled', on: false })
    await looked(driven, 45 * minute, 2)
    await alarm(driven.chat, 'As it was left again at the check after 1 hour: block email.')
    assert.deepEqual(await titles(driven.chat), [])
    await world.teams.card(driven.chat, 'is locked out: 4 of 4 done')
  })

  describe('about the email apps beyond the six, where they were chosen', () => {
    const chat = 'a:more'

    async function allLockedOut(standing = 'Other email apps: done') {
      await world.teams.say(rob, chat, `offboard ${jane.userPrincipalName}`)
      const review = await world.teams.card(chat, jane.userPrincipalName, 'Start')
      const id = String(world.teams.button(review, 'Start').data.offboarding)
      await world.teams.tap(rob, review, 'Start', { moreEmail: 'true' })
      await world.teams.tap(rob, await world.teams.card(chat, '1 of 4', 'Confirm all'), 'Confirm all')
      await world.teams.card(chat, 'What to expect', standing)
      return { history: () => readHistory(world.database, id) }
    }
    const mailbox = () => world.company.users.find(({ id }) => id === jane.id)?.mailbox

    it('comes when one of them is on again, and does it again', async () => {
      const driven = await allLockedOut()
      for (const app of ['OutlookMobileEnabled', 'SmtpClientAuthenticationDisabled', 'OWAEnabled'] as const)
        world.simulated.happen({ what: 'email-app', who: jane.id, app })
      await looked(driven, 15 * minute, 1)
      const card = await alarm(chat, 'Email apps are on again: Outlook on the web.', 'Outlook mobile and SMTP AUTH.')
      await world.teams.card(chat, '2 no longer as it was left', 'Other email apps: no longer as it was left')
      await world.teams.tap(rob, card, 'Do it again')
      await world.teams.card(chat, 'is locked out: 4 of 4 done', 'Other email apps: done', 'Next check')
      const { OWAEnabled, OutlookMobileEnabled, SmtpClientAuthenticationDisabled } = mailbox() ?? {}
      assert.deepEqual([OWAEnabled, OutlookMobileEnabled, SmtpClientAuthenticationDisabled], [false, false, true])
      await looked(driven, 15 * minute, 2)
      await world.teams.card(chat, 'After 15 minutes: holds')
    })

    it('does not come for one that Exchange refused to turn off', async () => {
      world.company.withheldParameters.push('UniversalOutlookEnabled')
      await looked(await allLockedOut('Other email apps: done in part'), 15 * minute, 1)
      await world.teams.card(chat, 'After 15 minutes: holds')
      assert.deepEqual(alarms(), [])
    })
  })

  describe('about somebody who got in', () => {
    it('comes once, also after it was dealt with', async () => {
      const driven = await lockedOut()
      gotIn()
      await looked(driven, 15 * minute, 1)
      await world.teams.tap(rob, await alarm(driven.chat, 'Somebody signed in once'), 'Do it again')
      await eventually(() => kindsOn(world, jane).length === 5, 'signed out once more')
      await world.teams.card(driven.chat, 'is locked out: 4 of 4 done', 'Next check')
      await looked(driven, 15 * minute, 2)
      await world.teams.card(driven.chat, 'After 15 minutes: holds · 1 successful sign-in told before')
      await looked(driven, 45 * minute, 3)
      await looked(driven, 23 * hour, 4)
      await world.teams.card(driven.chat, 'is locked out: 4 of 4 done', 'After 24 hours: holds')
      assert.equal(alarms().length, 1)
    })

    it('comes for each who got in later, and counts only them', async () => {
      const driven = await lockedOut()
      gotIn()
      await looked(driven, 15 * minute, 1)
      await world.teams.tap(rob, await alarm(driven.chat, 'Somebody signed in once'), 'Do it again')
      await eventually(() => kindsOn(world, jane).length === 5, 'signed out once more')
      await world.teams.card(driven.chat, 'is locked out: 4 of 4 done', 'Next check')
      gotIn('Microsoft Teams')
      await looked(driven, 15 * minute, 2)
      await eventually(() => alarms().length === 2, 'there is a second alarm')
      assert.match(contentOf(alarms().at(-1) ?? { text: '', card: null }), /Somebody signed in once/)
      await world.teams.card(driven.chat, 'After 15 minutes: no longer as it was left · 1 sign-in succeeded')
    })

    it('comes when the log of sign-ins shows it, which runs behind', async () => {
      const driven = await lockedOut()
      world.company.signInsBehind = 10
      world.clock.advance(10 * minute)
      gotIn()
      await looked(driven, 5 * minute, 1)
      await world.teams.card(driven.chat, 'After 15 minutes: holds · no interactive sign-ins')
      assert.deepEqual(alarms(), [])
      await looked(driven, 45 * minute, 2)
      await alarm(driven.chat, 'Somebody signed in once', 'Do it again')
      const early = await driven.summary()
      assert.doesNotMatch(contentOf(early), /runs some minutes behind/)
      await looked(driven, 23 * hour, 3)
      await world.teams.card(driven.chat, 'After 24 hours', 'runs some minutes behind: attempts shortly before')
    })

    it('comes also when many others were refused since', async () => {
      const driven = await lockedOut()
      gotIn()
      for (let count = 0; count < 505; count++) world.simulated.happen({ what: 'sign-in', who: jane.id })
      await looked(driven, 15 * minute, 1)
      await alarm(driven.chat, 'Somebody signed in once', 'OfficeHome', 'Do it again')
      await world.teams.card(driven.chat, 'no longer as it was left · 1 sign-in succeeded · 500 sign-ins refused')
    })

    it('is not taken to be needless where it could not be seen whether anybody did', async () => {
      const driven = await lockedOut()
      for (let count = 0; count < 505; count++) world.simulated.happen({ what: 'sign-in', who: jane.id })
      world.company.filtersByStatus = false
      await looked(driven, 15 * minute, 1)
      const summary = await world.teams.card(driven.chat, 'After 15 minutes: not seen: whether anybody got in')
      assert.doesNotMatch(contentOf(summary), /holds/)
    })

    it('stands until it is dealt with', async () => {
      const driven = await lockedOut()
      gotIn()
      await looked(driven, 15 * minute, 1)
      await looked(driven, 45 * minute, 2)
      const summary = await world.teams.card(driven.chat, 'After 1 hour: no longer as it was left')
      assert.match(contentOf(summary), /1 no longer as it was left/)
      assert.deepEqual(await titles(driven.chat), ['Do it again'])
      assert.equal(alarms().length, 1)
    })
  })
})
