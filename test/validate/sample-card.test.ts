import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openLocalDoor } from '../../src/demo/local-door.ts'
import { sendSample } from '../../src/validate/sample-card.ts'
import { appId, tenantId } from '../bot/bot-framework.ts'

const jane = {
  id: '411c3769-17f8-4b9e-b4f1-f95726588b87',
  displayName: 'Jane Doe',
  userPrincipalName: 'jane@contoso.com',
}
const found = { ...jane, jobTitle: null, department: null, accountEnabled: true }

describe('the sample card of validate', () => {
  const asked: { url: string; body: Record<string, unknown> }[] = []
  let status = 200
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      asked.push({ url: request.url ?? '', body: JSON.parse(Buffer.concat(chunks).toString() || '{}') })
      const body =
        status === 200 ? { id: 'a:personal' } : { error: { code: 'BotNotInConversationRoster', message: 'no' } }
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
  })
  before(() => new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening)))
  after(() => {
    server.closeAllConnections()
    server.close()
  })
  beforeEach(() => {
    asked.splice(0)
    status = 200
  })

  const send = (to: string) =>
    sendSample(
      {
        ...{ adapter: openLocalDoor({ tenantId }), appId, tenantId, audience: 'https://api.botframework.com' },
        serviceUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/teams/`,
        tenant: { find: async (idOrName) => (idOrName === jane.userPrincipalName ? found : null) },
      },
      to,
    )

  it('opens the personal chat by object id and sends one card into it', async () => {
    assert.equal((await send('jane@contoso.com')).ok, 'yes')
    const [opened, sent] = asked
    assert.equal(opened?.url, '/teams/v3/conversations')
    assert.deepEqual(opened?.body.members, [{ id: jane.id, name: '' }])
    assert.deepEqual(opened?.body.channelData, { tenant: { id: tenantId } })
    assert.match(sent?.url ?? '', /^\/teams\/v3\/conversations\/a%3Apersonal\/activities/)
    assert.match(JSON.stringify(sent?.body), /application\/vnd\.microsoft\.card\.adaptive/)
    assert.equal(asked.length, 2)
  })

  it('says what to do when the app is not installed there', async () => {
    status = 403
    const { ok, detail, fix } = await send('jane@contoso.com')
    assert.equal(ok, 'no')
    assert.equal(detail, 'Teams answered 403 BotNotInConversationRoster.')
    assert.match(fix ?? '', /Install the app/)
  })

  it('sends nothing when there is nobody of that name', async () => {
    assert.equal((await send('nobody@contoso.com')).ok, 'no')
    assert.deepEqual(asked, [])
  })
})
