import { userProperties } from './company.ts'
import { badRequest, type Call, isEventual, Refusal, unsupported } from './graph-call.ts'
import { type Entity, parseFilter } from './graph-filter.ts'
import { parseSearch } from './graph-search.ts'
import type { Answer } from './world.ts'

/** What a collection holds, and which of its properties can be asked for. */
export type Kind = {
  /** As the metadata link names it. */
  readonly context: string
  readonly properties: readonly string[]
  /** What comes without `$select`; `null` when that depends on the object: a user has defaults, the rest comes whole. */
  readonly defaults: readonly string[] | null
  readonly filterable: readonly string[]
  readonly searchable: readonly string[]
  /** What `$expand` put into it; it comes whatever is selected. */
  readonly expanded?: readonly string[]
  /** Directory objects have advanced queries, with rules of their own. */
  readonly directory: boolean
}

/** What Graph gives of a user when nothing is selected, https://learn.microsoft.com/graph/api/user-get */
export const userDefaults: readonly string[] = [
  'businessPhones',
  'displayName',
  'givenName',
  'jobTitle',
  'mail',
  'mobilePhone',
  'officeLocation',
  'preferredLanguage',
  'surname',
  'userPrincipalName',
  'id',
]

export const userKind: Kind = {
  context: 'users',
  properties: userProperties,
  defaults: userDefaults,
  filterable: userProperties.filter(
    (name) =>
      !['lastPasswordChangeDateTime', 'signInSessionsValidFromDateTime', 'isManagementRestricted'].includes(name),
  ),
  searchable: [
    'displayName',
    'givenName',
    'surname',
    'mail',
    'mailNickname',
    'userPrincipalName',
    'jobTitle',
    'department',
    'proxyAddresses',
  ],
  directory: true,
}

const largestPage = 999
const usualPage = 100

/** Filters, searches, sorts, pages and projects, or refuses as Graph does. */
export function collectionAnswer(call: Call, kind: Kind, entities: readonly Entity[]): Answer {
  const { query } = call.request
  const found = sorted(call, kind, matching(call, kind, entities))
  const size = pageSize(query)
  const start = startOf(query)
  const select = selected(call, kind)
  const end = start + size
  return {
    status: 200,
    body: {
      '@odata.context': `${call.world.origin()}/v1.0/$metadata#${kind.context}`,
      ...(isCounted(call) ? { '@odata.count': found.length } : {}),
      ...(end < found.length ? { '@odata.nextLink': nextLink(call, end) } : {}),
      value: found.slice(start, end).map((entity) => shaped(entity, kind, select)),
    },
  }
}

/** One object, with the properties that were asked for. */
export function entityAnswer(call: Call, kind: Kind, entity: Entity, more: Entity = {}): Answer {
  const context = { '@odata.context': `${call.world.origin()}/v1.0/$metadata#${kind.context}/$entity` }
  return { status: 200, body: { ...context, ...shaped(entity, kind, selected(call, kind)), ...more } }
}

/** The entity with only these properties (all when `null`); annotations always come along. */
export function project(entity: Entity, names: readonly string[] | null): Entity {
  if (names === null) return entity
  const annotations = Object.entries(entity).filter(([name]) => name.startsWith('@'))
  return Object.fromEntries([...annotations, ...names.map((name) => [name, entity[name] ?? null])])
}

function shaped(entity: Entity, kind: Kind, select: readonly string[] | null): Entity {
  const isUser = entity['@odata.type'] === '#microsoft.graph.user'
  const expanded = (kind.expanded ?? []).filter((name) => Object.hasOwn(entity, name))
  const names = select ?? kind.defaults ?? (isUser ? userDefaults : null)
  return project(entity, names && [...names, ...expanded])
}

/** The names in `$select`; a name the type does not have is refused. */
function selected(call: Call, kind: Kind): string[] | null {
  const names = call.request.query
    .get('$select')
    ?.split(',')
    .map((name) => name.trim())
  const wrong = names?.find((name) => !kind.properties.includes(name))
  if (wrong !== undefined)
    throw new Refusal(
      400,
      'BadRequest',
      `Parsing OData Select and Expand failed: Could not find a property named '${wrong}'.`,
    )
  return names ?? null
}

const isCounted = (call: Call): boolean => call.request.query.get('$count') === 'true' && isEventual(call)

function matching(call: Call, kind: Kind, entities: readonly Entity[]): readonly Entity[] {
  const { query } = call.request
  const [filterText, searchText] = [query.get('$filter'), query.get('$search')]
  let found = entities
  if (searchText !== null) {
    if (!isEventual(call))
      throw unsupported(
        "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'",
      )
    found = found.filter(parseSearch(searchText, kind.searchable))
  }
  if (filterText !== null) {
    const filter = parseFilter(filterText, kind.filterable)
    if (kind.directory && filter.advanced && !isCounted(call)) throw unsupported('Unsupported Query.')
    found = found.filter(filter.matches)
  }
  return found
}

function sorted(call: Call, kind: Kind, entities: readonly Entity[]): readonly Entity[] {
  const order = call.request.query.get('$orderby')
  if (order === null) return entities
  const [name = '', direction = 'asc', ...rest] = order.trim().split(/\s+/)
  if (rest.length > 0 || !kind.filterable.includes(name) || !['asc', 'desc'].includes(direction))
    throw unsupported(`Unsupported sort property '${name}'.`)
  const { query } = call.request
  if (kind.directory && (query.has('$filter') || query.has('$search')) && !isCounted(call))
    throw unsupported('Sorting not supported for current query.')
  const sign = direction === 'asc' ? 1 : -1
  return entities.toSorted((a, b) => sign * String(a[name] ?? '').localeCompare(String(b[name] ?? '')))
}

function pageSize(query: URLSearchParams): number {
  const top = query.get('$top')
  if (top === null) return usualPage
  const size = Number(top)
  if (!/^\d+$/.test(top) || size < 1 || size > largestPage)
    throw badRequest(`Invalid page size specified: '${top}'. Must be between 1 and ${largestPage} inclusive.`)
  return size
}

function startOf(query: URLSearchParams): number {
  const token = query.get('$skiptoken')
  if (token === null) return 0
  const start = /^page:(\d+)$/.exec(Buffer.from(token, 'base64url').toString('utf8'))?.[1]
  if (start === undefined)
    throw new Refusal(400, 'Directory_ExpiredPageToken', 'The specified page token value has expired.')
  return Number(start)
}

function nextLink(call: Call, start: number): string {
  const query = new URLSearchParams(call.request.query)
  query.set('$skiptoken', Buffer.from(`page:${start}`).toString('base64url'))
  return `${call.world.origin()}/v1.0${call.request.path}?${query}`
}
