import { strict as assert } from 'node:assert'
import { createHmac } from 'node:crypto'
import type { Activity, TurnContext } from 'botbuilder'
import { pino } from 'pino'
import { openDoor } from '../../src/bot/door.ts'
import { type BotServer, serveBot } from '../../src/bot/server.ts'
import { clouds } from '../../src/clouds.ts'
import { Failure } from '../../src/errors.ts'
import {
  appId,
  claims,
  message,
  otherTenantId,
  serviceUrl,
  startBotFramework,
  tenantId,
  token,
  tokenWith,
} from './bot-framework.ts'

type Json = Record<string, unknown>
type Attempt = { what: string; bearer: () => string; activity?: Json; status?: number }

describe('the door', () => {
  let framework: Awaited<ReturnType<typeof startBotFramework>>
  let bot: BotServer
  let turns: Activity[] = []
  let tokensAsked = 0
  let refused: string[] = []

  const credential = {
    async getToken() {
      tokensAsked++
      return { token: 'outbound', expiresOnTimestamp: Date.now() + 3_600_000 }
    },
  }
  const door = () => openDoor({ appId, tenantId, cloud: framework.cloud, credential, serviceUrls: [] })
  const log = pino({}, { write: (line) => void refused.push(line) })
  // Botbuilder prints the public keys whenever a signature is wrong.
  const { error } = console

  before(async () => {
    Object.assign(console, { error: () => {} })
    framework = await startBotFramework()
    const onTurn = async (context: TurnContext) => void turns.push(context.activity)
    bot = await serveBot({ adapter: door(), onTurn, healthy: () => true, log, host: '127.0.0.1', port: 0 })
  })
  after(async () => {
    await bot.close()
    await framework.close()
    Object.assign(console, { error })
  })
  beforeEach(() => {
    turns = []
    refused = []
  })

  function post(authorization: string | null, body: unknown): Promise<Response> {
    const headers = { 'content-type': 'application/json', ...(authorization && { authorization }) }
    return fetch(`http://127.0.0.1:${bot.port}/api/messages`, { method: 'POST', headers, body: JSON.stringify(body) })
  }
  const genuine = (change: Json = {}) => `Bearer ${token(framework.keys.teams, claims(change))}`
  const now = () => Math.floor(Date.now() / 1000)

  async function refuses({ bearer, activity, status = 401 }: Attempt) {
    const response = await post(bearer(), activity ?? message())
    const text = await response.text()
    assert.equal(response.status, status, text)
    assert.equal(turns.length, 0)
    assert.deepEqual(Object.keys(JSON.parse(text).error), ['code', 'message'])
    assert.doesNotMatch(text, /issuer|endorse|audience|jwt|tenant|serviceurl|key/i)
  }

  it('lets a genuine message of Teams in, once', async () => {
    const response = await post(genuine(), message())
    assert.equal(response.status, 200)
    assert.equal(await response.text(), '')
    assert.equal(turns.length, 1)
    assert.equal(turns[0]?.from.aadObjectId, '0a0a0a0a-0000-4000-8000-000000000001')
  })

  it('lets in what the channel reports without a person', async () => {
    for (const type of ['conversationUpdate', 'installationUpdate'])
      assert.equal((await post(genuine(), message({ type, from: { id: '29:1' } }))).status, 200)
    assert.equal(turns.length, 2)
  })

  const entra = (payload: Json) => () => `Bearer ${token(framework.keys.entra, payload)}`
  const fromEntra = (tid: string, more: Json) => ({
    ...claims({ iss: `https://sts.windows.net/${tid}/`, tid, serviceurl: undefined }),
    ...more,
  })
  const v1 = { ver: '1.0', appid: appId }
  const v2 = (tid: string) => ({ ver: '2.0', azp: appId, iss: `https://login.microsoftonline.com/${tid}/v2.0` })
  const publicKey = () => framework.keys.teams.publicKey.export({ type: 'spki', format: 'pem' })
  const hmac = (signed: string) => createHmac('sha256', publicKey()).update(signed).digest('base64url')

  const badTokens: Attempt[] = [
    { what: 'no token', bearer: () => '' },
    { what: 'an empty bearer', bearer: () => 'Bearer ' },
    { what: 'another scheme', bearer: () => genuine().replace('Bearer', 'Basic') },
    { what: 'a token and something after it', bearer: () => `${genuine()} more` },
    { what: 'something that is no token', bearer: () => 'Bearer a.b.c' },
    { what: 'a token with alg none', bearer: () => `Bearer ${tokenWith(() => '', claims(), { alg: 'none' })}` },
    {
      what: 'a token with alg none and a made-up signature',
      bearer: () => `Bearer ${tokenWith(() => 'AAAA', claims(), { alg: 'none', kid: 'teams' })}`,
    },
    {
      what: 'the public key used as a shared secret',
      bearer: () => `Bearer ${tokenWith(hmac, claims(), { alg: 'HS256', kid: 'teams' })}`,
    },
    {
      what: "a stranger's key under a published id",
      bearer: () => `Bearer ${token(framework.keys.stolenId, claims())}`,
    },
    { what: 'a key nobody published', bearer: () => `Bearer ${token(framework.keys.unpublished, claims())}` },
    {
      what: 'claims changed after signing',
      bearer: () => {
        const [head, , signature] = genuine({ aud: 'another bot' }).split('.')
        return `${head}.${genuine().split('.')[1]}.${signature}`
      },
    },
    { what: 'an expired token', bearer: () => genuine({ exp: now() - 600, nbf: now() - 7200 }) },
    { what: 'a token that is not valid yet', bearer: () => genuine({ nbf: now() + 600 }) },
    { what: "another bot's token", bearer: () => genuine({ aud: '11111111-1111-4222-8333-444444444444' }) },
    { what: 'a token without an audience', bearer: () => genuine({ aud: undefined }) },
    { what: 'a token without an issuer', bearer: () => genuine({ iss: undefined }) },
    { what: "the government cloud's issuer", bearer: () => genuine({ iss: clouds.usgov.tokenIssuer }) },
    { what: "another tenant's app token for our id, version 1", bearer: entra(fromEntra(otherTenantId, v1)) },
    {
      what: "another tenant's app token for our id, version 2",
      bearer: entra(fromEntra(otherTenantId, v2(otherTenantId))),
    },
    { what: "our own tenant's app token, version 1", bearer: entra(fromEntra(tenantId, v1)) },
    { what: "our own tenant's app token, version 2", bearer: entra(fromEntra(tenantId, v2(tenantId))) },
    { what: 'an Emulator token, version 1', bearer: entra(fromEntra('d6d49420-f39b-4df7-a1dc-d59a935871db', v1)) },
    {
      what: 'an Emulator token, version 2',
      bearer: entra(fromEntra('f8cdef31-a31e-4b4a-93e4-5f571e91255a', v2('f8cdef31-a31e-4b4a-93e4-5f571e91255a'))),
    },
    { what: "a skill's token", bearer: entra(fromEntra(tenantId, { ver: '1.0', appid: otherTenantId })) },
    { what: "Entra's key behind the channel's issuer", bearer: entra(claims()) },
    { what: "the channel's issuer with a stranger's tenant", bearer: () => genuine({ tid: otherTenantId }) },
    { what: 'a key that is not endorsed for Teams', bearer: () => `Bearer ${token(framework.keys.webChat, claims())}` },
    {
      what: 'a token made for another service URL',
      bearer: () => genuine({ serviceurl: 'https://smba.trafficmanager.net/amer/' }),
    },
    { what: 'a token made for no service URL', bearer: () => genuine({ serviceurl: undefined }) },
  ]
  for (const attempt of badTokens) it(`refuses ${attempt.what}`, () => refuses(attempt))

  const elsewhere = [
    'http://smba.trafficmanager.net/emea/',
    'https://smba.trafficmanager.net.evil.example/',
    'https://evil.example/https://smba.trafficmanager.net/',
    'https://smba.trafficmanager.net@evil.example/',
    'https://evil.example\\@smba.trafficmanager.net/',
    'https://smba.trafficmanager.net:8443/',
    'https://127.0.0.1/',
    'smba.trafficmanager.net',
  ]
  const { conversation, from } = message() as { conversation: Json; from: Json }
  const badActivities: [string, Json, Json?][] = [
    ...elsewhere.map((url): [string, Json, Json] => [`chats at ${url}`, { serviceUrl: url }, { serviceurl: url }]),
    ['a missing service URL', { serviceUrl: undefined }],
    ['an empty service URL', { serviceUrl: '' }],
    ['a missing channel', { channelId: undefined }],
    ['an empty channel', { channelId: '' }],
    ['Web Chat', { channelId: 'webchat' }],
    ['the Emulator', { channelId: 'emulator' }],
    ['Azure Stack Edge', { channelId: 'AseChannel' }],
    ['Teams in other letters', { channelId: 'MSTeams' }],
    ['another tenant', { conversation: { ...conversation, tenantId: otherTenantId }, channelData: undefined }],
    ['another tenant beside ours', { channelData: { tenant: { id: otherTenantId } } }],
    ['no tenant', { conversation: { id: 'a:1' }, channelData: undefined }],
    ['an empty tenant', { conversation: { id: 'a:1', tenantId: '' }, channelData: undefined }],
    ['nobody', { from: undefined }],
    ['somebody without an object id', { from: { id: '29:1', name: 'Approver' } }],
    ['somebody whose object id is none', { from: { ...from, aadObjectId: 'approver@contoso.example' } }],
    ['a tap without an object id', { type: 'invoke', name: 'adaptiveCard/action', from: { id: '29:1' } }],
  ]
  for (const [what, activity, claimed] of badActivities)
    it(`refuses ${what}, with a genuine token`, () =>
      refuses({ what, bearer: () => genuine(claimed), activity: message(activity), status: 403 }))

  it('says in its log why, and nothing of the activity', async () => {
    await post(genuine(), message({ text: 'offboard Jane', channelId: 'webchat' }))
    assert.match(refused.join(), /"reason":"other-channel"/)
    assert.doesNotMatch(refused.join(), /Jane|Approver|eyJ/)
  })

  it('forgets the tenant of a token that was refused', async () => {
    await refuses({ what: '', bearer: entra(fromEntra(otherTenantId, v1)) })
    const { ToBotFromBotOrEmulatorTokenValidationParameters } = await import('botframework-connector')
    assert.doesNotMatch(String(ToBotFromBotOrEmulatorTokenValidationParameters.issuer), new RegExp(otherTenantId))
  })

  it('never opens without an app id and a tenant', () => {
    for (const wrong of ['', ' ', 'common', 'undefined']) {
      const options = { appId, tenantId, cloud: framework.cloud, credential, serviceUrls: [] }
      assert.throws(() => openDoor({ ...options, appId: wrong }), Failure)
      assert.throws(() => openDoor({ ...options, tenantId: wrong }), Failure)
    }
  })

  it('takes no messages while the keys cannot be fetched, and does not let anybody in', async () => {
    const cloud = { ...framework.cloud, openIdMetadataUrl: `${framework.url}/nowhere` }
    const adapter = openDoor({ appId, tenantId, cloud, credential, serviceUrls: [] })
    await assert.rejects(
      adapter.receive(genuine(), message() as unknown as Activity, async () => assert.fail('a turn ran')),
      { reason: 'keys-unreachable' },
    )
  })

  it('takes a stored conversation to no other place, and asks for no token for it', async () => {
    tokensAsked = 0
    const reference = { conversation, bot: { id: '28:1' }, channelId: 'msteams' }
    const speak = (url: string) =>
      door().continueConversationAsync(appId, { ...reference, serviceUrl: url } as never, async (context) => {
        await context.sendActivity('hello')
      })
    for (const url of elsewhere) await assert.rejects(speak(url), { name: 'Failure', kind: 'refused' })
    await assert.rejects(speak('https://smba.trafficmanager.net.evil.example/'), Failure)
    assert.equal(tokensAsked, 0)
  })

  it('lets in what is sent again while its token lasts: no effect hangs on the number of times', async () => {
    const bearer = genuine()
    for (const _ of [1, 2]) assert.equal((await post(bearer, message())).status, 200)
    assert.equal(turns.length, 2)
    assert.equal(turns[0]?.id, turns[1]?.id)
    assert.equal(serviceUrl, turns[0]?.serviceUrl)
  })
})
