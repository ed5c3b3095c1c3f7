import type { Logger } from 'pino'
import { Failure } from '../errors.ts'
import { idsAnswer, memberAnswer } from './answers.ts'
import type { Graph } from './graph.ts'
import { objectId } from './object-id.ts'

/**
 * Is somebody in this group, also through other groups? Throws a `Failure` when that cannot be told. With
 * GroupMember.Read.All or more. https://learn.microsoft.com/graph/api/directoryobject-checkmembergroups
 * @param group object id; `null` where no group is protected, which nobody has to be asked about
 */
export async function isInGroup(graph: Graph, id: string, group: string | null): Promise<boolean> {
  if (group === null) return false
  const wanted = objectId(group)
  const route = '/users/{id}/checkMemberGroups'
  const question = { route, path: route.replace('{id}', id), body: { groupIds: [wanted] } }
  return (await graph.ask(question, idsAnswer)).value.includes(wanted)
}

/**
 * Does somebody own the bot's service principal, as far as that can be read? It takes Application.Read.All, which the
 * bot does not ask for: without it nobody is known to be an owner, and nothing else is lost. Production only, because
 * this call is outside the part of Graph's description that the client is held to in tests.
 * https://learn.microsoft.com/graph/api/serviceprincipal-list-owners
 * @param appId the bot's application (client) id; `null` where the bot has no identity of its own
 */
export async function ownsBot(graph: Graph, id: string, appId: string | null, log: Logger): Promise<boolean> {
  if (appId === null) return false
  const route = "/servicePrincipals(appId='{appId}')/owners"
  const read = { route, path: route.replace('{appId}', objectId(appId)), query: { $select: 'id' } }
  try {
    return (await graph.list(read, memberAnswer)).some((owner) => owner.id === id)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    if (!isRefusal(error)) log.warn({ failure: error.note }, 'who owns the bot could not be read')
    return false
  }
}

const isRefusal = (failure: Failure): boolean => [400, 403, 404].includes(failure.note.status ?? 0)
