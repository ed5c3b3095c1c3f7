import { readFileSync } from 'node:fs'
import type { ValidateFunction } from 'ajv/dist/2020.js'
import { z } from 'zod'
import { asDescribed, compilerFor, nothingElse } from './openapi-schemas.ts'

/*
 * Microsoft's description of the part of Graph v1.0 that is used here (graph-openapi-subset.json), to hold requests and
 * answers to. Everything returns a list of violations, empty when there are none.
 */

const content = z.object({ 'application/json': z.object({ schema: z.record(z.string(), z.unknown()) }).optional() })
const reference = z.object({ $ref: z.string() })
const parameter = z.object({
  name: z.string(),
  in: z.string(),
  schema: z.object({ type: z.string() }),
})
const operation = z.object({
  parameters: z.array(z.union([reference, parameter])).default([]),
  requestBody: z.object({ content }).optional(),
  responses: z.record(z.string(), z.union([reference, z.object({ content: content.optional() })])),
})
const document = z
  .object({
    paths: z.record(
      z.string(),
      z.object({ get: operation.optional(), post: operation.optional(), patch: operation.optional() }),
    ),
    components: z.object({
      schemas: z.record(z.string(), z.record(z.string(), z.unknown())),
      parameters: z.record(z.string(), parameter),
      responses: z.record(z.string(), z.object({ content: content.optional() })),
    }),
  })
  .parse(JSON.parse(readFileSync(new URL('graph-openapi-subset.json', import.meta.url), 'utf8')))
type Operation = z.output<typeof operation>

/** The server's clients may get more than is described; what we send may not hold more. */
const answers = compilerFor(document.components.schemas, asDescribed)
const requests = compilerFor(document.components.schemas, nothingElse)

/** How a request breaks the description: address, query options, the headers that advanced queries need, body. */
export function checkRequest(
  method: string,
  url: string,
  headers: Readonly<Record<string, string | undefined>>,
  body: unknown,
): string[] {
  const { operation, path, query } = find(method, url)
  if (operation === undefined) return [`${method} ${path} is not described`]
  const known = new Map(operation.parameters.map(resolve).map((one) => [one.name, one]))
  const found = [...query].flatMap(([name, value]) => {
    const type = known.get(name)?.schema.type
    if (type === undefined) return name === '$skiptoken' ? [] : [`${name} is not an option of ${method} ${path}`]
    return fits(type, value) ? [] : [`${name}=${value} is no ${type}`]
  })
  return [...found, ...missingForAdvanced(path, query, headers), ...bodyViolations(operation, body)]
}

/** How an answer breaks the description: a status that is not described, a body that does not match. */
export function checkResponse(method: string, url: string, status: number, body: unknown): string[] {
  const { operation, path } = find(method, url)
  // Graph answers an unknown address with its usual error, which no path describes.
  if (operation === undefined && status < 400) return [`${method} ${path} is not described`]
  const name = String(status)
  const described = operation?.responses[name] ?? operation?.responses[`${name.slice(0, 1)}XX`]
  const response = described ?? (status >= 400 ? document.components.responses.error : undefined)
  if (response === undefined) return [`${method} ${path} does not answer ${status}`]
  const schema = ('$ref' in response ? document.components.responses[lastOf(response.$ref)] : response)?.content?.[
    'application/json'
  ]?.schema
  if (schema === undefined) return body === undefined || body === '' ? [] : [`${status} has no body`]
  return violations(answers(schema), body)
}

function find(method: string, url: string) {
  const { pathname, searchParams } = new URL(url, 'http://graph.invalid')
  const path = pathname.replace(/^\/v1\.0(?=\/)/, '')
  const item = Object.entries(document.paths).find(([template]) => patternOf(template).test(path))?.[1]
  const isVersioned = path !== pathname
  const verb = method.toLowerCase()
  const operation = isVersioned && (verb === 'get' || verb === 'post' || verb === 'patch') ? item?.[verb] : undefined
  return { operation, path: pathname, query: searchParams }
}

const patternOf = (template: string): RegExp =>
  new RegExp(`^${template.replace(/[.$()]/g, '\\$&').replace(/\{[^}]+\}/g, "[^/']+")}$`)

const lastOf = (pointer: string): string => pointer.split('/').at(-1) ?? ''

function resolve(given: z.output<typeof parameter> | z.output<typeof reference>): z.output<typeof parameter> {
  return '$ref' in given ? parameter.parse(document.components.parameters[lastOf(given.$ref)]) : given
}

function fits(type: string, value: string): boolean {
  if (type === 'integer') return /^\d+$/.test(value)
  if (type === 'boolean') return value === 'true' || value === 'false'
  return value !== ''
}

/** https://learn.microsoft.com/graph/aad-advanced-queries: a search and a cast read an index, and must say so. */
function missingForAdvanced(
  path: string,
  query: URLSearchParams,
  headers: Readonly<Record<string, string | undefined>>,
): string[] {
  const isCast = /\/microsoft\.graph\.\w+$/.test(path)
  const level = Object.entries(headers).find(([name]) => name.toLowerCase() === 'consistencylevel')?.[1]
  const needsHeader = (isCast || query.has('$search')) && level?.toLowerCase() !== 'eventual'
  const needsCount = isCast && query.get('$count') !== 'true'
  return [
    ...(needsHeader ? ['ConsistencyLevel: eventual is missing'] : []),
    ...(needsCount ? ['$count is missing'] : []),
  ]
}

function bodyViolations(operation: Operation, body: unknown): string[] {
  const schema = operation.requestBody?.content['application/json']?.schema
  if (schema !== undefined) return violations(requests(schema), body)
  const isEmpty = body === undefined || body === '' || JSON.stringify(body) === '{}'
  return isEmpty ? [] : ['a body is sent where none is taken']
}

function violations(validate: ValidateFunction, body: unknown): string[] {
  if (validate(body)) return []
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath || 'the body'} ${message} ${JSON.stringify(params)}`,
  )
}
