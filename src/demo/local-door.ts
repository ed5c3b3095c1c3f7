import { Adapter, DoorAuthentication } from '../bot/adapter.ts'
import { ChannelCredentials } from '../bot/credentials.ts'
import { clouds } from '../clouds.ts'

/**
 * The way in for the chat on this machine. It asks nobody who they are, so it belongs to the demo alone: production has
 * `bot/door.ts`, and nothing of `demo/` may be imported there. The rules for activities are the same, but for where a
 * chat may live: on this machine.
 */
export function openLocalDoor(options: { tenantId: string }): Adapter {
  const rules = { tenantId: options.tenantId, isAllowedServiceUrl: isLoopback }
  const cloud = clouds.public
  const credentials = new ChannelCredentials('', cloud, null)
  return new Adapter(new DoorAuthentication({ prove: async () => null, rules, cloud, credentials }))
}

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]'])

/** Plain http to this machine, on any port. */
export function isLoopback(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname, username, password } = new URL(url)
  return protocol === 'http:' && loopback.has(hostname) && username + password === ''
}
