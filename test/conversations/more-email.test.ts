import assert from 'node:assert/strict'
import { callsOf as evidenceCallsOf } from '../../src/evidence/calls.ts'
import { readHistory } from '../../src/records/history.ts'
import { ava, contosoState, jane, personOf, rob, startWorld, type World } from '../offboard.ts'
import { callsOf, eventually } from '../runner/jane.ts'
import { contentOf, type Message } from '../teams.ts'

const hasNoMailbox = 'There is no Exchange mailbox'
const others = 'Outlook mobile, Outlook for Mac, the new Outlook, Windows Mail, OWA for devices and SMTP AUTH'

describe('the email apps beyond the six', () => {
  let world: World
  beforeEach(async () => {
    world = await startWorld()
  })
  afterEach(() => world.stop())

  const mailbox = () => world.company.users.find(({ id }) => id === jane.id)?.mailbox
  const toggle = (message: Message) =>
    (message.card?.body as { type: string; label?: string; value?: string }[] | undefined)?.find(
      ({ type }) => type === 'Input.Toggle',
    )

  async function asked(chat: string) {
    await world.teams.say(rob, chat, `offboard ${jane.userPrincipalName}`)
    return world.teams.card(chat, jane.userPrincipalName, 'Start')
  }

  /** Asked for, started with what was ticked, and confirmed in one tap. */
  async function offboarded(inputs: Record<string, string>, chat = 'a:rob') {
    const { teams } = world
    const review = await asked(chat)
    const id = String(teams.button(review, 'Start').data.offboarding)
    await teams.tap(rob, review, 'Start', inputs)
    await teams.tap(rob, await teams.card(chat, '1 of 4', 'Confirm all'), 'Confirm all')
    const email = await teams.card(chat, '4 of 4', 'all six email apps are off')
    return { email, chat, history: () => readHistory(world.database, id) }
  }

  it('are offered unticked, and left as they are where nobody ticks them', async () => {
    const review = await asked('a:rob')
    assert.equal(toggle(review)?.value, 'false')
    assert.ok(toggle(review)?.label?.includes(others))
    await world.teams.tap(rob, review, 'Cancel')
    const { email } = await offboarded({ moreEmail: 'false' }, 'a:again')
    await world.teams.card('a:again', 'What to expect', 'have switches of their own')
    assert.ok(!contentOf(email).includes('Other email apps'))
    assert.equal(mailbox()?.OutlookMobileEnabled, true)
    assert.equal(mailbox()?.SmtpClientAuthenticationDisabled, null)
    assert.equal(callsOf(world, 'Set-CASMailbox'), 1)
  })

  it('are turned off after the six by the same confirmation, read back, and reported apart', async () => {
    const { chat, history } = await offboarded({ moreEmail: 'true' })
    const email = await world.teams.card(chat, '4 of 4', 'Other email apps: done', 'the other email apps are off')
    assert.ok(contentOf(email).includes('all six email apps are off'))
    const summary = await world.teams.card(chat, 'What to expect', 'Other email apps: done')
    assert.ok(contentOf(summary).includes('4 of 4 done'))
    assert.ok(!contentOf(summary).includes('have switches of their own'))
    assert.deepEqual(
      [mailbox()?.OutlookMobileEnabled, mailbox()?.OWAforDevicesEnabled, mailbox()?.SmtpClientAuthenticationDisabled],
      [false, false, true],
    )
    const sent = world.simulated.state().writes.filter(({ kind }) => kind === 'email')
    assert.deepEqual(
      sent.map(({ detail }) => Object.keys(detail).length),
      [6, 6],
    )
    const events = (await history()).map(({ event }) => event)
    const attempted = events.find((event) => event.type === 'attempted' && event.action === 'block-more-email')
    assert.deepEqual(attempted && 'before' in attempted && attempted.before, {
      OutlookMobileEnabled: true,
      MacOutlookEnabled: true,
      OneWinNativeOutlookEnabled: true,
      UniversalOutlookEnabled: true,
      OWAforDevicesEnabled: true,
      SmtpClientAuthenticationDisabled: null,
    })
  })

  it('are covered by what is confirmed: a card from before the choice confirms nothing', async () => {
    const { teams } = world
    const review = await asked('a:rob')
    const before = teams.button(review, 'Start').data
    await teams.tap(rob, review, 'Start', { moreEmail: 'true' })
    const card = await teams.card('a:rob', '1 of 4', 'Confirm reset password')
    const now = teams.button(card, 'Confirm reset password').data
    assert.notEqual(now.digest, before.digest)
    for (const action of ['reset-password', 'sign-out', 'block-sign-in'])
      await teams.invoke(rob, card, 'skip', { ...now, verb: 'skip', action })
    const email = await teams.card('a:rob', '4 of 4', 'Confirm block email', 'The same confirmation turns off')
    await teams.invoke(rob, email, 'confirm', { ...before, action: 'block-email' })
    assert.equal(callsOf(world, 'Set-CASMailbox'), 0)
    await teams.tap(rob, email, 'Confirm block email')
    await teams.card('a:rob', '4 of 4', 'Other email apps: done')
    const confirmed = (await readHistory(world.database, String(before.offboarding))).flatMap(({ event }) =>
      event.type === 'confirmed' ? [[event.action, event.digest]] : [],
    )
    assert.deepEqual(confirmed, [
      ['block-email', now.digest],
      ['block-more-email', now.digest],
    ])
  })

  it('need a confirmation where the six are off already', async () => {
    const before = mailbox()
    assert.ok(before)
    for (const app of [
      'ActiveSyncEnabled',
      'OWAEnabled',
      'MAPIEnabled',
      'EwsEnabled',
      'PopEnabled',
      'ImapEnabled',
    ] as const)
      before[app] = false
    const { teams } = world
    await teams.tap(rob, await asked('a:rob'), 'Start', { moreEmail: 'true' })
    await teams.tap(rob, await teams.card('a:rob', '1 of 4', 'Confirm all'), 'Confirm all')
    await teams.card('a:rob', '4 of 4', 'Other email apps: done')
    assert.equal(mailbox()?.OutlookMobileEnabled, false)
  })

  it('are set one by one where the role lacks a parameter, and each that is refused is named', async () => {
    world.company.withheldParameters.push('SmtpClientAuthenticationDisabled', 'OneWinNativeOutlookEnabled')
    const { chat, history } = await offboarded({ moreEmail: 'true' })
    const email = await world.teams.card(chat, '4 of 4', 'Other email apps: done in part', 'Exchange refused it')
    const shown = contentOf(email)
    assert.ok(shown.includes('Off: Outlook mobile, Outlook for Mac, Windows Mail and OWA for devices.'), shown)
    assert.ok(shown.includes('refused it: the new Outlook and SMTP AUTH.'), shown)
    assert.ok(shown.includes('AmbiguousParameterSetException'), shown)
    const call = evidenceCallsOf(await history()).find(({ action }) => action === 'block-more-email')
    assert.deepEqual([call?.apart?.taken.length, call?.apart?.refused.length], [4, 2])
    const ids = [...(call?.apart?.taken ?? []), ...(call?.apart?.refused ?? []).map(({ failure }) => failure)]
    assert.equal(new Set(ids.map(({ requestId }) => requestId)).size, 6, 'each with a request id of its own')
    const summary = await world.teams.card(chat, 'What to expect', 'done in part')
    assert.ok(contentOf(summary).includes('4 of 4 done'), 'the six are as good as ever')
    assert.equal(mailbox()?.OneWinNativeOutlookEnabled, true)
    world.company.withheldParameters.length = 0
    await world.teams.tap(rob, email, 'Try again')
    await world.teams.card(chat, '4 of 4', 'Other email apps: done', 'the other email apps are off')
    assert.equal(mailbox()?.SmtpClientAuthenticationDisabled, true)
  })

  it('fail by themselves: the six stay done', async () => {
    const refused = { kind: 'refused', on: 'Set-CASMailbox', status: 403, code: 'Forbidden', message: 'no' } as const
    world.simulated.faults.order({ add: [{ ...refused, having: 'OutlookMobileEnabled', times: 1 }] })
    const { chat } = await offboarded({ moreEmail: 'true' })
    await world.teams.card(chat, '4 of 4', 'Other email apps: failed')
    const summary = await world.teams.card(chat, 'What to expect', 'Other email apps: failed')
    assert.ok(contentOf(summary).includes('4 of 4 done'))
    assert.equal(contosoState(world, jane).emailAppsOff, 6)
    assert.equal(mailbox()?.OutlookMobileEnabled, true)
  })

  it('are not done when email is skipped or declined', async () => {
    const { teams } = world
    await teams.tap(rob, await asked('a:rob'), 'Start', { moreEmail: 'true' })
    const card = await teams.card('a:rob', '1 of 4', 'Confirm reset password')
    const { data } = teams.button(card, 'Confirm reset password')
    for (const action of ['reset-password', 'sign-out', 'block-sign-in', 'block-email'])
      await teams.invoke(rob, card, 'skip', { ...data, verb: 'skip', action })
    const summary = await teams.card('a:rob', 'What to expect', 'Other email apps: skipped')
    assert.ok(contentOf(summary).includes('which was not done'))
    assert.equal(callsOf(world, 'Set-CASMailbox'), 0)
  })

  /** Turned off, and put back again by somebody who may. */
  async function undone() {
    const { chat } = await offboarded({ moreEmail: 'true' })
    const summary = await world.teams.card(chat, 'What to expect', 'Other email apps: done', 'Undo')
    await world.teams.tap(rob, summary, 'Undo')
    const card = await world.teams.card(chat, 'Undo the offboarding of Jane Doe', 'Confirm all')
    await world.teams.tap(rob, card, 'Confirm all')
    return (...texts: string[]) => world.teams.card(chat, 'Undo the offboarding of Jane Doe', ...texts)
  }

  it('come back with the six, each as it was, SMTP AUTH to what the organisation says', async () => {
    const before = mailbox()
    assert.ok(before)
    before.MacOutlookEnabled = false
    const card = await undone()
    await card('Restore other email apps: done')
    const { OutlookMobileEnabled, MacOutlookEnabled, SmtpClientAuthenticationDisabled } = mailbox() ?? {}
    assert.deepEqual([OutlookMobileEnabled, MacOutlookEnabled, SmtpClientAuthenticationDisabled], [true, false, null])
  })

  it('come back but for SMTP AUTH where Exchange does not take "not set", and the card says so', async () => {
    world.company.takesNull = false
    const card = await undone()
    const shown = contentOf(await card('Restore other email apps: done in part'))
    assert.ok(shown.includes('Still off, because Exchange did not take it back: SMTP AUTH.'), shown)
    assert.ok(shown.includes('As before: Outlook mobile, Outlook for Mac, the new Outlook'), shown)
    const { OutlookMobileEnabled, SmtpClientAuthenticationDisabled } = mailbox() ?? {}
    assert.deepEqual([OutlookMobileEnabled, SmtpClientAuthenticationDisabled], [true, true])
  })

  it('are not offered for somebody without a mailbox', async () => {
    const user = world.company.users.find(({ id }) => id === jane.id)
    assert.ok(user)
    user.mailbox = null
    const review = await asked('a:rob')
    assert.ok(contentOf(review).includes(hasNoMailbox))
    assert.equal(toggle(review), undefined)
  })
})

describe('the email apps beyond the six, where the organisation wants them', () => {
  let world: World
  before(async () => {
    world = await startWorld({ around: { moreEmail: true } })
  })
  after(() => world.stop())

  it('are ticked on the card, and whoever starts may still untick them', async () => {
    const { teams } = world
    await teams.say(ava, 'a:ava', `offboard ${jane.userPrincipalName}`)
    const review = await teams.card('a:ava', jane.userPrincipalName, 'Start')
    assert.match(JSON.stringify(review.card), /"id":"moreEmail"[^}]*"value":"true"/)
    await teams.tap(ava, review, 'Start', { moreEmail: 'false' })
    await teams.tap(ava, await teams.card('a:ava', '1 of 4', 'Confirm all'), 'Confirm all')
    await teams.card('a:ava', 'What to expect', 'have switches of their own')
    const other = personOf('Jane Miller-Ross')
    await teams.say(ava, 'a:other', `offboard ${other.userPrincipalName}`)
    await teams.tap(ava, await teams.card('a:other', other.userPrincipalName, 'Start'), 'Start')
    await teams.tap(ava, await teams.card('a:other', '1 of 4', 'Confirm all'), 'Confirm all')
    await teams.card('a:other', '4 of 4', 'Other email apps: done')
    await eventually(
      () => world.company.users.find(({ id }) => id === other.id)?.mailbox?.OutlookMobileEnabled === false,
      'Outlook mobile is off',
    )
  })
})
