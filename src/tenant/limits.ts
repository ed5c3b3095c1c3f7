import { z } from 'zod'
import type { Limit } from '../records/pace.ts'
import type { Call } from './client.ts'

/** Microsoft's word for a tenant of fewer than 50 people, of up to 500, and of more. */
export type TenantSize = 'S' | 'M' | 'L'

/**
 * 3,000 writes in 150 seconds, by app and tenant, https://learn.microsoft.com/graph/throttling-limits#identity-and-access-service-limits
 * 75 at once and one every 52 ms are 2,999 in 152 s: a call may arrive two seconds after its turn. What nobody waits for
 * has five at once, so that even behind those of them that wait for their turn a person finds twenty.
 */
export const graphWrites: Limit = { name: 'graph-writes', every: 52, burst: 75, bulkBurst: 5 }

const unitsInTenSeconds: { readonly [size in TenantSize]: number } = { S: 3_500, M: 5_000, L: 8_000 }

/** Resource units in 10 seconds, by the size of the tenant: two fifths at once and a twentieth each second are 99 % in 12 s. */
export function graphUnits(size: TenantSize): Limit {
  const most = unitsInTenSeconds[size]
  return { name: 'graph-resource-units', every: 20_500 / most, burst: most * 0.4, bulkBurst: most * 0.2, share: 50 }
}

/** 5 requests in 10 seconds for the logs, by app and tenant: two at once and one every four seconds are 5 in 12 s. */
export const graphLogs: Limit = { name: 'graph-logs', every: 4_000, burst: 2, bulkBurst: 2 }

export const isLog = ({ path }: Pick<Call, 'path'>): boolean => path.startsWith('/auditLogs/')

/** Exchange documents no rate. This row holds everybody back where it asks to wait; how much goes on at once is limited by places. */
export const exchangeCalls: Limit = { name: 'exchange', every: 1, burst: 1, bulkBurst: 1 }

const inBatch = z.object({ requests: z.array(z.looseObject({ method: z.string(), url: z.string() })) })

export type Cost = { readonly units: number; readonly writes: number }

/** What a call costs. A batch costs what is in it, https://learn.microsoft.com/graph/throttling-limits */
export function costOf(call: Pick<Call, 'method' | 'path' | 'query' | 'body'>): Cost {
  if (call.path === '/$batch') {
    const costs = (inBatch.safeParse(call.body).data?.requests ?? []).map(({ method, url }) => costOfOne(method, url))
    return costs.reduce((all, one) => ({ units: all.units + one.units, writes: all.writes + one.writes }), free)
  }
  const options = Object.entries(call.query ?? {}).map(([name, value]) => `${name}=${value}`)
  return costOfOne(call.method, options.length === 0 ? call.path : `${call.path}?${options.join('&')}`)
}

const free: Cost = { units: 0, writes: 0 }

function costOfOne(method: string, url: string): Cost {
  const [path = '', options = ''] = url.split('?')
  if (/\/checkMember\w+$/.test(path)) return { units: 4, writes: 0 }
  if (/\/getMember\w+$/.test(path)) return { units: 2, writes: 0 }
  if (method !== 'GET') return { units: 1, writes: 1 }
  const top = Number(/\$top=(\d+)/.exec(options)?.[1] ?? 100)
  const less = (options.includes('$select=') ? 1 : 0) + (top < 20 ? 1 : 0)
  return { units: Math.max(1, readCost(path) + (options.includes('$expand=') ? 1 : 0) - less), writes: 0 }
}

function readCost(path: string): number {
  if (/^\/groups\/[^/]+\/transitiveMembers/.test(path)) return 5
  if (/^\/users(\/?$|\/[^/]+\/(memberOf|transitiveMemberOf|ownedObjects))/.test(path)) return 2
  return 1
}
