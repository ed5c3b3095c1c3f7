import { strict as assert } from 'node:assert'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
      ...{
        APPROVAL: 'nobody-x',
        APPROVAL_FOR_ADMINS: 'none-x',
        APPROVAL_EXPIRES: 'soon-x',
        PROTECTED_GROUP: 'Board-x',
      },
      ...{ MAX_PER_HOUR: 'many-x', MAX_PER_HOUR_TENANT: 'more-x' },
      ...{ TENANT_SIZE: 'huge-x', EXCHANGE_CONCURRENCY: 'all-x', STOP_GRACE: 'long-x' },
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

  it('lets whoever asked confirm, except for administrators, unless it is told otherwise', () => {
    const { rules } = readConfig(full)
    assert.deepEqual(rules, { approval: 'requester', approvalForAdmins: 'second-person' })
    const told = readConfig({ ...full, APPROVAL: 'second-person', APPROVAL_FOR_ADMINS: 'requester' })
    assert.deepEqual(told.rules, { approval: 'second-person', approvalForAdmins: 'requester' })
  })

  it('closes what nobody confirmed after a day, or after the hours it is told', () => {
    const expiring = (APPROVAL_EXPIRES: string) => readConfig({ ...full, APPROVAL_EXPIRES }).expiresAfter
    assert.equal(readConfig(full).expiresAfter, 86_400_000)
    assert.deepEqual(
      ['1', '24', '24h', '36 H', '168'].map(expiring),
      [1, 24, 24, 36, 168].map((n) => n * 3_600_000),
    )
    for (const APPROVAL_EXPIRES of ['0', '0h', '169', '1.5', '-1', 'h', '24hh', '1d', '1e2', 'never'])
      assert.match(
        faultsOf(() => readConfig({ ...full, APPROVAL_EXPIRES })),
        /APPROVAL_EXPIRES is not a whole number from 1 to 168/,
        APPROVAL_EXPIRES,
      )
  })

  it('brakes at ten an hour for one person and fifty for everybody, and never not at all', () => {
    const limits = (env: NodeJS.ProcessEnv) => {
      const { maxPerHour, maxPerHourTenant } = readConfig({ ...full, ...env })
      return [maxPerHour, maxPerHourTenant]
    }
    assert.deepEqual(limits({}), [10, 50])
    assert.deepEqual(limits({ MAX_PER_HOUR: '1', MAX_PER_HOUR_TENANT: '10000' }), [1, 10_000])
    const said = (env: NodeJS.ProcessEnv) => faultsOf(() => limits(env))
    for (const wrong of ['0', '1001', 'off', '-1', 'Infinity'])
      assert.match(said({ MAX_PER_HOUR: wrong }), /MAX_PER_HOUR is not a whole number from 1 to 1000/)
    assert.match(said({ MAX_PER_HOUR_TENANT: '10001' }), /MAX_PER_HOUR_TENANT is not a whole number from 1 to 10000/)
  })

  it('goes at the pace of the smallest tenant, unless told how large it is', () => {
    const pace = (env: NodeJS.ProcessEnv) => {
      const { tenantSize, exchangeConcurrency } = readConfig({ ...full, ...env })
      return [tenantSize, exchangeConcurrency]
    }
    assert.deepEqual(pace({}), ['S', 16])
    assert.deepEqual(pace({ TENANT_SIZE: 'L', EXCHANGE_CONCURRENCY: '40' }), ['L', 40])
    const said = (env: NodeJS.ProcessEnv) => faultsOf(() => pace(env))
    assert.match(said({ TENANT_SIZE: 'XL' }), /TENANT_SIZE is not known: set it to S or M or L/)
    assert.match(said({ EXCHANGE_CONCURRENCY: '1' }), /EXCHANGE_CONCURRENCY is not a whole number from 2 to 100/)
  })

  it('takes messages for five seconds after it was asked to end, or for as long as it is told', () => {
    const grace = (STOP_GRACE: string) => readConfig({ ...full, STOP_GRACE }).stopGrace
    assert.deepEqual([readConfig(full).stopGrace, grace('0'), grace('10')], [5_000, 0, 10_000])
    assert.match(
      faultsOf(() => grace('11')),
      /STOP_GRACE is not a whole number from 0 to 10/,
    )
  })

  it('speaks English in chats of several, or a language that it has', () => {
    const speaking = (GROUP_LANGUAGE: string) => readConfig({ ...full, GROUP_LANGUAGE }).groupLanguage
    assert.deepEqual([readConfig(full).groupLanguage, speaking('nl'), speaking('')], ['en', 'nl', 'en'])
    assert.match(
      faultsOf(() => speaking('tlh')),
      /GROUP_LANGUAGE is not known: set it to en or nl/,
    )
  })

  it('protects a group by its object id, and no group unless told', () => {
    assert.equal(readConfig(full).protectedGroup, null)
    assert.equal(readConfig({ ...full, PROTECTED_GROUP: tenant }).protectedGroup, tenant.toLowerCase())
    assert.match(
      faultsOf(() => readConfig({ ...full, PROTECTED_GROUP: 'Board' })),
      /PROTECTED_GROUP is not a GUID: set it to the object id of a group/,
    )
  })

  it('sends measurements nowhere unless told where', () => {
    assert.deepEqual(readConfig(full).measurements, { otlp: null, azureMonitor: null })
    const key = 'InstrumentationKey=11111111-2222-4333-8444-555555555555'
    const azureMonitor = `${key};IngestionEndpoint=https://westeurope-5.in.applicationinsights.azure.com/`
    const told = {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318/',
      APPLICATIONINSIGHTS_CONNECTION_STRING: `${azureMonitor};`,
    }
    const expected = { otlp: 'http://localhost:4318', azureMonitor }
    assert.deepEqual(readConfig({ ...full, ...told }).measurements, expected)
    assert.deepEqual(readDemoConfig(told).measurements, expected)
  })

  it('refuses a destination that measurements would be lost on, without repeating it', () => {
    for (const [name, value] of [
      ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
      ['OTEL_EXPORTER_OTLP_ENDPOINT', 'https://me:S3cret@collector.example'],
      ['APPLICATIONINSIGHTS_CONNECTION_STRING', 'S3cret'],
      ['APPLICATIONINSIGHTS_CONNECTION_STRING', 'IngestionEndpoint=https://S3cret.example'],
      ['APPLICATIONINSIGHTS_CONNECTION_STRING', 'InstrumentationKey=S3cret;IngestionEndpoint=https://x.example'],
    ] as const) {
      const said = faultsOf(() => readConfig({ ...full, [name]: value }))
      assert.match(said, new RegExp(name))
      assert.doesNotMatch(said, /S3cret|collector:/)
    }
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

  it('keeps every history for ever unless it is told for how long, and then wants a key to sign with', () => {
    const folder = mkdtempSync(join(tmpdir(), 'offboard-key-'))
    const key = join(folder, 'signing-key.pem')
    const { privateKey } = generateKeyPairSync('ed25519')
    writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'pem' }))
    const { retentionDays, signingKeyPath } = readConfig(full)
    assert.deepEqual([retentionDays, signingKeyPath], [null, null])
    const kept = readConfig({ ...full, RETENTION_DAYS: '365', SIGNING_KEY_PATH: key })
    assert.deepEqual([kept.retentionDays, kept.signingKeyPath], [365, key])
    const said = faultsOf(() => readConfig({ ...full, RETENTION_DAYS: '365', PORT: 'x' }))
    assert.match(said, /SIGNING_KEY_PATH is missing: .*openssl genpkey -algorithm ed25519/)
    assert.match(said, /PORT/)
    assert.match(
      faultsOf(() => readDemoConfig({ RETENTION_DAYS: '30' })),
      /SIGNING_KEY_PATH is missing/,
    )
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    writeFileSync(key, rsa.export({ type: 'pkcs8', format: 'pem' }))
    for (const path of [key, join(folder, 'nothing'), thisFile])
      assert.match(
        faultsOf(() => readConfig({ ...full, RETENTION_DAYS: '0', SIGNING_KEY_PATH: path })),
        /RETENTION_DAYS is not a whole number from 1 .*\n.*SIGNING_KEY_PATH is not the path of a PEM file with an Ed25519/,
      )
    rmSync(folder, { recursive: true })
  })

  it('has links to evidence only under an https address of its own', () => {
    assert.equal(readConfig(full).publicUrl, null)
    assert.equal(
      readConfig({ ...full, PUBLIC_URL: 'https://offboard.contoso.com/' }).publicUrl,
      'https://offboard.contoso.com',
    )
    for (const PUBLIC_URL of [
      'http://offboard.contoso.com',
      'offboard.contoso.com',
      'https://a:b@c.d',
      'https://c.d/?x',
    ])
      assert.match(
        faultsOf(() => readConfig({ ...full, PUBLIC_URL })),
        /PUBLIC_URL is not an address/,
      )
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

  it('has the same rules as production, with the same words', () => {
    const { rules, expiresAfter, maxPerHour, maxPerHourTenant, protectedGroup, groupLanguage } = readConfig(full)
    const kept = { rules, expiresAfter, maxPerHour, maxPerHourTenant, protectedGroup, groupLanguage }
    assert.partialDeepStrictEqual(readDemoConfig({}), kept)
    const told = { APPROVAL: 'second-person', APPROVAL_EXPIRES: '2h', MAX_PER_HOUR: '3', PROTECTED_GROUP: id }
    assert.partialDeepStrictEqual(readDemoConfig(told), {
      rules: { approval: 'second-person', approvalForAdmins: 'second-person' },
      expiresAfter: 7_200_000,
      maxPerHour: 3,
      protectedGroup: id,
    })
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
