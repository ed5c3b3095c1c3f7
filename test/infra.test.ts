import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { z } from 'zod'
import { readConfig } from '../src/config.ts'
import { read, root } from './laws/files.ts'

const files = read('infra/').filter(({ path }) => path.endsWith('.bicep'))
const textOf = (path: string) => readFileSync(new URL(path, root), 'utf8')
const main = textOf('infra/azure.bicep')

type Parameter = { readonly name: string; readonly optional: boolean; readonly secure: boolean }

/** What a Bicep file declares, and what it takes from the modules it uses. Enough for files laid out as ours are. */
const parametersOf = (text: string): Parameter[] =>
  [...text.matchAll(/^((?:@.+\n)*)param (\w+) \w+( =)?/gm)].map(([, decorators, name, value]) => ({
    name: name ?? '',
    optional: value !== undefined,
    secure: decorators?.includes('@secure()') ?? false,
  }))
const outputsOf = (text: string) => [...text.matchAll(/^output (\w+) /gm)].map(([, name]) => name ?? '')
const modulesOf = (text: string) =>
  [...text.matchAll(/^module (\w+) '(.+)' = \{\n(?: {2}name: .+\n) {2}params: \{\n([\s\S]*?)\n {2}\}\n\}/gm)].map(
    ([, name = '', path = '', body = '']) => ({
      name,
      text: textOf(`infra/${path}`),
      given: [...body.matchAll(/^ {4}(\w+): /gm)].map(([, parameter]) => parameter ?? ''),
    }),
  )

const required = (parameters: readonly Parameter[]) =>
  parameters.filter(({ optional }) => !optional).map(({ name }) => name)

const parameters = z
  .object({
    parameters: z.looseObject({ settings: z.object({ value: z.record(z.string(), z.string()) }) }),
  })
  .parse(JSON.parse(textOf('infra/azure.parameters.json'))).parameters

/** The settings that the web app gets, as they are written: a string, or an expression. */
const appSettings = new Map(
  [...(/union\(settings, \{\n([\s\S]*?)\n\s*\}\)/.exec(textOf('infra/modules/web-app.bicep'))?.[1] ?? '').split('\n')]
    .map((line) => /^\s*(\w+): (\S+)/.exec(line))
    .map((found) => [found?.[1] ?? '', found?.[2] ?? '']),
)

describe('the Azure resources', () => {
  it('are given the parameters that they ask for, and no others', () => {
    assert.deepEqual(Object.keys(parameters).sort(), required(parametersOf(main)).sort())
    const modules = modulesOf(main)
    assert.equal(modules.length, files.length - 1, 'a module is not used, or could not be read')
    for (const { name, text, given } of modules)
      assert.deepEqual(given.sort(), required(parametersOf(text)).sort(), `parameters of the module ${name}`)
  })

  it('use what their modules give back', () => {
    const given = modulesOf(main).flatMap(({ name, text }) =>
      outputsOf(text).map((output) => `${name}.outputs.${output}`),
    )
    const used = [...main.matchAll(/\b\w+\.outputs\.\w+/g)].map(([expression]) => expression)
    assert.ok(used.length > 5)
    assert.deepEqual(new Set(used), new Set(given))
  })

  it('tell the toolkit what it asks for, and no secret', () => {
    const asked = ['AZURE_APP_SERVICE_RESOURCE_ID', 'BOT_DOMAIN', 'BOT_ENDPOINT', 'BOT_ID', 'BOT_TENANT_ID']
    assert.deepEqual(outputsOf(main).sort(), asked)
    for (const { path, text } of files)
      for (const line of text.split('\n').filter((one) => one.startsWith('output ')))
        assert.doesNotMatch(line, /password|listKeys|\.value\b/i, path)
  })

  it('hand a password on as secret only, and into the vault only', () => {
    for (const { path, text } of files) {
      const open = parametersOf(text).filter(({ name, secure }) => /password|secret/i.test(name) && !secure)
      assert.deepEqual(open, [], path)
    }
    const uses = files.flatMap(({ text }) => text.split('\n').filter((line) => /^(?!\s*\/\/).*\bpassword\b/.test(line)))
    assert.deepEqual(
      uses.map((line) => line.trim().split(' ')[0]),
      ['password:', 'param', 'administratorLoginPassword:', 'value:'],
    )
  })

  it('are closed to what the bot does not need', () => {
    const all = files.map(({ text }) => text).join('\n')
    const closed = ['httpsOnly: true', "minTlsVersion: '1.2'", "scmMinTlsVersion: '1.2'", "ftpsState: 'Disabled'"]
    const shut = [
      'remoteDebuggingEnabled: false',
      'enableRbacAuthorization: true',
      'delegatedSubnetResourceId: subnetId',
    ]
    for (const line of [...closed, ...shut, "healthCheckPath: '/healthz'"]) assert.ok(all.includes(line), line)
    assert.equal(all.match(/allow: false/g)?.length, 2, 'publishing passwords are off for ftp and scm')
    assert.doesNotMatch(all, /firewallRules|publicNetworkAccess: 'Enabled'/)
  })
})

describe('the settings of the web app', () => {
  const id = '0b0b0b0b-1111-4222-8333-444444444444'
  const tenant = '5e1f0c7a-3b52-4d6e-9a41-7c0d2b9f8e10'
  const platform =
    /^(NODE_ENV|WEBSITE_RUN_FROM_PACKAGE|SCM_DO_BUILD_DURING_DEPLOYMENT|WEBSITES_CONTAINER_STOP_TIME_LIMIT)$/

  it('are settings that the bot reads, or that belong to App Service', () => {
    const known = Object.keys(parseEnv(textOf('.env.example').replaceAll(/^#([A-Z_]+=)/gm, '$1')))
    const given = [...Object.keys(parameters.settings.value), ...appSettings.keys()]
    assert.deepEqual(
      given.filter((name) => !known.includes(name) && !platform.test(name)),
      [],
    )
  })

  it('are all that the bot needs to start, without a secret among them', () => {
    const config = readConfig({ ...parameters.settings.value, ...resolved() })
    assert.deepEqual(config.credential, { kind: 'managed-identity' })
    assert.deepEqual([config.appId, config.tenantId, config.host, config.port], [id, tenant, '0.0.0.0', 8080])
    assert.equal(config.databaseUrl, address())
    assert.equal(config.publicUrl, 'https://offboard1a2b3c.azurewebsites.net')
    assert.ok(![...appSettings.keys()].some((name) => /SECRET|PASSWORD/.test(name)))
  })

  it('protect the database’s certificate and take any password', () => {
    const url = new URL(address())
    assert.equal(url.searchParams.get('sslmode'), 'verify-full')
    assert.equal(decodeURIComponent(url.password), 'a/b@c:d')
    assert.equal(url.pathname, '/offboard')
  })

  /** What Azure makes of the expressions. */
  function resolved(): Record<string, string> {
    const values = new Map([
      ['identityClientId', id],
      ['identityTenantId', tenant],
      ['databaseUrl', address()],
    ])
    return Object.fromEntries(
      [...appSettings].map(([name = '', written = '']) => {
        const text = /^'(.*)'$/.exec(written)?.[1]
        const host = 'offboard1a2b3c.azurewebsites.net'
        const value = values.get(written) ?? text?.replace(`$\{site.properties.defaultHostName}`, host)
        assert.ok(value !== undefined, `${name} is ${written}, which is neither a text nor known here`)
        return [name, value]
      }),
    )
  }

  /** The address in the vault, for a password that has to be encoded. */
  function address(): string {
    const template = /value: '(postgres:.+)'/.exec(textOf('infra/modules/database.bicep'))?.[1] ?? ''
    return template
      .replace(/\$\{uriComponent\(password\)\}/, encodeURIComponent('a/b@c:d'))
      .replace(/\$\{server\.\S+?\}/, 'offboard1a2b3c.postgres.database.azure.com')
  }
})
