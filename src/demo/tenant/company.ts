import { createHash } from 'node:crypto'
import { z } from 'zod'
import roleMatrix from '../../offboarding/role-matrix.json' with { type: 'json' }
import contoso from './company.json' with { type: 'json' }
import { type Mailbox, mailboxSwitches } from './mailbox.ts'

/** The tenant of the demo. A made-up id, so that nothing in the demo can be mistaken for somebody's tenant. */
export const demoTenantId = '5e1f0c7a-3b52-4d6e-9a41-7c0d2b9f8e10'

const text = z.string().nullable().default(null)
const switchable = z.boolean().nullable()

/** What Graph serves of a user, by Graph's names; the rest of what it knows is null in this company. */
const graphUser = z.object({
  id: z.guid(),
  displayName: z.string(),
  userPrincipalName: z.string(),
  givenName: z.string().nullable().optional(),
  surname: z.string().nullable().optional(),
  mail: z.string().nullable().optional(),
  mailNickname: z.string().optional(),
  jobTitle: text,
  department: text,
  companyName: text,
  officeLocation: text,
  mobilePhone: text,
  preferredLanguage: text,
  usageLocation: text,
  employeeId: text,
  businessPhones: z.array(z.string()).default([]),
  otherMails: z.array(z.string()).default([]),
  proxyAddresses: z.array(z.string()).default([]),
  accountEnabled: z.boolean().default(true),
  userType: z.enum(['Member', 'Guest']).default('Member'),
  creationType: text,
  externalUserState: text,
  createdDateTime: z.string().default('2021-02-01T09:00:00Z'),
  lastPasswordChangeDateTime: z.string().default('2025-01-13T08:00:00Z'),
  signInSessionsValidFromDateTime: z.string().default('2025-01-13T08:00:00Z'),
  onPremisesSyncEnabled: switchable.default(null),
  onPremisesDomainName: text,
  onPremisesImmutableId: text,
  isManagementRestricted: switchable.default(null),
  isResourceAccount: switchable.default(null),
  identities: z
    .array(z.object({ signInType: z.string(), issuer: z.string(), issuerAssignedId: z.string().nullable() }))
    .default([]),
  assignedLicenses: z.array(z.object({ disabledPlans: z.array(z.string()), skuId: z.string() })).default([]),
  assignedPlans: z
    .array(
      z.object({
        assignedDateTime: z.string(),
        capabilityStatus: z.string(),
        service: z.string(),
        servicePlanId: z.string(),
      }),
    )
    .default([]),
})

/** The properties that Graph's user has here, in order. */
export const userProperties: readonly string[] = Object.keys(graphUser.shape)

const mailbox: z.ZodType<Mailbox> = z.object({
  ActiveSyncEnabled: switchable,
  OWAEnabled: switchable,
  MAPIEnabled: switchable,
  EwsEnabled: switchable,
  PopEnabled: switchable,
  ImapEnabled: switchable,
  OutlookMobileEnabled: switchable,
  MacOutlookEnabled: switchable,
  OneWinNativeOutlookEnabled: switchable,
  UniversalOutlookEnabled: switchable,
  OWAforDevicesEnabled: switchable,
  SmtpClientAuthenticationDisabled: switchable,
})

const device = z.object({
  displayName: z.string(),
  operatingSystem: z.string(),
  accountEnabled: z.boolean().default(true),
  approximateLastSignInDateTime: z.string(),
})

const person = graphUser
  .extend({
    manager: z.guid().nullable().default(null),
    aliases: z.array(z.string()).default([]),
    /** Registered in Entra ID. */
    devices: z.array(device).default([]),
    /** `null` for somebody without an Exchange Online mailbox. */
    mailbox: mailbox.nullable().default({ ...mailboxSwitches }),
  })
  .transform(({ aliases, ...user }) => {
    const [first, ...others] = user.displayName.split(' ')
    const mail = user.mail === undefined ? user.userPrincipalName : user.mail
    const ownName = {
      signInType: 'userPrincipalName',
      issuer: 'contoso.onmicrosoft.com',
      issuerAssignedId: user.userPrincipalName,
    }
    return {
      ...user,
      identities: user.identities.length > 0 ? user.identities : [ownName],
      givenName: user.givenName ?? first ?? null,
      surname: user.surname ?? (others.join(' ') || null),
      mail,
      mailNickname: user.mailNickname ?? user.userPrincipalName.split('@')[0] ?? '',
      proxyAddresses: [...(mail === null ? [] : [`SMTP:${mail}`]), ...aliases.map((alias) => `smtp:${alias}`)],
      assignedPlans: user.mailbox === null ? [] : [exchangePlan],
    }
  })

/** Exchange Online (Plan 2), by the service plan id that is the same in every tenant. */
const exchangePlan = {
  assignedDateTime: '2021-02-01T09:00:00Z',
  capabilityStatus: 'Enabled',
  service: 'exchange',
  servicePlanId: 'efb87545-963c-4e0d-99df-69c6916d9eb0',
}

const group = z.object({
  id: z.guid(),
  displayName: z.string(),
  description: text,
  isAssignableToRole: switchable.default(null),
  mail: text,
  mailEnabled: z.boolean().default(false),
  securityEnabled: z.boolean().default(true),
  groupTypes: z.array(z.string()).default([]),
  onPremisesSyncEnabled: switchable.default(null),
  visibility: text,
  createdDateTime: z.string().default('2021-02-01T09:00:00Z'),
  members: z.array(z.guid()),
})

const roleNames = z.enum(Object.keys(roleMatrix.roleTemplateIds) as [RoleName, ...RoleName[]])
const assignment = z.object({ principalId: z.guid(), role: roleNames, directoryScopeId: z.string().default('/') })

const companySchema = z.object({
  domain: z.string(),
  /** Domains whose people sign in at another identity provider. */
  federatedDomains: z.array(z.string()),
  /** Entra ID P2: sign-in logs and eligible roles can be read. */
  premium: z.boolean(),
  /** What becomes of a cloud password or block for somebody mastered by an on-premises directory; sources disagree. */
  onPremisesWrites: z.enum(['refused', 'accepted']),
  /** Parameters of Set-CASMailbox that the bot's role leaves out. */
  withheldParameters: z.array(z.string()).default([]),
  /** Whether SMTP AUTH can be set back to what the organisation says; no page tells. */
  takesNull: z.boolean().default(true),
  /** How many minutes the log of sign-ins runs behind. */
  signInsBehind: z.number().default(0),
  /** Whether sign-ins can be filtered by how they ended. */
  filtersByStatus: z.boolean().default(true),
  users: z.array(person),
  groups: z.array(group),
  roleAssignments: z.array(assignment),
  roleEligibilities: z.array(assignment),
  /** Who can be played in the local chat. */
  chat: z.array(
    z.object({ id: z.guid(), role: z.enum(['approver', 'requester', 'helpdesk', 'outsider']), label: z.string() }),
  ),
})

export type RoleName = keyof typeof roleMatrix.roleTemplateIds
export type Company = z.output<typeof companySchema>
export type User = Company['users'][number]
export type Group = Company['groups'][number]
export type RoleAssignment = Company['roleAssignments'][number]

/** A company of its own for each tenant, so that what is changed in one is not changed in another. */
export const newCompany = (): Company => companySchema.parse(contoso)

/** Somebody, by what is special of them; the rest is as with everybody. */
export const userOf = (special: z.input<typeof person>): User => person.parse(special)

/** Who can be played in the local chat: directory object id, name, user principal name, part, and directory role. */
export const people = newCompany().chat.map(({ id, role, label }) => {
  const user = newCompany().users.find((one) => one.id === id)
  if (user === undefined) throw new Error(`company.json has no user ${id}`)
  return { id, name: user.displayName, upn: user.userPrincipalName, role, label }
})

export const roleId = (name: RoleName): string => roleMatrix.roleTemplateIds[name]

/** A GUID that is the same every time for the same text, for objects that the company does not list by id. */
export function guidFor(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
