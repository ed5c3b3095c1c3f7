import assert from 'node:assert/strict'
import { group, review, said, sentenceOf } from '../conversations/turns.ts'
import { ava, contosoState, jane, personOf, rob, startWorld, type World } from '../offboard.ts'
import { contentOf } from '../teams.ts'

const confirm = 'Confirm reset password'
const surnames = ['Adler', 'Brooks', 'Carter', 'Diaz', 'Evans', 'Fischer', 'Grant', 'Hughes', 'Ito', 'Jensen']

describe('More offboardings than usual, started by one person', () => {
  let world: World
  beforeEach(async () => {
    world = await startWorld()
  })
  afterEach(() => world.stop())

  const begin = async (person: { userPrincipalName: string }) => {
    const chat = `a:rob about ${person.userPrincipalName}`
    await world.teams.tap(rob, await review(world, rob, chat, person.userPrincipalName), 'Start')
    return chat
  }

  it('need a second person from the eleventh on, and the approvals chat is told', async function () {
    this.timeout(60_000)
    const { teams } = world
    for (const surname of surnames) {
      const chat = await begin(personOf(`Sam ${surname}`))
      await teams.card(chat, '1 of 4', confirm)
    }
    await said(world, ava, group, 'approve here')
    await begin(jane)
    const warning = await teams.text(group, 'Rob Hale started 11 offboardings within an hour')
    assert.match(contentOf(warning), /second person/)
    const card = await teams.card(group, '1 of 4', 'Jane Doe', confirm)
    assert.match(sentenceOf(await teams.tap(rob, card, confirm)), /second person has to decide it/)
    assert.equal(contosoState(world, jane).passwordChanges, 0)
    await teams.tap(ava, card, confirm)
    await teams.card(group, '1 of 4', 'Jane Doe', 'Read back')
    assert.equal(contosoState(world, jane).passwordChanges, 1)
  })
})
