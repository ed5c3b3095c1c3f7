import type { z } from 'zod'
import { Failure } from '../errors.ts'
import type { Doer, SignIn, SignIns } from '../offboarding/checks.ts'
import { isInterrupt } from '../offboarding/interrupts.ts'
import { type DirectoryAudit, directoryAuditAnswer, signInAnswer } from './answers.ts'
import type { Graph } from './graph.ts'
import { objectId, quoted } from './object-id.ts'

/** The logs take 5 requests in 10 seconds, so two pages have to do, and one more for those that succeeded. */
const pageSize = 250
const mostPages = 2
const mostKept = 20

/**
 * Attempts to sign in since a moment, newest first; interactive ones, which is what v1.0 has. Needs AuditLog.Read.All and
 * a tenant with Microsoft Entra ID P1; the log runs minutes behind. https://learn.microsoft.com/graph/api/signin-list
 * @param since ISO 8601
 */
export async function readSignIns(graph: Graph, id: string, since: string): Promise<SignIns> {
  const $filter = `userId eq ${quoted(objectId(id))} and createdDateTime ge ${toSeconds(since)}`
  try {
    const { rows, more } = await graph.some(readOf($filter), signInAnswer, mostPages)
    const attempts = rows.flatMap(attemptIn)
    const all = more ? await readSuccesses(graph, $filter) : null
    const successful = all ?? attempts.filter(({ code }) => code === 0)
    const interrupted = attempts.filter(({ code }) => isInterrupt(code))
    const refused = attempts.filter(({ code }) => code !== 0 && !isInterrupt(code))
    const counts = { refused: refused.length, interrupted: interrupted.length, successful: successful.length, more }
    const kept = [...successful, ...interrupted, ...refused].slice(0, mostKept)
    return { known: true, since, ...counts, ...(all && { everySuccess: true }), kept }
  } catch (error) {
    // Passing trouble is the caller's to wait for; a refusal is an answer, and says what cannot be seen.
    if (error instanceof Failure && (error.kind === 'refused' || error.about === 'licence')) {
      return { known: false, failure: error.note }
    }
    throw error
  }
}

const route = '/auditLogs/signIns'
const readOf = ($filter: string) => ({ route, path: route, query: { $filter, $top: String(pageSize) } })

/**
 * Under many refused attempts, as when somebody tries passwords, one that succeeded would not be among the newest.
 * @returns `null` where Graph does not take that filter
 */
async function readSuccesses(graph: Graph, $filter: string): Promise<SignIn[] | null> {
  try {
    return (await graph.first(readOf(`${$filter} and status/errorCode eq 0`), signInAnswer)).flatMap(attemptIn)
  } catch (error) {
    if (error instanceof Failure && error.note.status === 400) return null
    throw error
  }
}

function attemptIn(row: z.output<typeof signInAnswer>): SignIn[] {
  if (row.createdDateTime === null || row.status === null) return []
  const { city = null, countryOrRegion = null } = row.location ?? {}
  const place = [city, countryOrRegion].filter((part) => part).join(', ')
  return [{ at: row.createdDateTime, app: row.appDisplayName, place: place || null, code: row.status }]
}

/** A change to somebody as the directory's audit log has it: when (ISO 8601), what, and by whom. */
export type DirectoryChange = { readonly at: string; readonly what: string; readonly by: Doer | null }

/**
 * What was changed of somebody since a moment, newest first, at most the newest fifty. What Exchange changes is not among
 * it. Needs AuditLog.Read.All. https://learn.microsoft.com/graph/api/directoryaudit-list
 * @param since ISO 8601
 */
export async function readChanges(graph: Graph, id: string, since: string): Promise<DirectoryChange[]> {
  const route = '/auditLogs/directoryAudits'
  const target = `targetResources/any(t:t/id eq ${quoted(objectId(id))})`
  const $filter = `activityDateTime ge ${toSeconds(since)} and ${target}`
  const rows = await graph.first({ route, path: route, query: { $filter, $top: '50' } }, directoryAuditAnswer)
  return rows.flatMap((row) => {
    const { activityDateTime: at, activityDisplayName: what, result } = row
    return at === null || what === null || result === 'failure' ? [] : [{ at, what, by: doerIn(row) }]
  })
}

function doerIn({ initiatedBy }: DirectoryAudit): Doer | null {
  const person = initiatedBy?.user?.displayName ?? initiatedBy?.user?.userPrincipalName
  if (person) return { kind: 'person', name: person }
  const app = initiatedBy?.app?.displayName
  return app ? { kind: 'app', name: app } : null
}

/** The filter takes whole seconds for sure. */
const toSeconds = (time: string): string => `${new Date(time).toISOString().slice(0, 19)}Z`
