import { z } from 'zod'
import { Failure } from '../errors.ts'
import type { Reply } from './client.ts'

/*
 * What is relied on in Graph's answers, and no more: unknown fields are ignored, absent ones are null. Ids are compared
 * without regard to case and kept in lower case.
 */

const id = z
  .string()
  .min(1)
  .transform((value) => value.toLowerCase())
const optionalId = id.nullish().transform((value) => value ?? null)
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null)
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? null)
const time = z
  .string()
  .refine((value) => !Number.isNaN(Date.parse(value)))
  .nullish()
  .transform((value) => value ?? null)

/** https://learn.microsoft.com/graph/api/resources/user; most fields come only when `$select` names them. */
export const userAnswer = z.object({
  id,
  displayName: text,
  givenName: text,
  surname: text,
  userPrincipalName: text,
  mail: text,
  jobTitle: text,
  department: text,
  accountEnabled: flag,
  userType: text,
  onPremisesSyncEnabled: flag,
  isManagementRestricted: flag,
  createdDateTime: time,
  lastPasswordChangeDateTime: time,
  signInSessionsValidFromDateTime: time,
  proxyAddresses: z
    .array(z.string())
    .nullish()
    .transform((value) => value ?? []),
  identities: z
    .array(z.object({ signInType: text }))
    .nullish()
    .transform((value) => value ?? []),
})
export type User = z.output<typeof userAnswer>

const principal = z.object({ id: optionalId, '@odata.type': text, accountEnabled: flag })
const roleDefinition = z.object({ templateId: optionalId, displayName: text })

/** https://learn.microsoft.com/graph/api/resources/device; without a permission for devices only ids come. */
export const deviceAnswer = z.object({
  displayName: text,
  operatingSystem: text,
  approximateLastSignInDateTime: time,
})

/** A role assignment, or an eligibility, which has the same fields. */
export const assignmentAnswer = z.object({
  principalId: optionalId,
  roleDefinitionId: optionalId,
  /** `/` is the whole tenant; else an administrative unit or a single object. */
  directoryScopeId: text,
  roleDefinition: roleDefinition.nullish().transform((value) => value ?? null),
  principal: principal.nullish().transform((value) => value ?? null),
})
export type Assignment = z.output<typeof assignmentAnswer>

/** A directory role somebody is a member of. Without the permission to read roles only its id comes. */
export const directoryRoleAnswer = z.object({ displayName: text, roleTemplateId: optionalId })
export const groupAnswer = z.object({ isAssignableToRole: flag })
export const memberAnswer = z.object({ id, '@odata.type': text, accountEnabled: flag })

const initiator = z
  .object({ displayName: text, userPrincipalName: text })
  .nullish()
  .transform((value) => value ?? null)

/** One attempt to sign in, https://learn.microsoft.com/graph/api/resources/signin */
export const signInAnswer = z.object({
  createdDateTime: time,
  appDisplayName: text,
  location: z
    .object({ city: text, countryOrRegion: text })
    .nullish()
    .transform((value) => value ?? null),
  status: z
    .object({ errorCode: z.number().int().nullish() })
    .nullish()
    .transform((value) => value?.errorCode ?? null),
})

/** One change to the directory, https://learn.microsoft.com/graph/api/resources/directoryaudit */
export const directoryAuditAnswer = z.object({
  activityDateTime: time,
  activityDisplayName: text,
  result: text,
  initiatedBy: z
    .object({ user: initiator, app: initiator })
    .nullish()
    .transform((value) => value ?? null),
})
export type DirectoryAudit = z.output<typeof directoryAuditAnswer>

/** The ids, of those asked about, for which the answer is yes. */
export const idsAnswer = z.object({ value: z.array(id) })

/** A page of a collection; `link` leads to the next. */
export function pageOf<T>(row: z.ZodType<T>) {
  return z
    .object({ value: z.array(row), '@odata.nextLink': text })
    .transform((page) => ({ value: page.value, link: page['@odata.nextLink'] }))
}

/** Parses an answer. Throws a `Failure` that names the field that is not as documented, never what stands in it. */
export function parse<T>(schema: z.ZodType<T>, body: unknown, { route, status, requestId }: Reply): T {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const path = parsed.error.issues[0]?.path.join('.') ?? ''
  const field = body === undefined ? 'its body' : path === '' ? 'its shape' : path
  throw new Failure('unexpected', `${route} answered something else than documented in ${field}`, {
    status,
    requestId,
  })
}
