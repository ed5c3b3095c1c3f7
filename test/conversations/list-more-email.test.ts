import assert from 'node:assert/strict'
import { digestOfMany } from '../../src/offboarding/batch/digest.ts'
import { isSummary, progressOf, proveSoon, reviewOf, titleLike } from '../batch.ts'
import { personOf, rob, startWorld, type World } from '../offboard.ts'
import { callsOf } from '../runner/jane.ts'
import { contentOf, type Message } from '../teams.ts'
import { assertCalm, said, sentenceOf } from './turns.ts'

const chat = 'a:rob'
const everybody = { maxPerHour: 1_000, maxPerHourTenant: 1_000 }
const people = ['Sam Adler', 'Sam Brooks'].map((name) => personOf(name))

describe('the email apps beyond the six, for a list', () => {
  let world: World
  let asUsual: () => void
  beforeEach(async () => {
    world = await startWorld({ brake: everybody })
    asUsual = proveSoon(world)
  })
  afterEach(async () => {
    asUsual()
    assertCalm(world)
    await world.stop()
  })

  const listed = async (words = 'Sam Adler\nSam Brooks'): Promise<Message> => {
    await said(world, rob, chat, `offboard ${words}`)
    return reviewOf(world.teams, chat)
  }
  const isTicked = ({ card }: Message) => /"id":"moreEmail"[^}]*"value":"(\w+)"/.exec(JSON.stringify(card))?.[1]
  const started = async (inputs: Record<string, string> = { moreEmail: 'true' }, words?: string): Promise<Message> => {
    const review = await listed(words)
    await world.teams.tap(rob, review, titleLike(review, /^Start for/), inputs)
    return progressOf(world.teams, chat)
  }
  const mailboxes = () => people.map(({ id }) => world.company.users.find((user) => user.id === id)?.mailbox)
  const summary = () => world.teams.until(chat, isSummary, 'the summary', 30_000)

  it('are offered unticked, and left as they are where nobody ticks them', async () => {
    assert.equal(isTicked(await listed()), 'false')
    await said(world, rob, chat, 'cancel')
    const progress = await started({ moreEmail: 'false' })
    await world.teams.tap(rob, progress, 'Confirm all')
    const shown = contentOf(await summary())
    assert.doesNotMatch(shown, /Other email apps/)
    assert.match(shown, /have switches of their own/)
    for (const mailbox of mailboxes()) assert.equal(mailbox?.OutlookMobileEnabled, true)
    assert.equal(callsOf(world, 'Set-CASMailbox'), 2)
  }).timeout(40_000)

  it('go with the confirmation of the email block, are counted apart, and wait for nobody without a mailbox', async () => {
    const user = world.company.users.find(({ displayName }) => displayName === 'Sam Carter')
    if (user) user.mailbox = null
    const progress = await started(undefined, 'Sam Adler\nSam Brooks\nSam Carter')
    assert.match(contentOf(progress), /The same confirmation turns off Outlook mobile/)
    assert.match(contentOf(progress), /Other email apps: 2 to be confirmed/)
    await world.teams.tap(rob, progress, 'Confirm all')
    const shown = contentOf(await summary())
    assert.match(shown, /Other email apps: 2 done/)
    assert.doesNotMatch(shown, /have switches of their own/)
    for (const mailbox of mailboxes()) {
      const { OutlookMobileEnabled, SmtpClientAuthenticationDisabled, PopEnabled } = mailbox ?? {}
      assert.deepEqual([OutlookMobileEnabled, SmtpClientAuthenticationDisabled, PopEnabled], [false, true, false])
    }
  }).timeout(40_000)

  it('are part of what a button names: one for the plans without them counts for nobody', async () => {
    const progress = await started()
    const { data } = world.teams.button(progress, 'Reset 2 passwords')
    const events = await world.database.db
      .selectFrom('batch_event')
      .select('data')
      .where('type', '=', 'matched')
      .execute()
    const without = events.flatMap((row) => {
      const { matches } = JSON.parse(row.data) as { matches: { match: { leaver: { id: string }; digest: string } }[] }
      return matches.map(({ match }) => ({ leaver: match.leaver.id, digest: match.digest }))
    })
    assert.equal(without.length, 2)
    const digest = digestOfMany('confirm', 'reset-password', without)
    const reply = await world.teams.invoke(rob, progress, 'batch-confirm', { ...data, digest })
    assert.match(sentenceOf(reply), /What you saw has changed/)
  })

  it('fail by themselves, are listed with the reason, and are tried again for those', async () => {
    const refused = { kind: 'refused', on: 'Set-CASMailbox', status: 403, code: 'Forbidden', message: 'no' } as const
    world.simulated.faults.order({ add: [{ ...refused, having: 'OutlookMobileEnabled', times: 1 }] })
    await world.teams.tap(rob, await started(), 'Confirm all')
    const shown = contentOf(await summary())
    assert.match(shown, /2 of 2 people locked out/)
    assert.match(shown, /Other email apps: 1 done · 1 failed/)
    const failed = await world.teams.card(chat, 'What failed', 'Other email apps: ', 'Try again for 1')
    await world.teams.tap(rob, failed, 'Try again for 1')
    await world.teams.card(chat, 'people locked out', 'Other email apps: 2 done')
    for (const mailbox of mailboxes()) assert.equal(mailbox?.OutlookMobileEnabled, false)
    assert.equal(callsOf(world, 'Set-CASMailbox'), 5)
  }).timeout(60_000)

  it('say where Exchange took them in part', async () => {
    world.company.withheldParameters.push('OneWinNativeOutlookEnabled')
    await world.teams.tap(rob, await started(), 'Confirm all')
    assert.match(contentOf(await summary()), /Other email apps: 2 done in part/)
    world.company.withheldParameters.length = 0
    await world.teams.tap(rob, await world.teams.card(chat, 'Try again for 2'), 'Try again for 2')
    await world.teams.card(chat, 'people locked out', 'Other email apps: 2 done\n')
  }).timeout(60_000)

  it('stay ticked while somebody is left out, or a page is turned', async () => {
    const review = await listed('Sam Adler\nSam Brooks\nNobody Atall')
    await world.teams.tap(rob, review, 'Leave out', { out: '1', moreEmail: 'true' })
    const one = await world.teams.card(chat, 'Start for 1')
    assert.equal(isTicked(one), 'true')
    await world.teams.tap(rob, one, 'Who is left alone', { moreEmail: 'false' })
    await world.teams.until(chat, (message) => isTicked(message) === 'false', 'the card without the tick')
  })
})

describe('the email apps beyond the six, for a list where the organisation wants them', () => {
  it('are ticked on the card', async () => {
    const world = await startWorld({ brake: everybody, around: { moreEmail: true } })
    await said(world, rob, chat, 'offboard Sam Adler\nSam Brooks')
    const review = await reviewOf(world.teams, chat)
    assert.match(JSON.stringify(review.card), /"id":"moreEmail"[^}]*"value":"true"/)
    await world.teams.tap(rob, review, 'Start for 2')
    assert.match(contentOf(await progressOf(world.teams, chat)), /Other email apps: 2 to be confirmed/)
    await world.stop()
  })
})
