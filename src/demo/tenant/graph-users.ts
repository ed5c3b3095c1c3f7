import { type User, userProperties } from './company.ts'
import { badRequest, type Call, holds, notFound, type Route } from './graph-call.ts'
import { collectionAnswer, entityAnswer, project, userDefaults, userKind } from './graph-collection.ts'
import type { Entity } from './graph-filter.ts'
import type { Answer } from './world.ts'

const readAll = ['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All']

/** All that User.ReadBasic.All lets an app see. */
const basic: readonly string[] = ['displayName', 'givenName', 'id', 'mail', 'surname', 'userPrincipalName']

export const userRoutes: readonly Route[] = [
  {
    method: 'GET',
    template: '/users',
    options: ['$search', '$filter', '$count', '$select', '$orderby', '$top'],
    permissions: [...readAll, 'User.ReadBasic.All'],
    answer: (call) => collectionAnswer(call, userKind, everyone(call)),
  },
  {
    method: 'GET',
    template: '/users/{id}',
    options: ['$select', '$expand'],
    permissions: [...readAll, 'User.ReadBasic.All'],
    answer: (call) => entityAnswer(call, userKind, userEntity(call, userOf(call)), expandedManager(call)),
  },
  {
    method: 'GET',
    template: '/users/{id}/manager',
    options: ['$select'],
    permissions: readAll,
    answer: manager,
  },
  {
    method: 'GET',
    template: '/users/{id}/photo/$value',
    options: [],
    permissions: ['ProfilePhoto.Read.All', 'User.Read.All', 'User.ReadBasic.All'],
    answer(call) {
      // Nobody in this company has a picture.
      throw notFound(`${userOf(call).id}/photo`)
    },
  },
]

/** The user that the route names, as now. Throws Graph's 404. */
export function userOf(call: Call): User {
  const id = call.parameters.id ?? ''
  const user = call.world.directory.find(id)
  if (user === undefined) throw notFound(id)
  return user
}

/** As a read shows somebody: after a write, for a while, as before. */
export function userEntity(call: Call, user: User): Entity {
  const shown: Entity = call.world.directory.shown(user)
  // Which of it is given away is for `$select` to say; a thousand copies for a list would take seconds.
  if (holds(call, ...readAll)) return shown
  return Object.fromEntries(userProperties.map((name) => [name, basic.includes(name) ? shown[name] : null]))
}

const everyone = (call: Call): Entity[] => call.world.company.users.map((user) => userEntity(call, user))

function managerOf(call: Call): User | undefined {
  const { manager: id } = userOf(call)
  return id === null ? undefined : call.world.directory.find(id)
}

function manager(call: Call): Answer {
  const found = managerOf(call)
  if (found === undefined) throw notFound('manager')
  const kind = { ...userKind, context: 'directoryObjects' }
  return entityAnswer(call, kind, { '@odata.type': '#microsoft.graph.user', ...userEntity(call, found) })
}

function expandedManager(call: Call): Entity {
  const expand = call.request.query.get('$expand')
  if (expand === null) return {}
  const select = /^manager(?:\(\$select=([\w,]+)\))?$/.exec(expand.trim())
  if (select === null) throw badRequest(`Expanding '${expand}' is not supported.`)
  const found = managerOf(call)
  if (found === undefined) return {}
  const names = select[1]?.split(',') ?? userDefaults
  return { manager: { '@odata.type': '#microsoft.graph.user', ...project(userEntity(call, found), names) } }
}
