import { badRequest, unsupported } from './graph-call.ts'

export type Entity = Readonly<Record<string, unknown>>
type Scope = ReadonlyMap<string, unknown>
type Test = (entity: Entity, scope: Scope) => boolean

/** A parsed `$filter`. `advanced` ones need `ConsistencyLevel: eventual` and `$count=true` on directory objects. */
export type Filter = { readonly advanced: boolean; readonly matches: (entity: Entity) => boolean }

const token = /\s*('(?:[^']|'')*'|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)|[A-Za-z_][\w./@-]*|-?\d+|[(),:])/y
const comparisons = new Set(['eq', 'ne', 'gt', 'ge', 'lt', 'le'])

/**
 * The part of OData's `$filter` that Entra takes: comparisons, startswith, endswith, in, any, and, or, not.
 * @param filterable the properties that can be filtered by
 * @throws Refusal 400 for anything else
 */
export function parseFilter(text: string, filterable: readonly string[]): Filter {
  const parser = new FilterParser(tokensOf(text), filterable)
  const test = parser.whole()
  return { advanced: parser.advanced, matches: (entity) => test(entity, new Map()) }
}

function tokensOf(text: string): string[] {
  const tokens: string[] = []
  token.lastIndex = 0
  while (text.slice(token.lastIndex).trim() !== '') {
    const at = token.lastIndex
    const found = token.exec(text)?.[1]
    if (found === undefined) throw badRequest(`Syntax error at position ${at} in '${text}'.`)
    tokens.push(found)
  }
  return tokens
}

class FilterParser {
  advanced = false
  private at = 0
  private readonly tokens: readonly string[]
  private readonly filterable: readonly string[]
  private readonly variables: string[] = []

  constructor(tokens: readonly string[], filterable: readonly string[]) {
    this.tokens = tokens
    this.filterable = filterable
  }

  whole(): Test {
    const test = this.either()
    if (this.at < this.tokens.length) throw invalid()
    return test
  }

  private either(): Test {
    const left = this.both()
    if (!this.accept('or')) return left
    const right = this.either()
    return (entity, scope) => left(entity, scope) || right(entity, scope)
  }

  private both(): Test {
    const left = this.single()
    if (!this.accept('and')) return left
    const right = this.both()
    return (entity, scope) => left(entity, scope) && right(entity, scope)
  }

  private single(): Test {
    if (this.accept('not')) {
      this.advanced = true
      const test = this.single()
      return (entity, scope) => !test(entity, scope)
    }
    if (this.accept('(')) {
      const test = this.either()
      this.expect(')')
      return test
    }
    const word = this.next()
    if (this.accept('(')) return word.endsWith('/any') ? this.any(word.slice(0, -4)) : this.called(word.toLowerCase())
    return this.compared(this.value(word))
  }

  private called(name: string): Test {
    if (name !== 'startswith' && name !== 'endswith') throw badRequest('Invalid filter clause')
    if (name === 'endswith') this.advanced = true
    const value = this.value(this.next())
    this.expect(',')
    const wanted = fold(literal(this.next()))
    this.expect(')')
    return (entity, scope) => {
      const text = fold(value(entity, scope))
      if (typeof text !== 'string' || typeof wanted !== 'string') return false
      return name === 'startswith' ? text.startsWith(wanted) : text.endsWith(wanted)
    }
  }

  private any(path: string): Test {
    const values = this.value(path)
    const variable = this.next()
    this.expect(':')
    this.variables.push(variable)
    const test = this.either()
    this.variables.pop()
    this.expect(')')
    return (entity, scope) => {
      const list = values(entity, scope)
      return Array.isArray(list) && list.some((item) => test(entity, new Map([...scope, [variable, item]])))
    }
  }

  private compared(value: (entity: Entity, scope: Scope) => unknown): Test {
    const operator = this.next().toLowerCase()
    if (operator === 'in') return this.oneOf(value)
    if (!comparisons.has(operator)) throw badRequest('Invalid filter clause')
    if (operator === 'ne') this.advanced = true
    const wanted = literal(this.next())
    return (entity, scope) => compare(fold(value(entity, scope)), operator, fold(wanted))
  }

  private oneOf(value: (entity: Entity, scope: Scope) => unknown): Test {
    this.expect('(')
    const wanted = [fold(literal(this.next()))]
    while (this.accept(',')) wanted.push(fold(literal(this.next())))
    this.expect(')')
    return (entity, scope) => wanted.includes(fold(value(entity, scope)))
  }

  private value(path: string): (entity: Entity, scope: Scope) => unknown {
    const [root = '', ...rest] = path.split('/')
    if (this.variables.includes(root)) return (_entity, scope) => follow(scope.get(root), rest)
    if (!this.filterable.includes(root))
      throw unsupported(`Unsupported or invalid query filter clause specified for property '${root}' of resource.`)
    return (entity) => follow(entity[root], rest)
  }

  private next(): string {
    const found = this.tokens[this.at++]
    if (found === undefined) throw invalid()
    return found
  }

  private accept(wanted: string): boolean {
    if (this.tokens[this.at]?.toLowerCase() !== wanted) return false
    this.at++
    return true
  }

  private expect(wanted: string): void {
    if (!this.accept(wanted)) throw invalid()
  }
}

const invalid = () => badRequest('Invalid filter clause')

function follow(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, name) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, name) : undefined),
    value,
  )
}

/** `'it''s'`, true, null, a number or a time; anything else, a GUID without quotes for example, is a syntax error. */
function literal(text: string): unknown {
  if (text.startsWith("'")) return text.slice(1, -1).replaceAll("''", "'")
  if (text === 'true' || text === 'false') return text === 'true'
  if (text === 'null') return null
  if (/^-?\d+$/.test(text)) return Number(text)
  if (/^\d{4}-\d\d-\d\dT/.test(text)) return text
  throw invalid()
}

/** Text is compared without regard to case, times as times. */
function fold(value: unknown): unknown {
  if (typeof value !== 'string') return value ?? null
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value) ? Date.parse(value) : value.toLowerCase()
}

function compare(left: unknown, operator: string, right: unknown): boolean {
  if (operator === 'eq') return left === right
  if (operator === 'ne') return left !== right
  if (typeof left !== 'number' || typeof right !== 'number') return false
  if (operator === 'gt') return left > right
  if (operator === 'ge') return left >= right
  return operator === 'lt' ? left < right : left <= right
}
