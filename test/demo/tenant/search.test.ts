import assert from 'node:assert/strict'
import { eventual, namesIn, query, tenantForEach } from './asking.ts'

describe('the simulated tenant searches like Entra', () => {
  const at = tenantForEach()
  const search = (text: string, headers: Record<string, string> = eventual) =>
    at.graph('GET', `/users${query({ $search: text, $select: 'displayName', $top: '25' })}`, { headers })
  const filter = (text: string, more: Record<string, string> = {}, headers: Record<string, string> = {}) =>
    at.graph('GET', `/users${query({ $filter: text, $select: 'displayName', ...more })}`, { headers })

  it('refuses $search without ConsistencyLevel: eventual', async () => {
    const { status, body } = await search('"displayName:jane"', {})
    assert.deepEqual([status, body.error?.code], [400, 'Request_UnsupportedQuery'])
  })

  it('refuses a clause without quotes, without a property, or with one that cannot be searched', async () => {
    for (const text of [
      'displayName:jane',
      '"jane"',
      '"accountEnabled:true"',
      '"displayName:jane" OR',
      '"displayName:jane',
    ])
      assert.equal((await search(text)).status, 400, text)
  })

  it('finds words of a name in any order, without regard to case and accents', async () => {
    assert.deepEqual(namesIn(await search('"displayName:JANE"')), ['Jane Doe', 'Jane Miller-Ross'])
    assert.deepEqual(namesIn(await search('"displayName:ross jane"')), ['Jane Miller-Ross'])
    assert.deepEqual(namesIn(await search('"displayName:zoe"')), ["Zoë O'Brien-Núñez"])
    assert.deepEqual(namesIn(await search(`"displayName:O'Brien nunez"`)), ["Zoë O'Brien-Núñez"])
    assert.deepEqual(namesIn(await search('"displayName:ane"')), [])
  })

  it('joins clauses with AND and OR, and takes escaped quotes for what they are', async () => {
    assert.deepEqual(namesIn(await search('"mail:jane@" OR "userPrincipalName:oscar"')), ['Oscar Lund', 'Jane Doe'])
    assert.deepEqual(namesIn(await search('"displayName:jane" AND "surname:miller"')), ['Jane Miller-Ross'])
    assert.deepEqual(namesIn(await search('"displayName:\\"jane\\" doe"')), ['Jane Doe'])
    assert.deepEqual(namesIn(await search('("displayName:jane" OR "displayName:oscar") AND "mail:o"')), ['Oscar Lund'])
  })

  it('begins elsewhere than in names with the beginning of the value', async () => {
    assert.deepEqual(namesIn(await search('"mail:contoso"')), [])
    assert.deepEqual(namesIn(await search('"proxyAddresses:smtp:jane.doe"')), ['Jane Doe'])
  })

  it('has more people called Sam than fit a list of eight', async () => {
    assert.ok(namesIn(await search('"displayName:sam"')).length > 8)
  })

  it('filters by prefix, equality, alias and list, with doubled apostrophes', async () => {
    const prefixes = "startswith(displayName,'jane') or startswith(userPrincipalName,'oscar')"
    assert.deepEqual(namesIn(await filter(prefixes)), ['Oscar Lund', 'Jane Doe', 'Jane Miller-Ross'])
    assert.deepEqual(namesIn(await filter("mail eq 'JANE@contoso.com'")), ['Jane Doe'])
    assert.deepEqual(namesIn(await filter("proxyAddresses/any(p:p eq 'smtp:jane.doe@contoso.com')")), ['Jane Doe'])
    assert.deepEqual(namesIn(await filter("surname eq 'O''Brien-Núñez'")), ["Zoë O'Brien-Núñez"])
    assert.deepEqual(namesIn(await filter("displayName in ('Jane Doe','Ava Chen')")), ['Ava Chen', 'Jane Doe'])
    assert.deepEqual(namesIn(await filter("accountEnabled eq false and userType eq 'Member'")), ['Lucas Meyer'])
    assert.deepEqual(namesIn(await filter("(startswith(displayName,'jane')) and department eq 'Sales'")), ['Jane Doe'])
  })

  it('asks for the header and a count where Entra does', async () => {
    for (const text of [
      "displayName ne 'Jane Doe'",
      "endswith(mail,'fabrikam.com')",
      "not startswith(displayName,'s')",
    ]) {
      assert.equal((await filter(text)).body.error?.code, 'Request_UnsupportedQuery', text)
      assert.equal((await filter(text, { $count: 'true' }, eventual)).status, 200, text)
    }
  })

  it('refuses filters it cannot read, and properties that cannot be filtered by', async () => {
    const wrong = [
      "contains(displayName,'jane')",
      "displayName eq 'O'Brien'",
      'displayName eq',
      "shoeSize eq '9'",
      'id eq 3f',
      'signInSessionsValidFromDateTime ge 2026-01-01T00:00:00Z',
    ]
    for (const text of wrong) assert.equal((await filter(text)).status, 400, text)
  })
})
