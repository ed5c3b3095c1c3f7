import assert from 'node:assert/strict'
import { type SimulatedTenant, startSimulatedTenant } from '../../src/demo/tenant/tenant.ts'
import { Failure } from '../../src/errors.ts'
import { emailApps } from '../../src/offboarding/facts.ts'
import type { Tenant } from '../../src/tenant/tenant.ts'
import { checkRequest, checkResponse } from '../contracts/openapi.ts'
import { allOff, tenantAt } from './stand-in.ts'

const ids = {
  jane: '411c3769-17f8-4b9e-b4f1-f95726588b87',
  ava: 'b8b31255-8395-49e9-a727-ad0414d6fd78',
  rob: '155165f3-341a-4a12-9375-d91cbfae17ef',
  omar: 'c1e59c36-6584-4b7b-bf02-e2e9fdaa4804',
  irene: '4162cd2e-6a79-4dec-a754-4cf727de2aa3',
  nadia: '21b6a190-0010-46cd-ba1b-a47ed99827ac',
  kenji: '9b2be3b6-8f6d-4382-b2a6-d87537ab601d',
  maria: '85d49646-955a-4ef8-aa8c-a9a4f9f7caf4',
  freya: 'f94e5147-50ab-45d4-8c28-7192e67fc7c8',
  tom: 'a0fa33eb-48ec-405d-a95e-4a42949f8d80',
  emergency: '33abd2d8-6344-439f-ac20-36ac4f8d4019',
}
const messageCenterReader = '790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b'
const userAdministrator = 'fe930be7-5e62-47db-91af-98c3a49a38b1'

describe('the client against the simulated tenant, every call held to the description of Graph', () => {
  let simulated: SimulatedTenant
  let tenant: Tenant
  let violations: string[]
  let calls: number

  beforeEach(async () => {
    violations = []
    calls = 0
    simulated = await startSimulatedTenant({
      staleReadsMs: 0,
      watch({ method, url, headers, body, status, answer }) {
        if (!url.startsWith('/v1.0')) return
        calls++
        violations.push(...checkRequest(method, url, headers, body))
        violations.push(...checkResponse(method, url, status, answer))
      },
    })
    tenant = connected()
  })

  const connected = (more = {}) =>
    tenantAt(simulated.url, {
      tenantId: simulated.tenantId,
      credential: {
        getToken: async (scope) => ({
          token: simulated.tokenFor(
            String(scope).includes('outlook') ? 'https://outlook.office365.com' : 'https://graph.microsoft.com',
          ),
          expiresOnTimestamp: 0,
        }),
      },
      ...more,
    })

  afterEach(async () => {
    await simulated.close()
    assert.deepEqual(violations, [])
    assert.ok(calls > 0)
  })

  const names = async (words: string, limit = 8) =>
    (await tenant.search(words, limit)).map(({ displayName }) => displayName)

  it('finds both Janes, and one of them by her surname or address', async () => {
    assert.deepEqual(await names('Jane'), ['Jane Doe', 'Jane Miller-Ross'])
    assert.deepEqual(await names('jane ross'), ['Jane Miller-Ross'])
    assert.deepEqual(await names('DOE, Jane'), ['Jane Doe'])
    assert.deepEqual(await names('jane@contoso.com'), ['Jane Doe'])
    assert.deepEqual(await names('jane.doe@CONTOSO.com'), ['Jane Doe'])
    assert.deepEqual(await names('jane.m'), ['Jane Miller-Ross'])
    assert.deepEqual(await names(ids.jane.toUpperCase()), ['Jane Doe'])
  })

  it('finds a name with an apostrophe and accents, however it is typed', async () => {
    for (const typed of [
      "O'Brien",
      'O’Brien',
      'Zoë',
      'Zoe',
      'nunez',
      'Núñez',
      "zoe.o'brien-nunez@contoso.com",
      "ZOE O'BRIEN",
    ])
      assert.deepEqual(await names(typed), ["Zoë O'Brien-Núñez"], typed)
  })

  it('finds a guest by the name with #EXT# in it and by the address at home', async () => {
    for (const typed of [
      'maria.garcia_fabrikam.com#EXT#@contoso.onmicrosoft.com',
      'maria.garcia_fabrikam.com#EXT#',
      'maria.garcia@fabrikam.com',
      'Garcia',
    ])
      assert.deepEqual(await names(typed), ['Maria Garcia'], typed)
  })

  it('finds a name with markup in it, and is not confused by quotes, backslashes and operators', async () => {
    for (const typed of ['tables', '<b>Tables</b>', 'bobby', '"Bobby"', 'Bobby <b>Tables</b> *Star*'])
      assert.equal((await names(typed)).length, 1, typed)
    for (const typed of [
      '\\',
      '"',
      "'",
      '" OR "displayName:jane',
      "') or startswith(displayName,'j",
      'zz&$top=1#',
      '%27',
      '   ',
      '💥',
    ])
      assert.deepEqual(await names(typed), [], typed)
  })

  it('finds one more than asked for, so that a card can say that there are more', async () => {
    assert.equal((await names('Sam')).length, 9)
    assert.equal((await names('Sam', 20)).length, 10)
    assert.deepEqual(await names('nobody'), [])
  })

  it('finds by object id and by name, and nobody where there is nobody', async () => {
    assert.equal((await tenant.find(ids.jane))?.userPrincipalName, 'jane@contoso.com')
    assert.equal((await tenant.find('jane@contoso.com'))?.id, ids.jane)
    assert.equal((await tenant.find("zoe.o'brien-nunez@contoso.com"))?.displayName, "Zoë O'Brien-Núñez")
    for (const nobody of ['nobody@contoso.com', '$x@contoso.com', '..', '', '6d6c1f0e-0000-4000-8000-000000000000'])
      assert.equal(await tenant.find(nobody), null, nobody)
  })

  it('knows an approver by active, tenant-wide roles', async () => {
    const rolesOf = async (id: string) => {
      const { roles } = await tenant.approver(id)
      return roles.known ? roles.value.map(({ name }) => name).sort() : roles.reason
    }
    assert.deepEqual(await rolesOf(ids.rob), ['Exchange Administrator', 'User Administrator'])
    assert.deepEqual(await rolesOf(ids.omar), ['Message Center Reader'])
    assert.deepEqual(await rolesOf(ids.irene), [])
    const { guest, enabled, person } = await tenant.approver(ids.maria)
    assert.deepEqual([guest, enabled, person], [true, true, { id: ids.maria, name: 'Maria Garcia' }])
    await assert.rejects(tenant.approver('6d6c1f0e-0000-4000-8000-000000000000'), { kind: 'missing' })
  })

  it('gathers the facts of somebody ordinary', async () => {
    const { manager, roles, roleAssignableGroup, mailbox, namesakes, lastGlobalAdministrator, ...account } =
      await tenant.facts(ids.jane)
    assert.deepEqual(manager, { known: true, value: 'Priya Shah' })
    assert.deepEqual(roles, { known: true, value: [] })
    assert.deepEqual(roleAssignableGroup, { known: true, value: false })
    assert.deepEqual(mailbox, { known: true, value: Object.fromEntries(emailApps.map((app) => [app, true])) })
    assert.deepEqual(namesakes, { known: true, value: 0 })
    assert.deepEqual(lastGlobalAdministrator, { known: true, value: false })
    const { guest, synced, federated, restricted, createdAt, accountEnabled } = account
    assert.deepEqual([guest, synced, federated, restricted, accountEnabled], [false, false, false, false, true])
    assert.equal(createdAt, '2019-03-04T08:30:00Z')
  })

  it('gathers what makes somebody a case of their own', async () => {
    const [omar, irene, nadia, kenji, maria, freya, tom] = await Promise.all(
      [ids.omar, ids.irene, ids.nadia, ids.kenji, ids.maria, ids.freya, ids.tom].map((id) => tenant.facts(id)),
    )
    assert.deepEqual(omar?.roles, {
      known: true,
      value: [{ id: messageCenterReader, name: 'Message Center Reader', eligible: false }],
    })
    assert.deepEqual(irene?.roles, {
      known: true,
      value: [{ id: userAdministrator, name: 'User Administrator', eligible: true }],
    })
    assert.deepEqual(nadia?.roleAssignableGroup, { known: true, value: true })
    assert.deepEqual(kenji?.mailbox, { known: true, value: null })
    assert.deepEqual([maria?.guest, maria?.federated], [true, false])
    assert.deepEqual([freya?.guest, freya?.federated], [false, true])
    assert.equal(tom?.synced, true)
    assert.deepEqual((await tenant.facts('39d09dc9-bcc4-4af3-9b96-a691b89b1619')).manager, { known: true, value: null })
  })

  it('knows who is in the protected group, through another group too', async () => {
    const board = 'a7c1f0de-5b0a-4f37-9d51-2f6c3b8e1d40'
    const within = 'b1d2c3e4-0f1a-4b2c-8d3e-4f5a6b7c8d9e'
    const [group = assert.fail()] = simulated.company.groups
    simulated.company.groups.push(
      { ...group, id: board, displayName: 'Board', members: [ids.rob, within] },
      { ...group, id: within, displayName: 'Assistants', members: [ids.jane] },
    )
    const tenantWithBoard = connected({ protectedGroup: board })
    const inGroup = async (id: string) => (await tenantWithBoard.facts(id)).inProtectedGroup
    assert.deepEqual(await inGroup(ids.rob), { known: true, value: true })
    assert.deepEqual(await inGroup(ids.jane), { known: true, value: true })
    assert.deepEqual(await inGroup(ids.omar), { known: true, value: false })
    simulated.faults.order({ add: [{ kind: 'throttled', on: 'POST /users/{id}/checkMemberGroups', times: 3 }] })
    assert.equal((await inGroup(ids.omar)).known, false)
  })

  it('knows the last Global Administrator who can still sign in', async () => {
    const lastOf = async (id: string) => (await tenant.facts(id)).lastGlobalAdministrator
    assert.deepEqual(await lastOf(ids.ava), { known: true, value: false })
    await tenant.facts(ids.emergency)
    const emergency = simulated.users.find(({ id }) => id === ids.emergency)
    assert.ok(emergency)
    emergency.accountEnabled = false
    assert.deepEqual(await lastOf(ids.ava), { known: true, value: true })
    assert.deepEqual(await lastOf(ids.emergency), { known: true, value: false })
  })

  it('does the four writes and reads their proofs back, on the same clock', async () => {
    const before = await tenant.account(ids.jane)
    const password = await tenant.resetPassword(ids.jane, 'kT7~Qw9-Zx4_Vb2=Nm8+Lp5')
    const sessions = await tenant.revokeSessions(ids.jane)
    await tenant.blockSignIn(ids.jane)
    await tenant.setEmailApps(ids.jane, allOff)
    const after = await tenant.account(ids.jane)
    assert.deepEqual([before.accountEnabled, after.accountEnabled], [true, false])
    assert.ok(Date.parse(after.passwordChangedAt ?? '') >= Date.parse(password.since))
    assert.ok(Date.parse(after.sessionsValidFrom ?? '') >= Date.parse(sessions.since))
    assert.ok(Date.parse(before.passwordChangedAt ?? '') < Date.parse(password.since))
    assert.deepEqual((await tenant.mailbox(ids.jane)).apps, allOff)
    assert.deepEqual(simulated.state().writes.map(({ requestId }) => requestId)[0], password.requestId)
  })

  it('says what this tenant refuses, and about what', async () => {
    const failing = async (doing: Promise<unknown>) => {
      const failure = await doing.catch((reason: unknown) => reason)
      return failure instanceof Failure ? [failure.kind, failure.about] : assert.fail('this was to be refused')
    }
    assert.deepEqual(await failing(tenant.resetPassword(ids.jane, 'short')), ['refused', 'password-policy'])
    assert.deepEqual(await failing(tenant.blockSignIn(ids.tom)), ['refused', 'on-premises'])
    assert.deepEqual(await failing(tenant.blockSignIn(ids.ava)), ['refused', null])
    const password = 'kT7~Qw9-Zx4_Vb2=Nm8+Lp5'
    assert.deepEqual(await failing(tenant.resetPassword(ids.freya, password)), ['refused', null])
    const kenji = tenant.setEmailApps(ids.kenji, allOff)
    assert.deepEqual(await failing(kenji), ['missing', null])
  })
})
