import assert from 'node:assert/strict'
import { referenceOf, rememberConversation } from '../../src/records/conversations.ts'
import type { Database } from '../../src/records/database.ts'
import { DialogState } from '../../src/records/dialog-state.ts'
import { begin } from '../../src/records/history.ts'
import { postedCards, rememberCard } from '../../src/records/posted-cards.ts'
import { requested } from '../offboarding/fixtures.ts'
import { onBothEngines } from './engines.ts'

onBothEngines('what a dialog waits for', (engine) => {
  let state: DialogState
  beforeEach(async () => {
    state = new DialogState(await engine.open())
  })

  it('is there again in another process, with an eTag', async () => {
    const item = { step: 1, words: '[1, 2]', name: 'Zoë 李 \' "', nested: { list: [1, null, true] } }
    await state.write({ 'a/b': item })
    const read = await new DialogState(await engine.open()).read(['a/b', 'never written'])
    assert.deepEqual(Object.keys(read), ['a/b'])
    const { eTag, ...rest } = read['a/b'] ?? {}
    assert.deepEqual(rest, item)
    assert.equal(typeof eTag, 'string')
  })

  it('is overwritten without an eTag and with a star', async () => {
    await state.write({ key: { step: 1 } })
    await state.write({ key: { step: 2 } })
    await state.write({ key: { step: 3, eTag: '*' } })
    assert.equal((await state.read(['key'])).key?.step, 3)
  })

  it('is written by the first of two turns that read the same, and by no other', async () => {
    await state.write({ key: { step: 1 } })
    const { key } = await state.read(['key'])
    await state.write({ key: { ...key, step: 2 } })
    await assert.rejects(state.write({ key: { ...key, step: 3 } }), /eTag/)
    const now = (await state.read(['key'])).key
    assert.equal(now?.step, 2)
    await state.write({ key: { ...now, step: 4 } })
    assert.equal((await state.read(['key'])).key?.step, 4)
  })

  it('is gone when it was deleted, and not written by a turn that read it before', async () => {
    await state.write({ key: { step: 1 }, other: { step: 1 } })
    const { key } = await state.read(['key'])
    await state.delete(['key'])
    assert.deepEqual(Object.keys(await state.read(['key', 'other'])), ['other'])
    await assert.rejects(state.write({ key: { ...key, step: 2 } }), /eTag/)
    await state.delete([])
    assert.deepEqual(await state.read([]), {})
  })
})

onBothEngines('how to reach a chat', (engine) => {
  it('is what was remembered last', async () => {
    const database = await engine.open()
    assert.equal(await referenceOf(database, 'a-chat'), null)
    await rememberConversation(database, 'a-chat', '{"serviceUrl":"https://one"}')
    await rememberConversation(database, 'a-chat', '{"serviceUrl":"https://two"}')
    assert.equal(await referenceOf(database, 'a-chat'), '{"serviceUrl":"https://two"}')
  })
})

onBothEngines('the cards that were posted', (engine) => {
  let database: Database
  let id: string
  beforeEach(async () => {
    database = await engine.open()
    id = (await begin(database, requested()))?.id ?? ''
  })
  const times = { retryAt: 1_772_542_800_000, editedAt: 1_772_542_700_000, behindSince: 1_772_542_600_000 }
  const unsent = { activity: null, shown: null, replaced: 0, tries: 1, ...times }

  it('are remembered one for each place and kind, as they were sent last', async () => {
    await rememberCard(database, id, 'a-chat', { showing: 0, kind: 'review', ...unsent })
    const sent = { activity: 'message-1', shown: 'digest', replaced: 1, tries: 0, ...times, retryAt: 0, behindSince: 0 }
    await rememberCard(database, id, 'a-chat', { showing: 0, kind: 'review', ...sent })
    await rememberCard(database, id, 'another', { showing: 1, kind: 'review', ...unsent })
    const cards = await postedCards(await engine.open(), id)
    assert.deepEqual(
      cards.sort((a, b) => a.showing - b.showing),
      [
        { showing: 0, kind: 'review', ...sent },
        { showing: 1, kind: 'review', ...unsent },
      ],
    )
  })

  it('belong to an offboarding', async () => {
    await rememberCard(database, id, 'a-chat', { showing: 0, kind: 'review', ...unsent })
    assert.deepEqual(await postedCards(database, crypto.randomUUID()), [])
    const nobodys = rememberCard(database, crypto.randomUUID(), 'a-chat', { showing: 0, kind: 'review', ...unsent })
    await assert.rejects(nobodys, /foreign key/i)
  })
})
