import { guidFor } from './company.ts'
import { toSeconds } from './directory.ts'
import { badRequest, type Call, notPremium, type Route } from './graph-call.ts'
import { collectionAnswer, type Kind } from './graph-collection.ts'
import type { Entity } from './graph-filter.ts'
import type { DirectoryEvent, SignInEvent } from './happenings.ts'
import type { Write } from './state.ts'

const kind: Kind = {
  context: 'auditLogs/directoryAudits',
  properties: [],
  defaults: null,
  filterable: ['activityDateTime', 'activityDisplayName', 'category', 'targetResources'],
  searchable: [],
  directory: false,
}

const signInKind: Kind = {
  ...kind,
  context: 'auditLogs/signIns',
  filterable: ['createdDateTime', 'userId', 'appDisplayName', 'status'],
}

const options = ['$filter', '$top', '$orderby']

/** Logs, newest first. Sign-ins ask for a tenant with Entra ID P1; changes are there for everybody, for some days. */
export const logRoutes: readonly Route[] = [
  {
    method: 'GET',
    template: '/auditLogs/signIns',
    options,
    permissions: ['AuditLog.Read.All'],
    answer(call) {
      if (!call.world.company.premium) throw notPremium()
      checkTop(call)
      const { filtersByStatus, signInsBehind } = call.world.company
      const upTo = call.world.now() - signInsBehind * 60_000
      const filterable = signInKind.filterable.filter((name) => filtersByStatus || name !== 'status')
      const logged = call.world.recorder.signIns.filter(({ at }) => Date.parse(at) <= upTo)
      const attempts = logged.toReversed().map((event) => signInEntity(call, event))
      return collectionAnswer(call, { ...signInKind, filterable }, attempts)
    },
  },
  {
    method: 'GET',
    template: '/auditLogs/directoryAudits',
    options,
    permissions: ['AuditLog.Read.All', 'Directory.Read.All'],
    answer(call) {
      checkTop(call)
      const { writes, directoryEvents } = call.world.recorder
      const ours = writes.filter((write) => write.kind !== 'email').map(eventOf)
      const events = [...ours, ...directoryEvents.map((event) => ({ ...event, isOurs: false }))]
      const newestFirst = events.toSorted((one, other) => Date.parse(other.at) - Date.parse(one.at))
      return collectionAnswer(
        call,
        kind,
        newestFirst.map((event) => auditEntity(call, event)),
      )
    },
  },
]

function checkTop(call: Call): void {
  if (Number(call.request.query.get('$top') ?? 1) > 1000) throw badRequest('Invalid page size.')
}

type AuditEvent = DirectoryEvent & { readonly isOurs: boolean }

const eventOf = (write: Write): AuditEvent => {
  const { at, id, requestId } = write
  return { at, id, requestId, activity: activityOf(write), by: null, isOurs: true }
}

function auditEntity(call: Call, event: AuditEvent): Entity {
  const user = call.world.directory.find(event.id)
  return {
    id: guidFor(`audit ${event.requestId} ${event.activity}`),
    activityDateTime: event.at,
    activityDisplayName: event.activity,
    category: 'UserManagement',
    correlationId: event.requestId,
    loggedByService: 'Core Directory',
    operationType: 'Update',
    result: 'success',
    resultReason: '',
    additionalDetails: [],
    initiatedBy: initiatorOf(call, event),
    targetResources: [
      {
        id: event.id,
        displayName: user?.displayName ?? null,
        type: 'User',
        userPrincipalName: user?.userPrincipalName ?? null,
        modifiedProperties: [],
      },
    ],
  }
}

function initiatorOf(call: Call, { by, isOurs }: AuditEvent): Entity {
  if (isOurs) return { app: { displayName: 'Offboard', appId: call.claims.appid }, user: null }
  if (by === null) return { app: { displayName: 'Microsoft Azure AD Internal', appId: null }, user: null }
  return { app: null, user: { id: guidFor(`person ${by}`), displayName: by, userPrincipalName: null } }
}

function signInEntity(call: Call, event: SignInEvent): Entity {
  const user = call.world.directory.find(event.id)
  const isSuccess = event.errorCode === 0
  return {
    id: guidFor(`sign-in ${event.requestId}`),
    createdDateTime: toSeconds(Date.parse(event.at)),
    userId: event.id,
    userDisplayName: user?.displayName ?? null,
    userPrincipalName: user?.userPrincipalName ?? null,
    appDisplayName: event.app,
    appId: guidFor(`app ${event.app}`),
    ipAddress: '203.0.113.7',
    clientAppUsed: 'Browser',
    isInteractive: true,
    correlationId: event.requestId,
    location: { city: event.city, state: null, countryOrRegion: event.country, geoCoordinates: null },
    status: {
      errorCode: event.errorCode,
      failureReason: isSuccess ? 'Other.' : 'Sign-in was refused.',
      additionalDetails: null,
    },
  }
}

function activityOf(write: Write): string {
  if (write.kind === 'password') return 'Reset user password'
  if (write.kind === 'sessions') return 'Update StsRefreshTokenValidFrom Timestamp'
  return write.detail.accountEnabled === false ? 'Disable account' : 'Enable account'
}
