import assert from 'node:assert/strict'
import { pino } from 'pino'
import type { RoleName } from '../../src/demo/tenant/company.ts'
import { type SimulatedTenant, startSimulatedTenant } from '../../src/demo/tenant/tenant.ts'
import { directoryRoles, permissions } from '../../src/grant/permissions.ts'
import type { Check } from '../../src/validate/check.ts'
import { checkTenant } from '../../src/validate/checks.ts'
import { exitCodeOf, reportOf } from '../../src/validate/report.ts'
import { appId } from '../bot/bot-framework.ts'
import { startStandIn } from '../tenant/stand-in.ts'

const required = permissions.filter(({ optional }) => !optional).map(({ name }) => name)
const usualRoles = directoryRoles(false).map(({ name }) => name as RoleName)

describe('validate, against the simulated tenant', () => {
  const open: SimulatedTenant[] = []
  const shown: string[] = []
  const tokens: string[] = []

  afterEach(async () => {
    for (const tenant of open.splice(0)) await tenant.close()
    for (const token of tokens.splice(0)) assert.ok(!shown.join('').includes(token), 'a token was shown')
    shown.splice(0)
  })

  async function checked(granted: readonly string[], botRoles: readonly RoleName[], more: object = {}) {
    const tenant = await startSimulatedTenant({ permissions: granted, botRoles, staleReadsMs: 0 })
    open.push(tenant)
    const getToken = async (scope: string | string[]) => {
      const isExchange = String(scope).includes('outlook')
      const token = tenant.tokenFor(isExchange ? 'https://outlook.office365.com' : 'https://graph.microsoft.com')
      tokens.push(token)
      return { token, expiresOnTimestamp: Date.now() + 3_600_000 }
    }
    const checks = await checkTenant({
      ...{ credential: { getToken }, appId, tenantId: tenant.tenantId, protectedGroup: null },
      ...{ graphUrl: tenant.graphUrl, exchangeUrl: tenant.exchangeUrl },
      scopes: { teams: 'teams/.default', graph: 'graph/.default', exchange: 'https://outlook/.default' },
      log: pino({ level: 'silent' }),
      ...more,
    })
    shown.push(reportOf(checks))
    return { checks, tenant }
  }

  const named = (checks: readonly Check[], name: string): Check => {
    const check = checks.find((one) => one.name === name)
    assert.ok(check, `there is a check "${name}"`)
    return check
  }
  const notWorking = (checks: readonly Check[]) => checks.filter(({ ok }) => ok === 'no').map(({ name }) => name)

  it('finds that everything works with what grant prints, and changes nothing', async () => {
    const { checks, tenant } = await checked(required, usualRoles)
    assert.deepEqual(notWorking(checks), [])
    assert.equal(exitCodeOf(checks), 0)
    assert.deepEqual(tenant.state().changed, [])
    for (const name of [...required, 'Directory role for accounts', 'Directory role for mailboxes'])
      assert.equal(named(checks, name).ok, 'yes', name)
    assert.equal(named(checks, 'Cmdlets that Exchange grants').ok, 'yes')
  })

  for (const absent of required)
    it(`finds that ${absent} is missing, and says by which command it is granted`, async () => {
      const { checks } = await checked(
        required.filter((name) => name !== absent),
        usualRoles,
      )
      const check = named(checks, absent)
      assert.equal(check.ok, 'no')
      assert.match(
        check.fix ?? '',
        new RegExp(`^m365 entra approleassignment add --appId ${appId} .*--scopes ${absent}$`),
      )
      assert.equal(exitCodeOf(checks), 1)
      assert.match(reportOf(checks), new RegExp(`^missing +${absent} `, 'm'))
    })

  it('finds that either directory role is missing', async () => {
    const accounts = await checked(required, ['Exchange Administrator'])
    assert.deepEqual(notWorking(accounts.checks), ['Directory role for accounts'])
    const mailboxes = await checked(required, ['User Administrator'])
    assert.deepEqual(notWorking(mailboxes.checks), ['Read a mailbox', 'Directory role for mailboxes'])
  })

  it('finds that a mailbox can be read but not written', async () => {
    const { checks } = await checked(required, ['User Administrator', 'Global Reader'])
    assert.match(named(checks, 'Cmdlets that Exchange grants').detail, /^Set-CASMailbox is not among them/)
    assert.equal(named(checks, 'Read a mailbox').ok, 'yes')
  })

  it('counts what is optional as no failure', async () => {
    const { checks } = await checked(required, usualRoles)
    assert.notEqual(named(checks, 'Application.Read.All').ok, 'no')
  })

  it('tells people apart from people without their account state', async () => {
    const granted = [...required.filter((name) => name !== 'User.Read.All'), 'User.ReadBasic.All']
    const { checks } = await checked(granted, usualRoles)
    assert.equal(named(checks, 'User.Read.All').ok, 'no')
  })

  it('names what is granted beyond what is needed', async () => {
    const { checks } = await checked([...required, 'Directory.ReadWrite.All'], usualRoles)
    const check = named(checks, 'Nothing more than needed')
    assert.equal(check.ok, 'unknown')
    assert.match(check.fix ?? '', /--scopes Directory\.ReadWrite\.All$/)
  })

  it('says that the protected group does not exist, instead of passing it by', async () => {
    const protectedGroup = '6d6c1f0e-0000-4000-8000-000000000000'
    const { checks } = await checked(required, usualRoles, { protectedGroup })
    assert.match(named(checks, 'GroupMember.Read.All').detail, /there is no such group/)
    assert.match(named(checks, 'GroupMember.Read.All').fix ?? '', /PROTECTED_GROUP/)
  })

  it('lets the reads decide where the token cannot be read', async () => {
    const getToken = async () => ({ token: 'opaque', expiresOnTimestamp: Date.now() + 3_600_000 })
    const { checks } = await checked(required, usualRoles, { credential: { getToken } })
    for (const name of ['User.RevokeSessions.All', 'Directory role for accounts', 'Directory role for mailboxes'])
      assert.equal(named(checks, name).ok, 'unknown', name)
    assert.equal(named(checks, 'User.Read.All').detail, 'A read failed: Graph refused the token.')
    assert.equal(named(checks, 'Exchange.ManageAsApp').ok, 'no')
    assert.equal(exitCodeOf(checks), 1)
  })

  it('counts Microsoft being out of reach as a failure', async () => {
    const nowhere = 'http://127.0.0.1:1'
    const { checks } = await checked(required, usualRoles, { graphUrl: nowhere, exchangeUrl: nowhere })
    assert.equal(named(checks, 'User.Read.All').ok, 'no')
    assert.equal(named(checks, 'Read a mailbox').ok, 'no')
  })

  it('says Entra’s code when there is no token, and none of the text around it', async () => {
    const getToken = async () => {
      throw new Error("AADSTS7000222: The provided client secret keys for app 'secret-app' are expired.")
    }
    const { checks } = await checked(required, usualRoles, { credential: { getToken } })
    assert.equal(checks.length, 3)
    for (const { ok, detail, fix } of checks) {
      assert.equal(ok, 'no')
      assert.equal(detail, 'Not given: AADSTS7000222.')
      assert.match(fix ?? '', /expired/)
    }
  })

  it('reports Exchange’s undocumented answer as unknown when it is not as expected', async () => {
    const server = await startStandIn({})
    try {
      const { checks } = await checked(required, usualRoles, { exchangeUrl: server.url })
      assert.equal(named(checks, 'Cmdlets that Exchange grants').ok, 'unknown')
      const asked = server.asked.find(({ path }) => path.endsWith('/EXOModuleFile'))
      assert.equal(asked?.query.get('Version'), '3.9.2')
      assert.equal(asked?.headers.commandname, '*')
    } finally {
      await server.stop()
    }
  })
})
