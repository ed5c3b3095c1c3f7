import { Failure } from '../errors.ts'
import { type Fact, known, unknown } from '../offboarding/facts.ts'
import type { Approver } from '../offboarding/policy.ts'
import { type User, userAnswer } from './answers.ts'
import type { Graph } from './graph.ts'
import { isObjectId, objectId, quoted } from './object-id.ts'
import { activeRoles } from './roles.ts'
import type { Found } from './tenant.ts'

export const personFields = 'id,displayName,userPrincipalName,mail,jobTitle,department,accountEnabled'

/** One person by object id or user principal name; `null` when there is none. */
export async function find(graph: Graph, idOrName: string): Promise<Found | null> {
  const user = await readPerson(graph, idOrName, personFields)
  return user === null ? null : foundOf(user)
}

/**
 * Reads a user by object id or user principal name, `null` when there is none. A name with more than letters, digits
 * and dots in it is looked for by filter: a path would need rules of its own for `#`, `$` and apostrophes
 * (https://learn.microsoft.com/graph/api/user-get).
 */
export async function readPerson(graph: Graph, idOrName: string, fields: string): Promise<User | null> {
  const name = idOrName.trim()
  if (isObjectId(name)) return readUser(graph, objectId(name), fields).catch(nullIfMissing)
  if (!name.includes('@')) return null
  if (/^[\w.+-]+@[\w.-]+$/.test(name)) {
    const path = `/users/${encodeURIComponent(name)}`
    const reading = graph.get({ route: '/users/{upn}', path, query: { $select: fields } }, userAnswer)
    return reading.then(({ value }) => value).catch(nullIfMissing)
  }
  const query = { $filter: `userPrincipalName eq ${quoted(name)}`, $select: fields }
  const users = await graph.first({ route: '/users', path: '/users', query }, userAnswer)
  return users.find((user) => user.userPrincipalName?.toLowerCase() === name.toLowerCase()) ?? null
}

/** Reads a user by object id. Throws a `Failure`, `missing` among them. */
export async function readUser(graph: Graph, id: string, fields: string): Promise<User> {
  return (await readUserReply(graph, id, fields)).value
}

export async function readUserReply(graph: Graph, id: string, fields: string) {
  const wanted = objectId(id)
  const read = { route: '/users/{id}', path: `/users/${wanted}`, query: { $select: fields } }
  const answer = await graph.get(read, userAnswer)
  if (answer.value.id !== wanted) throw new Failure('unexpected', 'GET /users/{id} answered with somebody else')
  return answer
}

function nullIfMissing(error: unknown): null {
  if (error instanceof Failure && error.kind === 'missing') return null
  throw error
}

/** Somebody without a display name is shown by their address. */
export const foundOf = (user: User): Found => ({
  id: user.id,
  displayName: nameOf(user),
  userPrincipalName: user.userPrincipalName ?? '',
  jobTitle: user.jobTitle,
  department: user.department,
  accountEnabled: user.accountEnabled,
})

export const nameOf = (user: Pick<User, 'id' | 'displayName' | 'userPrincipalName' | 'mail'>): string =>
  user.displayName ?? user.userPrincipalName ?? user.mail ?? user.id

/** Guests come from another tenant. Where the type is not kept, their user principal name tells. */
export const isGuest = (user: User): boolean =>
  user.userType === null ? /#EXT#/i.test(user.userPrincipalName ?? '') : user.userType.toLowerCase() === 'guest'

/** Who taps, as the directory knows them now. Roles that cannot be read are unknown, which allows nothing. */
export async function approver(graph: Graph, id: string): Promise<Approver> {
  const [user, roles] = await Promise.all([
    readUser(graph, id, 'id,displayName,userPrincipalName,userType,accountEnabled'),
    factOf(() => activeRoles(graph, objectId(id))),
  ])
  return {
    person: { id: user.id, name: nameOf(user) },
    userPrincipalName: user.userPrincipalName ?? '',
    guest: isGuest(user),
    enabled: user.accountEnabled === true,
    roles,
  }
}

/** A read as a fact: unknown when it fails. Bugs are still thrown. */
export async function factOf<T>(read: () => Promise<T>): Promise<Fact<T>> {
  try {
    return known(await read())
  } catch (error) {
    if (error instanceof Failure) return unknown(reasonOf(error))
    throw error
  }
}

/** Such as `refused 403 Authorization_RequestDenied`, which the words make a sentence of in any language. */
const reasonOf = ({ kind, note: { status, code } }: Failure): string =>
  [kind, status, code].filter((part) => part !== null).join(' ')
