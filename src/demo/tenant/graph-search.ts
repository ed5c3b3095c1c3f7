import { badRequest, Refusal } from './graph-call.ts'
import type { Entity } from './graph-filter.ts'

type Test = (entity: Entity) => boolean

const tokenised = new Set(['displayName', 'description'])
const token = /\s*("(?:[^"\\]|\\.)*"|AND\b|OR\b|[()])/y

/**
 * Microsoft Graph's `$search` on directory objects: clauses `"property:text"` joined by AND and OR. In displayName the
 * text is split into words, each of which must begin one of the name's words; elsewhere the value must begin with it.
 * https://learn.microsoft.com/graph/search-query-parameter
 * @throws Refusal 400 when a clause has no quotes or names no property that can be searched
 */
export function parseSearch(text: string, searchable: readonly string[]): Test {
  const tokens = tokensOf(text)
  let at = 0
  const accept = (wanted: string): boolean => {
    if (tokens[at] !== wanted) return false
    at++
    return true
  }
  const clause = (): Test => {
    if (accept('(')) {
      const inner = either()
      if (!accept(')')) throw syntax(text)
      return inner
    }
    const quoted = tokens[at++]
    if (quoted === undefined || !quoted.startsWith('"')) throw syntax(text)
    return clauseOf(quoted.slice(1, -1).replace(/\\(.)/g, '$1'), searchable)
  }
  const both = (): Test => {
    const left = clause()
    if (!accept('AND')) return left
    const right = both()
    return (entity) => left(entity) && right(entity)
  }
  const either = (): Test => {
    const left = both()
    if (!accept('OR')) return left
    const right = either()
    return (entity) => left(entity) || right(entity)
  }
  const test = either()
  if (at < tokens.length) throw syntax(text)
  return test
}

function tokensOf(text: string): string[] {
  const tokens: string[] = []
  token.lastIndex = 0
  while (text.slice(token.lastIndex).trim() !== '') {
    const found = token.exec(text)?.[1]
    if (found === undefined) throw syntax(text)
    tokens.push(found)
  }
  return tokens
}

function clauseOf(clause: string, searchable: readonly string[]): Test {
  const colon = clause.indexOf(':')
  const property = clause.slice(0, colon)
  const wanted = clause.slice(colon + 1)
  if (colon < 1) throw badRequest('A search clause must name its property.')
  if (!searchable.includes(property))
    throw new Refusal(400, 'Request_UnsupportedQuery', `Property '${property}' does not support search.`)
  return (entity) => {
    const value = entity[property]
    const texts = (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string')
    if (!tokenised.has(property)) return texts.some((one) => plain(one).startsWith(plain(wanted)))
    const words = split(wanted)
    return words.length > 0 && texts.some((one) => words.every((word) => wordsOf(one).some((w) => w.startsWith(word))))
  }
}

const split = (text: string): string[] =>
  text.split(/[^\p{L}\p{M}\p{N}]+/u).flatMap((word) => (word === '' ? [] : [plain(word)]))

/** "O'Brien-Núñez" is o, brien and nunez; "McDonald2" is mcdonald2, mc, donald and 2. */
function wordsOf(text: string): string[] {
  const parts = text.match(/\p{Lu}?[\p{Ll}\p{M}]+|\p{Lu}+|\p{N}+|\p{Lo}+/gu) ?? []
  return [...new Set([...split(text), ...parts.map(plain)])]
}

/** Without case and accents. */
const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

const syntax = (text: string) => new Refusal(400, 'BadRequest', `Syntax error in the search clause '${text}'.`)
