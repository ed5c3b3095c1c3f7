import assert from 'node:assert/strict'
import { jane, rob, startWorld, type World } from '../offboard.ts'
import { callsOf } from '../runner/jane.ts'
import { contentOf } from '../teams.ts'

const route = 'GET /users/{id}/registeredDevices'
const usual = [
  'User.Read.All',
  'User-PasswordProfile.ReadWrite.All',
  'User.RevokeSessions.All',
  'User.EnableDisableAccount.All',
  'RoleManagement.Read.Directory',
  'GroupMember.Read.All',
  'Exchange.ManageAsApp',
]

describe('the registered devices of a leaver', () => {
  let world: World
  const begin = async (permissions: readonly string[]) => {
    world = await startWorld({ permissions })
  }
  afterEach(() => world.stop())

  const deviceful = () => {
    const user = world.company.users.find(({ id }) => id === jane.id)
    assert.ok(user)
    return user
  }
  async function review(chat = 'a:rob') {
    await world.teams.say(rob, chat, `offboard ${jane.userPrincipalName}`)
    return world.teams.card(chat, jane.userPrincipalName, 'Start')
  }

  it('stand on the review card, the last used first, and are read once', async () => {
    await begin([...usual, 'Device.Read.All'])
    const card = await review()
    assert.ok(contentOf(card).includes("2: CONTOSO-LT-0417 (Windows), Jane's iPhone (IPhone)"), contentOf(card))
    await world.teams.tap(rob, card, 'Start')
    await world.teams.tap(rob, await world.teams.card('a:rob', '1 of 4', 'Confirm all'), 'Confirm all')
    await world.teams.card('a:rob', 'What to expect')
    assert.equal(callsOf(world, route), 1)
  })

  it('are ten at most, and how many more there are', async () => {
    await begin([...usual, 'Device.Read.All'])
    deviceful().devices = Array.from({ length: 13 }, (_, index) => ({
      displayName: `PC-${index}`,
      operatingSystem: 'Windows',
      accountEnabled: true,
      approximateLastSignInDateTime: new Date(Date.UTC(2025, 0, index + 1)).toISOString(),
    }))
    const shown = contentOf(await review())
    assert.ok(shown.includes('13, last used: PC-12 (Windows), PC-11 (Windows)'), shown)
    assert.ok(shown.includes('PC-3 (Windows), and 3 more') && !shown.includes('PC-2 '), shown)
  })

  it('are not asked for without the permission, which one quiet line says', async () => {
    await begin(usual)
    assert.ok(contentOf(await review()).includes('Registered devices are not shown'))
    assert.equal(callsOf(world, route), 0)
  })

  it('are only a line that they could not be read, where Microsoft refuses them', async () => {
    await begin([...usual, 'Device.Read.All'])
    world.simulated.faults.order({
      add: [{ kind: 'refused', on: route, status: 400, code: 'BadRequest', message: 'no such segment', times: 9 }],
    })
    assert.ok(contentOf(await review()).includes('Registered devices could not be read.'))
  })

  it('never delay the card: what is late is left out', async () => {
    await begin([...usual, 'Device.Read.All'])
    world.simulated.faults.order({ add: [{ kind: 'slow', on: route, delayMs: 60_000 }] })
    assert.ok(contentOf(await review()).includes('Registered devices could not be read.'))
  })

  it('are no part of what is confirmed: a device more changes nothing', async () => {
    await begin([...usual, 'Device.Read.All'])
    const card = await review()
    const { digest } = world.teams.button(card, 'Start').data
    deviceful().devices = []
    await world.teams.tap(rob, card, 'Start')
    const action = await world.teams.card('a:rob', '1 of 4', 'Confirm reset password')
    assert.equal(world.teams.button(action, 'Skip').data.digest, digest)
  })
})
