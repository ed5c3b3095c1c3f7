import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { z } from 'zod'

export type Schema = { readonly [key: string]: unknown }

/** Compiles schemas that refer to `#/components/schemas`, each changed by `convert` first. */
export function compilerFor(
  components: Readonly<Record<string, Schema>>,
  convert: (schema: Schema) => Schema,
): (schema: Schema) => ValidateFunction {
  const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/
  const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i
  const ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    formats: { 'date-time': dateTime, uuid, int64: true, int32: true, double: true, binary: true },
  })
  const schemas = Object.entries(components).map(([name, schema]) => [name, convert(schema)])
  ajv.addSchema({ $id: 'graph', components: { schemas: Object.fromEntries(schemas) } })
  // The references are to the document; here it is the schema called "graph".
  return (schema) => {
    const text = JSON.stringify(convert({ properties: { body: schema } })).replaceAll('"#/', '"graph#/')
    const { body } = z
      .object({ properties: z.object({ body: z.record(z.string(), z.unknown()) }) })
      .parse(JSON.parse(text)).properties
    return ajv.compile(body)
  }
}

/** More than is described may be there, as in Microsoft's answers. */
export const asDescribed = (schema: Schema): Schema => nullable(schema)

/** Nothing but what is described may be there, as in what we send. */
export const nothingElse = (schema: Schema): Schema => closed(nullable(schema))

/** OpenAPI 3.0 says `nullable`; JSON Schema has null as a type. */
function nullable(schema: Schema): Schema {
  const { nullable: mayBeNull, ...inner } = mapped(schema, nullable)
  return mayBeNull === true ? { anyOf: [inner, { type: 'null' }] } : inner
}

/** Nothing but what is described, at every place where an object stands for itself and not as the base of another. */
function closed(schema: Schema): Schema {
  const { additionalProperties, ...rest } = schema
  const kept =
    additionalProperties === true || additionalProperties === undefined ? rest : { ...rest, additionalProperties }
  const inner = mapped(kept, closed)
  if (typeof inner.properties !== 'object' || inner.properties === null) return inner
  const properties = Object.entries(inner.properties).map(([name, one]) => [
    name,
    isOpen(one) ? { ...one, unevaluatedProperties: false } : one,
  ])
  return { ...inner, properties: Object.fromEntries(properties) }
}

function isOpen(schema: Schema): boolean {
  const holds = (key: string) => Object.hasOwn(schema, key)
  return ['$ref', 'anyOf', 'properties'].some(holds) && !holds('additionalProperties')
}

function mapped(schema: Schema, change: (schema: Schema) => Schema): Schema {
  const each = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(each)
    return typeof value === 'object' && value !== null ? change(value as Schema) : value
  }
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => {
      if (key !== 'properties' || typeof value !== 'object' || value === null) return [key, each(value)]
      return [key, Object.fromEntries(Object.entries(value).map(([name, one]) => [name, each(one)]))]
    }),
  )
}
