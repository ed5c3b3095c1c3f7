import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { Failure } from '../errors.ts'
import { assignmentAnswer, directoryAuditAnswer, memberAnswer, userAnswer } from '../tenant/answers.ts'
import type { Graph } from '../tenant/graph.ts'
import { quoted } from '../tenant/object-id.ts'

/** What a harmless read said about a permission. */
export type ReadResult =
  | { readonly kind: 'worked' }
  | { readonly kind: 'refused' }
  /** Neither: no licence, no answer, or something else. */
  | { readonly kind: 'unclear'; readonly why: string; readonly fix: string }

export type Asking = { readonly graph: Graph; readonly appId: string; readonly protectedGroup: string | null }

/** A read for each permission that only reads. Those that write have none: nobody is changed to try them. */
const reads: Readonly<Record<string, (asking: Asking) => Promise<unknown>>> = {
  async 'User.Read.All'({ graph }) {
    const query = { $top: '1', $select: 'id,accountEnabled' }
    const [user] = await graph.first({ route: '/users', path: '/users', query }, userAnswer)
    // User.ReadBasic.All lists people too, but leaves this out.
    if (user && user.accountEnabled === null) throw new Failure('refused', 'the account state is left out')
  },
  'RoleManagement.Read.Directory': ({ graph }) => assignments(graph, 'roleAssignments'),
  'RoleEligibilitySchedule.Read.Directory': ({ graph }) => assignments(graph, 'roleEligibilityScheduleInstances'),
  async 'GroupMember.Read.All'({ graph, protectedGroup }) {
    const route = '/groups/{id}/transitiveMembers'
    const read = { route, path: route.replace('{id}', protectedGroup ?? randomUUID()), query: { $select: 'id' } }
    try {
      await graph.first(read, memberAnswer)
    } catch (error) {
      // A group that does not exist is "missing" to whoever may read groups, and "refused" to others.
      if (!(error instanceof Failure && error.kind === 'missing' && protectedGroup === null)) throw error
    }
  },
  async 'AuditLog.Read.All'({ graph }) {
    const route = '/auditLogs/directoryAudits'
    await graph.first({ route, path: route, query: { $top: '1' } }, directoryAuditAnswer)
  },
  'Application.Read.All': ({ graph, appId }) => {
    const route = "/servicePrincipals(appId='{appId}')/owners"
    const read = { route, path: route.replace('{appId}', appId), query: { $select: 'id' } }
    return graph.first(read, z.object({ id: z.string() }))
  },
}

/** The assignments of nobody: an answer without a row, of the shape that is relied on. */
function assignments(graph: Graph, collection: string) {
  const path = `/roleManagement/directory/${collection}`
  return graph.first(
    { route: path, path, query: { $filter: `principalId eq ${quoted(randomUUID())}` } },
    assignmentAnswer,
  )
}

/** Tries the permission by a read. @returns `null` for a permission that has none */
export async function readWith(permission: string, asking: Asking): Promise<ReadResult | null> {
  const read = reads[permission]
  if (!read) return null
  try {
    await read(asking)
    return { kind: 'worked' }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return resultOf(error, permission)
  }
}

function resultOf(error: Failure, permission: string): ReadResult {
  const unclear = (why: string, fix: string): ReadResult => ({ kind: 'unclear', why, fix })
  if (error.about === 'licence')
    return unclear('this tenant has no licence for it', 'Nothing: the bot goes on without.')
  if (error.kind === 'refused' || error.note.status === 403) return { kind: 'refused' }
  if (error.note.status === 401)
    return unclear('Graph refused the token', 'Check that TENANT_ID, CLOUD and GRAPH_URL belong together.')
  if (error.kind === 'missing' && permission === 'GroupMember.Read.All')
    return unclear('there is no such group', 'Set PROTECTED_GROUP to the object id of a group, or unset it.')
  return unclear(error.message, 'Check GRAPH_URL and the network, then validate again.')
}
