import assert from 'node:assert/strict'
import { ava, contosoState, hana, jane, oscar, personOf, rob, startWorld, type World } from '../offboard.ts'
import { contentOf } from '../teams.ts'
import { answerTo, assertCalm, group, isCard, review, said, sentenceOf, started, toBot } from './turns.ts'

const chat = 'a:rob'
const elena = personOf('Elena Petrova')
const irene = personOf('Irene Walsh')
const maria = personOf('Maria Garcia')
const freya = personOf('Freya Lindqvist')
const emergency = personOf('Emergency Access 1')
const janeAddress = 'jane@contoso.com'

describe('who may ask and confirm', () => {
  let world: World
  beforeEach(async () => {
    world = await startWorld()
  })
  afterEach(async () => {
    assertCalm(world)
    await world.stop()
  })

  const changed = () => world.simulated.state().changed

  for (const words of ['offboard Jane', 'offboard jane@contoso.com', 'offboard', 'offboard Nobody Atall'])
    it(`tells somebody without a role the same whoever they ask for: "${words}"`, async () => {
      const answer = await answerTo(world, oscar, 'a:oscar', words)
      assert.match(answer, /^Offboarding somebody needs .*Nothing was changed\.$/)
      assert.doesNotMatch(answer, /Jane|found/)
    })

  it('tells somebody without a role nothing by any button of any card', async () => {
    const card = await started(world, rob, group, janeAddress)
    const { data } = world.teams.button(card, 'Skip')
    for (const verb of ['start', 'cancel', 'confirm', 'confirm-all', 'skip', 'attest']) {
      const reply = await world.teams.invoke(oscar, card, verb, { ...data, verb })
      assert.equal(isCard(reply), false, verb)
      assert.match(sentenceOf(reply), /needs/)
      assert.doesNotMatch(JSON.stringify(reply.body), /Jane/)
    }
    assert.deepEqual(changed(), [])
  })

  it('does not count a role that is only eligible', async () => {
    assert.match(await answerTo(world, irene, 'a:irene', 'offboard Jane'), /needs/)
  })

  it('does not count a role over a part of the directory', async () => {
    world.company.roleAssignments.push({
      principalId: irene.id,
      role: 'User Administrator',
      directoryScopeId: '/administrativeUnits/6d6c1f0e-0000-4000-8000-000000000000',
    })
    assert.match(await answerTo(world, irene, 'a:irene', 'offboard Jane'), /needs/)
  })

  it('refuses a guest, whatever role they hold', async () => {
    world.company.roleAssignments.push({ principalId: maria.id, role: 'Global Administrator', directoryScopeId: '/' })
    assert.match(await answerTo(world, maria, 'a:maria', 'offboard Jane'), /Guests cannot offboard anybody/)
    const card = await started(world, rob, chat, janeAddress)
    const reply = await world.teams.tap(maria, card, 'Confirm reset password')
    assert.match(sentenceOf(reply), /Guests cannot/)
    assert.doesNotMatch(JSON.stringify(reply.body), /Jane/)
  })

  it('refuses somebody whose own account has been blocked since the card was shown', async () => {
    const card = await started(world, rob, chat, janeAddress)
    const account = world.simulated.users.find(({ id }) => id === hana.id)
    assert.ok(account)
    account.accountEnabled = false
    assert.match(sentenceOf(await world.teams.tap(hana, card, 'Confirm reset password')), /own account is blocked/)
    assert.deepEqual(changed(), [])
  })

  it('refuses somebody who has lost the role since the card was shown', async () => {
    const card = await started(world, rob, chat, janeAddress)
    world.company.roleAssignments.splice(0, Infinity, ...without(world, hana.id))
    const reply = await world.teams.tap(hana, card, 'Confirm reset password')
    assert.match(sentenceOf(reply), /needs/)
    assert.doesNotMatch(JSON.stringify(reply.body), /Jane/)
    assert.deepEqual(changed(), [])
  })

  it('lets an Exchange Administrator block email and nothing else', async () => {
    await started(world, rob, group, janeAddress)
    const first = await world.teams.card(group, '1 of 4')
    assert.match(sentenceOf(await world.teams.tap(elena, first, 'Confirm reset password')), /This needs/)
    const all = await world.teams.tap(elena, first, 'Confirm all')
    assert.match(sentenceOf(all), /What you may confirm is confirmed\. Still open: reset password/)
    for (const place of ['1 of 4', '2 of 4', '3 of 4'])
      await world.teams.tap(ava, await world.teams.card(group, place, 'Skip'), 'Skip')
    await world.teams.card(group, '4 of 4', 'all six email apps are off', 'Confirmed by Elena Petrova')
    const state = contosoState(world, jane)
    assert.deepEqual([state.passwordChanges, state.accountEnabled, state.emailAppsOff], [0, true, 6])
  })

  it('never lets the leaver decide, whatever role they hold', async () => {
    world.company.roleAssignments.push({ principalId: jane.id, role: 'User Administrator', directoryScopeId: '/' })
    const card = await review(world, ava, group, janeAddress)
    assert.match(sentenceOf(await world.teams.tap(jane, card, 'Start')), /This is about you/)
    await world.teams.tap(ava, card, 'Start')
    const first = await world.teams.card(group, '1 of 4', 'Skip')
    for (const title of ['Confirm reset password', 'Skip', 'Confirm all'])
      assert.match(sentenceOf(await world.teams.tap(jane, first, title)), /This is about you/)
    assert.deepEqual(changed(), [])
    const skipped = world.teams.messages.filter(({ card }) => contentOf({ text: '', card }).includes('Skipped by'))
    assert.deepEqual(skipped, [])
  })

  it('does not let somebody decide when their own roles cannot be read', async () => {
    const card = await started(world, rob, chat, janeAddress)
    const on = 'GET /users/{id}/transitiveMemberOf/microsoft.graph.directoryRole'
    world.simulated.faults.order({ add: [{ kind: 'refused', on, times: 9, status: 403, code: 'No', message: 'No' }] })
    const reply = await world.teams.tap(ava, card, 'Confirm reset password')
    assert.match(sentenceOf(reply), /Your roles could not be read/)
    assert.deepEqual(changed(), [])
  })
})

describe('who is never offboarded', () => {
  let world: World
  afterEach(async () => {
    assertCalm(world)
    assert.deepEqual(world.simulated.state().changed, [])
    await world.stop()
  })

  for (const words of ['offboard rob.hale@contoso.com', `offboard ${rob.id.toUpperCase()}`])
    it(`is whoever asks: "${words}"`, async () => {
      world = await startWorld()
      assert.match(await answerTo(world, rob, chat, words), /You cannot offboard yourself/)
    })

  it('is whoever asks, by a mention in a group, even when an offboarding of them is open', async () => {
    world = await startWorld()
    await review(world, ava, 'a:ava', rob.userPrincipalName)
    const answer = await answerTo(world, rob, group, '<at>Offboard</at> offboard rob.hale@contoso.com', toBot)
    assert.match(answer, /You cannot offboard yourself/)
    assert.doesNotMatch(answer, /Ava/)
  })

  for (const entry of [freya.userPrincipalName.toUpperCase(), freya.id])
    it(`is on the protected list as ${entry}`, async () => {
      world = await startWorld({ protectedUsers: [entry] })
      const answer = await answerTo(world, rob, chat, 'offboard Freya')
      assert.match(answer, /This account is protected/)
    })

  it('was put on the protected list after the review was shown', async () => {
    world = await startWorld({ protectedUsers: ['freya.new@north.contoso.com'] })
    const card = await review(world, rob, chat, freya.userPrincipalName)
    const account = world.simulated.users.find(({ id }) => id === freya.id)
    assert.ok(account)
    account.mail = 'freya.new@north.contoso.com'
    assert.match(sentenceOf(await world.teams.tap(rob, card, 'Start')), /protected/)
  })

  it('is the last enabled Global Administrator', async () => {
    world = await startWorld()
    block(world, emergency.id)
    assert.match(await answerTo(world, rob, chat, 'offboard Ava'), /last enabled Global Administrator/)
  })

  it('has become the last Global Administrator by the time of the tap', async () => {
    world = await startWorld()
    const card = await started(world, rob, group, ava.userPrincipalName)
    world.company.roleAssignments.push({
      principalId: hana.id,
      role: 'Privileged Authentication Administrator',
      directoryScopeId: '/',
    })
    block(world, emergency.id)
    const reply = await world.teams.tap(hana, card, 'Confirm reset password')
    assert.match(sentenceOf(reply), /last enabled Global Administrator/)
  })

  it('might be the last Global Administrator when that cannot be read', async () => {
    world = await startWorld()
    const on = 'GET /roleManagement/directory/roleEligibilityScheduleInstances'
    world.simulated.faults.order({ add: [{ kind: 'unavailable', on, times: 30 }] })
    const account = world.simulated.users.find(({ id }) => id === emergency.id)
    assert.ok(account)
    account.accountEnabled = false
    assert.match(await answerTo(world, rob, chat, 'offboard Ava'), /last enabled Global Administrator/)
  })

  it('cannot be read at all just now, and a sentence says so', async () => {
    world = await startWorld()
    world.simulated.faults.order({ add: [{ kind: 'unavailable', on: 'GET /users', times: 30 }] })
    const answers = await said(world, rob, chat, 'offboard Jane')
    assert.deepEqual(answers.map(contentOf), [
      'Microsoft could not be reached in time. Nothing was changed. Try again in a minute.',
    ])
  })
})

function block(world: World, id: string): void {
  const account = world.simulated.users.find((user) => user.id === id)
  assert.ok(account)
  account.accountEnabled = false
}

const without = ({ company }: World, id: string) => company.roleAssignments.filter((one) => one.principalId !== id)
