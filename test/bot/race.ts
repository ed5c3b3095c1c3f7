import assert from 'node:assert/strict'
import { guidFor } from '../../src/demo/tenant/company.ts'
import { load, readHistory } from '../../src/records/history.ts'
import { contosoState, jane, rob, startWorld, type World } from '../offboard.ts'
import { contentOf, type Message, type TeamsPerson } from '../teams.ts'
import { startAnotherBot } from './another-bot.ts'

const chat = '19:it-approvals@thread.v2'
const button = 'Confirm reset password'

/** Fifty approvers tap the same button at once, half of them served by another bot on the same records. */
export async function race(databaseUrl: string | null): Promise<void> {
  const world = await startWorld(databaseUrl ? { databaseUrl } : {})
  const { teams, dataDir, simulated } = world
  const another = await startAnotherBot({ dataDir, databaseUrl, tenantUrl: simulated.url })
  try {
    const approvers = hire(world, 50)
    await teams.say(rob, chat, `offboard ${jane.userPrincipalName}`)
    await teams.tap(rob, await teams.card(chat, 'Jane Doe', 'Start'), 'Start')
    const card = await teams.card(chat, '1 of 4', button)
    const { verb, data } = teams.button(card, button)
    const urls = [teams.botUrl, another.url]
    const replies = await Promise.all(
      approvers.map((approver, index) => {
        teams.botUrl = urls[index % 2] ?? ''
        return teams.invoke(approver, card, verb, data)
      }),
    )
    const id = String(data.offboarding)
    const history = await readHistory(world.database, id)
    const confirmed = history.flatMap(({ event }) => (event.type === 'confirmed' ? [event] : []))
    assert.equal(confirmed.length, 1, 'one confirmation')
    const first = confirmed[0]?.by.name ?? ''
    const sentences = replies.map(({ status, body }) => {
      assert.deepEqual([status, body.statusCode, body.type], [200, 200, 'application/vnd.microsoft.card.adaptive'])
      return contentOf({ text: '', card: body.value as Message['card'] })
    })
    const late = sentences.filter((text) => text.includes(`${first} has already decided this. Nothing was done twice.`))
    assert.equal(late.length, 49, 'forty-nine learn who was first')
    assert.equal(sentences.filter((text) => text.includes('1 of 4')).length, 50, 'and all fifty see the card as it is')
    await teams.until(
      chat,
      (message) => message.id === card.id && contentOf(message).includes('Read back'),
      'the proof',
    )
    assert.equal(contosoState(world, jane).passwordChanges, 1, 'one execution')
    assert.equal((await load(world.database, id))?.actions['reset-password'].attempts, 1)
  } finally {
    await another.stop()
    await world.stop()
  }
}

/** New Global Administrators. */
function hire({ company }: World, count: number): TeamsPerson[] {
  const [template] = company.users
  if (!template) throw new Error('the company has nobody')
  return Array.from({ length: count }, (_, index) => {
    const name = `Approver ${index + 1}`
    const id = guidFor(name)
    const userPrincipalName = `approver${index + 1}@contoso.com`
    company.users.push({
      ...structuredClone(template),
      id,
      displayName: name,
      userPrincipalName,
      mail: userPrincipalName,
    })
    company.roleAssignments.push({ principalId: id, role: 'Global Administrator', directoryScopeId: '/' })
    return { id, name }
  })
}
