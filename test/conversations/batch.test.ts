import assert from 'node:assert/strict'
import { guidFor, userOf } from '../../src/demo/tenant/company.ts'
import { crowdOf } from '../../src/demo/tenant/crowd.ts'
import { isSummary, manyLeave, progressOf, proveSoon, reviewOf, titleLike } from '../batch.ts'
import { ava, contosoState, hana, oscar, personOf, rob, startWorld, type World } from '../offboard.ts'
import { buttonsOf, contentOf, type Message } from '../teams.ts'
import { answerTo, assertCalm, group, isCard, said, sentenceOf, toBot } from './turns.ts'

const chat = 'a:rob'
const sam = personOf('Sam Adler')
const nadia = personOf('Nadia Rahman')
const lucas = personOf('Lucas Meyer')
const everybody = { maxPerHour: 1_000, maxPerHourTenant: 1_000 }

const titles = ({ card }: Message) => buttonsOf(card).map(({ title }) => title)
const text = (message: Message) => contentOf(message)

describe('a list of leavers', () => {
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

  const changed = () => world.simulated.state().changed
  /** Says it and waits for the review, once everybody has been looked up. */
  const listed = async (words: string, by = rob, where = chat): Promise<Message> => {
    await said(world, by, where, `offboard ${words}`, where === group ? toBot : {})
    return reviewOf(world.teams, where)
  }
  const started = async (words: string): Promise<Message> => {
    const review = await listed(words)
    await world.teams.tap(rob, review, titleLike(review, /^Start for/))
    return progressOf(world.teams, chat)
  }
  const factOf = (message: Message, title: string) => {
    const lines = text(message).split('\n')
    return lines[lines.indexOf(title) + 1]
  }

  for (const [how, words] of [
    ['one a line', '\nSam Adler\nlucas.meyer@contoso.com\n\nSam Brooks'],
    ['between commas', 'Sam Adler, lucas.meyer@contoso.com, Sam Brooks'],
    [
      'between semicolons, as Outlook copies them',
      '"Adler, Sam" <sam.adler@contoso.com>; lucas.meyer@contoso.com; Sam Brooks',
    ],
    ['with bullets and a reason', 'because the branch closes\n- Sam Adler\n- Meyer, Lucas\n3. sam.brooks@contoso.com'],
  ] as const)
    it(`is understood ${how}`, async () => {
      const review = await listed(words)
      assert.equal(factOf(review, 'Sure'), '3')
      for (const name of ['Sam Adler', 'Lucas Meyer', 'Sam Brooks']) assert.match(text(review), new RegExp(name))
      assert.deepEqual(changed(), [])
    })

  for (const words of ['Miller-Ross, Jane', 'Jane Miller-Ross because she left, and Omar stays'])
    it(`is not what "${words}" is: that is one person`, async () => {
      await said(world, rob, chat, `offboard ${words}`)
      await world.teams.card(chat, 'Offboard Jane Miller-Ross', 'Start')
    })

  it('guesses nobody: a name that several have, or that is only a part of one, is for somebody to choose', async () => {
    const review = await listed('Sam\nMiller\nSam Adler\nNobody Atall')
    assert.equal(factOf(review, 'Sure'), '1')
    assert.equal(factOf(review, 'To choose'), '2')
    const { body } = await world.teams.invoke(rob, review, 'batch-list', {
      verb: 'batch-list',
      ...{ batch: batchOf(world, review), list: 'alone', page: 0 },
    })
    assert.match(contentOf({ text: '', card: body.value as Message['card'] }), /Nobody Atall: nobody was found\./)
    const [choice] = inputsOf(review).filter(({ label }) => label === 'Miller')
    assert.deepEqual(choice?.titles.slice(0, 1), [
      'Jane Miller-Ross · jane.miller-ross@contoso.com · Brand Designer · Marketing',
    ])
    await world.teams.tap(rob, review, 'Choose', { [choice?.id ?? '']: choice?.values[0] })
    const again = await world.teams.card(chat, 'To choose\n1', 'Start for 2')
    await world.teams.tap(rob, again, 'Start for 2')
    const progress = await progressOf(world.teams, chat)
    assert.deepEqual(titles(progress).slice(0, 1), ['Reset 2 passwords'])
  })

  it('asks twice for a name that stands twice and that two people have, without whom was chosen', async () => {
    world.company.users.push(
      userOf({ id: guidFor('another'), displayName: sam.name, userPrincipalName: 'sam2@contoso.com' }),
    )
    const review = await listed('Sam Adler\nSam Adler\nSam Brooks\nSam Brooks')
    assert.deepEqual(
      [factOf(review, 'Sure'), factOf(review, 'To choose'), factOf(review, 'Left alone')],
      ['1', '2', '1'],
    )
    const twins = inputsOf(review.card)
    assert.deepEqual(
      twins.map(({ label, values }) => [label, values.length]),
      [
        ['Sam Adler', 3],
        ['Sam Adler', 3],
      ],
    )
    const both = Object.fromEntries(twins.map(({ id }) => [id, sam.id]))
    await world.teams.tap(rob, review, 'Choose', both)
    const again = await world.teams.card(chat, 'To choose\n1', 'Start for 2')
    const [second] = inputsOf(again.card)
    assert.deepEqual(second?.values, [guidFor('another'), 'out'])
    await world.teams.tap(rob, again, 'Choose', { [second?.id ?? '']: second?.values[0] })
    await world.teams.card(chat, 'Start for 3')
  })

  it('takes only somebody who was offered as a choice, and only from whoever sent the list', async () => {
    const review = await listed('Sam\nNadia Rahman')
    const data = { verb: 'batch-choose', batch: batchOf(world, review), 'choice-0': lucas.id }
    assert.match(sentenceOf(await world.teams.invoke(rob, review, 'batch-choose', data)), /What you saw has changed/)
    const byAva = await world.teams.invoke(ava, review, 'batch-choose', { ...data, 'choice-0': sam.id })
    assert.match(sentenceOf(byAva), /Only whoever sent the list may do this: Rob Hale/)
  })

  it('leaves alone who is protected, twice in the list, already open, unknown, or asks', async () => {
    await world.stop()
    world = await startWorld({ protectedUsers: ['freya.lindqvist@north.contoso.com'], brake: everybody })
    await said(world, rob, chat, `offboard ${lucas.userPrincipalName}`)
    await world.teams.card(chat, 'Offboard Lucas Meyer')
    const words = 'Freya Lindqvist\nSam Adler\nsam.adler@contoso.com\nLucas Meyer\nNobody Atall\nRob Hale'
    await said(world, rob, chat, `offboard ${words}`)
    const review = await world.teams.card(chat, 'Left alone\n5')
    assert.deepEqual(titles(review).slice(-2), ['Start for 1', 'Cancel'])
    const { body } = await world.teams.tap(rob, review, 'Who is left alone')
    const alone = contentOf({ text: '', card: body.value as Message['card'] })
    assert.match(alone, /Freya Lindqvist: This account is protected/)
    assert.match(alone, /sam\.adler@contoso\.com: stands in the list before\./)
    assert.match(alone, /Lucas Meyer: an offboarding of theirs is open already\./)
    assert.match(alone, /Nobody Atall: nobody was found\./)
    assert.match(alone, /Rob Hale: You cannot offboard yourself/)
  })

  it('does not let all the Global Administrators leave together', async () => {
    const review = await listed('ava.chen@contoso.com\nemergency.access1@contoso.onmicrosoft.com\nSam Adler')
    assert.equal(factOf(review, 'Sure'), '1')
    const { body } = await world.teams.tap(rob, review, 'Who is left alone')
    const alone = contentOf({ text: '', card: body.value as Message['card'] })
    assert.equal(alone.match(/last enabled Global Administrator/g)?.length, 2)
  })

  it('leaves out whoever is ticked', async () => {
    const review = await listed('Sam Adler\nSam Brooks\nSam Carter')
    const [ticks] = inputsOf(review)
    await world.teams.tap(rob, review, 'Leave out', { out: ticks?.values[1] })
    const after = await world.teams.card(chat, 'Start for 2')
    assert.doesNotMatch(text(after), /Sam Brooks/)
  })

  it('starts nobody who was ticked or chosen and not sent: that is recorded first, and the card says so', async () => {
    const review = await listed('Sam Adler\nSam Brooks\nSam Carter\nMiller')
    const [choice] = inputsOf(review.card)
    const chosen = await world.teams.tap(rob, review, 'Start for 3', { [choice?.id ?? '']: choice?.values[0] })
    assert.match(sentenceOf(chosen), /not sent is recorded now: 1 choice\. Nothing was started/)
    const four = await world.teams.card(chat, 'Nothing was started', 'Start for 4')
    const [ticks] = inputsOf(four.card)
    const out = [ticks?.values[0], ticks?.values[1]].join()
    const { data } = world.teams.button(four, 'Start for 4')
    const ticked = await world.teams.tap(rob, four, 'Start for 4', { out })
    assert.match(sentenceOf(ticked), /not sent is recorded now: 2 choices\. Nothing was started/)
    const two = await world.teams.card(chat, 'Nothing was started', 'Start for 2')
    const late = await world.teams.invoke(rob, two, 'batch-start', { ...data, out })
    assert.match(sentenceOf(late), /What you saw has changed/)
    await world.teams.tap(rob, two, 'Start for 2', { out: '' })
    assert.deepEqual(titles(await progressOf(world.teams, chat)).slice(0, 1), ['Reset 2 passwords'])
  })

  it('keeps what was ticked when somebody turns the page; others turn it without any choice', async () => {
    const review = await listed('Sam Adler\nSam Brooks\nNobody Atall')
    const [ticks] = inputsOf(review.card)
    const out = ticks?.values[1]
    const byAva = await world.teams.tap(ava, review, 'Who is left alone', { out })
    assert.match(sentenceOf(byAva), /Nobody Atall: nobody was found/)
    assert.doesNotMatch(sentenceOf(byAva), /Sam Brooks/)
    const turned = await world.teams.tap(rob, review, 'Who is left alone', { out })
    assert.match(sentenceOf(turned), /recorded now: 1 choice/)
    assert.match(sentenceOf(turned), /Sam Brooks: left out by Rob Hale/)
    await world.teams.card(chat, 'Start for 1')
  })

  it('tells somebody without a role nothing, by a list or by any button of any card', async () => {
    assert.match(
      await answerTo(world, oscar, 'a:oscar', 'offboard Sam Adler\nSam Brooks'),
      /^Offboarding somebody needs/,
    )
    const progress = await started('Sam Adler\nSam Brooks')
    const { data } = world.teams.button(progress, 'Reset 2 passwords')
    for (const verb of [
      'start',
      'cancel',
      'choose',
      'stop',
      'confirm',
      'confirm-all',
      'skip',
      'attest',
      'again',
      'list',
    ]) {
      const more = verb === 'confirm-all' ? { action: null } : {}
      const tap = { ...data, ...more, verb: `batch-${verb}`, list: 'sure', page: 0 }
      const reply = await world.teams.invoke(oscar, progress, `batch-${verb}`, tap)
      assert.equal(isCard(reply), false, verb)
      assert.match(sentenceOf(reply), /needs/)
      assert.doesNotMatch(JSON.stringify(reply.body), /Sam/)
    }
    assert.deepEqual(changed(), [])
  })

  it('never lets somebody on the list decide, or see it', async () => {
    world.company.roleAssignments.push({ principalId: sam.id, role: 'User Administrator', directoryScopeId: '/' })
    const progress = await started('Sam Adler\nSam Brooks')
    for (const title of ['Reset 2 passwords', 'Skip for 2', 'Confirm all', 'Stop']) {
      const reply = await world.teams.tap(sam, progress, title)
      assert.match(sentenceOf(reply), /This is about you as well/)
      assert.equal(isCard(reply), false)
    }
    assert.deepEqual(changed(), [])
  })

  it('is started and cancelled only by whoever sent it, and expires', async () => {
    const review = await listed('Sam Adler\nSam Brooks')
    assert.match(sentenceOf(await world.teams.tap(ava, review, 'Start for 2')), /Only whoever sent the list/)
    world.clock.advance(25 * 3_600_000)
    assert.match(sentenceOf(await world.teams.tap(rob, review, 'Start for 2')), /expired/)
    await world.teams.card(chat, 'Expired at', 'Nobody started it within 24 hours')
    await listed('Sam Adler\nSam Brooks')
    assert.match(await answerTo(world, rob, chat, 'cancel'), /The list is cancelled\. Nothing was changed\./)
    await world.teams.card(chat, 'Cancelled by Rob Hale')
    assert.deepEqual(changed(), [])
  })

  it('refuses more than a thousand, whole', async () => {
    const many = Array.from({ length: 1_001 }, (_, index) => `leaver${index}@contoso.com`).join('\n')
    assert.match(await answerTo(world, rob, chat, `offboard\n${many}`), /These are 1,001 people\. I take up to 1,000/)
  })

  it('locks everybody out by one tap an action, in their order, each with a history of their own', async () => {
    let progress = await started('Sam Adler\nSam Brooks\nLucas Meyer')
    assert.deepEqual(titles(progress), ['Reset 3 passwords', 'Skip for 3', 'Confirm all', 'Stop'])
    for (const title of [
      'Reset 3 passwords',
      'Sign out 3 people',
      'Block sign-in of 2 people',
      'Block email of 3 people',
    ]) {
      progress = await world.teams.card(chat, title)
      const reply = await world.teams.tap(rob, progress, title)
      assert.ok(reply.ms < 1_000, `answered after ${reply.ms} ms`)
    }
    const summary = await world.teams.until(chat, isSummary, 'the summary', 20_000)
    assert.match(text(summary), /3 of 3 people locked out/)
    const { emailAppsOff, passwordChanges } = contosoState(world, sam)
    assert.deepEqual([passwordChanges, emailAppsOff], [1, 6])
    const histories = await world.database.db.selectFrom('offboarding').select(['leaver', 'seq', 'batch']).execute()
    assert.equal(histories.length, 3)
    assert.match(text(summary), /History as at .*: \d+ events of 3 people, digest/)
  }).timeout(30_000)

  it('counts for those whom the approver may, and names who needs a higher role', async () => {
    const progress = await started('Sam Adler\nSam Brooks\nNadia Rahman')
    await world.teams.tap(hana, progress, 'Reset 3 passwords')
    const after = await world.teams.card(chat, 'Needs', '1 person: Nadia Rahman')
    assert.match(text(after), /Needs .*Global Administrator.*1 person: Nadia Rahman\./)
    await world.teams.card(chat, '2 done · 1 to be confirmed', 'Sign out 2 people')
    assert.equal(contosoState(world, nadia).passwordChanges, 0)
    await world.teams.tap(ava, await world.teams.card(chat, 'Reset 1 password'), 'Reset 1 password')
    await world.teams.card(chat, '3 done', 'Sign out 3 people')
    assert.equal(contosoState(world, nadia).passwordChanges, 1)
  }).timeout(20_000)

  it('refuses a tap on what was shown before, and does nothing', async () => {
    const progress = await started('Sam Adler\nSam Brooks')
    const old = world.teams.button(progress, 'Reset 2 passwords')
    const made = { ...old.data, digest: '0'.repeat(32) }
    assert.match(sentenceOf(await world.teams.invoke(rob, progress, 'batch-confirm', made)), /What you saw has changed/)
    await world.teams.tap(rob, progress, 'Reset 2 passwords')
    const twice = await world.teams.invoke(ava, progress, 'batch-confirm', old.data)
    assert.match(sentenceOf(twice), /Somebody has already decided this|What you saw has changed/)
    await world.teams.card(chat, 'Sign out 2 people', '2 done')
    for (const person of [sam, personOf('Sam Brooks')]) assert.equal(contosoState(world, person).passwordChanges, 1)
  }).timeout(20_000)

  it('does not do it to somebody whose plan has changed, says so, and asks again', async () => {
    const progress = await started('Sam Adler\nSam Brooks\nSam Carter')
    world.company.roleAssignments.push({ principalId: sam.id, role: 'Reports Reader', directoryScopeId: '/' })
    await world.teams.tap(ava, progress, 'Reset 3 passwords')
    await world.teams.card(
      chat,
      '2 done · 1 to be confirmed',
      'Changed since it was shown (the admin roles)',
      'Sam Adler',
    )
    assert.equal(contosoState(world, sam).passwordChanges, 0)
    await world.teams.tap(ava, await world.teams.card(chat, 'Reset 1 password'), 'Reset 1 password')
    await world.teams.card(chat, '3 done', 'Sign out 3 people')
    assert.equal(contosoState(world, sam).passwordChanges, 1)
  }).timeout(20_000)

  it('lists what failed with its reason, and tries again for those', async () => {
    const progress = await started('Sam Adler\nSam Brooks\nSam Carter')
    const refused = {
      kind: 'refused',
      on: 'PATCH /users/{id}',
      times: 2,
      status: 403,
      code: 'Denied',
      message: 'no',
    } as const
    world.simulated.faults.order({ add: [refused] })
    await world.teams.tap(rob, progress, 'Reset 3 passwords')
    const failed = await world.teams.card(chat, '1 done · 2 failed', 'What failed', 'Try again for 2')
    assert.match(text(failed), /Sam \w+, reset password: Microsoft refused it\./)
    await world.teams.tap(rob, failed, 'Try again for 2')
    await world.teams.card(chat, '3 done', 'Sign out 3 people')
    const counts = ['Sam Adler', 'Sam Brooks', 'Sam Carter'].map(
      (name) => contosoState(world, personOf(name)).passwordChanges,
    )
    assert.deepEqual(counts, [1, 1, 1])
  }).timeout(20_000)

  it('stops what has not begun; what has begun goes on', async () => {
    const crowd = crowdOf(70)
    world.company.users.push(...crowd)
    const progress = await started(`\n${crowd.map(({ displayName }) => displayName).join('\n')}`)
    const batch = batchOf(world, progress)
    world.simulated.faults.order({ add: [{ kind: 'slow', on: 'PATCH /users/{id}', times: 100, delayMs: 1_500 }] })
    await world.teams.tap(rob, progress, 'Reset 70 passwords')
    const running = await world.teams.card(chat, ' running')
    assert.match(sentenceOf(await world.teams.tap(ava, running, 'Stop')), /Stopped by Ava Chen/)
    const summary = await world.teams.until(chat, isSummary, 'the summary', 20_000)
    assert.match(text(summary), /0 of 70 people locked out/)
    const done = changed().length
    assert.ok(done > 0 && done < 70, `${done} had begun`)
    assert.match(text(summary), new RegExp(`Reset password: ${done} done · ${70 - done} declined`))
    assert.ok(changed().every(({ sessionRevocations, accountEnabled }) => sessionRevocations === 0 && accountEnabled))
    const again = await world.teams.invoke(rob, running, 'batch-stop', { verb: 'batch-stop', batch })
    assert.match(sentenceOf(again), /closed/)
  }).timeout(40_000)

  it('expires for each of them when nobody confirms, and the summary says so', async () => {
    await started('Sam Adler\nSam Brooks')
    world.clock.advance(25 * 3_600_000)
    // While nothing is under way the list is looked at every quarter of a minute.
    const looking = setInterval(() => world.clock.advance(16_000), 200)
    const summary = await world.teams.until(chat, isSummary, 'the summary').finally(() => clearInterval(looking))
    assert.match(text(summary), /0 of 2 people locked out/)
    assert.match(text(summary), /Reset password: 2 expired/)
    assert.match(text(summary), /Nothing changes: no action was done/)
    assert.deepEqual(changed(), [])
  }).timeout(30_000)

  it('is shown to approvers who come later', async () => {
    await started('Sam Adler\nSam Brooks')
    await said(world, ava, group, '<at>Offboard</at> approve here', toBot)
    const progress = await progressOf(world.teams, group)
    assert.deepEqual(titles(progress).slice(0, 1), ['Reset 2 passwords'])
    await world.teams.card(chat, 'Approvers decide this in the approvals chat')
  })

  it('takes a list in a group, and shows it to approvers where they decide', async () => {
    await said(world, ava, group, '<at>Offboard</at> approve here', toBot)
    const review = await listed('Sam Adler\nSam Brooks')
    await world.teams.tap(rob, review, 'Start for 2')
    const progress = await progressOf(world.teams, group)
    const followed = await world.teams.card(chat, '1 of 4', 'Approvers decide this in the approvals chat')
    assert.deepEqual(titles(followed), [])
    await world.teams.tap(ava, progress, 'Confirm all')
    await world.teams.until(chat, isSummary, 'the summary where it was asked', 20_000)
    await world.teams.until(group, isSummary, 'the summary where it was decided', 20_000)
  }).timeout(40_000)
})

describe('a list of more than usual', () => {
  let world: World
  afterEach(async () => {
    assertCalm(world)
    await world.stop()
  })

  it('needs a second person for all of it, whom the approvals chat is told of; sixty leave', async () => {
    world = await startWorld()
    const asUsual = proveSoon(world)
    const crowd = crowdOf(60)
    world.company.users.push(...crowd)
    await said(world, ava, group, '<at>Offboard</at> approve here', toBot)
    const people = crowd.map(({ displayName, userPrincipalName }, index) =>
      index % 2 ? displayName : userPrincipalName,
    )
    const leaving = manyLeave({ teams: world.teams, requester: rob, approver: ava, chat, approvals: group, people })
    const progress = await progressOf(world.teams, group, 30_000)
    assert.match(text(progress), /Rob Hale started 60 offboardings within an hour, so a second person must confirm/)
    await world.teams.text(group, 'Rob Hale started 60 offboardings within an hour')
    const button = buttonsOf(progress.card).find(({ title }) => title === 'Reset 60 passwords')
    const first = await world.teams.invoke(rob, progress, 'batch-confirm', button?.data)
    assert.match(sentenceOf(first), /a second person has to decide it|What you saw|already decided/)
    const { answers } = await leaving
    for (const { ms } of answers) assert.ok(ms < 1_000, `answered after ${Math.round(ms)} ms`)
    const { changed } = world.simulated.state()
    assert.equal(changed.length, 60)
    for (const one of changed)
      assert.deepEqual(
        [one.passwordChanges, one.accountEnabled, one.emailAppsOff],
        [1, false, 6],
        one.userPrincipalName,
      )
    await world.teams.card(chat, '60 of 60 people locked out')
    asUsual()
  }).timeout(90_000)
})

type Input = { readonly id: string; readonly label: string; readonly titles: string[]; readonly values: string[] }

function inputsOf(node: unknown): Input[] {
  if (Array.isArray(node)) return node.flatMap(inputsOf)
  if (typeof node !== 'object' || node === null) return []
  if ('type' in node && node.type === 'Input.ChoiceSet') {
    const { id, label, choices } = node as unknown as {
      id: string
      label: string
      choices: { title: string; value: string }[]
    }
    return [{ id, label, titles: choices.map(({ title }) => title), values: choices.map(({ value }) => value) }]
  }
  return Object.values(node).flatMap(inputsOf)
}

function batchOf(world: World, message: Message): string {
  const [button] = buttonsOf(message.card)
  return String(world.teams.button(message, button?.title ?? '').data.batch)
}
