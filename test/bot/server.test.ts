import { strict as assert } from 'node:assert'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Activity, TurnContext } from 'botbuilder'
import { pino } from 'pino'
import { type BotServer, type ServerOptions, serveBot } from '../../src/bot/server.ts'
import { openLocalDoor } from '../../src/demo/local-door.ts'
import { isAnswering } from '../../src/records/answering.ts'
import { openDatabase } from '../../src/records/database.ts'
import { message, tenantId } from './bot-framework.ts'

const serviceUrl = 'http://127.0.0.1:56150/'
const local = (change: Record<string, unknown> = {}) => message({ serviceUrl, ...change })
const log = pino({ level: 'silent' })

describe('the server', () => {
  const servers: BotServer[] = []
  let turns: Activity[] = []
  let onTurn = async (_context: TurnContext) => {}
  let bot: BotServer

  async function serve(change: Partial<ServerOptions> = {}) {
    const take = async (context: TurnContext) => {
      turns.push(context.activity)
      await onTurn(context)
    }
    const adapter = openLocalDoor({ tenantId })
    const common = { adapter, onTurn: take, healthy: () => true, log, host: '127.0.0.1', port: 0, loopbackOnly: true }
    const server = await serveBot({ ...common, ...change })
    servers.push(server)
    return server
  }
  beforeEach(async () => {
    turns = []
    onTurn = async () => {}
    bot = await serve()
  })
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close()
  })

  const at = (path: string) => `http://127.0.0.1:${bot.port}${path}`
  function post(body: string, headers: Record<string, string> = {}) {
    const all = { 'content-type': 'application/json', ...headers }
    return fetch(at('/api/messages'), { method: 'POST', headers: all, body })
  }

  it('takes a message and answers nothing', async () => {
    const response = await post(JSON.stringify(local()))
    assert.equal(response.status, 200)
    assert.equal(await response.text(), '')
    assert.equal(turns.length, 1)
  })

  it('answers an invoke with the status and the body of its answer', async () => {
    onTurn = async (context) => {
      await context.sendActivity({
        type: 'invokeResponse',
        value: { status: 200, body: { statusCode: 200, value: 'ok' } },
      })
    }
    const response = await post(JSON.stringify(local({ type: 'invoke', name: 'adaptiveCard/action' })))
    assert.equal(response.status, 200)
    assert.deepEqual(await response.json(), { statusCode: 200, value: 'ok' })
  })

  it('speaks into a chat on this machine, without a token', async () => {
    const heard: [string | undefined, string | undefined][] = []
    const chat = createServer((asked, response) => {
      heard.push([asked.url, asked.headers.authorization])
      response.setHeader('content-type', 'application/json').end('{"id":"1"}')
    })
    await new Promise<void>((resolve) => chat.listen(0, '127.0.0.1', resolve))
    try {
      const url = `http://127.0.0.1:${(chat.address() as AddressInfo).port}/_connector`
      onTurn = async (context) => void (await context.sendActivity('hello'))
      assert.equal((await post(JSON.stringify(local({ serviceUrl: url })))).status, 200)
      assert.deepEqual(heard, [['/_connector/v3/conversations/a%3A1/activities/1700000000000', undefined]])
    } finally {
      chat.closeAllConnections()
      chat.close()
    }
  })

  const deep = (open: string, close: string, times: number) => open.repeat(times) + close.repeat(times)
  const withText = (text: string) => JSON.stringify(local()).replace('"help"', text)
  const bad: [string, string, number][] = [
    ['nothing', '', 400],
    ['what is not JSON', '{"type":', 400],
    ['a string', '"message"', 400],
    ['null', 'null', 400],
    ['an array', JSON.stringify([local()]), 400],
    ['an empty object', '{}', 400],
    ['an activity without a type', JSON.stringify(local({ type: undefined })), 400],
    ['an empty type', JSON.stringify(local({ type: '' })), 400],
    ['a type that is no string', JSON.stringify(local({ type: { toString: 'message' } })), 400],
    ['no conversation', JSON.stringify(local({ conversation: undefined })), 400],
    ['a conversation id that is no string', JSON.stringify(local({ conversation: { id: 7, tenantId } })), 400],
    ['a sender that is a string', JSON.stringify(local({ from: 'me' })), 400],
    ['an object id that is an object', JSON.stringify(local({ from: { aadObjectId: {} } })), 400],
    ['a service URL that is an array', JSON.stringify(local({ serviceUrl: [serviceUrl] })), 400],
    ['a text that is an object', withText('{"toString":1}'), 400],
    ['entities that are nothing', JSON.stringify(local({ entities: [null] })), 400],
    ['a mention of nobody', JSON.stringify(local({ entities: [{ type: 'mention', text: '<at>x</at>' }] })), 400],
    ['a key for the prototype', JSON.stringify(local()).replace('{', '{"__proto__":{"isAdmin":true},'), 400],
    ['a deeper key for the prototype', withText('"help","value":{"a":[{"__proto__":{"x":1}}]}'), 400],
    ['a key for the constructor', withText('"help","value":{"constructor":{"prototype":{"x":1}}}'), 400],
    ['a body that is very deep', withText(`"help","value":${deep('[', ']', 100_000)}`), 400],
    ['a body that is too large', withText(`"${'x'.repeat(600_000)}"`), 413],
  ]
  for (const [what, body, status] of bad)
    it(`refuses ${what}`, async () => {
      const response = await post(body)
      assert.equal(response.status, status)
      assert.deepEqual(Object.keys((await response.json()) as object), ['error'])
      assert.equal(turns.length, 0)
      assert.equal(Object.hasOwn(Object.prototype, 'isAdmin') || 'x' in {}, false)
    })

  it('refuses what a browser can send without asking first', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])
      assert.equal((await post(JSON.stringify(local()), { 'content-type': type })).status, 415)
    assert.equal(turns.length, 0)
  })

  it('refuses on this machine what was meant for another host name', async () => {
    const status = await new Promise((resolve) => {
      const headers = { host: 'evil.example', 'content-type': 'application/json' }
      const asked = request(at('/api/messages'), { method: 'POST', headers }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
      asked.end(JSON.stringify(local()))
    })
    assert.equal(status, 403)
    assert.equal(turns.length, 0)
  })

  it('holds the demo to chats on this machine', async () => {
    for (const url of ['https://smba.trafficmanager.net/', 'http://10.0.0.1/', 'http://localhost@evil.example/', ''])
      assert.equal((await post(JSON.stringify(local({ serviceUrl: url })))).status, 403)
    assert.equal(turns.length, 0)
  })

  it('keeps the text of a bug to itself and gives a reference', async () => {
    onTurn = async () => {
      throw new Error('the secret is forty-two')
    }
    const response = await post(JSON.stringify(local()))
    assert.equal(response.status, 500)
    const { error } = (await response.json()) as { error: { code: string; reference: string } }
    assert.equal(error.code, 'failed')
    assert.match(error.reference, /^[0-9a-f-]{36}$/)
    assert.doesNotMatch(JSON.stringify(error), /forty-two|Error/)
  })

  it('never puts what the bot says into the answer instead of into the chat', async () => {
    await post(JSON.stringify(local({ deliveryMode: 'expectReplies' })))
    assert.equal(turns[0]?.deliveryMode, undefined)
  })

  it('tells whether it takes messages', async () => {
    const answer = await fetch(at('/healthz'))
    assert.equal(answer.status, 200)
    assert.deepEqual(await answer.json(), { status: 'ok' })
    bot = await serve({ healthy: () => false })
    assert.equal((await fetch(at('/healthz'))).status, 503)
  })

  const statusAt = async (path: string) => (await fetch(at(path))).status

  it('tells whether it can do what is asked for, apart from whether it takes messages', async () => {
    bot = await serve({ ready: async () => true })
    assert.deepEqual([await statusAt('/healthz'), await statusAt('/readyz')], [200, 200])
    bot = await serve({ ready: async () => false })
    assert.deepEqual([await statusAt('/healthz'), await statusAt('/readyz')], [200, 503])
    bot = await serve({
      ready: async () => {
        throw new Error('the database is away')
      },
    })
    assert.deepEqual([await statusAt('/healthz'), await statusAt('/readyz')], [200, 503])
  })

  it('is ready while its database answers', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'offboard-ready-'))
    const database = await openDatabase({ dataDir, databaseUrl: null })
    try {
      bot = await serve({ ready: () => isAnswering(database) })
      assert.equal(await statusAt('/readyz'), 200)
      await database.close()
      assert.equal(await statusAt('/readyz'), 503)
      assert.equal(await statusAt('/healthz'), 200)
    } finally {
      await database.close()
      await rm(dataDir, { recursive: true, force: true })
    }
  })

  it('looks once for all who ask at the same time whether it is ready', async () => {
    let looks = 0
    const { promise: looked, resolve: look } = Promise.withResolvers<boolean>()
    bot = await serve({
      ready: () => {
        looks++
        return looked
      },
    })
    const asking = Promise.all([statusAt('/readyz'), statusAt('/readyz'), statusAt('/readyz')])
    await statusAt('/healthz')
    look(true)
    assert.deepEqual(await asking, [200, 200, 200])
    assert.ok(looks < 3)
  })

  it('has nothing at other addresses, and does not say what it is made of', async () => {
    const answer = await fetch(at('/'))
    assert.equal(answer.status, 404)
    assert.equal(answer.headers.get('x-powered-by'), null)
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
    assert.equal((await fetch(at('/api/messages'))).status, 404)
  })

  it('says that its port is taken', async () => {
    await assert.rejects(serve({ port: bot.port }), { name: 'Failure', kind: 'misconfigured' })
  })

  it('takes what comes as before while it says that it is going', async () => {
    bot.announceEnd()
    assert.deepEqual([await statusAt('/healthz'), await statusAt('/readyz')], [200, 503])
    const answer = await post(JSON.stringify(local()))
    assert.deepEqual([answer.status, answer.headers.get('connection'), turns.length], [200, 'close', 1])
  })

  it('takes a message that was on its way when it stopped listening', async () => {
    const body = JSON.stringify(local())
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const asked = request(at('/api/messages'), { method: 'POST', headers })
    const answered = once(asked, 'response')
    asked.write(body.slice(0, 20))
    await once(asked, 'socket')
    await statusAt('/healthz')
    const closed = bot.close()
    asked.end(body.slice(20))
    const [answer] = await answered
    answer.resume()
    assert.deepEqual([answer.statusCode, turns.length], [200, 1])
    await closed
  })

  it('lets a running turn end and be answered before it stops', async () => {
    const { promise: started, resolve: start } = Promise.withResolvers<void>()
    const { promise: released, resolve: release } = Promise.withResolvers<void>()
    onTurn = async () => {
      start()
      await released
    }
    const answer = post(JSON.stringify(local()))
    await started
    const closed = bot.close()
    await assert.rejects(fetch(at('/healthz')))
    release()
    assert.equal((await answer).status, 200)
    await closed
  })

  it('stops without a turn that does not end', async () => {
    const { promise: started, resolve: start } = Promise.withResolvers<void>()
    onTurn = () => {
      start()
      return new Promise(() => {})
    }
    const answer = post(JSON.stringify(local()))
    await started
    await Promise.all([bot.close(20), assert.rejects(answer)])
  })
})
