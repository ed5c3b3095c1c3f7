import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'
import { inspect, parseEnv } from 'node:util'
import { readConfig, readDemoConfig } from '../src/config.ts'
import { Failure } from '../src/errors.ts'

const id = '0b0b0b0b-1111-4222-8333-444444444444'
const tenant = '5E1F0C7A-3B52-4D6E-9A41-7C0D2B9F8E10'
const secret = 'S3cret~that.nobody-may-see'
const base = { CLIENT_ID: id, TENANT_ID: tenant, BOT_TYPE: 'SingleTenant' }
const full = { ...base, CLIENT_SECRET: secret }
const thisFile = import.meta.filename

function faultsOf(read: () => unknown): string {
  try {
    read()
  } catch (cause) {
    assert.ok(cause instanceof Failure)
    assert.equal(cause.kind, 'misconfigured')
    return cause.message
  }
  assert.fail('nothing was wrong')
}

describe('the configuration of production', () => {
  it('is read from the names that Microsoft’s toolkit writes', () => {
    const config = readConfig({ ...full, PORT: '8080' })
    assert.equal(config.appId, id)
    assert.equal(config.tenantId, tenant.toLowerCase())
    assert.equal(config.botType, 'SingleTenant')
    assert.equal(config.port, 8080)
    assert.equal(config.graphUrl, 'https://graph.microsoft.com')
    assert.equal(config.exchangeUrl, 'https://outlook.office365.com')
    assert.deepEqual(
      [config.dataDir, config.databaseUrl, config.host, config.logLevel],
      ['.data', null, '0.0.0.0', 'info'],
    )
  })

  it('is read from botbuilder’s own names', () => {
    const config = readConfig({
      MicrosoftAppId: id.toUpperCase(),
      MicrosoftAppTenantId: tenant,
      MicrosoftAppType: 'singletenant',
      MicrosoftAppPassword: secret,
    })
    assert.deepEqual([config.appId, config.credential.kind], [id, 'secret'])
  })

  it('takes two names that agree and refuses two that do not', () => {
    readConfig({ ...full, BOT_ID: id.toUpperCase(), MicrosoftAppId: id, CLIENT_PASSWORD: secret })
    const said = faultsOf(() => readConfig({ ...full, MicrosoftAppId: tenant, CLIENT_PASSWORD: secret.toLowerCase() }))
    assert.match(said, /CLIENT_ID and MicrosoftAppId differ/)
    assert.match(said, /CLIENT_SECRET and CLIENT_PASSWORD differ/)
    assert.doesNotMatch(said, new RegExp(`${secret}|${tenant}|${id}`, 'i'))
  })

  it('prefers the credential with the least to lose', () => {
    const all = { MANAGED_IDENTITY_CLIENT_ID: id, AZURE_FEDERATED_TOKEN_FILE: thisFile, CERTIFICATE_PATH: thisFile }
    const kindOf = (env: NodeJS.ProcessEnv) => readConfig({ ...full, ...env }).credential.kind
    assert.equal(kindOf({ ...all, BOT_TYPE: 'UserAssignedMsi' }), 'managed-identity')
    assert.equal(kindOf(all), 'federated')
    assert.equal(kindOf({ ...all, MANAGED_IDENTITY_CLIENT_ID: ' ' }), 'workload')
    assert.equal(kindOf({ CERTIFICATE_PATH: thisFile }), 'certificate')
    assert.equal(kindOf({}), 'secret')
  })

  it('needs no secret with a managed identity', () => {
    assert.equal(readConfig({ ...base, BOT_TYPE: 'UserAssignedMSI' }).botType, 'UserAssignedMSI')
  })

  it('names everything that is missing at once', () => {
    const said = faultsOf(() => readConfig({}))
    for (const name of ['CLIENT_ID', 'TENANT_ID', 'BOT_TYPE', 'No credential']) assert.match(said, new RegExp(name))
    assert.match(
      faultsOf(() => readConfig({ ...full, CLIENT_ID: '  ' })),
      /CLIENT_ID is missing/,
    )
  })

  it('names everything that is wrong at once, and repeats no value', () => {
    const wrong = {
      ...{
        CLIENT_ID: 'my-bot-x',
        TENANT_ID: 'common-x',
        BOT_TYPE: 'Sometimes-x',
        CLIENT_SECRET: secret,
        CLOUD: 'moon-x',
      },
      ...{
        PORT: '70000',
        DATABASE_URL: `mysql://root:${secret}@db-x/`,
        PROTECTED_USERS: 'Jane-x',
        LOG_LEVEL: 'loud-x',
      },
      ...{ GRAPH_URL: 'http://graph-x/', EXCHANGE_URL: `https://u:${secret}@x/`, SERVICE_URLS: 'http://chat-x/' },
      ...{ SYNCED_PASSWORD: 'maybe-x', CERTIFICATE_PATH: '/no-x', AZURE_FEDERATED_TOKEN_FILE: '/no-x' },
      ...{ MANAGED_IDENTITY_CLIENT_ID: 'mine-x', CertificateThumbprint: 'AA-x', CertificatePrivateKey: secret },
    }
    const said = faultsOf(() => readConfig(wrong))
    for (const name of Object.keys(wrong).filter((name) => name !== 'CLIENT_SECRET'))
      assert.match(said, new RegExp(`  ${name} `))
    assert.doesNotMatch(said, /-x|70000|S3cret/)
  })

  it('says why a multi-tenant bot is refused', () => {
    assert.match(
      faultsOf(() => readConfig({ ...full, BOT_TYPE: 'MultiTenant' })),
      /BOT_TYPE is MultiTenant: Microsoft has ended/,
    )
  })

  it('cannot be talked out of authentication', () => {
    for (const CLIENT_ID of ['', ' ', 'none', '0'])
      assert.match(
        faultsOf(() => readConfig({ ...full, CLIENT_ID })),
        /CLIENT_ID is/,
      )
    const addresses = {
      BotOpenIdMetadata: 'http://evil.example',
      ToBotFromChannelTokenIssuer: 'evil',
      ChannelService: 'x',
    }
    assert.doesNotMatch(JSON.stringify(readConfig({ ...full, ...addresses })), /evil/)
  })

  it('goes to the government cloud as a whole', () => {
    const config = readConfig({ ...full, CLOUD: 'usgov' })
    assert.deepEqual(
      [config.cloud, config.graphUrl, config.exchangeUrl],
      ['usgov', 'https://graph.microsoft.us', 'https://outlook.office365.us'],
    )
  })

  it('reads lists between commas and spaces, in small letters', () => {
    const config = readConfig({
      ...full,
      PROTECTED_USERS: `Break.Glass@contoso.example, ${tenant}`,
      SERVICE_URLS: 'https://smba.teams.sovcloud-core.fr/',
    })
    assert.deepEqual([...config.protectedUsers], ['break.glass@contoso.example', tenant.toLowerCase()])
    assert.deepEqual(config.serviceUrls, ['https://smba.teams.sovcloud-core.fr'])
  })

  it('is described whole in .env.example, with nothing filled in that must be decided', () => {
    const text = readFileSync(new URL('../.env.example', import.meta.url), 'utf8')
    assert.match(
      faultsOf(() => readConfig(parseEnv(text))),
      /CLIENT_ID is missing.*TENANT_ID is missing.*BOT_TYPE is missing/s,
    )
    const all = parseEnv(text.replaceAll(/^#([A-Z_]+=)/gm, '$1'))
    const { CERTIFICATE_PATH: _c, AZURE_FEDERATED_TOKEN_FILE: _f, ...rest } = all
    assert.equal(readConfig({ ...rest, ...full }).appId, id)
  })

  it('does not show the secret when it is printed', () => {
    const config = readConfig(full)
    assert.doesNotMatch(inspect(config, { depth: 9 }) + JSON.stringify(config), /S3cret/)
    assert.ok(config.credential.kind === 'secret' && config.credential.reveal() === secret)
  })
})

describe('the configuration of the demo', () => {
  it('needs nothing and opens nothing to the network', () => {
    const { host, port, chatPort, tenantId, graphUrl, exchangeUrl, databaseUrl } = readDemoConfig({})
    assert.deepEqual([host, port, chatPort, tenantId], ['127.0.0.1', 3978, 56150, tenant.toLowerCase()])
    assert.deepEqual([graphUrl, exchangeUrl, databaseUrl], [null, null, null])
  })

  it('takes another tenant, another database and no chat', () => {
    const config = readDemoConfig({
      ...{ GRAPH_URL: 'http://127.0.0.1:9000/', EXCHANGE_URL: 'http://localhost:9001/x', CHAT: 'off', PORT: '0' },
      ...{ DATABASE_URL: 'postgres://u:p@localhost/offboard', SYNCED_PASSWORD: 'cloud' },
    })
    assert.deepEqual([config.graphUrl, config.exchangeUrl], ['http://127.0.0.1:9000', 'http://localhost:9001/x'])
    assert.deepEqual([config.chatPort, config.port, config.cloudPasswordForSynced], [null, 0, true])
    assert.equal(readDemoConfig({ EXCHANGE_URL: 'http://localhost:9001' }).graphUrl, null)
  })

  it('does not start where the credentials of a real bot are, and names them', () => {
    for (const name of [
      'CLIENT_ID',
      'CLIENT_SECRET',
      'CLIENT_PASSWORD',
      'BOT_ID',
      'MicrosoftAppId',
      'MICROSOFTAPPPASSWORD',
    ]) {
      const said = faultsOf(() => readDemoConfig({ [name]: secret, PORT: 'x' }))
      assert.match(said, new RegExp(`${name} must not be set`))
      assert.match(said, /PORT is not a port/)
      assert.doesNotMatch(said, /S3cret/)
    }
    readDemoConfig({ CLIENT_ID: '' })
  })

  it('refuses one port for two things', () => {
    assert.match(
      faultsOf(() => readDemoConfig({ PORT: '4000', CHAT_PORT: '4000' })),
      /CHAT_PORT is the same as PORT/,
    )
    readDemoConfig({ PORT: '4000', CHAT_PORT: '4000', CHAT: 'off' })
  })
})
