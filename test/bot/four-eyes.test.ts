import assert from 'node:assert/strict'
import { group, isCard, review, said, sentenceOf } from '../conversations/turns.ts'
import { ava, contosoState, hana, jane, oscar, personOf, rob, startWorld, type World } from '../offboard.ts'
import { buttonsOf, contentOf, type Message, type TapReply } from '../teams.ts'

const chat = 'a:rob'
const address = 'jane@contoso.com'
const confirm = 'Confirm reset password'
const hour = 3_600_000

const titlesOf = (node: unknown) => buttonsOf(node).map(({ title }) => title)
const refreshOf = ({ card }: Message) =>
  card?.refresh as { action: { verb: string; data: object }; userIds: string[] } | undefined

describe('Four eyes, over HTTP', () => {
  let world: World
  afterEach(() => world.stop())

  const begun = async (where: string, leaver = address) => {
    const card = await review(world, rob, where, leaver)
    assert.equal((await world.teams.tap(rob, card, 'Start')).status, 200)
  }
  const deeds = () => world.simulated.state().writes.length

  describe('where the organisation asks for a second person', () => {
    beforeEach(async () => {
      world = await startWorld({ rules: { approval: 'second-person' } })
    })

    it('has the buttons in the approvals chat, and the requester follows along in their own', async () => {
      const { teams } = world
      await said(world, ava, group, 'approve here')
      await begun(chat)
      const toDecide = await teams.card(group, '1 of 4', confirm)
      const followed = await teams.card(chat, '1 of 4', 'Approvers decide this in the approvals chat.')
      assert.deepEqual(titlesOf(followed.card), [])
      await teams.tap(ava, toDecide, confirm)
      await teams.card(chat, '1 of 4', 'Read back', 'Ava Chen')
      await teams.card(group, '1 of 4', 'Read back', 'Ava Chen')
      assert.equal(contosoState(world, jane).passwordChanges, 1)
    })

    it('refuses the first person in every chat, by every button, and nothing is written', async () => {
      const { teams } = world
      await said(world, ava, group, 'approve here')
      await begun(chat)
      const card = await teams.card(group, '1 of 4', confirm)
      const { data } = teams.button(card, confirm)
      for (const where of [card, { ...card, chat }])
        for (const verb of ['confirm', 'confirm-all', 'skip', 'attest'])
          assert.match(
            sentenceOf(await teams.invoke(rob, where, verb, { ...data, verb })),
            /second person has to decide it/,
          )
      assert.equal(deeds(), 0)
    })

    it('says what to do where no second person can see it', async () => {
      await begun(chat)
      const card = await world.teams.card(chat, '1 of 4', 'A second person decides this.')
      assert.ok(titlesOf(card.card).every((title) => title === 'Decline'))
      await world.teams.card(chat, 'There is no approvals chat yet', 'approve here')
      const answered = await said(world, rob, chat, 'approve here')
      assert.match(answered.map(contentOf).join(), /Only a group chat or a channel/)
    })

    it('lets somebody confirm who asked for the same leaver in their own chat', async () => {
      const { teams } = world
      await begun(chat)
      await said(world, ava, 'a:ava', `offboard ${address}`)
      await teams.tap(ava, await teams.card('a:ava', '1 of 4', confirm), confirm)
      await teams.card(chat, '1 of 4', 'Read back', 'Ava Chen')
    })

    it('shows what is running in a chat that becomes the approvals chat, and tells the chat that was it before', async () => {
      const { teams } = world
      const other = '19:another@thread.v2'
      await begun(chat)
      await teams.card(chat, '1 of 4', 'A second person decides this.')
      await said(world, ava, group, 'approve here')
      await teams.card(group, '1 of 4', confirm)
      await said(world, ava, other, 'approve here')
      await teams.text(group, 'Approvals moved to another chat, by Ava Chen.')
      await teams.card(other, '1 of 4', confirm)
    })

    it('takes no approvals chat from somebody who could not approve', async () => {
      const answers = await said(world, oscar, group, 'approve here')
      assert.match(answers.map(contentOf).join(), /needs/)
      await begun(chat)
      await world.teams.card(chat, '1 of 4', 'A second person decides this.')
      assert.ok(!world.teams.messages.some((message) => message.chat === group && message.card))
    })
  })

  describe('views of one’s own', () => {
    beforeEach(async () => {
      world = await startWorld({ rules: { approval: 'second-person' } })
      world.teams.members.set(group, [rob, ava, oscar])
      await said(world, ava, group, 'approve here')
      await begun(chat)
    })

    const refresh = (by: typeof rob, message: Message): Promise<TapReply> => {
      const action = refreshOf(message)?.action
      assert.ok(action, 'the card can be refreshed')
      return world.teams.invoke(by, message, action.verb, action.data, 'automatic')
    }

    it('give the buttons to approvers, and the state to the first person and the curious', async () => {
      const card = await world.teams.card(group, '1 of 4', confirm)
      assert.deepEqual(
        refreshOf(card)?.userIds,
        [rob, ava, oscar].map(({ id }) => `29:${id}`),
      )
      assert.ok(titlesOf((await refresh(ava, card)).body.value).includes(confirm))
      for (const by of [rob, oscar]) {
        const reply = await refresh(by, card)
        assert.ok(isCard(reply))
        assert.deepEqual(titlesOf(reply.body.value), [], by.name)
      }
    })

    it('are for everybody the same while Teams does not say who is there, which is not asked before its time', async () => {
      await world.stop()
      world = await startWorld({ rules: { approval: 'second-person' }, teamsPaced: true })
      world.teams.members.set(group, [rob, ava, oscar])
      world.teams.laterBeside.members.push(120)
      await said(world, ava, group, 'approve here')
      await said(world, rob, chat, 'offboard sam.adler@contoso.com')
      await world.teams.tap(rob, await world.teams.card(chat, 'Sam Adler', 'Start'), 'Start')
      const card = await world.teams.card(group, 'Sam Adler', '1 of 4')
      assert.equal(refreshOf(card)?.userIds, undefined)
      world.clock.advance(60_000)
      await world.teams.tap(ava, card, 'Skip')
      await world.teams.card(group, 'Sam Adler', '2 of 4')
      assert.equal(world.teams.beside.members, 1)
    })

    it('edit nothing: an edit would make every client ask again, without end', async () => {
      const card = await world.teams.card(group, '1 of 4', confirm)
      const shown = () => world.teams.messages.map(({ versions }) => versions.length)
      const before = shown()
      for (const by of [ava, rob, oscar, ava]) await refresh(by, card)
      await said(world, ava, group, 'help')
      assert.deepEqual(shown().slice(0, before.length), before)
      assert.equal(deeds(), 0)
    })

    it('open no card by its id alone, where it is not shown', async () => {
      const card = await world.teams.card(group, '1 of 4', confirm)
      const reply = await refresh(oscar, { ...card, chat: 'a:oscar' })
      assert.ok(!isCard(reply))
      assert.doesNotMatch(JSON.stringify(reply.body), /Jane/)
    })
  })

  describe('for administrators, who need a second person by default', () => {
    beforeEach(async () => {
      world = await startWorld()
    })

    it('refuses whoever asked, and takes another Global Administrator', async () => {
      const { teams, company } = world
      company.roleAssignments.push({ principalId: rob.id, role: 'Global Administrator', directoryScopeId: '/' })
      await begun(group, hana.userPrincipalName)
      const card = await teams.card(group, '1 of 4', confirm)
      assert.match(sentenceOf(await teams.tap(rob, card, confirm)), /second person has to decide it/)
      assert.equal(contosoState(world, hana).passwordChanges, 0)
      await teams.tap(ava, card, confirm)
      await teams.card(group, '1 of 4', 'Read back')
      assert.equal(contosoState(world, hana).passwordChanges, 1)
    })

    it('leaves it to the requester where the organisation says so', async () => {
      await world.stop()
      world = await startWorld({ rules: { approvalForAdmins: 'requester' } })
      await begun(group, personOf('Irene Walsh').userPrincipalName)
      const card = await world.teams.card(group, '1 of 4', confirm)
      assert.match(sentenceOf(await world.teams.tap(rob, card, confirm)), /^(?!.*second person)/s)
    })
  })

  describe('an end before the end', () => {
    beforeEach(async () => {
      world = await startWorld({ expiresAfter: hour })
    })

    it('is declined by any approver, with a reason, and stops what has not been done', async () => {
      const { teams } = world
      await begun(group)
      const card = await teams.card(group, '1 of 4', confirm)
      const head = await teams.card(group, 'Started by Rob Hale', 'Decline')
      await teams.tap(hana, head, 'Decline', { reason: 'The wrong Jane' })
      await teams.card(group, 'Declined by Hana Novak', 'The wrong Jane')
      assert.doesNotMatch(
        sentenceOf(await teams.invoke(rob, card, 'confirm', buttonsOf(card.versions[0])[0]?.data)),
        /Done/,
      )
      assert.equal(deeds(), 0)
    })

    it('comes when nobody confirms in time, with a word in the chat, and taps on it say so', async () => {
      const { teams, clock } = world
      await begun(group)
      const card = await teams.card(group, '1 of 4', confirm)
      const { verb, data } = teams.button(card, confirm)
      clock.advance(hour)
      await teams.card(group, 'Nobody confirmed the offboarding of Jane Doe within 1 hour, so it expired.')
      assert.match(sentenceOf(await teams.invoke(rob, card, verb, data)), /expired/)
      assert.equal(deeds(), 0)
    })

    it('is refused from the very moment on, also before the bot has written it down', async () => {
      const { teams, clock } = world
      await begun(group)
      const card = await teams.card(group, '1 of 4', confirm)
      const { verb, data } = teams.button(card, confirm)
      clock.advance(hour)
      const reply = await teams.invoke(rob, card, verb, data)
      assert.match(sentenceOf(reply), /expired/)
      assert.equal(deeds(), 0)
    })
  })
})
