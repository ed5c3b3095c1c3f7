import { setTimeout } from 'node:timers/promises'
import type { TokenCredential } from '@azure/identity'
import { z } from 'zod'
import { type Device, type Devices, type Fact, type Facts, unknown } from '../offboarding/facts.ts'
import { deviceAnswer } from './answers.ts'
import type { Graph } from './graph.ts'
import { objectId } from './object-id.ts'
import { factOf } from './people.ts'

/** Any of these application permissions shows names of devices. */
const anyOf = ['Device.Read.All', 'Device.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All']
const mostNamed = 10
/** How much longer than everything else they may take, in milliseconds: asked at the same moment, they may be told last. */
const atMostLater = 50

/**
 * The devices registered for somebody, `GET /users/{id}/registeredDevices`. Its page has listed application permissions
 * and has called it unsupported for apps (https://learn.microsoft.com/graph/api/user-list-registereddevices); so they
 * are a fact that may be unknown, and nothing depends on it. Not asked for without a permission, so that nothing is
 * refused with every review.
 */
export function devicesReader(credential: TokenCredential, scope: string) {
  return async (graph: Graph, id: string): Promise<Fact<Devices>> => {
    const roles = await rolesOf(credential, scope)
    if (roles !== null && !roles.some((role) => anyOf.includes(role))) return unknown('refused')
    return factOf(() => devicesOf(graph, id))
  }
}

/**
 * Adds the devices if they are there about when everything else is: nobody waits for them.
 * @throws what reading the facts throws
 */
export async function withDevices(reading: Promise<Facts>, devices: Promise<Fact<Devices>>): Promise<Facts> {
  const late = reading.then(() => setTimeout(atMostLater, unknown<Devices>('unreachable'), { ref: false }))
  const [facts, found] = await Promise.all([reading, Promise.race([devices, late])])
  return { ...facts, devices: found }
}

async function devicesOf(graph: Graph, id: string): Promise<Devices> {
  const route = '/users/{id}/registeredDevices'
  const rows = await graph.list({ route, path: `/users/${objectId(id)}/registeredDevices` }, deviceAnswer)
  const newestFirst = rows.toSorted((a, b) => lastUse(b) - lastUse(a))
  const named = newestFirst.flatMap(({ displayName, operatingSystem }): Device[] =>
    displayName === null ? [] : [{ name: displayName, system: operatingSystem }],
  )
  return { count: rows.length, latest: named.slice(0, mostNamed) }
}

const lastUse = ({ approximateLastSignInDateTime: at }: z.output<typeof deviceAnswer>): number =>
  at === null ? 0 : Date.parse(at)

const payload = z.object({ roles: z.array(z.string()) })

/** What the token says the app may, a hint: `null` where it says nothing that can be read. */
async function rolesOf(credential: TokenCredential, scope: string): Promise<readonly string[] | null> {
  try {
    const part = (await credential.getToken(scope))?.token.split('.')[1] ?? ''
    return payload.parse(JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))).roles
  } catch {
    // The read itself meets the same trouble, and tells it.
    return null
  }
}
