import { guidFor, type User } from './company.ts'
import { type Call, holds, type Route } from './graph-call.ts'
import { userOf } from './graph-users.ts'
import type { Answer } from './world.ts'

const devicesToo = ['Device.Read.All', 'Device.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All']
const usersOnly = ['User.Read.All', 'User.ReadWrite.All']

/**
 * https://learn.microsoft.com/graph/api/user-list-registereddevices. For apps that page has said different things over
 * the years; here they may, and without a permission for devices they get ids only, as that page says of such members.
 */
export const deviceRoutes: readonly Route[] = [
  {
    method: 'GET',
    template: '/users/{id}/registeredDevices',
    options: ['$select', '$top'],
    permissions: [...devicesToo, ...usersOnly],
    answer: devices,
  },
]

function devices(call: Call): Answer {
  const user = userOf(call)
  const isLimited = !holds(call, ...devicesToo)
  const value = user.devices.map((device, index) => shownAs(user, device, index, isLimited))
  return { status: 200, body: { '@odata.context': `${call.world.origin()}/v1.0/$metadata#directoryObjects`, value } }
}

function shownAs(user: User, device: User['devices'][number], index: number, isLimited: boolean) {
  const { displayName, operatingSystem, accountEnabled, approximateLastSignInDateTime } = device
  return {
    '@odata.type': '#microsoft.graph.device',
    id: guidFor(`device ${index} of ${user.id}`),
    displayName: isLimited ? null : displayName,
    operatingSystem: isLimited ? null : operatingSystem,
    accountEnabled: isLimited ? null : accountEnabled,
    approximateLastSignInDateTime: isLimited ? null : approximateLastSignInDateTime,
  }
}
