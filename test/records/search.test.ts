import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { begin } from '../../src/records/history.ts'
import { search as fill } from '../../src/records/migrations/search.ts'
import { everything, type Search, searchOffboardings } from '../../src/records/search.ts'
import { wordsOf } from '../../src/records/search-words.ts'
import { factsOf, offerOf, requested, start } from '../offboarding/fixtures.ts'
import { onBothEngines } from './engines.ts'

onBothEngines('searching', (engine) => {
  let at = start
  const open = () => engine.open(() => at)

  async function asked(database: Awaited<ReturnType<typeof open>>, displayName: string, userPrincipalName: string) {
    at += 1_000
    const id = randomUUID()
    const state = await begin(database, requested(offerOf(factsOf({ id, displayName, userPrincipalName }))))
    return state?.id ?? ''
  }

  const found = async (database: Awaited<ReturnType<typeof open>>, search: Partial<Search>) =>
    (await searchOffboardings(database, { ...everything, ...search }, 10)).places.map(({ id }) => id)

  it('finds a word by its beginning, a single letter as a whole, and the newest first', async () => {
    const database = await open()
    const jo = await asked(database, 'Jo Ng', 'jo@contoso.com')
    const john = await asked(database, 'John O’Hara', 'john.ohara@contoso.com')
    const o = await asked(database, 'O Brien', 'obrien@contoso.com')
    assert.deepEqual(await found(database, { leaver: 'jo' }), [john, jo])
    assert.deepEqual(await found(database, { leaver: 'JOHN' }), [john])
    assert.deepEqual(await found(database, { leaver: 'o' }), [o, john])
    assert.deepEqual(await found(database, { leaver: 'john.o' }), [john])
    assert.deepEqual(await found(database, { leaver: 'jo@' }), [jo])
    assert.deepEqual(await found(database, { leaver: 'jo@contoso.com', requester: 'sam' }), [jo])
    assert.deepEqual(await found(database, { leaver: '…' }), [])
    assert.deepEqual(await found(database, {}), [o, john, jo])
  })

  it('finds them where more words begin alike than are read one by one', async () => {
    const database = await open()
    const ids: string[] = []
    for (let index = 0; index < 70; index++)
      ids.unshift(await asked(database, `Janeway${index} X`, `j${index}@contoso.com`))
    assert.deepEqual(await found(database, { leaver: 'janeway' }), ids.slice(0, 10))
  })

  it('orders letters of other languages behind none', async () => {
    const database = await open()
    const ids = [
      await asked(database, '佐藤 健二', 'sato@contoso.com'),
      await asked(database, '佐々木', 'sasaki@contoso.com'),
    ]
    assert.deepEqual(await found(database, { leaver: '佐' }), [])
    assert.deepEqual(await found(database, { leaver: '佐藤' }), [ids[0]])
    const straße = await asked(database, 'Ute Straße', 'ute@contoso.com')
    assert.deepEqual(await found(database, { leaver: 'stra' }), [straße])
  })

  it('leaves out one leaver, and knows what is open', async () => {
    const database = await open()
    const first = await asked(database, 'Jane Doe', 'jane@contoso.com')
    const row = await database.db.selectFrom('offboarding').selectAll().executeTakeFirstOrThrow()
    assert.deepEqual(await found(database, { notAbout: row.leaver }), [])
    assert.deepEqual(await found(database, { notAbout: row.leaver, leaver: 'jane' }), [])
    await database.db.updateTable('offboarding').set({ open: 0 }).execute()
    const second = await asked(database, 'Jane Roe', 'roe@contoso.com')
    assert.deepEqual(await found(database, { open: true, leaver: 'jane' }), [second])
    assert.deepEqual(await found(database, { leaver: 'jane' }), [second, first])
  })

  it('turns pages in both directions and misses none of one moment', async () => {
    const database = await open()
    const ids: string[] = []
    for (let index = 0; index < 12; index++) {
      const id = await asked(database, 'Jane Doe', 'jane@contoso.com')
      ids.push(id)
      at -= 1_000
    }
    const search = { ...everything, leaver: 'jane' }
    const one = await searchOffboardings(database, search, 5)
    const last = one.places.at(-1) ?? assert.fail()
    const two = await searchOffboardings(database, search, 5, { ...last, direction: 'older' })
    const end = two.places.at(-1) ?? assert.fail()
    const three = await searchOffboardings(database, search, 5, { ...end, direction: 'older' })
    const all = [one, two, three].flatMap(({ places }) => places.map(({ id }) => id))
    assert.deepEqual([...all].sort(), [...ids].sort())
    assert.deepEqual([one.newer, one.older, three.newer, three.older], [false, true, true, false])
    const top = two.places[0] ?? assert.fail()
    const back = await searchOffboardings(database, search, 5, { ...top, direction: 'newer' })
    assert.deepEqual(back, { ...one, older: true, newer: false })
  })

  it('forgets the words with the offboarding', async () => {
    const database = await open()
    const id = await asked(database, 'Jane Doe', 'jane@contoso.com')
    await database.db.deleteFrom('event').where('offboarding', '=', id).execute()
    await database.db.deleteFrom('offboarding').where('id', '=', id).execute()
    assert.deepEqual(await database.db.selectFrom('search_word').selectAll().execute(), [])
  })

  it('enters what was there before it could be searched', async () => {
    const database = await open()
    const id = await asked(database, 'Zoë Doe', 'zoe@contoso.com')
    const { db } = database
    const before = await db.selectFrom('search_word').selectAll().orderBy('word').execute()
    await db.schema.dropTable('search_word').execute()
    for (const index of ['offboarding_leaver', 'offboarding_requested', 'offboarding_open_requested', 'retired_first'])
      await db.schema.dropIndex(index).execute()
    await db.transaction().execute((tx) => fill(tx))
    assert.deepEqual(await db.selectFrom('search_word').selectAll().orderBy('word').execute(), before)
    assert.deepEqual(await found(database, { leaver: 'zoe' }), [id])
  })
})

describe('the words of a name', () => {
  it('are the same with and without accents and case, and an address stays whole', () => {
    assert.deepEqual(wordsOf(' Zoë  O’Brien-NÚÑEZ '), ['zoe', 'o', 'brien', 'nunez'])
    assert.deepEqual(wordsOf('Jane.Doe@Contoso.com'), ['jane.doe@contoso.com'])
    assert.deepEqual(wordsOf('.,- !'), [])
  })
})
