import assert from 'node:assert/strict'
import { guidFor, userOf } from '../../src/demo/tenant/company.ts'
import { reviewOf } from '../batch.ts'
import { rob, startWorld, type World } from '../offboard.ts'
import { contentOf } from '../teams.ts'
import { answerTo, assertCalm, said } from './turns.ts'

const chat = 'a:rob'
const everybody = { maxPerHour: 1_000, maxPerHourTenant: 1_000 }

/** Somebody who is in the directory as well. */
const someone = (displayName: string) =>
  userOf({
    id: guidFor(displayName),
    displayName,
    userPrincipalName: `${displayName.toLowerCase().replaceAll(' ', '.')}@contoso.com`,
  })

describe('what stands in a list beside names', () => {
  let world: World
  beforeEach(async () => {
    world = await startWorld({ brake: everybody })
  })
  afterEach(async () => {
    assertCalm(world)
    assert.deepEqual(world.simulated.state().changed, [])
    await world.stop()
  })

  const listed = async (words: string): Promise<string> => {
    await said(world, rob, chat, `offboard ${words}`)
    return contentOf(await reviewOf(world.teams, chat))
  }

  it('reads surnames first, where they or the given names are of several words', async () => {
    world.company.users.push(
      someone('Anna Maria Miller Ross'),
      someone('Anna Maria'),
      someone('Jan Peter van der Berg'),
    )
    const review = await listed('Miller Ross, Anna Maria\nvan der Berg, Jan Peter\nAdler, Sam')
    assert.match(review, /Start for 3/)
    assert.doesNotMatch(review, /anna\.maria@contoso\.com/)
    await said(world, rob, chat, 'cancel')
    assert.match(await listed('Sam Brooks\nMiller Ross, Anna Maria\nLucas Meyer'), /Start for 3/)
    await said(world, rob, chat, 'cancel')
    await said(world, rob, chat, 'offboard Miller Ross, Anna Maria')
    await world.teams.card(chat, 'Offboard Anna Maria Miller Ross', 'Start')
    assert.match(await listed('Sam Adler, Sam Brooks'), /Start for 2/)
  })

  it('reads a pasted table as a table: whose manager is named beside them does not leave', async () => {
    const table =
      'Name\tUPN\tManager\nSam\tsam.adler@contoso.com\tHana Novak\n\tlucas.meyer@contoso.com\thana.novak@contoso.com'
    const review = await listed(`because the branch closes\n${table}`)
    assert.match(review, /Start for 2/)
    assert.match(review, /Reason: the branch closes/)
    assert.doesNotMatch(review, /Hana/)
    await said(world, rob, chat, 'cancel')
    for (const unread of [
      'Sam Adler\t\thana.novak@contoso.com',
      'Sam Adler;;hana.novak@contoso.com\nLucas Meyer;;hana.novak@contoso.com',
    ])
      assert.match(await answerTo(world, rob, chat, `offboard ${unread}`), /I cannot tell which column/)
    assert.match(await listed('•\tSam Adler\n•\tLucas Meyer'), /Start for 2/)
  })
})
