import { randomUUID } from 'node:crypto'
import { type Company, guidFor, people, type User } from '../src/demo/tenant/company.ts'

const like = 'Jane Doe'

/** Somebody like Jane whom nothing has happened to, whose name nobody else has. */
export function newLeaver({ company }: { readonly company: Company }): User {
  const template = company.users.find(({ displayName }) => displayName === like)
  if (!template) throw new Error(`the simulated company has no ${like}`)
  const id = randomUUID()
  const first = `Jane${id.slice(0, 8)}`
  const userPrincipalName = `${first.toLowerCase()}@contoso.com`
  const user: User = {
    ...structuredClone(template),
    ...{ id, displayName: `${first} Doe`, givenName: first, userPrincipalName, mail: userPrincipalName },
    ...{ mailNickname: first.toLowerCase(), proxyAddresses: [`SMTP:${userPrincipalName}`] },
  }
  company.users.push(user)
  return user
}

const approverLike = 'Rob Hale'

/** Somebody like Rob, who may ask and approve, for each client: nobody has two chats of their own with a bot. */
export function newApprovers({ company }: { readonly company: Company }, count: number): void {
  const template = company.users.find(({ displayName }) => displayName === approverLike)
  if (!template) throw new Error(`the simulated company has no ${approverLike}`)
  const roles = company.roleAssignments.filter(({ principalId }) => principalId === template.id)
  for (let client = 0; client < count; client++) {
    const { id, name } = approverIn(`a:client-${client}`)
    const userPrincipalName = `approver.${client}@contoso.com`
    company.users.push({
      ...structuredClone(template),
      ...{ id, displayName: name, userPrincipalName, mail: userPrincipalName, proxyAddresses: [] },
    })
    company.roleAssignments.push(...roles.map((role) => ({ ...role, principalId: id })))
  }
}

/** Whose chat it is: the client's whose number its name ends with, or Rob's. */
export function approverIn(chat: string): { id: string; name: string } {
  const client = /client-(\d+)$/.exec(chat)?.[1]
  if (client !== undefined) return { id: guidFor(`approver ${client}`), name: `Approver ${client}` }
  const found = people.find(({ name }) => name === approverLike)
  if (!found) throw new Error(`the simulated company has no ${approverLike}`)
  return { id: found.id, name: found.name }
}
