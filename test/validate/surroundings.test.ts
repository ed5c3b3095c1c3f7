import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkDatabase, checkEndpoint, checkManifest } from '../../src/validate/surroundings.ts'
import { appId } from '../bot/bot-framework.ts'

describe('validate, around the bot', () => {
  let folder: string
  let server: Server | null = null
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'offboard-validate-'))
  })
  afterEach(async () => {
    server?.closeAllConnections()
    server?.close()
    server = null
    await rm(folder, { recursive: true, force: true })
  })

  async function answering(status: number, body: string): Promise<string> {
    server = createServer((request, response) => {
      response.writeHead(request.url === '/healthz' ? status : 404, { 'content-type': 'application/json' }).end(body)
    })
    await new Promise<void>((listening) => server?.listen(0, '127.0.0.1', listening))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/messages`
  }

  it('opens the database and says its schema', async () => {
    const { ok, detail } = await checkDatabase({ dataDir: folder, databaseUrl: null })
    assert.equal(ok, 'yes')
    assert.match(detail, /^SQLite opens, schema \d+\.$/)
  })

  it('says that a database cannot be opened', async () => {
    await writeFile(join(folder, 'a-file'), '')
    const { ok, fix } = await checkDatabase({ dataDir: join(folder, 'a-file'), databaseUrl: null })
    assert.equal(ok, 'no')
    assert.match(fix ?? '', /DATA_DIR/)
  })

  it('asks the origin of the messaging endpoint whether the bot is there', async () => {
    const endpoint = await answering(200, '{"status":"ok"}')
    const { ok, detail } = await checkEndpoint(endpoint)
    assert.equal(ok, 'unknown')
    assert.match(detail, /answers, but Teams takes https only/)
  })

  it('takes no other server for the bot', async () => {
    assert.equal((await checkEndpoint(await answering(200, '<html>'))).ok, 'no')
  })

  it('says that the bot is not ready to take messages, or not there', async () => {
    const endpoint = await answering(503, '{}')
    assert.match((await checkEndpoint(endpoint)).detail, /answered 503/)
    server?.closeAllConnections()
    server?.close()
    assert.match((await checkEndpoint(endpoint)).detail, /does not answer/)
    assert.equal((await checkEndpoint('nonsense')).ok, 'no')
    assert.equal((await checkEndpoint(null)).ok, 'unknown')
  })

  it('holds the bot id of the manifest to the application', async () => {
    const manifest = join(folder, 'manifest.json')
    const written = async (botId: string) => {
      await writeFile(manifest, JSON.stringify({ bots: [{ botId }] }))
      return checkManifest(manifest, appId).ok
    }
    assert.equal(await written(appId.toUpperCase()), 'yes')
    assert.equal(await written('5e1f0c7a-3b52-4d6e-9a41-7c0d2b9f8e10'), 'no')
    assert.equal(await written(`\${{BOT_ID}}`), 'unknown')
    assert.equal(checkManifest(join(folder, 'nothing.json'), appId).ok, 'no')
  })
})
