import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import pg from 'pg'
import { needsPostgres } from './loud-skips.ts'
import { type Postgres, startPostgres } from './postgres.ts'

describe('the PostgreSQL server that tests start for themselves', () => {
  let postgres: Postgres | null = null
  before(async function () {
    needsPostgres(this)
    postgres = await startPostgres()
  })
  after(() => postgres?.stop())

  const ask = async (query: string) => {
    const client = new pg.Client(postgres?.url)
    await client.connect()
    try {
      return (await client.query<Record<string, unknown>>(query)).rows
    } finally {
      await client.end()
    }
  }

  it('keeps its rows over a restart, on the same address', async () => {
    await ask(`create table leavers (name text)`)
    await ask(`insert into leavers values ('Zoë')`)
    await postgres?.restart()
    assert.deepEqual(await ask('select name from leavers'), [{ name: 'Zoë' }])
  })

  it('listens on this machine alone', async () => {
    assert.deepEqual(await ask('show listen_addresses'), [{ listen_addresses: '127.0.0.1' }])
    assert.deepEqual(await ask('show unix_socket_directories'), [{ unix_socket_directories: '' }])
  })

  it('leaves nothing behind when it stops', async () => {
    const another = await startPostgres({ durable: true })
    const client = new pg.Client(another?.url)
    await client.connect()
    const folder = (await client.query<{ data_directory: string }>('show data_directory')).rows[0]?.data_directory
    await client.end()
    await another?.stop()
    assert.ok(folder?.startsWith(tmpdir()) && !existsSync(folder), `${folder} is still there`)
    await assert.rejects(new pg.Client(another?.url).connect(), /ECONNREFUSED/)
  })
})
