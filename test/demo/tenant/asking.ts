import assert from 'node:assert/strict'
import { newCompany } from '../../../src/demo/tenant/company.ts'
import { type SimulatedTenant, startSimulatedTenant, type TenantOptions } from '../../../src/demo/tenant/tenant.ts'
import { checkResponse } from '../../contracts/openapi.ts'

export type Reply = { readonly status: number; readonly headers: Headers; readonly text: string; readonly body: Body }
/** What the tests look at in an answer; everything may be missing. */
export type Body = {
  readonly value?: readonly Row[]
  readonly error?: {
    readonly code: string
    readonly message: string
    readonly details?: readonly { message: string }[]
  }
  readonly [name: string]: unknown
}
export type Row = { readonly [name: string]: unknown }

type More = { readonly headers?: Record<string, string>; readonly body?: unknown; readonly token?: string | null }

export const graphAudience = 'https://graph.microsoft.com'
export const exchangeAudience = 'https://outlook.office365.com'
export const eventual = { ConsistencyLevel: 'eventual' }
export const goodPassword = 'vT7#kQ2!mZ9-wR4x'

/** The object id of somebody in the company. */
export function idOf(name: string): string {
  const user = newCompany().users.find((one) => one.displayName === name)
  assert.ok(user, `the company has ${name}`)
  return user.id
}

/**
 * A fresh tenant for each test of a suite, with a clock that stands still until it is moved. Every answer of Graph is
 * held to Microsoft's description of it.
 */
export function tenantForEach(options: TenantOptions = {}) {
  const clock = { now: Date.parse('2026-03-05T10:15:30.400Z') }
  const violations: string[] = []
  let tenant: SimulatedTenant
  const start = async (more: TenantOptions) => {
    tenant = await startSimulatedTenant({
      now: () => clock.now,
      watch({ method, url, status, answer }) {
        if (!url.startsWith('/v1.0/')) return
        violations.push(...checkResponse(method, url, status, answer).map((one) => `${method} ${url}: ${one}`))
      },
      ...more,
    })
  }
  beforeEach(() => start(options))
  afterEach(async () => {
    await tenant.close()
    assert.deepEqual(violations.splice(0), [])
  })
  const ask = async (
    audience: typeof graphAudience | typeof exchangeAudience,
    url: string,
    method: string,
    more: More,
  ) => {
    const token = more.token === undefined ? tenant.tokenFor(audience) : more.token
    const response = await fetch(url, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(more.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...more.headers,
      },
      ...(more.body === undefined ? {} : { body: JSON.stringify(more.body) }),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.startsWith('application/json') && text !== ''
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson ? JSON.parse(text) : {},
    } satisfies Reply
  }
  return {
    clock,
    get tenant() {
      return tenant
    },
    /** Another tenant in place of this one. */
    async instead(more: TenantOptions) {
      await tenant.close()
      await start({ ...options, ...more })
    },
    graph: (method: string, path: string, more: More = {}): Promise<Reply> =>
      ask(graphAudience, `${tenant.graphUrl}/v1.0${path}`, method, more),
    exchange: (cmdlet: string, parameters: object, more: More = {}): Promise<Reply> =>
      ask(exchangeAudience, `${tenant.exchangeUrl}/adminapi/beta/${tenant.tenantId}/InvokeCommand`, 'POST', {
        body: { CmdletInput: { CmdletName: cmdlet, Parameters: parameters } },
        ...more,
      }),
  }
}

/** The query of a request, written as OData options. */
export const query = (options: Record<string, string>): string =>
  `?${Object.entries(options)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')}`

export const namesIn = (reply: Reply): unknown[] => (reply.body.value ?? []).map((row) => row.displayName)
