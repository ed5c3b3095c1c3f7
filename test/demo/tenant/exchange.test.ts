import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { exchangeAudience, graphAudience, idOf, tenantForEach } from './asking.ts'

const fixtures = JSON.parse(readFileSync(new URL('../../contracts/exchange-fixtures.json', import.meta.url), 'utf8'))
const allOff = {
  ActiveSyncEnabled: false,
  OWAEnabled: false,
  MAPIEnabled: false,
  EwsEnabled: false,
  PopEnabled: false,
  ImapEnabled: false,
}

describe('the simulated tenant runs cmdlets like Exchange Online', () => {
  const at = tenantForEach()
  const jane = idOf('Jane Doe')

  it('answers Get-CASMailbox with one row in the shape that was captured', async () => {
    const { status, body } = await at.exchange('Get-CASMailbox', { Identity: jane })
    assert.equal(status, 200)
    const [row, ...others] = body.value ?? []
    assert.deepEqual(others, [])
    const captured = fixtures.response_get_200
    assert.deepEqual(
      Object.keys(captured.value[0]).filter((name) => !Object.hasOwn(row ?? {}, name)),
      [],
    )
    assert.deepEqual(Object.keys(body).sort(), Object.keys(captured).sort())
    assert.deepEqual([row?.ExternalDirectoryObjectId, row?.OWAEnabled], [jane, true])
    assert.equal(row?.['Guid@odata.type'], '#Guid')
  })

  it('answers an empty identity with everybody: the trap', async () => {
    for (const parameters of [{ Identity: '' }, { Identity: null }, {}])
      assert.ok(((await at.exchange('Get-CASMailbox', parameters)).body.value?.length ?? 0) > 10)
  })

  it('finds a mailbox by address and alias too, and says when a name means several', async () => {
    for (const Identity of ['jane@contoso.com', 'jane', 'JANE.DOE@contoso.com'])
      assert.equal((await at.exchange('Get-CASMailbox', { Identity })).body.value?.[0]?.ExternalDirectoryObjectId, jane)
    const namesake = at.tenant.users.find((user) => user.displayName === 'Jane Miller-Ross')
    assert.ok(namesake)
    namesake.displayName = 'Jane Doe'
    const { body } = await at.exchange('Get-CASMailbox', { Identity: 'Jane Doe' })
    assert.match(body.error?.details?.[0]?.message ?? '', /multiple/)
  })

  it('turns six apps off in one call that returns no value, and warns when nothing changed', async () => {
    const first = await at.exchange('Set-CASMailbox', { Identity: jane, ...allOff })
    assert.deepEqual([first.status, first.body.value, first.body['@adminapi.warnings']], [200, [], []])
    const changed = at.tenant.state().changed[0]
    assert.deepEqual([changed?.emailAppsOff, changed?.emailApps], [6, allOff])
    const again = await at.exchange('Set-CASMailbox', { Identity: jane, ...allOff })
    assert.deepEqual(again.body['@adminapi.warnings'], fixtures.response_set_200_noop_warning['@adminapi.warnings'])
    assert.equal(at.tenant.state().writes.length, 1)
  })

  it('goes on reading the old values for two seconds', async () => {
    const isOn = async () => (await at.exchange('Get-CASMailbox', { Identity: jane })).body.value?.[0]?.OWAEnabled
    await at.exchange('Set-CASMailbox', { Identity: jane, ...allOff })
    assert.equal(await isOn(), true)
    at.clock.now += 2000
    assert.equal(await isOn(), false)
  })

  it('refuses everything for one parameter that is unknown, on-premises only or of the wrong kind', async () => {
    const bad: [object, RegExp][] = [
      [{ BogusParameter: true }, /AmbiguousParameterSetException\|.*BogusParameter$/],
      [{ ECPEnabled: false }, /AmbiguousParameterSetException/],
      [{ OWAEnabled: 'no' }, /ParameterTransformationException/],
    ]
    for (const [parameters, message] of bad) {
      const { status, body } = await at.exchange('Set-CASMailbox', { Identity: jane, ...allOff, ...parameters })
      assert.equal(status, 400)
      assert.match(body.error?.details?.[0]?.message ?? '', message)
    }
    assert.equal((await at.exchange('Set-CASMailbox', { Identity: '', ...allOff })).status, 400)
    const { body } = await at.exchange('Set-CASMailbox', { Identity: jane, BogusParameter: true })
    assert.deepEqual(body, fixtures.error_bad_parameter_400)
    assert.deepEqual(at.tenant.state().writes, [])
  })

  it('says of somebody without a mailbox, and of nobody, what Exchange says', async () => {
    const without = await at.exchange('Get-CASMailbox', { Identity: idOf('Kenji Sato') })
    assert.equal(without.body.error?.details?.[0]?.message, fixtures.error_no_mailbox_text)
    const nobody = await at.exchange('Set-CASMailbox', { Identity: 'nobody@contoso.com', ...allOff })
    assert.equal(nobody.body.error?.code, fixtures.error_not_found.error.code)
    assert.match(
      nobody.body.error?.details?.[0]?.message ?? '',
      /^Ex6F9304\|.*ManagementObjectNotFoundException\|.*'nobody@contoso.com'/,
    )
  })

  it('answers a cmdlet that is not granted with 403 and NUL bytes', async () => {
    const unknown = await at.exchange('Remove-Mailbox', { Identity: jane })
    assert.deepEqual([unknown.status, /^\0+$/.test(unknown.text)], [403, true])
    await at.instead({ botRoles: ['User Administrator'] })
    assert.equal((await at.exchange('Get-CASMailbox', { Identity: jane })).status, 403)
    await at.instead({ botRoles: ['Global Reader'] })
    assert.equal((await at.exchange('Get-CASMailbox', { Identity: jane })).status, 200)
    assert.equal((await at.exchange('Set-CASMailbox', { Identity: jane, ...allOff })).status, 403)
  })

  it('answers 401 without Exchange.ManageAsApp and with a token for Graph', async () => {
    const token = at.tenant.tokenFor(graphAudience)
    assert.equal((await at.exchange('Get-CASMailbox', { Identity: jane }, { token })).status, 401)
    assert.equal((await at.exchange('Get-CASMailbox', { Identity: jane }, { token: null })).status, 401)
    await at.instead({ permissions: ['User.Read.All'] })
    assert.equal((await at.exchange('Get-CASMailbox', { Identity: jane })).status, 401)
  })

  it('knows its own tenant and address only', async () => {
    const post = async (path: string) =>
      (
        await fetch(`${at.tenant.exchangeUrl}/adminapi${path}`, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${at.tenant.tokenFor(exchangeAudience)}`,
            'content-type': 'application/json',
          },
          body: JSON.stringify({ CmdletInput: { CmdletName: 'Get-CASMailbox', Parameters: { Identity: jane } } }),
        })
      ).status
    assert.equal(await post(`/beta/${at.tenant.tenantId}/InvokeCommand`), 200)
    assert.equal(await post('/beta/0f0e0d0c-1111-4222-8333-444455556666/InvokeCommand'), 400)
    assert.equal(await post(`/v1.0/${at.tenant.tenantId}/InvokeCommand`), 405)
    assert.equal(await post(`/beta/${at.tenant.tenantId}/Mailbox`), 404)
  })
})
