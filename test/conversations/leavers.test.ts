import assert from 'node:assert/strict'
import { ava, contosoState, hana, jane, personOf, rob, startWorld, type World } from '../offboard.ts'
import { buttonsOf, contentOf, type Message, type TeamsPerson } from '../teams.ts'
import { assertCalm, group, review, sentenceOf, started } from './turns.ts'

const chat = 'a:rob'
const tom = personOf('Tom Becker')
const maria = personOf('Maria Garcia')
const kenji = personOf('Kenji Sato')
const freya = personOf('Freya Lindqvist')
const lucas = personOf('Lucas Meyer')
const bobby = personOf('Bobby <b>Tables</b> *Star* [link](x)')
/** Not worth another try, so that the tests need not wait for one. */
const failing = { kind: 'refused', times: 60, status: 500, code: 'InternalServerError', message: 'An error.' } as const
const nobody = { passwordChanges: 0, sessionRevocations: 0, accountEnabled: true, emailAppsOff: 0 }

describe('leavers who are a case of their own', () => {
  let world: World
  beforeEach(async () => {
    world = await startWorld()
  })
  afterEach(async () => {
    assertCalm(world)
    await world.stop()
  })

  const titles = ({ card }: Message) => buttonsOf(card).map(({ title }) => title)
  const summary = (where = chat) => world.teams.card(where, 'What to expect')
  const summaryHeading = async (where = chat) => contentOf(await summary(where)).split('\n')[0]
  /** Taps the first button that decides on each card, in order, as often as there is one. */
  const confirm = async (...steps: [place: string, title: string][]) => {
    for (const [place, title] of steps) await world.teams.tap(rob, await world.teams.card(chat, place, title), title)
  }
  const reviewOf = async (person: TeamsPerson & { userPrincipalName: string }) =>
    contentOf(await review(world, rob, chat, person.userPrincipalName))

  it('synced from Active Directory: commands for the password, Done on-premises by name, the block refused, its command', async () => {
    assert.match(await reviewOf(tom), /Synced from Active Directory/)
    await world.teams.tap(rob, await world.teams.card(chat, 'Start'), 'Start')
    const reset = await world.teams.card(chat, '1 of 4', 'Done on-premises')
    assert.deepEqual(
      titles(reset).filter((title) => title.startsWith('Confirm reset')),
      [],
    )
    const commands = contentOf(reset)
    assert.equal(commands.match(/Set-ADAccountPassword -Reset -Identity \$user/g)?.length, 2)
    assert.match(commands, /UserPrincipalName -eq "tom\.becker@contoso\.com"/)
    await world.teams.tap(rob, reset, 'Done on-premises')
    await world.teams.card(
      chat,
      '1 of 4',
      'Done on-premises, as reported',
      'Rob Hale said at',
      'I have not read it back',
    )
    await confirm(['2 of 4', 'Confirm sign out'], ['3 of 4', 'Confirm block sign-in'])
    const block = await world.teams.card(chat, '3 of 4', 'Failed', 'Disable-ADAccount -Identity $user')
    assert.deepEqual(titles(block), ['Try again', 'Done on-premises', 'Skip'])
    await world.teams.tap(rob, block, 'Done on-premises')
    await confirm(['4 of 4', 'Confirm block email'])
    assert.match((await summaryHeading()) ?? '', /2 of 4 done, 2 reported done on-premises/)
    assert.deepEqual(contosoState(world, tom), { ...nobody, sessionRevocations: 1, emailAppsOff: 6 })
  })

  it('a guest: only the block is offered', async () => {
    assert.match(await reviewOf(maria), /This is a guest\. Their home organisation owns the password/)
    await world.teams.tap(rob, await world.teams.card(chat, 'Start'), 'Start')
    const block = await world.teams.card(chat, '3 of 4', 'Confirm block sign-in')
    for (const place of ['1 of 4', '2 of 4'])
      assert.match(contentOf(await world.teams.card(chat, place, 'Skipped')), /home organisation owns this/)
    assert.ok(!titles(block).includes('Confirm all'), 'one action is not all')
    await world.teams.tap(rob, block, 'Confirm block sign-in')
    assert.match((await summaryHeading()) ?? '', /1 of 4 done, 3 skipped/)
    assert.deepEqual(contosoState(world, maria), { ...nobody, accountEnabled: false })
  })

  it('no mailbox: email is skipped with the reason', async () => {
    assert.match(await reviewOf(kenji), /Mailbox\nNone/)
    await world.teams.tap(rob, await world.teams.card(chat, 'Start'), 'Start')
    await confirm(['1 of 4', 'Confirm all'])
    await summary()
    assert.match(contentOf(await world.teams.card(chat, '4 of 4')), /Skipped\nThere is no Exchange mailbox/)
    assert.deepEqual(contosoState(world, kenji), {
      ...{ passwordChanges: 1, sessionRevocations: 1, accountEnabled: false },
      emailAppsOff: 0,
    })
  })

  it('federated: the password is skipped with the reason, the rest is done', async () => {
    await started(world, rob, chat, freya.userPrincipalName)
    await confirm(['2 of 4', 'Confirm all'])
    await summary()
    assert.match(
      contentOf(await world.teams.card(chat, '1 of 4')),
      /Skipped\nThey sign in at another identity provider/,
    )
    assert.equal(contosoState(world, freya).passwordChanges, 0)
    assert.equal(contosoState(world, freya).accountEnabled, false)
  })

  it('already blocked: proven by a read, without a tap and without a write', async () => {
    assert.match(await reviewOf(lucas), /Account\nBlocked[\s\S]*Already done\nBlock sign-in/)
    await world.teams.tap(rob, await world.teams.card(chat, 'Start'), 'Start')
    await confirm(['1 of 4', 'Confirm reset password'], ['2 of 4', 'Confirm sign out'])
    const block = await world.teams.card(chat, '3 of 4', 'Already so', 'Read back from Microsoft', 'sign-in is blocked')
    assert.deepEqual(titles(block), [])
    await confirm(['4 of 4', 'Confirm block email'])
    assert.match((await summaryHeading()) ?? '', /locked out: 4 of 4 done/)
    assert.deepEqual(
      world.simulated.state().writes.map(({ kind }) => kind),
      ['password', 'sessions', 'email'],
    )
  })

  it('a name with markup in it is text on every card, and the right account is changed', async () => {
    await started(world, rob, chat, bobby.userPrincipalName)
    await confirm(['1 of 4', 'Confirm all'])
    const card = await summary()
    assert.match(contentOf(card), /Bobby <b>Tables<\/b> \*Star\* \[link\]\(x\)/)
    const raw = JSON.stringify(world.teams.messages.flatMap(({ versions }) => versions.map(({ body }) => body)))
    const markdown = raw.replaceAll(/"(title|label|tooltip|speak)":"[^"]*"/g, '')
    assert.doesNotMatch(markdown, /[^\\]<b>|[^\\]\*Star|[^\\]\]\(x/)
    assert.equal(contosoState(world, bobby).emailAppsOff, 6)
  })

  it('the mailbox cannot be read: shown as not known, email offered, and done when Exchange is back', async () => {
    world.simulated.faults.order({ add: [{ kind: 'unavailable', on: 'Get-CASMailbox', times: 50 }] })
    assert.match(await reviewOf(jane), /Mailbox\nNot known: Microsoft could not be reached/)
    await world.teams.tap(rob, await world.teams.card(chat, 'Start'), 'Start')
    await world.teams.card(chat, '1 of 4', 'Confirm reset password')
    world.simulated.faults.order({ clear: true })
    // The plan has not changed by it: there is a mailbox after all, as was assumed.
    await confirm(['1 of 4', 'Confirm all'])
    assert.match((await summaryHeading()) ?? '', /locked out/)
    assert.equal(contosoState(world, jane).emailAppsOff, 6)
  })

  it('the mailbox could not be read and there is none: the plan changes and is asked again', async () => {
    world.simulated.faults.order({ add: [{ ...failing, on: 'Get-CASMailbox' }] })
    const first = await started(world, rob, chat, kenji.userPrincipalName)
    world.simulated.faults.order({ clear: true })
    assert.match(sentenceOf(await world.teams.tap(rob, first, 'Confirm all')), /What you saw has changed/)
    assert.deepEqual(contosoState(world, kenji), nobody)
    const again = await world.teams.card(chat, 'Confirm all', 'Changed since this was shown: the mailbox')
    await world.teams.tap(rob, again, 'Confirm all')
    await summary()
    assert.equal(contosoState(world, kenji).passwordChanges, 1)
  })

  it('the roles cannot be read: treated as an administrator, so only the strictest roles may confirm', async () => {
    const on = 'GET /roleManagement/directory/roleEligibilityScheduleInstances'
    world.simulated.faults.order({ add: [{ ...failing, on }] })
    const card = await review(world, rob, group, 'jane@contoso.com')
    assert.match(contentOf(card), /roles could not be read, so they are treated as an administrator/)
    await world.teams.tap(rob, card, 'Start')
    const first = await world.teams.card(group, '1 of 4', 'Confirm reset password')
    const refused = sentenceOf(await world.teams.tap(hana, first, 'Confirm reset password'))
    assert.match(refused, /This needs (Global|Privileged Authentication) Administrator or (Global|Privileged)/)
    assert.deepEqual(contosoState(world, jane), nobody)
    await world.teams.tap(ava, first, 'Confirm reset password')
    await world.teams.card(group, '1 of 4', 'Read back')
    assert.equal(contosoState(world, jane).passwordChanges, 1)
  })
})
