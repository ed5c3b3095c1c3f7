import assert from 'node:assert/strict'
import { folded, wordsOf } from '../../src/tenant/match.ts'
import { type Asked, against, graphError, type Said, type Script } from './stand-in.ts'

const person = (n: number, displayName: string, more = {}) => ({
  id: `00000000-0000-4000-8000-00000000000${n}`,
  displayName,
  userPrincipalName: `person${n}@contoso.com`,
  ...more,
})
const jane = person(1, 'Jane Doe')
const second = person(2, 'Jane Roe')
const list = (...value: object[]): Said => ({ body: { value } })
const refused = graphError(400, 'Request_UnsupportedQuery')

/** One answer for `$search`, one for a filter by beginnings, and none for the exact ones. */
const users = (bySearch: Said, byFilter: Said): Script => ({
  'GET /users': ({ query }: Asked) => {
    if (query.has('$search')) return bySearch
    return query.get('$filter')?.startsWith('startswith') ? byFilter : list()
  },
})
const searching = (script: Script, words: string, limit = 8) =>
  against(script, async (tenant, { asked }) => {
    const names = (await tenant.search(words, limit)).map(({ displayName }) => displayName)
    return { names, asked }
  })

describe('a search by words', () => {
  it('has the people of both requests, once each', async () => {
    const { names } = await searching(users(list(jane, second), list(second)), 'jane')
    assert.deepEqual(names, ['Jane Doe', 'Jane Roe'])
  })

  it('goes on with one request where the tenant refuses the other', async () => {
    assert.deepEqual((await searching(users(refused, list(jane)), 'jane')).names, ['Jane Doe'])
    assert.deepEqual(
      (await searching(users(list(jane), graphError(403, 'Authorization_RequestDenied')), 'jane')).names,
      ['Jane Doe'],
    )
  })

  it('fails where both are refused, and where one might have found another Jane a moment later', async () => {
    await assert.rejects(searching(users(refused, refused), 'jane'), { kind: 'unexpected' })
    await assert.rejects(searching(users(list(jane), { status: 503 }), 'jane'), { kind: 'unreachable' })
    await assert.rejects(searching(users({ status: 429 }, list(jane)), 'jane'), { kind: 'throttled' })
    await assert.rejects(searching(users(list(jane), { status: 401 }), 'jane'), { kind: 'misconfigured' })
    await assert.rejects(searching(users(list(jane), { body: '<html></html>' }), 'jane'), { kind: 'unexpected' })
  })

  it('leaves out whom the server found for another reason', async () => {
    const script = users(list(person(3, 'Ann Janeway'), person(4, 'Marjane Sat'), jane), list(person(5, 'Bob')))
    assert.deepEqual((await searching(script, 'jane')).names, ['Ann Janeway', 'Jane Doe'])
    assert.deepEqual((await searching(script, 'ann way')).names, [])
  })

  it('finds by an alias, but not by the domain that everybody has', async () => {
    const alias = person(6, 'Smith', {
      proxyAddresses: ['SMTP:smith@contoso.com', 'smtp:jane.smith@contoso.com', 'X500:/o=jane'],
    })
    assert.deepEqual((await searching(users(list(alias, jane), list()), 'smith')).names, ['Smith'])
    assert.deepEqual((await searching(users(list(alias), list()), 'jane')).names, ['Smith'])
    assert.deepEqual((await searching(users(list(alias, jane), list()), 'contoso')).names, [])
  })

  it('puts the exact name first, then those who can sign in, then the alphabet', async () => {
    const found = [
      person(1, 'Jane Zed'),
      person(2, 'Jane Abel', { accountEnabled: false }),
      person(3, 'Jane', { accountEnabled: false }),
      person(4, 'Jane Moss', { accountEnabled: true }),
    ]
    const { names } = await searching(users(list(...found), list()), 'JANE')
    assert.deepEqual(names, ['Jane', 'Jane Moss', 'Jane Zed', 'Jane Abel'])
  })

  it('shows one more than the limit, and somebody without a name by their address', async () => {
    const nameless = { id: person(9, '').id, userPrincipalName: 'jane.x@contoso.com', displayName: null }
    const { names } = await searching(users(list(jane, second, nameless), list()), 'jane', 2)
    assert.equal(names.length, 3)
    assert.ok(names.includes('jane.x@contoso.com'))
    assert.equal((await searching(users(list(jane, second, nameless), list()), 'jane', 1)).names.length, 2)
  })

  it('escapes what has a meaning in a search, a filter and an address', async () => {
    const { asked } = await searching(users(list(), list()), 'a"b\\c o\'d#&e')
    const search = asked.find(({ query }) => query.has('$search'))
    const filter = asked.find(({ query }) => query.has('$filter'))
    assert.equal(search?.query.get('$search'), '"displayName:a\\"b\\\\c" AND "displayName:o\'d#&e"')
    assert.equal(search?.headers.consistencylevel, 'eventual')
    assert.ok(filter?.query.get('$filter')?.includes("startswith(surname,'o''d#&e')"))
    assert.equal(filter?.headers.consistencylevel, undefined)
    assert.deepEqual([...(filter?.query.keys() ?? [])], ['$filter', '$select', '$top'])
  })

  it('asks nothing for nothing', async () => {
    for (const words of ['', '  ', '"', '—', '@', '#'])
      assert.equal((await searching({}, words)).asked.length, 0, words)
  })
})

describe('a search by address', () => {
  const address = 'jane@contoso.com'

  it('is exact where somebody has it, whoever’s address begins the same', async () => {
    const mine = person(1, 'Jane Doe', { mail: 'JANE@contoso.com' })
    const { names, asked } = await searching({ 'GET /users': list(mine, second) }, address)
    assert.deepEqual(names, ['Jane Doe'])
    assert.ok(asked.every(({ query }) => !query.has('$search')))
  })

  it('looks for beginnings where nobody has it', async () => {
    const longer = person(1, 'Jane Doe', { mail: 'jane@contoso.com.example' })
    assert.deepEqual((await searching(users(list(), list(longer)), address)).names, ['Jane Doe'])
  })

  it('works where the tenant cannot look through aliases', async () => {
    const script: Script = {
      [`GET /users/${address}`]: { body: { ...jane, userPrincipalName: address } },
      'GET /users': refused,
    }
    assert.deepEqual((await searching(script, address)).names, ['Jane Doe'])
  })
})

describe('the words of a search', () => {
  it('lose the punctuation around them and nothing within', () => {
    assert.deepEqual(wordsOf(' "Doe",  (Jane) <b>O\'Brien-Núñez</b> x#EXT#@y.z '), [
      'Doe',
      'Jane',
      "b>O'Brien-Núñez</b",
      'x#EXT#@y.z',
    ])
  })

  it('are compared without accents, case and curly apostrophes', () => {
    assert.equal(folded('ZOË O’BRIEN Łukasz Sørensen Weiß ﬁn'), "zoe o'brien lukasz sorensen weiss fin")
  })
})
