import { randomUUID } from 'node:crypto'
import { type Company, people, type User } from '../src/demo/tenant/company.ts'

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

/** Who asks and approves: Rob, who may do both. */
export const approver = (() => {
  const found = people.find(({ name }) => name === 'Rob Hale')
  if (!found) throw new Error('the simulated company has no Rob')
  return { id: found.id, name: found.name }
})()
