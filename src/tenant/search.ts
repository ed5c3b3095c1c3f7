import { Failure } from '../errors.ts'
import { type User, userAnswer } from './answers.ts'
import { eventual, type Graph } from './graph.ts'
import { folded, hasAddress, matches, wordsOf } from './match.ts'
import { isObjectId, quoted } from './object-id.ts'
import { find, foundOf, personFields, readPerson } from './people.ts'
import type { Found } from './tenant.ts'

const fields = `${personFields},givenName,surname,proxyAddresses`
/** One page is read: a search that fills it is too wide for anybody to choose from. */
const pageSize = '100'
const longest = 200

/** Finds people by name, address or object id; `limit` + 1 at most, the likeliest first. Throws a `Failure`. */
export async function search(graph: Graph, text: string, limit: number): Promise<Found[]> {
  const typed = text.trim().slice(0, longest)
  if (isObjectId(typed)) {
    const found = await find(graph, typed)
    return found === null ? [] : [found]
  }
  const words = wordsOf(typed)
  const [only] = words
  if (only === undefined) return []
  const exact = words.length === 1 && only.includes('@') ? await byAddress(graph, only) : []
  const users = exact.length > 0 ? exact : await byWords(graph, words, typed)
  return users
    .sort(likeliestFirst(words.join(' ')))
    .slice(0, limit + 1)
    .map(foundOf)
}

/** Exactly this address: as the user principal name, as the mail address, as an alias. */
export async function byAddress(graph: Graph, address: string): Promise<User[]> {
  const alias = `proxyAddresses/any(p:p eq ${quoted(`smtp:${address}`)})`
  const users = await whicheverWork([
    readPerson(graph, address, fields).then((user) => (user === null ? [] : [user])),
    graph.first(listing({ $filter: `mail eq ${quoted(address)}` }), userAnswer),
    graph.first(listing({ $filter: alias }), userAnswer),
  ])
  return users.filter((user) => hasAddress(user, address))
}

/**
 * `$search` finds words in the middle of a display name and takes them all at once; `startswith` reads the directory
 * itself, not an index that lags behind, and more fields. Each finds people that the other does not.
 * https://learn.microsoft.com/graph/search-query-parameter
 */
export async function byWords(graph: Graph, words: readonly string[], typed: string): Promise<User[]> {
  const users = await whicheverWork([
    graph.first({ ...listing({ $search: searchFor(words), $count: 'true' }), headers: eventual }, userAnswer),
    graph.first(listing({ $filter: filterFor(words, typed.replace(/\s+/g, ' ')) }), userAnswer),
  ])
  return users.filter((user) => matches(user, words))
}

export const listing = (query: Readonly<Record<string, string>>) => ({
  route: '/users',
  path: '/users',
  query: { ...query, $select: fields, $top: pageSize },
})

function searchFor(words: readonly string[]): string {
  const clause = (field: string, word: string) => `"${field}:${word.replace(/["\\]/g, '\\$&')}"`
  const [only] = words
  if (words.length === 1 && only?.includes('@'))
    return `${clause('mail', only)} OR ${clause('userPrincipalName', only)}`
  return words.map((word) => clause('displayName', word)).join(' AND ')
}

/**
 * Only `or` and `startswith`: the whole text as a display name, and the longest word in every field. The other words are
 * looked for in what comes back.
 */
function filterFor(words: readonly string[], whole: string): string {
  const longestWord = words.toSorted((a, b) => b.length - a.length)[0] ?? whole
  const starts = (field: string, value: string) => `startswith(${field},${quoted(value)})`
  const everyField = ['displayName', 'givenName', 'surname', 'mail', 'userPrincipalName']
  const clauses = spellings(longestWord).flatMap((word) => everyField.map((field) => starts(field, word)))
  if (whole !== longestWord) clauses.push(...spellings(whole).map((text) => starts('displayName', text)))
  return clauses.join(' or ')
}

/** As typed, and plain where that differs: whether the directory takes the two for the same is its affair. */
const spellings = (text: string): string[] => (folded(text) === text.toLowerCase() ? [text] : [text, folded(text)])

/**
 * The people of all requests, once each. One that this tenant refuses or does not know is left out while another works;
 * one that might work in a moment is not, because half of the people could look like all of them.
 */
async function whicheverWork(requests: readonly Promise<User[]>[]): Promise<User[]> {
  const results = await Promise.allSettled(requests)
  const reasons = results.filter((result) => result.status === 'rejected').map((result) => result.reason)
  const telling = reasons.find((reason) => !isUnsupported(reason))
  if (telling !== undefined) throw telling
  if (reasons.length === results.length) throw reasons[0]
  const users = results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []))
  return [...new Map(users.map((user) => [user.id, user])).values()]
}

function isUnsupported(reason: unknown): boolean {
  if (!(reason instanceof Failure)) return false
  return reason.kind !== 'misconfigured' && [400, 403, 404, 405, 501].includes(reason.note.status ?? 0)
}

/** Who is called exactly that, then those who can still sign in, then by name. */
export function likeliestFirst(text: string): (a: User, b: User) => number {
  const wanted = folded(text)
  const rank = (user: User) => {
    const exact = folded(user.displayName ?? '') === wanted || hasAddress(user, text)
    return (exact ? 0 : 2) + (user.accountEnabled === false ? 1 : 0)
  }
  const key = (user: User) => `${folded(user.displayName ?? '')} ${user.userPrincipalName} ${user.id}`
  return (a, b) => rank(a) - rank(b) || (key(a) < key(b) ? -1 : 1)
}
