import { type User, userAnswer } from './answers.ts'
import type { Graph } from './graph.ts'
import { wordsOf } from './match.ts'
import { isObjectId, quoted } from './object-id.ts'
import { find, foundOf } from './people.ts'
import { byAddress, byWords, likeliestFirst, listing } from './search.ts'
import type { LookedUp } from './tenant.ts'

const mostCandidates = 5
const longest = 200

/**
 * Whom an entry of a list means. An object id, an address or a whole display name that exactly one person has is sure.
 * Whatever else is found, one person by a part of their name among them, is for somebody to choose from: nobody is
 * guessed. Throws a `Failure`.
 */
export async function lookUp(graph: Graph, entry: string): Promise<LookedUp> {
  const typed = entry.trim().replace(/\s+/g, ' ').slice(0, longest)
  if (isObjectId(typed)) {
    const found = await find(graph, typed)
    return found ? { kind: 'sure', id: found.id } : { kind: 'unknown' }
  }
  const words = wordsOf(typed)
  if (words.length === 0) return { kind: 'unknown' }
  const exact = isAddress(typed) ? await byAddress(graph, typed) : await byWholeName(graph, typed)
  const [only] = exact
  if (only && exact.length === 1) return { kind: 'sure', id: only.id }
  const users = exact.length > 1 ? exact : await byWords(graph, words, typed)
  if (users.length === 0) return { kind: 'unknown' }
  const likeliest = users.toSorted(likeliestFirst(words.join(' ')))
  return {
    kind: 'ambiguous',
    found: likeliest.slice(0, mostCandidates).map(foundOf),
    more: likeliest.length > mostCandidates,
  }
}

const isAddress = (text: string): boolean => /^[^\s@]+@[^\s@]+$/.test(text)

/** `Doe, Jane` is how some directories, and more lists, write Jane Doe. */
function spellingsOf(name: string): string[] {
  const [surname = '', given = '', ...rest] = name.split(',').map((part) => part.trim())
  return given === '' || rest.length > 0 ? [name] : [name, `${given} ${surname}`]
}

/** Without regard to case, as Graph compares; accents count, because another person may differ in one. */
async function byWholeName(graph: Graph, name: string): Promise<User[]> {
  const names = spellingsOf(name)
  const $filter = names.map((spelling) => `displayName eq ${quoted(spelling)}`).join(' or ')
  const users = await graph.first(listing({ $filter }), userAnswer)
  const wanted = names.map(plain)
  return users.filter(({ displayName }) => displayName !== null && wanted.includes(plain(displayName)))
}

const plain = (name: string): string =>
  name
    .replace(/[‘’ʼ´`]/g, "'")
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase()
