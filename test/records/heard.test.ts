import assert from 'node:assert/strict'
import { rememberHeard, wasHeard } from '../../src/records/heard.ts'
import { onBothEngines } from './engines.ts'

onBothEngines('messages that were answered', (engine) => {
  it('are all remembered, however many were answered at the same moment, and nothing else is', async () => {
    const database = await engine.open()
    // More than go into one write, one of them twice.
    const digests = [...Array.from({ length: 1_100 }, (_, index) => `digest ${index}`), 'digest 7']
    await Promise.all(digests.map((digest) => rememberHeard(database, digest)))
    const known = await Promise.all(digests.map((digest) => wasHeard(database, digest)))
    assert.ok(known.every((one) => one))
    assert.equal(await wasHeard(database, 'digest 1100'), false)
  })

  it('go together: many at the same moment are one write', async () => {
    const database = await engine.open()
    const writes = new Set(Array.from({ length: 50 }, (_, index) => rememberHeard(database, `digest ${index}`)))
    assert.equal(writes.size, 1)
    await Promise.all(writes)
  })

  it('are asked to be remembered again where the records could not take them', async () => {
    const database = await engine.open()
    await database.db.schema.alterTable('heard').renameTo('away').execute()
    await assert.rejects(rememberHeard(database, 'digest'))
    await database.db.schema.alterTable('away').renameTo('heard').execute()
    await rememberHeard(database, 'digest')
    assert.ok(await wasHeard(database, 'digest'))
  })
})
