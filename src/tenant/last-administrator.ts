import type { z } from 'zod'
import { Failure } from '../errors.ts'
import { globalAdministrator } from '../offboarding/policy.ts'
import { type Assignment, assignmentAnswer, memberAnswer } from './answers.ts'
import type { Graph } from './graph.ts'
import { quoted } from './object-id.ts'
import { readUser } from './people.ts'

type Member = z.output<typeof memberAnswer>

/** So many accounts are read one by one before it is given up. */
const mostReads = 25

/**
 * Would no enabled Global Administrator be left without this person? Entra does not prevent that. Active, tenant-wide
 * assignments count, direct and through groups; service principals do not. Throws a `Failure` when it cannot be told.
 * https://learn.microsoft.com/graph/api/rbacapplication-list-roleassignments
 * @param holds whether their roles say that they hold it; where those are unknown, the assignments tell
 * @param alsoLeaving who leaves together with them, and so will not be left either
 */
export async function isLastGlobalAdministrator(
  graph: Graph,
  leaver: string,
  holds: boolean,
  alsoLeaving: ReadonlySet<string> = new Set(),
): Promise<boolean> {
  const path = '/roleManagement/directory/roleAssignments'
  const query = { $filter: `roleDefinitionId eq ${quoted(globalAdministrator)}`, $expand: 'principal' }
  const rows = await graph.list({ route: path, path, query }, assignmentAnswer)
  const principals = rows.filter(counts).map(principalOf)
  const isEnabled = enabledIn(graph)
  let isHolder = holds
  const isOther = async (member: Member) => {
    if (member.id !== leaver) return alsoLeaving.has(member.id) ? false : isEnabled(member)
    isHolder = true
    return false
  }
  for (const principal of principals.filter((one) => !isGroup(one))) if (await isOther(principal)) return false
  for (const { id } of principals.filter(isGroup)) {
    const route = '/groups/{id}/transitiveMembers'
    const read = { route, path: route.replace('{id}', id), query: { $select: 'id,accountEnabled' } }
    for (const member of await graph.list(read, memberAnswer)) if (await isOther(member)) return false
  }
  return isHolder
}

const counts = (row: Assignment): boolean =>
  row.roleDefinitionId === globalAdministrator && row.directoryScopeId === '/'

function principalOf(row: Assignment): Member {
  const id = row.principalId ?? row.principal?.id
  if (!id) throw new Failure('unexpected', 'a role assignment came without its principal')
  return {
    id,
    '@odata.type': row.principal?.['@odata.type'] ?? null,
    accountEnabled: row.principal?.accountEnabled ?? null,
  }
}

const isGroup = (member: Member): boolean => member['@odata.type'] === '#microsoft.graph.group'

/** Reads whether an account is enabled where the list does not say, each account once. */
function enabledIn(graph: Graph): (member: Member) => Promise<boolean> {
  const asked = new Set<string>()
  return async (member) => {
    const type = member['@odata.type'] ?? '#microsoft.graph.user'
    if (type !== '#microsoft.graph.user') return false
    if (member.accountEnabled !== null) return member.accountEnabled
    if (asked.has(member.id)) return false
    if (asked.size >= mostReads) throw new Failure('unexpected', 'more administrators than are read one by one')
    asked.add(member.id)
    const user = await readUser(graph, member.id, 'id,accountEnabled').catch((error: unknown) => {
      if (error instanceof Failure && error.kind === 'missing') return null
      throw error
    })
    return user?.accountEnabled === true
  }
}
