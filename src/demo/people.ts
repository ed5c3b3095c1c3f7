import { z } from 'zod'
import type { ChatPerson } from './chat/chat.ts'

/** The roles whose holders the demo looks for, with what a person switch calls them. */
const wanted = [
  { id: '62e90394-69f5-4237-9190-012177145e10', label: 'Global Administrator' },
  { id: 'fe930be7-5e62-47db-91af-98c3a49a38b1', label: 'User Administrator' },
  { id: '29232cdf-9323-42fd-ade2-1d097af3e4de', label: 'Exchange Administrator' },
  { id: '729827e3-9c14-49f7-bb1b-9608f156bbb8', label: 'Helpdesk Administrator' },
] as const

const userShape = z.looseObject({ id: z.string(), displayName: z.string().nullish(), userPrincipalName: z.string() })
const assignmentsShape = z.looseObject({
  value: z.array(z.looseObject({ principalId: z.string().nullish(), principal: z.unknown() })),
})
const usersShape = z.looseObject({ value: z.array(userShape) })

const maxHolders = 2
const maxOthers = 2

/**
 * Who can sit at the chat page: the first holders of each role in the tenant, so that every part can be played, and two
 * people without one. Works on any server that speaks Graph's protocol.
 */
export async function peopleOf(graphUrl: string, token: string): Promise<ChatPerson[]> {
  const root = `${graphUrl.replace(/\/(v1\.0)?\/?$/u, '')}/v1.0`
  const read = async (path: string): Promise<unknown> => {
    const response = await fetch(`${root}${path}`, { headers: { authorization: `Bearer ${token}` } })
    return response.ok ? response.json() : { value: [] }
  }
  const labels = new Map<string, string[]>()
  const found = new Map<string, z.infer<typeof userShape>>()
  for (const role of wanted) {
    const filter = encodeURIComponent(`roleDefinitionId eq '${role.id}'`)
    const answer = await read(`/roleManagement/directory/roleAssignments?$filter=${filter}&$expand=principal`)
    const holders = assignmentsShape.safeParse(answer).data?.value ?? []
    for (const { principal } of holders.slice(0, maxHolders)) {
      const user = userShape.safeParse(principal)
      if (!user.success) continue
      found.set(user.data.id, user.data)
      labels.set(user.data.id, [...(labels.get(user.data.id) ?? []), role.label])
    }
  }
  const others = usersShape.safeParse(await read('/users?$top=25&$select=id,displayName,userPrincipalName'))
  const rest = (others.data?.value ?? []).filter((user) => !found.has(user.id)).slice(0, maxOthers)
  for (const user of rest) found.set(user.id, user)
  return [...found.values()].map(({ id, displayName, userPrincipalName }) => {
    return {
      id,
      name: displayName ?? userPrincipalName,
      userPrincipalName,
      label: labels.get(id)?.join(', ') ?? 'No role',
    }
  })
}
