import type { Logger } from 'pino'
import { Failure } from '../errors.ts'
import { type Fact, type Facts, known, type Role } from '../offboarding/facts.ts'
import { globalAdministrator } from '../offboarding/policy.ts'
import { type User, userAnswer } from './answers.ts'
import type { Graph } from './graph.ts'
import { isLastGlobalAdministrator } from './last-administrator.ts'
import { objectId, quoted } from './object-id.ts'
import { factOf, isGuest, nameOf, readUser } from './people.ts'
import { isInGroup, ownsBot } from './protection.ts'
import { everyRole, inRoleAssignableGroup } from './roles.ts'
import type { FactsAbout, Mailbox } from './tenant.ts'

/** What is read of the user; most of it comes only when asked for. https://learn.microsoft.com/graph/api/resources/user */
const userFields = [
  'id,displayName,givenName,surname,userPrincipalName,mail,jobTitle,department,accountEnabled,userType',
  'onPremisesSyncEnabled,isManagementRestricted,createdDateTime,lastPasswordChangeDateTime',
  'signInSessionsValidFromDateTime,identities',
].join(',')

type Gathering = {
  readonly graph: Graph
  readonly mailbox: (id: string) => Promise<Mailbox>
  readonly cloudPasswordForSynced: boolean
  /** Object id, lower case; `null` where no group is protected. */
  readonly protectedGroup: string | null
  /** `null` where the bot has no identity of its own. */
  readonly appId: string | null
  readonly log: Logger
}

/**
 * Everything that is read of a leaver, all at once. What cannot be read is unknown, with its reason; only the user itself
 * must be readable, else a `Failure` is thrown.
 * @param mailboxPatience how long Exchange may take where nothing else is said, in milliseconds: it is the slowest by far
 */
export async function gather(
  gathering: Gathering,
  id: string,
  mailboxPatience: number,
  { mailboxWithin = mailboxPatience, alsoLeaving, namedBefore }: FactsAbout = {},
): Promise<Facts> {
  const { graph, mailbox, cloudPasswordForSynced, protectedGroup, appId, log } = gathering
  const leaver = objectId(id)
  const reading = readUser(graph, leaver, userFields)
  const roles = factOf(() => everyRole(graph, leaver))
  const [user, ...facts] = await Promise.all([
    reading,
    factOf(() => managerOf(graph, leaver)),
    roles,
    factOf(() => inRoleAssignableGroup(graph, leaver)),
    factOf(() => (mailboxWithin > 0 ? within(mailboxWithin, mailbox(leaver)) : Promise.reject(tooLate()))),
    factOf(() => namesakesOf(graph, leaver, reading, namedBefore)),
    roles.then((held) => lastAdministrator(graph, leaver, held, alsoLeaving)),
    factOf(() => isInGroup(graph, leaver, protectedGroup)),
    ownsBot(graph, leaver, appId, log),
  ])
  const [manager, held, roleAssignableGroup, found, namesakes, lastGlobalAdministrator, inProtectedGroup, owns] = facts
  return {
    ...accountOf(user),
    cloudPasswordForSynced,
    manager: manager.known ? known(manager.value?.name ?? null) : manager,
    ...(manager.known && manager.value ? { managerId: manager.value.id } : {}),
    roles: held,
    roleAssignableGroup,
    mailbox: found.known ? known(found.value.apps) : found,
    moreEmail: found.known ? known(found.value.more) : found,
    namesakes,
    inProtectedGroup,
    ownsBot: owns,
    lastGlobalAdministrator,
  }
}

/** What the account itself tells. */
function accountOf(user: User) {
  const guest = isGuest(user)
  return {
    id: user.id,
    displayName: nameOf(user),
    userPrincipalName: user.userPrincipalName ?? '',
    givenName: user.givenName,
    surname: user.surname,
    mail: user.mail,
    jobTitle: user.jobTitle,
    department: user.department,
    accountEnabled: user.accountEnabled,
    guest,
    synced: user.onPremisesSyncEnabled === true,
    federated: !guest && user.identities.some((one) => one.signInType === 'federated'),
    createdAt: user.createdDateTime,
    passwordChangedAt: user.lastPasswordChangeDateTime,
    sessionsValidFrom: user.signInSessionsValidFromDateTime,
    restricted: user.isManagementRestricted === true,
  }
}

/** Most people have one manager, some none, which is a 404 with one of several codes. */
async function managerOf(graph: Graph, id: string): Promise<{ id: string; name: string } | null> {
  const read = {
    route: '/users/{id}/manager',
    path: `/users/${id}/manager`,
    query: { $select: 'id,displayName,mail' },
  }
  try {
    const { value } = await graph.get(read, userAnswer)
    return { id: value.id, name: nameOf(value) }
  } catch (error) {
    if (error instanceof Failure && error.note.status === 404) return null
    throw error
  }
}

/** Under the name that is known while the user is still being read; a name that has changed since is asked for anew. */
async function namesakesOf(graph: Graph, id: string, reading: Promise<User>, namedBefore?: string): Promise<number> {
  const early = namedBefore === undefined ? null : factOf(() => othersNamed(graph, id, namedBefore))
  const { displayName } = await reading
  if (displayName === null) return 0
  const counted = displayName === namedBefore ? await early : null
  return counted?.known ? counted.value : othersNamed(graph, id, displayName)
}

async function othersNamed(graph: Graph, id: string, displayName: string): Promise<number> {
  const query = { $filter: `displayName eq ${quoted(displayName)}`, $select: 'id,displayName' }
  const users = await graph.list({ route: '/users', path: '/users', query }, userAnswer)
  const name = displayName.toLowerCase()
  return users.filter((one) => one.id !== id && one.displayName?.toLowerCase() === name).length
}

/** Asked only of people who hold the role, or may: for everybody else the answer is no. */
async function lastAdministrator(
  graph: Graph,
  id: string,
  roles: Fact<readonly Role[]>,
  alsoLeaving?: ReadonlySet<string>,
): Promise<Fact<boolean>> {
  const holds = roles.known && roles.value.some((role) => role.id === globalAdministrator)
  return holds || !roles.known ? factOf(() => isLastGlobalAdministrator(graph, id, holds, alsoLeaving)) : known(false)
}

async function within<T>(milliseconds: number, reading: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(tooLate()), milliseconds)
  try {
    return await Promise.race([reading, late])
  } finally {
    clearTimeout(timer)
  }
}

const tooLate = () => new Failure('unreachable', 'no answer in the time there was')
