import assert from 'node:assert/strict'
import { fileOf, gather } from '../../src/evidence/files.ts'
import { jane, rob, startWorld, type World } from '../offboard.ts'
import { inEnglish } from '../offboarding/fixtures.ts'
import { eventually } from '../runner/jane.ts'
import { contentOf } from '../teams.ts'

const chat = 'a:rob'
const minute = 60_000

describe('the report, for somebody who was not there', () => {
  let world: World
  beforeEach(async () => {
    world = await startWorld({ around: { tellsManager: true } })
  })
  afterEach(() => world.stop())

  async function lockedOut(): Promise<string> {
    const { teams } = world
    await teams.say(rob, chat, `offboard ${jane.userPrincipalName}`)
    const review = await teams.card(chat, jane.userPrincipalName, 'Start')
    const id = String(teams.button(review, 'Start').data.offboarding)
    await teams.tap(rob, review, 'Start', { moreEmail: 'true' })
    await teams.tap(rob, await teams.card(chat, '1 of 4', 'Confirm all'), 'Confirm all')
    await teams.card(chat, 'What to expect', 'Other email apps: done')
    return id
  }

  /** The report as text, a space between its parts. */
  async function report(id: string): Promise<string> {
    const material = await gather(world.database, id, { madeFor: null, key: null })
    const { text } = fileOf(material ?? assert.fail(), 'report', inEnglish)
    return text
      .replace(/<style>[\s\S]*?<\/style>/, '')
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ')
  }

  it('says what a check found changed, when and by whom, and what it could not see', async () => {
    const id = await lockedOut()
    world.simulated.happen({ what: 'sign-in-allowed', who: jane.id, by: 'Mallory Quick' })
    world.simulated.happen({ what: 'email-app', who: jane.id, app: 'OWAEnabled' })
    world.clock.advance(16 * minute)
    await world.teams.card(chat, 'No longer as it was left')
    const text = await report(id)
    const found =
      /After 15 minutes: no longer as it was left · no interactive sign-ins Sign-in is allowed again\. Done by Mallory Quick at/
    assert.match(text, found, 'among the checks')
    assert.match(text, /Email apps are on again: Outlook on the web\. Who did it is in the audit log of Exchange/)
    assert.equal(text.match(/Done by Mallory Quick/g)?.length, 2, 'and in what was recorded')
  })

  it('says how the further email apps and each undone part ended, and what was asked to be restored', async () => {
    const id = await lockedOut()
    await world.teams.say(rob, chat, 'undo jane')
    const card = await world.teams.card(chat, 'Undo the offboarding of Jane Doe', 'Confirm all')
    await world.teams.tap(rob, card, 'Confirm all')
    await world.teams.card(chat, 'Allow sign-in: done', 'Restore email: done', 'estore other email apps: done')
    const text = await report(id)
    assert.match(text, /Restore email Rob Hale [^–]+ mobile \(ActiveSync\): off; Outlook on the web: off/)
    for (const said of ['Block other email apps: done', 'Allow sign-in: done', 'Restore email: done'])
      assert.ok(text.includes(said), said)
    assert.match(
      text,
      /Rob Hale asked to undo it\. Allow sign-in: Lets the account sign in again\. .{0,90} Restore email: On again: [^.]+IMAP\./,
    )
  })

  it('says of no email app that it is off, which Exchange refused to turn off', async () => {
    world.company.withheldParameters.push('OneWinNativeOutlookEnabled')
    const { teams } = world
    await teams.say(rob, chat, `offboard ${jane.userPrincipalName}`)
    const review = await teams.card(chat, jane.userPrincipalName, 'Start')
    const id = String(teams.button(review, 'Start').data.offboarding)
    await teams.tap(rob, review, 'Start', { moreEmail: 'true' })
    await teams.tap(rob, await teams.card(chat, '1 of 4', 'Confirm all'), 'Confirm all')
    await teams.card(chat, 'What to expect', 'Other email apps: done in part')
    const text = await report(id)
    assert.doesNotMatch(text, /the other email apps are off/)
    assert.equal(text.match(/Not changed, because Exchange refused it: the new Outlook\./g)?.length, 3)
    assert.match(text, /the new Outlook: refused · Status: 400/)
    await teams.say(rob, chat, 'undo jane')
    const card = contentOf(await teams.card(chat, 'Undo the offboarding of Jane Doe', 'Confirm all'))
    assert.match(card, /On again: Outlook mobile, Outlook for Mac, Windows Mail, OWA for devices and SMTP AUTH\./)
    assert.doesNotMatch(card, /the new Outlook|somebody else/)
    assert.match(text, /Outlook mobile: on; .*SMTP AUTH: not set/, 'each by its name')
  })

  it('names the manager who was told', async () => {
    const id = await lockedOut()
    await eventually(async () => /The manager, Priya Shah, (was|could not be) told\./.test(await report(id)), 'named')
  })
})
