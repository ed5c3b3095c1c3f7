import { strict as assert } from 'node:assert'
import { inspect } from 'node:util'
import { readConfig, readDemoConfig } from '../src/config.ts'

const id = '0b0b0b0b-1111-4222-8333-444444444444'
const full = { CLIENT_ID: id, TENANT_ID: id, BOT_TYPE: 'UserAssignedMSI' }
const secret = 'a secret of at least thirty-two characters'
const url = 'https://itsm.contoso.com/hooks/offboard?key=of-theirs'

describe('the settings around the four actions', () => {
  it('are all off where nothing is set', () => {
    assert.deepEqual(readConfig(full).around, { moreEmail: false, tellsManager: false, webhook: null })
  })

  it('are read, and a printed configuration does not show the webhook', () => {
    const set = { MORE_EMAIL_SWITCHES: 'on', NOTIFY_MANAGER: 'on', WEBHOOK_URL: url, WEBHOOK_SECRET: secret }
    const config = readConfig({ ...full, ...set })
    assert.deepEqual([config.around.moreEmail, config.around.tellsManager], [true, true])
    assert.deepEqual(config.around.webhook?.(), { url, secret })
    for (const printed of [inspect(config, { depth: 9 }), JSON.stringify(config)])
      assert.ok(!printed.includes('thirty-two') && !printed.includes('of-theirs'))
  })

  it('want a secret with an address, an address with a secret, and a long one', () => {
    const refused = (set: Record<string, string>, what: RegExp) =>
      assert.throws(() => readConfig({ ...full, ...set }), { message: what })
    refused({ WEBHOOK_URL: url }, /WEBHOOK_SECRET is missing/)
    refused({ WEBHOOK_SECRET: secret }, /WEBHOOK_URL is missing/)
    refused({ WEBHOOK_URL: url, WEBHOOK_SECRET: 'too short' }, /WEBHOOK_SECRET is shorter than 32 characters/)
    refused({ WEBHOOK_URL: url, WEBHOOK_SECRET: `whsec_${'A'.repeat(26)}` }, /WEBHOOK_SECRET holds fewer than 24 bytes/)
    refused({ MORE_EMAIL_SWITCHES: 'sometimes' }, /MORE_EMAIL_SWITCHES/)
    refused({ NOTIFY_MANAGER: 'perhaps' }, /NOTIFY_MANAGER/)
  })

  it('take https only, and in the demo this machine as well; what was set is never repeated', () => {
    const read = (address: string) => () => readConfig({ ...full, WEBHOOK_URL: address, WEBHOOK_SECRET: secret })
    for (const address of [
      'http://itsm.contoso.com/x',
      'http://127.0.0.1:8080/x',
      'https://u:S3cret@x.example',
      'S3cret',
    ])
      assert.throws(read(address), ({ message }: Error) => /WEBHOOK_URL/.test(message) && !message.includes('S3cret'))
    const inDemo = (address: string) => readDemoConfig({ WEBHOOK_URL: address, WEBHOOK_SECRET: secret }).around.webhook
    for (const address of ['http://127.0.0.1:8080/x', 'http://localhost/x', 'http://[::1]:8080/', url])
      assert.equal(inDemo(address)?.().url, address)
    assert.throws(() => inDemo('http://itsm.contoso.com/x'), /WEBHOOK_URL/)
  })
})
