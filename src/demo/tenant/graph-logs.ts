import { guidFor } from './company.ts'
import { badRequest, type Call, notPremium, type Route } from './graph-call.ts'
import { collectionAnswer, type Kind } from './graph-collection.ts'
import type { Entity } from './graph-filter.ts'
import type { Write } from './state.ts'

const kind: Kind = {
  context: 'auditLogs/directoryAudits',
  properties: [],
  defaults: null,
  filterable: ['activityDateTime', 'activityDisplayName', 'category', 'targetResources', 'createdDateTime', 'userId'],
  searchable: [],
  directory: false,
}

const options = ['$filter', '$top', '$orderby']

/** Logs, newest first. Both ask for a premium tenant here; in Microsoft's only the sign-ins always do. */
export const logRoutes: readonly Route[] = [
  {
    method: 'GET',
    template: '/auditLogs/signIns',
    options,
    permissions: ['AuditLog.Read.All'],
    answer(call) {
      checkPremium(call)
      return collectionAnswer(call, { ...kind, context: 'auditLogs/signIns' }, [])
    },
  },
  {
    method: 'GET',
    template: '/auditLogs/directoryAudits',
    options,
    permissions: ['AuditLog.Read.All', 'Directory.Read.All'],
    answer(call) {
      checkPremium(call)
      const writes = call.world.recorder.writes.filter((write) => write.kind !== 'email').toReversed()
      return collectionAnswer(
        call,
        kind,
        writes.map((write) => auditEntity(call, write)),
      )
    },
  },
]

function checkPremium(call: Call): void {
  if (!call.world.company.premium) throw notPremium()
  if (Number(call.request.query.get('$top') ?? 1) > 1000) throw badRequest('Invalid page size.')
}

function auditEntity(call: Call, write: Write): Entity {
  const user = call.world.directory.find(write.id)
  return {
    id: guidFor(`audit ${write.requestId} ${write.kind}`),
    activityDateTime: write.at,
    activityDisplayName: activityOf(write),
    category: 'UserManagement',
    correlationId: write.requestId,
    loggedByService: 'Core Directory',
    operationType: 'Update',
    result: 'success',
    resultReason: '',
    additionalDetails: [],
    initiatedBy: { app: { displayName: 'Offboard', appId: call.claims.appid }, user: null },
    targetResources: [
      {
        id: write.id,
        displayName: user?.displayName ?? null,
        type: 'User',
        userPrincipalName: user?.userPrincipalName ?? null,
        modifiedProperties: [],
      },
    ],
  }
}

function activityOf(write: Write): string {
  if (write.kind === 'password') return 'Reset user password'
  if (write.kind === 'sessions') return 'Update StsRefreshTokenValidFrom Timestamp'
  return write.detail.accountEnabled === false ? 'Disable account' : 'Enable account'
}
