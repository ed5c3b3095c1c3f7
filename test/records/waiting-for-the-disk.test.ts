import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { writingOn } from '../../src/records/waiting-for-the-disk.ts'

const full = 2
const normal = 1

describe('waiting for the disk', () => {
  let folder: string
  let file: DatabaseSync
  let written: ReturnType<typeof writingOn>
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'offboard-disk-'))
    file = new DatabaseSync(join(folder, 'test.sqlite'))
    file.exec('pragma journal_mode=wal; pragma synchronous=full; create table event (seq integer)')
    written = writingOn(file)
  })
  afterEach(() => {
    file.close()
    rmSync(folder, { recursive: true })
  })

  const level = () => Number(Object.values(file.prepare('pragma synchronous').get() ?? {})[0])
  const during = (text: string) => written(text, level)

  it('is done for a history and whatever else has to be there after a power cut', () => {
    for (const text of [
      'insert into "event" ("offboarding", "seq") values (?, ?)',
      'update "offboarding" set "seq" = ?, "open" = ?, "due_at" = ? where "id" = ?',
      'insert into "batch_event" ("batch", "seq") values (?, ?)',
      'insert into "posted_card" ("offboarding", "showing") values (?, ?)',
      'update "setting" set "value" = ?',
      'commit',
    ])
      assert.equal(during(text), full, text)
  })

  it('is left out for turns, places, leases and messages that were answered', () => {
    for (const text of [
      'insert into "pace" ("name", "tat") values (?, ?)',
      'with "free" as (select 1) update "place" set "until" = ?',
      'insert into "heard" ("digest", "at") values (?, ?)',
      'with "due" as (select 1) update "offboarding" set "lease" = ?, "lease_until" = ?',
      'update "offboarding" set "lease_until" = ? where "id" = ?',
      'update "batch" set "lease" = ?, "lease_until" = ?, "due_at" = ?',
    ]) {
      assert.equal(during(text), normal, text)
      assert.equal(level(), full)
    }
  })

  it('is done again after a statement that failed', () => {
    const fails = () => written('insert into "pace"', () => file.exec('insert into nowhere values (1)'))
    assert.throws(fails, /no such table/)
    assert.equal(level(), full)
  })

  it('is decided by the commit of a transaction, not within it', () => {
    file.exec('begin immediate; insert into event values (1)')
    assert.equal(during('insert into "pace" ("name", "tat") values (?, ?)'), full)
    file.exec('commit')
  })
})
